/* plot_results.h - a run's pictures on a terminal: times, memory, times of
 * single tasks, and how the samples went on. */
#ifndef SIMUL_PLOT_RESULTS_H
#define SIMUL_PLOT_RESULTS_H

#include <stdio.h>

#include "bench/analysis/summary.h"
#include "bench/report/plot.h"

/* What a bar of a row is long for. */
enum plot_figure {
	PLOT_TIME,                /* the median; with a duration tasks/s */
	PLOT_MEMORY,              /* of all workers together */
	PLOT_MEMORY_EACH,         /* of that, for each of K tasks in flight */
};

/* A bar for each row of the group that has the figure. 0 or -ENOMEM. */
int plot_group(const struct summary *summary,
	       const struct summary_group *group, enum plot_figure figure,
	       FILE *stream, const struct terminal *terminal);

/* All pictures of all groups, each with a heading; those that nothing is known
 * for are left out. 0 or -ENOMEM. */
int plot_results(const struct summary *summary, FILE *stream,
		 const struct terminal *terminal);

#endif
