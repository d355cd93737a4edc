/* sampler.h - one sample: one timed execution of a cell, in a fresh process.
 *
 *   program                       sample's process            its workers
 *   fork ---------------------->  open   --------------------> start, park
 *   waits: deadline, signals      run    --------------------> work
 *                                 (reads their memory)         park again
 *                                 close  --------------------> gone
 *   reads the shared area  <----  exit
 *
 * The area with the results is mapped here, before the fork, so what the tasks
 * did is known even if the process dies. The end of a duration is seen here
 * too, by a timer that run starts, so no model pays for a clock. A crash, a
 * deadline or a lost worker fails the sample with a reason, never the program.
 */
#ifndef SIMUL_SAMPLER_H
#define SIMUL_SAMPLER_H

#include <signal.h>

#include "bench/plan/plan.h"
#include "bench/record/results.h"
#include "origin/origin.h"
#include "runners/area.h"
#include "runners/model.h"

/* How to take one. */
struct take {
	const struct origin *origin;       /* pid 0: none */
	volatile sig_atomic_t *interrupts; /* counted by a signal handler */
	uint64_t seed;                     /* for arrivals */
	bool stamp_all;                    /* even tasks of a tiny workload */
	size_t expected;                   /* tasks, with a duration; 0: not
					      known */
};

/* Takes one sample and fills in *sample (but for cell, round and position).
 * The area with its tasks is the caller's to area_free; it is NULL if none
 * could be mapped. Waits as long as the sample takes; a first interrupt
 * cancels what has not started, a second ends it at once. */
struct area *sampler_take(const struct subject *subject,
			  const struct take *take, struct sample *sample);

#endif
