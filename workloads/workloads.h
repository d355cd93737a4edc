/* workloads.h - the table of all workloads. */
#ifndef SIMUL_WORKLOADS_H
#define SIMUL_WORKLOADS_H

#include "runners/workload.h"

/* In the order of `simul list`; NULL ends. */
extern const struct workload *const workloads[];

/* By name, or NULL. */
const struct workload *workload_find(const char *name);

#endif
