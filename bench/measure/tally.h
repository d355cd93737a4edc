/* tally.h - from the tasks in the shared area to the figures of a sample. */
#ifndef SIMUL_TALLY_H
#define SIMUL_TALLY_H

#include "bench/plan/job.h"
#include "bench/record/results.h"
#include "runners/area.h"

/* For an area whose workers have all ended. Counts the tasks by how they ended,
 * checks their values against the right answers where the workload knows them,
 * and sums up their times. Leaves state and reason alone. With a duration, the
 * area is left with the tasks that were claimed; of an open loop, with all that
 * were due. 0, or -ENOMEM: the tasks are counted, but digest or times are
 * missing. */
int tally_tasks(const struct job *job, struct area *area,
		struct sample *sample);

/* The time of each task: of service, or in an open loop from when it was due.
 * For free(); NULL if no task was stamped, with *rc = 0, or out of memory. */
struct times *tally_times(const struct area *area, int *rc);

/* Why the first failed task failed; a static text or one in the area. */
const char *tally_first_reason(const struct area *area);

/* When each task of an open loop is due, after the gate opens: evenly, or at
 * random with exponential gaps (a Poisson process), the same for the same
 * seed. With a duration, the area has only those that are due before its end
 * from then on. */
void tally_schedule(const struct settings *set, uint64_t seed,
		    struct area *area);

/* A value as a person reads it. */
void tally_format(const struct workload *workload, const struct value *value,
		  char *buf, size_t size);

#endif
