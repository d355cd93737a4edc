/* peer.h - what every peer does the same way: it reads its arguments, takes
 * its time, and prints one line.
 *
 * The peers are small programs that simul is held against (scripts/peers).
 * They end themselves with a sentence when something is wrong: a figure from
 * a run that had errors would be worse than none.
 */
#ifndef SIMUL_PEER_H
#define SIMUL_PEER_H

#include <stdint.h>

/* What a client did in the timed part. */
struct peer_sums {
	uint64_t requests;
	uint64_t connections;   /* opened */
	uint64_t bytes;         /* of all bodies */
};

/* Where the clocks stood when the timed part began. */
struct peer_clock {
	uint64_t wall_ns;
	uint64_t user_us;       /* of this process, by getrusage */
	uint64_t system_us;
};

/* Prints "PROGRAM: SENTENCE" and exits with 1. */
_Noreturn void peer_die(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The decimal number `text`, from least to most; exits with 2 if it isn't. */
uint64_t peer_number(const char *name, const char *text, uint64_t least,
		     uint64_t most);

/* Makes room for `count` descriptors beside the usual ones; exits with 1 if
 * the hard limit doesn't allow it. */
void peer_allow_files(uint64_t count);

/* Memory that is zeroed; exits with 1 if there is none. */
void *peer_memory(uint64_t count, uint64_t size_bytes);

struct peer_clock peer_clock_now(void);

/* Prints the line: wall_us= user_us= system_us= since `start`, and the sums.
 * Everything between the two calls is the timed part. */
void peer_report(const struct peer_clock *start, const struct peer_sums *sums);

#endif
