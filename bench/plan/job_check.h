/* job_check.h - can a job be run as asked, and does each option matter? */
#ifndef SIMUL_JOB_CHECK_H
#define SIMUL_JOB_CHECK_H

#include "bench/plan/job.h"

/* Does the option matter to at least one of the jobs from item `from` on? 0 if
 * so, or if there are none; else -EINVAL with err about the last one: its
 * workload doesn't take the option, nothing computes that could be offloaded,
 * there is no schedule for arrivals. */
int job_check_use(const struct jobs *jobs, size_t from, const char *option,
		  struct error *err);

/* Why tasks of the workload can't be run for a duration, or NULL: they can. */
const char *job_check_counted(const struct workload *workload);

/* 0, or -EINVAL with err: a rate is given, and others ask for the tasks. */
int job_check_rate(const struct job *job, struct error *err);

/* 0, or -EINVAL with err: a duration is given, and the number of tasks is part
 * of the work, or the deadline comes first. */
int job_check_duration(const struct job *job, struct error *err);

/* How many files of these jobs are "-", standard input. */
size_t job_inputs(const struct jobs *jobs);

/* 0, or -EINVAL with err: standard input can be read once. */
int job_check_input(const struct jobs *jobs, struct error *err);

/* 0, or -EINVAL with err: a slow-down is asked for on purpose, and these
 * tasks can't be done twice (slowdown.h). */
int job_check_injection(const struct job *job, struct error *err);

/* Are there enough lanes for tasks that wait for each other? Under every model
 * a task that waits holds its lane, so the workload says how many lanes it
 * needs (workload.lanes_least).
 *
 * -EINVAL with err: as asked for, the run would deadlock. 0: it can be run; if
 * models with too few lanes stood in a default list, they were taken out, and
 * `warning` has a sentence about that, else "". */
int job_check_lanes(struct job *job, struct error *warning,
		    struct error *err);

#endif
