/* curve.c - collects the points of a curve. */
#include "bench/analysis/curve.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "runners/memory.h"

int curve_make(const struct summary *s, const struct summary_group *g,
	       const struct summary_row *of, struct curve *curve)
{
	double *k = memory_new(4 * g->rows, sizeof(*k)), most = 0.0;
	double *x = k + g->rows, *low = x + g->rows, *high = low + g->rows;
	struct shape shape;
	size_t n = 0;
	int rc;

	if (!k)
		return -ENOMEM;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];
		double tasks = row->tasks_per_s * row->time_ns.median;

		if (row->model != of->model || isnan(row->tasks_per_s) ||
		    row->is_void)
			continue;
		k[n] = (double)summary_cell(s, row)->concurrency;
		most = fmax(most, k[n]);
		x[n] = row->tasks_per_s;
		low[n] = tasks / row->time_ns.median_interval.high;
		high[n++] = tasks / row->time_ns.median_interval.low;
	}
	rc = n ? shape_of(k, x, low, high, n, &shape) : -ENODATA;
	free(k);
	if (rc == 0)
		*curve = (struct curve){ shape, most };
	return rc;
}
