/* lanes.h - are there enough lanes for tasks that wait for each other? */
#ifndef SIMUL_LANES_H
#define SIMUL_LANES_H

#include "bench/plan/job.h"

/* Under every model a task that waits holds its lane, so a workload can say
 * how many it needs at least (workload.lanes_least). Models that always have
 * fewer (serial has one) are taken out of a list that nobody chose: 1, and
 * `why` is a warning. -EINVAL: what was asked for would be a deadlock. 0: all
 * is well. */
int lanes_check(struct job *job, struct error *why);

#endif
