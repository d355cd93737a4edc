/* stops.h - for how long a sample was stopped while it ran.
 *
 * By SIGSTOP or Ctrl-Z, alone or with the program, or with the whole machine by
 * a suspend. The kernel keeps no account of that, so the program looks every
 * STOPS_BEAT_MS: waitid tells whether the process was stopped or continued
 * since, a look that comes far too late that the program itself was not run
 * (Ctrl-Z, a frozen control group), and CLOCK_BOOTTIME what CLOCK_MONOTONIC
 * leaves out (a suspend). So it is known to within a beat, and stops of less
 * are not seen. `simul gate` stops programs on purpose: their own files tell,
 * the gate doesn't look at it.
 */
#ifndef SIMUL_STOPS_H
#define SIMUL_STOPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { STOPS_BEAT_MS = 100 };

struct stops {
	pid_t pid;
	bool is_stopped;
	uint64_t last_ns;  /* the last look, by clock_ns */
	int64_t asleep_ns; /* the machine then, since it was started */
	uint64_t sum_ns;
};

/* Of a child of this process that has just been forked. */
void stops_init(struct stops *stops, pid_t pid);

/* Looks, and counts what lies between began_ns and ended_ns, by clock_ns;
 * UINT64_MAX: not yet. Takes a few system calls and doesn't wait; the child is
 * not reaped. */
void stops_look(struct stops *stops, uint64_t began_ns, uint64_t ended_ns);

/* What was counted; 0 if it may be no more than the beat. */
uint64_t stops_sum(const struct stops *stops);

#endif
