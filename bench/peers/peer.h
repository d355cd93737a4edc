/* peer.h - common to all peers: reading arguments, taking the time, printing
 * one line.
 *
 * The peers are small programs that simul is compared with (scripts/peers).
 * They exit with a message when anything goes wrong: a figure from a run with
 * errors would be worse than none.
 */
#ifndef SIMUL_PEER_H
#define SIMUL_PEER_H

#include <stdint.h>

/* Totals of a client over the timed part. */
struct peer_sums {
	uint64_t requests;
	uint64_t connections;   /* opened */
	uint64_t bytes;         /* of all bodies */
};

/* The clocks at the start of the timed part. */
struct peer_clock {
	uint64_t wall_ns;
	uint64_t user_us;       /* of this process, by getrusage */
	uint64_t system_us;
};

/* Prints "PROGRAM: MESSAGE" and exits with 1. */
_Noreturn void peer_die(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Parses `text` as a decimal number from least to most; exits with 2 if it
 * isn't one. */
uint64_t peer_number(const char *name, const char *text, uint64_t least,
		     uint64_t most);

/* Raises the limit of open files to `count` descriptors and some to spare;
 * exits with 1 if the hard limit doesn't allow it. */
void peer_allow_files(uint64_t count);

/* Allocates zeroed memory; exits with 1 if there is none. */
void *peer_memory(uint64_t count, uint64_t size_bytes);

struct peer_clock peer_clock_now(void);

/* Prints one line: wall_us= user_us= system_us= since `start`, and the totals.
 * Everything between the two calls is the timed part. */
void peer_report(const struct peer_clock *start, const struct peer_sums *sums);

#endif
