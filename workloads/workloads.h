/* workloads.h - the table of workloads. */
#ifndef SIMUL_WORKLOADS_H
#define SIMUL_WORKLOADS_H

#include "runners/workload.h"

/* In the order of `simul list`; NULL ends. */
extern const struct workload *const workloads[];

/* Those that this build lacks, and what they need; a NULL name ends. */
struct left_out {
	const char *name, *why;
};
extern const struct left_out workloads_left_out[];

/* By name, or NULL. */
const struct workload *workload_find(const char *name);

#endif
