/* plot_results.c - turns rows of a summary into bars and lines. */
#include "bench/report/plot_results.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/paint.h"
#include "bench/report/report.h"
#include "runners/macros.h"
#include "runners/memory.h"

enum {
	HISTOGRAM_LINES = 12,     /* of each row, at most */
	TREND_COLUMNS = 44,
};

static void name(const struct summary *s, const struct summary_row *row,
		 char *buf, size_t size)
{
	const struct cell *cell = summary_cell(s, row);

	snprintf(buf, size, "%s K=%" PRIu64, cell->model, cell->concurrency);
}

/* --- bars of rows --- */

static void measure(const struct summary *s, const struct summary_row *row,
		    enum plot_figure figure, struct plot_bar *bar)
{
	const struct cell *cell = summary_cell(s, row);
	double kib = row->pss_kib.median;

	name(s, row, bar->label, sizeof(bar->label));
	bar->figure[0] = '\0';
	if (figure == PLOT_TIME && cell->duration_ns) {
		bar->value = row->tasks_per_s;
		figure_rate(bar->value, bar->figure, sizeof(bar->figure));
	} else if (figure == PLOT_TIME) {
		bar->value = row->run_ns.median;
		figure_duration(bar->value, bar->figure, sizeof(bar->figure));
	} else {
		bar->value = 1024.0 * kib;
		if (figure == PLOT_MEMORY_EACH)
			bar->value /= (double)cell->concurrency;
		if (!(kib > 0.0))
			bar->value = NAN;
		figure_bytes(bar->value, bar->figure, sizeof(bar->figure));
	}
}

int plot_group(const struct summary *s, const struct summary_group *g,
	       enum plot_figure figure, FILE *stream,
	       const struct terminal *terminal)
{
	struct plot_bar *bar = memory_new(g->rows + 1, sizeof(*bar));
	size_t n = 0;

	if (!bar)
		return -ENOMEM;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		measure(s, &s->row[i], figure, &bar[n]);
		n += isfinite(bar[n].value);
	}
	plot_bars(stream, bar, n, terminal);
	free(bar);
	return 0;
}

/* --- times of single tasks --- */

/* Bins of equal width on a logarithmic scale between the least and the
 * longest time. */
static void fill_bins(const struct time_count *at, size_t n,
		      struct plot_bar bin[HISTOGRAM_LINES])
{
	double from = log(fmax((double)at[0].ns, 1.0));
	double to = log(fmax((double)at[n - 1].ns, 1.0));
	double width = fmax(to - from, 1e-9) / HISTOGRAM_LINES;
	uint64_t tasks[HISTOGRAM_LINES] = { 0 };

	for (size_t i = 0; i < n; i++) {
		double place = (log(fmax((double)at[i].ns, 1.0)) - from) /
			       width;

		tasks[MIN((size_t)place, (size_t)HISTOGRAM_LINES - 1)] +=
			at[i].tasks;
	}
	for (size_t i = 0; i < HISTOGRAM_LINES; i++) {
		figure_range(exp(from + width * (double)i),
			     exp(from + width * (double)(i + 1)),
			     bin[i].label, sizeof(bin[i].label));
		bin[i].value = (double)tasks[i];
		snprintf(bin[i].figure, sizeof(bin[i].figure), "%" PRIu64,
			 tasks[i]);
	}
}

static void put_percentiles(const struct percentiles *p, FILE *stream)
{
	const struct {
		const char *name;
		double ns;
	} of[] = { { "p50", p->p50_ns }, { "p90", p->p90_ns },
		   { "p99", p->p99_ns }, { "p99.9", p->p999_ns } };
	char text[FIGURE_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(of); i++)
		if (!isnan(of[i].ns))
			fprintf(stream, "  %s %s", of[i].name,
				figure_duration(of[i].ns, text, sizeof(text)));
	fputc('\n', stream);
}

static void put_histogram(const struct summary *s,
			  const struct summary_row *row, FILE *stream,
			  const struct terminal *terminal)
{
	struct plot_bar bin[HISTOGRAM_LINES];
	char text[PLOT_LABEL];
	size_t n;
	struct time_count *at = percentiles_merge(s->results, row->cell, &n);

	if (!at)
		return;
	name(s, row, text, sizeof(text));
	fputs("times of tasks, ", stream);
	paint_text(stream, text);
	fputc(':', stream);
	put_percentiles(&row->single, stream);
	fill_bins(at, n, bin);
	plot_bars(stream, bin, HISTOGRAM_LINES, terminal);
	free(at);
}

/* --- how the samples went on --- */

/* One line a row: its good samples in the order in which they were taken. */
static void put_trend(const struct summary *s, const struct summary_row *row,
		      size_t label, FILE *stream,
		      const struct terminal *terminal)
{
	char text[PLOT_LABEL], range[FIGURE_SIZE];
	size_t n;
	double *ns = series_times(s->results, row->cell, &n);

	if (!ns)
		return;
	name(s, row, text, sizeof(text));
	fputs("  ", stream);
	paint_text(stream, text);
	fprintf(stream, "%*s", (int)(label + 2 - paint_width(text)), "");
	plot_line(stream, ns, n, TREND_COLUMNS, terminal);
	fprintf(stream, " %s\n",
		figure_range(row->time_ns.min, row->time_ns.max, range,
			     sizeof(range)));
	free(ns);
}

static void put_trends(const struct summary *s, const struct summary_group *g,
		       FILE *stream, const struct terminal *terminal)
{
	size_t label = 0;

	for (size_t i = g->first; i < g->first + g->rows; i++) {
		char text[PLOT_LABEL];

		name(s, &s->row[i], text, sizeof(text));
		label = MAX(label, paint_width(text));
	}
	fputs("samples in the order in which they were taken\n", stream);
	for (size_t i = g->first; i < g->first + g->rows; i++)
		put_trend(s, &s->row[i], label, stream, terminal);
}

/* --- all of it --- */

static bool any_good(const struct summary *s, const struct summary_group *g)
{
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (s->row[i].good)
			return true;
	return false;
}

static int plot_one(const struct summary *s, const struct summary_group *g,
		    FILE *stream, const struct terminal *terminal)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);
	int rc = 0;

	fputs(cell->duration_ns ? "tasks/s (medians)\n" : "time (medians)\n",
	      stream);
	rc = plot_group(s, g, PLOT_TIME, stream, terminal);
	if (rc == 0) {
		fputs("memory for each task in flight (memory / K)\n", stream);
		rc = plot_group(s, g, PLOT_MEMORY_EACH, stream, terminal);
	}
	put_trends(s, g, stream, terminal);
	for (size_t i = g->first; i < g->first + g->rows; i++)
		put_histogram(s, &s->row[i], stream, terminal);
	return rc;
}

int plot_results(const struct summary *s, FILE *stream,
		 const struct terminal *terminal)
{
	bool colour = paint_wanted(stream);
	int rc = 0;

	for (size_t i = 0; i < s->groups && rc == 0; i++) {
		char text[REPORT_TEXT];

		report_head(s, &s->group[i], text, sizeof(text));
		fputs(i ? "\n" : "", stream);
		paint_lines(stream, text, 2, PAINT_BOLD, colour);
		if (any_good(s, &s->group[i]))
			rc = plot_one(s, &s->group[i], stream, terminal);
	}
	if (s->groups == 0)
		fputs("no samples\n", stream);
	return rc;
}
