/* made_history.h - a made-up history: runs i = 0, 1, ..., whose
 * cells have the times that the test says.
 */
#ifndef SIMUL_MADE_HISTORY_H
#define SIMUL_MADE_HISTORY_H

#include <stdio.h>

#include "bench/analysis/history_changes.h"

/* A day is 24 runs. */
static inline void made_history_run(struct environment *env, size_t i)
{
	*env = (struct environment){ .cpu = "Processor of the Test",
				     .kernel = "Linux 6.1.0 x86_64",
				     .version = "0.1.0", .processors = 2 };
	snprintf(env->commit, sizeof(env->commit), "c%06zx", i);
	snprintf(env->started, sizeof(env->started),
		 "2026-%02zu-%02zuT%02zu:00:00Z", 1 + i / 24 / 28 % 12,
		 1 + i / 24 % 28, i % 24);
}

/* The median of the cell-th cell in that run; the processor time is twice
 * that. */
static inline int made_history_add(struct history *h,
				   const struct environment *env, size_t cell,
				   double time_ns)
{
	struct cell c = { .workload = "squares", .model = "threads",
			  .concurrency = 2, .lanes = 2, .workers = 2,
			  .tasks = 20, .chunk = 1 };
	const struct history_point point = {
		.samples = 11,
		.time_ns = { time_ns, 0.99 * time_ns, 1.01 * time_ns },
		.cpu_ns = { 2.0 * time_ns, 0.0, 0.0 },
	};

	snprintf(c.job, sizeof(c.job), "squares-%zu", cell);
	return history_append(h, env, &c, &point);
}

#endif
