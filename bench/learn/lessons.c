/* lessons.c - the table of lessons.
 *
 * Runs are short, so figures are coarse: answers are a factor apart, and bounds
 * stand where no machine is expected.
 */
#include "bench/learn/lesson.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/plot_results.h"
#include "runners/macros.h"

/* --- figures --- */

/* The first row of that model, from K on; NULL: none. */
static const struct summary_row *row_of(const struct summary *s,
					const char *model, uint64_t least_k)
{
	for (size_t i = 0; i < s->rows; i++) {
		const struct cell *cell = summary_cell(s, &s->row[i]);

		if (!strcmp(cell->model, model) && cell->concurrency >= least_k)
			return &s->row[i];
	}
	return NULL;
}

static double time_of(const struct lesson_data *d, const char *model,
		      uint64_t least_k)
{
	const struct summary_row *row = row_of(&d->run[0], model, least_k);

	return row ? row->run_ns.median : NAN;
}

static double memory_of(const struct lesson_data *d, const char *model)
{
	const struct summary_row *row = row_of(&d->run[0], model, 1);

	return row && row->pss_kib.median > 0.0 ? row->pss_kib.median : NAN;
}

static double waiting(const struct lesson_data *d)
{
	return time_of(d, "serial", 1) / time_of(d, "async", 1);
}

static double computing(const struct lesson_data *d)
{
	return time_of(d, "serial", 1) / time_of(d, "threads", 1);
}

static double too_many(const struct lesson_data *d)
{
	return time_of(d, "threads", 200) / time_of(d, "threads", 1);
}

/* In milliseconds; the least, since what disturbs only adds to it. */
static double blocked(const struct lesson_data *d)
{
	const struct summary_row *row = row_of(&d->run[0], "async", 1);

	return row && row->good ? row->run_ns.min / 1e6 : NAN;
}

static double middle(const struct lesson_data *d, size_t run, size_t offset)
{
	const struct summary_row *row = row_of(&d->run[run], "serial", 1);

	return row ? series_median(d->run[run].results, row->cell, offset)
		   : NAN;
}

static double open_loop(const struct lesson_data *d)
{
	return middle(d, 1, offsetof(struct sample, latency_p50_ns)) /
	       middle(d, 0, offsetof(struct sample, service_p50_ns));
}

static double memory(const struct lesson_data *d)
{
	return memory_of(d, "processes") / memory_of(d, "async");
}

/* Tasks of the first sample that gave no result. */
static double lost(const struct lesson_data *d, const char *model)
{
	const struct summary_row *row = row_of(&d->run[0], model, 1);
	const struct sample *s =
		row ? results_next(d->run[0].results, row->cell, NULL) : NULL;

	if (!s)
		return NAN;
	return (double)summary_cell(&d->run[0], row)->tasks -
	       (double)s->tasks_ok;
}

static double crash(const struct lesson_data *d)
{
	return lost(d, "threads") - lost(d, "processes");
}

static const char *const candidates[] = { "threads", "async",
					  "processes+async" };

static double which(const struct lesson_data *d)
{
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
		if (isnan(time_of(d, candidates[i], 1)))
			return NAN;
		if (time_of(d, candidates[i], 1) <
		    time_of(d, candidates[best], 1))
			best = i;
	}
	return (double)best;
}

const char *lesson_best(const struct lesson_data *d)
{
	const struct summary_row *best = NULL;

	for (size_t i = 0; i < d->run[0].rows; i++) {
		const struct summary_row *row = &d->run[0].row[i];

		if (row->good && (!best || row->run_ns.median <
						   best->run_ns.median))
			best = row;
	}
	return best ? summary_cell(&d->run[0], best)->model : "?";
}

/* --- answers --- */

static size_t between(double figure, double low, double high)
{
	if (figure < low)
		return 0;
	return figure < high ? 1 : 2;
}

static size_t answer_computing(double f, double processors)
{
	return between(f, 1.3, fmax(1.4 * processors, 1.3));
}

static size_t answer_crash(double f, double processors)
{
	(void)processors;
	if (f > 0.0)
		return 1;
	return f < 0.0 ? 2 : 0;
}

static size_t answer_which(double f, double processors)
{
	(void)processors;
	return (size_t)f;
}

size_t lesson_answer(const struct lesson *l, double figure, double processors)
{
	return l->answer ? l->answer(figure, processors)
			 : between(figure, l->low, l->high);
}

bool lesson_holds(const struct lesson *l, double figure, double processors)
{
	return processors >= l->processors_least &&
	       l->true_of >> lesson_answer(l, figure, processors) & 1;
}

/* --- pictures --- */

static int draw_rows(const struct lesson_data *d, enum plot_figure figure,
		     FILE *stream, const struct terminal *terminal)
{
	return d->run[0].groups ? plot_group(&d->run[0], &d->run[0].group[0],
					     figure, stream, terminal)
				: 0;
}

static int draw_times(const struct lesson_data *d, FILE *stream,
		      const struct terminal *terminal)
{
	return draw_rows(d, PLOT_TIME, stream, terminal);
}

static int draw_memory(const struct lesson_data *d, FILE *stream,
		       const struct terminal *terminal)
{
	return draw_rows(d, PLOT_MEMORY, stream, terminal);
}

static int draw_open_loop(const struct lesson_data *d, FILE *stream,
			  const struct terminal *terminal)
{
	const struct {
		const char *name;
		size_t run, offset;
	} of[] = {
		{ "p50", 0, offsetof(struct sample, service_p50_ns) },
		{ "p50 --rate", 1, offsetof(struct sample, latency_p50_ns) },
		{ "p95", 0, offsetof(struct sample, service_p95_ns) },
		{ "p95 --rate", 1, offsetof(struct sample, latency_p95_ns) },
	};
	struct plot_bar bar[ARRAY_SIZE(of)];

	for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
		snprintf(bar[i].label, sizeof(bar[i].label), "%s", of[i].name);
		bar[i].value = middle(d, of[i].run, of[i].offset);
		figure_duration(bar[i].value, bar[i].figure,
				sizeof(bar[i].figure));
	}
	plot_bars(stream, bar, ARRAY_SIZE(of), terminal);
	return 0;
}

static int draw_crash(const struct lesson_data *d, FILE *stream,
		      const struct terminal *terminal)
{
	static const char *const model[] = { "threads", "async", "processes" };
	struct plot_bar bar[ARRAY_SIZE(model)];

	for (size_t i = 0; i < ARRAY_SIZE(model); i++) {
		snprintf(bar[i].label, sizeof(bar[i].label), "%s", model[i]);
		bar[i].value = lost(d, model[i]);
		snprintf(bar[i].figure, sizeof(bar[i].figure), "%g / 40",
			 bar[i].value);
	}
	plot_bars(stream, bar, ARRAY_SIZE(model), terminal);
	return 0;
}

/* --- the table --- */

enum { FIRST = 1, SECOND = 2, THIRD = 4 };

/* A long wait and 19 short ones. */
#define WAITS "100ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms,2ms," \
	      "2ms,2ms,2ms,2ms,2ms"

const struct lesson lessons[] = {
	{ "waiting",
	  { { "download", "-n", "40", "-c", "40", "--latency", "25ms", "-r",
	      "3", "-m", "serial,async" } },
	  .figure = waiting, .low = 1.5, .high = 10.0, .true_of = THIRD,
	  .draw = draw_times },
	{ "computing",
	  { { "squares", "-n", "8", "-c", "8", "--base", "10000000", "-r", "5",
	      "-m", "serial,threads" } },
	  .figure = computing, .answer = answer_computing,
	  .true_of = FIRST | SECOND, .draw = draw_times },
	{ "too-many",
	  { { "download", "-n", "400", "-c", "4,200", "-r", "7", "-m",
	      "threads" } },
	  .figure = too_many, .low = 0.8, .high = 1.25, .true_of = THIRD,
	  .draw = draw_times },
	{ "blocked-loop",
	  { { "steps", "-n", "40", "-c", "40", "--steps",
	      "sleep 5ms, compute 5ms", "-r", "5", "-m", "async,threads" } },
	  .figure = blocked, .low = 60.0, .high = 350.0,
	  .true_of = SECOND | THIRD, .draw = draw_times },
	{ "open-loop",
	  { { "sleep", "-n", "200", "-c", "1", "--durations", WAITS, "-r", "1",
	      "--warmup", "0", "-m", "serial" },
	    { "sleep", "-n", "200", "-c", "1", "--durations", WAITS, "-r", "1",
	      "--warmup", "0", "-m", "serial", "--rate", "100", "--arrivals",
	      "even" } },
	  .figure = open_loop, .low = 1.5, .high = 4.0, .true_of = THIRD,
	  .draw = draw_open_loop },
	{ "memory",
	  { { "download", "-n", "100", "-c", "100", "--latency", "20ms", "-r",
	      "3", "-m", "async,threads,processes" } },
	  .figure = memory, .low = 1.5, .high = 20.0,
	  .true_of = SECOND | THIRD, .draw = draw_memory },
	{ "crash",
	  { { "steps", "-n", "40", "-c", "8", "--steps",
	      "sleep 5ms, crash every 20", "-r", "1", "--warmup", "0", "-m",
	      "threads,async,processes" } },
	  .figure = crash, .answer = answer_crash, .true_of = SECOND,
	  .draw = draw_crash },
	{ "which",
	  { { "steps", "-n", "200", "-c", "50", "--steps",
	      "fetch 1KiB after 20ms, compute 1ms", "-r", "5", "-m",
	      "threads,async,processes+async" } },
	  .figure = which, .answer = answer_which, .true_of = FIRST | THIRD,
	  .processors_least = 2.0, .draw = draw_times },
};

const size_t lessons_count = ARRAY_SIZE(lessons);
