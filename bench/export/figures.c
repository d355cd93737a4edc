/* figures.c - cells, their names, and the figures of a run. */
#include "bench/export/figures.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "runners/grow.h"
#include "runners/utf8.h"

const struct export_unit export_units[EXPORT_MEASURES] = {
	[EXPORT_TIME] = { "time", "latency", "ns", false },
	[EXPORT_THROUGHPUT] = { "throughput", "throughput", "tasks/s", true },
	[EXPORT_CPU] = { "cpu", "cpu-time", "ns", false },
	[EXPORT_MEMORY] = { "memory", "memory", "bytes", false },
	[EXPORT_P50] = { "p50", "latency-p50", "ns", false },
	[EXPORT_P90] = { "p90", "latency-p90", "ns", false },
	[EXPORT_P95] = { "p95", "latency-p95", "ns", false },
	[EXPORT_P99] = { "p99", "latency-p99", "ns", false },
	[EXPORT_P999] = { "p99.9", "latency-p99-9", "ns", false },
	[EXPORT_RATIO] = { "ratio", "ratio", "x", false },
};

char *export_text(const char *text, char *buf, size_t size)
{
	size_t used = 0;

	while (*text) {
		bool plain;
		size_t length = utf8_step(text, &plain);

		if (used + (plain ? length : 1) >= size)
			break;
		if (plain)
			memcpy(buf + used, text, length);
		else
			buf[used] = '?';
		used += plain ? length : 1;
		text += length;
	}
	buf[used] = '\0';
	return buf;
}

/* --- cells --- */

static bool is_taken(const struct export_figures *f, const char *name)
{
	for (size_t i = 0; i < f->cells; i++)
		if (!strcmp(f->cell[i].name, name))
			return true;
	return false;
}

static void name_cell(const struct export_figures *f, struct export_cell *c)
{
	char plain[200];

	snprintf(plain, sizeof(plain), "%s%s%s, K %" PRIu64, c->job,
		 *c->model ? ", " : "", c->model, c->concurrency);
	/* Of an older log of a gate the job is the whole name. */
	if (c->concurrency == 0)
		snprintf(plain, sizeof(plain), "%s", c->job);
	snprintf(c->name, sizeof(c->name), "%s", plain);
	for (size_t n = 2; is_taken(f, c->name); n++)
		snprintf(c->name, sizeof(c->name), "%s (%zu)", plain, n);
}

struct export_cell *export_figures_add(struct export_figures *f,
				       const char *job, const char *workload,
				       const char *model,
				       uint64_t concurrency)
{
	static const struct export_figure none = { NAN, NAN, NAN };
	struct export_cell *c = grow(f->cell, f->cells, sizeof(*c));

	if (!c)
		return NULL;
	f->cell = c;
	c += f->cells;
	*c = (struct export_cell){ .concurrency = concurrency,
				   .comparable = true };
	export_text(job, c->job, sizeof(c->job));
	export_text(workload, c->workload, sizeof(c->workload));
	export_text(model, c->model, sizeof(c->model));
	name_cell(f, c);
	for (size_t i = 0; i < EXPORT_MEASURES; i++)
		c->of[i] = none;
	f->cells++;
	return c;
}

void export_figures_free(struct export_figures *f)
{
	free(f->cell);
	*f = (struct export_figures){ 0 };
}

/* --- of a run --- */

/* A median and its interval; 0 is not known. */
static struct export_figure of_median(const struct stats_summary *of,
				      double scale)
{
	struct export_figure f = { NAN, NAN, NAN };

	if (of->n && of->median > 0.0) {
		f.value = scale * of->median;
		f.low = scale * of->median_interval.low;
		f.high = scale * of->median_interval.high;
	}
	return f;
}

static struct export_figure of_rate(const struct summary *s,
				    const struct summary_row *row)
{
	double tasks = 1e9 * series_time_tasks(summary_cell(s, row));
	const struct stats_interval *i = &row->time_ns.median_interval;
	struct export_figure f = { NAN, NAN, NAN };

	if (row->time_ns.n) {
		f.value = row->tasks_per_s;
		f.low = tasks / i->high;
		f.high = tasks / i->low;
	}
	return f;
}

static void fill(const struct summary *s, const struct summary_row *row,
		 struct export_cell *c)
{
	const struct percentiles *p = &row->single;

	c->comparable = !row->is_void;
	c->counted = true;
	c->good = row->good;
	c->failed = row->failed;
	c->cancelled = row->cancelled;
	c->timed = p->tasks;
	c->of[EXPORT_TIME] = of_median(&row->time_ns, 1.0);
	c->of[EXPORT_THROUGHPUT] = of_rate(s, row);
	c->of[EXPORT_CPU] = of_median(&row->cpu_ns, 1.0);
	c->of[EXPORT_MEMORY] = of_median(&row->pss_kib, 1024.0);
	if (!p->tasks)
		return;
	c->of[EXPORT_P50].value = p->p50_ns;
	c->of[EXPORT_P90].value = p->p90_ns;
	c->of[EXPORT_P95].value = p->p95_ns;
	c->of[EXPORT_P99].value = p->p99_ns;
	c->of[EXPORT_P999].value = p->p999_ns;
}

int export_figures_summary(const struct summary *s, struct export_figures *f)
{
	*f = (struct export_figures){ .env = &s->results->env };
	for (size_t i = 0; i < s->rows; i++) {
		const struct cell *cell = summary_cell(s, &s->row[i]);
		struct export_cell *c =
			export_figures_add(f, cell->job, cell->workload,
					   cell->model, cell->concurrency);

		if (!c)
			return -ENOMEM;
		fill(s, &s->row[i], c);
	}
	return 0;
}
