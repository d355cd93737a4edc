/* history_entry.c - medians of the good samples of each cell. */
#include "bench/analysis/history_entry.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/analysis/fairness.h"
#include "bench/analysis/series.h"
#include "bench/analysis/summary.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"

static double cpu_of(const struct cell *cell, const struct sample *s)
{
	return 1e3 * (double)(s->user_us + s->system_us) /
	       series_tasks_done(cell, s);
}

static double memory_of(const struct cell *cell, const struct sample *s)
{
	(void)cell;
	return 1024.0 * (double)s->pss_kib;
}

static double known(double value)
{
	return isfinite(value) ? value : 0.0;
}

static int figure(const struct results *r, size_t cell,
		  double (*value)(const struct cell *cell,
				  const struct sample *sample),
		  struct history_figure *of)
{
	size_t n = 0;
	double *x = memory_new(series_count(r, cell), sizeof(*x));
	const struct sample *s = NULL;
	struct stats_summary sum;
	int rc = -ENOMEM;

	while (x && (s = results_next_good(r, cell, s)))
		x[n++] = value(&r->cell[cell], s);
	if (x)
		rc = stats_summarise(x, n, &sum);
	free(x);
	if (rc < 0)
		return rc;
	*of = (struct history_figure){
		sum.median, known(sum.median_interval.low),
		known(sum.median_interval.high),
	};
	return 0;
}

static int add_cell(struct history *h, const struct results *r, size_t cell)
{
	struct history_point point = { .samples = series_count(r, cell) };
	int rc = figure(r, cell, series_time_ns, &point.time_ns);

	if (rc == 0)
		rc = figure(r, cell, cpu_of, &point.cpu_ns);
	if (rc == 0)
		rc = figure(r, cell, memory_of, &point.memory_bytes);
	if (rc == 0)
		rc = history_append(h, &r->env, &r->cell[cell], &point);
	return rc;
}

int history_entry(struct history *h, const struct results *r,
		  size_t *left_out)
{
	struct summary summary;
	int rc = summary_make(r, &summary);

	*left_out = 0;
	for (size_t i = 0; i < r->cells && rc == 0; i++) {
		if (series_count(r, i) == 0 ||
		    fairness_cell_void(&summary.findings, i))
			++*left_out;
		else
			rc = add_cell(h, r, i);
	}
	summary_free(&summary);
	return rc;
}
