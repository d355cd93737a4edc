/* plot.h - pictures of characters, for those who stay on the terminal.
 *
 * Lines fit the terminal; where there is none they take PLOT_COLUMNS, and '#'
 * stands for blocks unless the terminal shows UTF-8.
 */
#ifndef SIMUL_PLOT_H
#define SIMUL_PLOT_H

#include <stddef.h>
#include <stdio.h>

#include "bench/report/figure.h"
#include "bench/report/terminal.h"

enum {
	PLOT_COLUMNS = 78,
	PLOT_LABEL = 64,
};

/* A line of a bar chart: its name, its length, and what stands behind it. */
struct plot_bar {
	char label[PLOT_LABEL];
	double value;             /* not above 0, or NAN: no bar */
	char figure[FIGURE_SIZE];
};

/* Prints a line for each, all in proportion to the longest. */
void plot_bars(FILE *stream, const struct plot_bar *bar, size_t count,
	       const struct terminal *terminal);

/* Prints values, from left to right, as heights of one line of up to `columns`
 * characters between the least and the greatest; if there are more values, each
 * column is the mean of some. Nothing else: no name, no end of the line. */
void plot_line(FILE *stream, const double *value, size_t count, size_t columns,
	       const struct terminal *terminal);

#endif
