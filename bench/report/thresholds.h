/* thresholds.h - limits that the rows of a table must keep: 'p99<50ms'.
 *
 *     threshold = [MODEL ':'] METRIC ('<' | '<=' | '>' | '>=') VALUE
 *
 * as k6 spells them. Each is judged for every row, or those of one model. What
 * can't be judged, because too few tasks were timed or no sample is good, is
 * no pass: it counts as crossed, and says so.
 */
#ifndef SIMUL_THRESHOLDS_H
#define SIMUL_THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/analysis/summary.h"
#include "runners/error.h"
#include "runners/option.h"

#define THRESHOLDS_HELP                                                     \
	"exit with 4 unless it holds in every row ('async: p99<50ms': of "  \
	"one model); of p50 p90 p95 p99 p99.9 time cpu memory failed "      \
	"tasks/s. May be repeated"

struct threshold;

/* All zeros: none. */
struct thresholds {
	struct threshold *item;
	size_t count;
};

/* Reads them all. 0, -EINVAL with a sentence that lists the metrics, or
 * -ENOMEM; there is nothing to free then. Keeps the texts. */
int thresholds_parse(struct thresholds *thresholds, const struct texts *texts,
		     struct error *err);
void thresholds_free(struct thresholds *thresholds);

/* Whether any is about percentiles, which take the times of single tasks. */
bool thresholds_need_times(const struct thresholds *thresholds);

/* Whether one judges how many tasks of this cell fail. */
bool thresholds_judge_failures(const struct thresholds *thresholds,
			       const struct cell *cell);

/* A threshold in one row. */
struct threshold_result {
	const char *text;         /* as it was given */
	const struct cell *cell;  /* NULL: no row is of it, so it doesn't hold */
	bool holds;
	char found[128];          /* the figure, or why there is none */
};

/* Calls for each threshold, in the order in which they were given, row by row,
 * and stops when the call doesn't return 0. Returns what the last one did. */
typedef int thresholds_call(void *user, const struct threshold_result *result);
int thresholds_each(const struct thresholds *thresholds,
		    const struct summary *summary, thresholds_call *call,
		    void *user);

/* Prints a line for each that holds, and one for each row that crosses one,
 * with its figure. Returns whether any is crossed. */
bool thresholds_print(const struct thresholds *thresholds,
		      const struct summary *summary, FILE *out);

#endif
