/* job_check.h - whether a job has a use for what it was told. */
#ifndef SIMUL_JOB_CHECK_H
#define SIMUL_JOB_CHECK_H

#include "bench/plan/job.h"

/* Whether the option says anything to at least one of the jobs from item
 * `from` on. 0, also if there is none; or -EINVAL with err, of the last one:
 * its workload doesn't take it, nothing computes that could be offloaded, no
 * schedule for arrivals. */
int job_check_use(const struct jobs *jobs, size_t from, const char *option,
		  struct error *err);

/* 0, or -EINVAL with err: a slow-down is asked for on purpose, and these
 * tasks can't be done twice (slowdown.h). */
int job_check_injection(const struct job *job, struct error *err);

#endif
