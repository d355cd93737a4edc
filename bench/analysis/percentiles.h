/* percentiles.h - percentiles of single tasks, over all samples of a cell.
 *
 * The times of all good samples count together, each task once, so these are
 * no medians or means of samples' percentiles: merging is exact wherever the
 * times are (times.h).
 */
#ifndef SIMUL_PERCENTILES_H
#define SIMUL_PERCENTILES_H

#include <stddef.h>
#include <stdint.h>

#include "bench/record/results.h"

enum { PERCENTILES_P999 = 10000 };  /* tasks that p99.9 takes */

/* Of service, or in an open loop of latency. */
struct percentiles {
	uint64_t tasks;           /* 0: no times were kept */
	uint64_t within;          /* the error is 1 / this at most; 0: exact */
	double p50_ns, p90_ns, p95_ns, p99_ns, p999_ns;  /* NAN: not known */
};

/* Type 7 of Hyndman and Fan, as stats_quantile. NAN where fewer than ten
 * tasks are expected beyond it, as stats_tail: p90 takes 100 tasks, p95 200,
 * p99 1,000, p99.9 10,000. 0 or -ENOMEM. */
int percentiles_of(const struct results *results, size_t cell,
		   struct percentiles *percentiles);

/* All times of a cell's good samples in ascending order, *n of them, equal
 * ones counted together. NULL if there are none, or out of memory (*n is 1
 * then). For free(). */
struct time_count *percentiles_merge(const struct results *results,
				     size_t cell, size_t *n);

#endif
