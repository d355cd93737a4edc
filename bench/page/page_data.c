/* page_data.c - builds the document with jansson (json_value.h). */
#include "bench/page/page_data.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "bench/analysis/series.h"
#include "bench/page/page_latency.h"
#include "bench/plan/models.h"
#include "bench/report/json_value.h"
#include "runners/macros.h"
#include "runners/memory.h"

/* 0, which is nothing or not known, is null. */
static json_t *known(double value)
{
	return value > 0.0 ? json_value_real(value) : json_null();
}

static double memory_of(const struct sample *s)
{
	return 1024.0 * (double)s->pss_kib;
}

static double cpu_of(const struct cell *cell, const struct sample *s)
{
	return 1e3 * (double)(s->user_us + s->system_us) /
	       series_tasks_done(cell, s);
}

/* --- samples --- */

/* All of one cell. */
static int by_time(const void *a, const void *b, void *cell)
{
	const struct sample *x = *(const struct sample *const *)a;
	const struct sample *y = *(const struct sample *const *)b;
	double p = series_time_ns(cell, x), q = series_time_ns(cell, y);

	if (p != q)
		return p < q ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

/* The good ones of a cell, the fastest first; for free(). */
static const struct sample **good_samples(const struct results *r, size_t cell,
					  size_t *n)
{
	const struct sample **good =
		memory_new(series_count(r, cell) + 1, sizeof(*good));
	const struct sample *s = NULL;

	*n = 0;
	while (good && (s = results_next_good(r, cell, s)))
		good[(*n)++] = s;
	if (*n)
		qsort_r(good, *n, sizeof(*good), by_time, &r->cell[cell]);
	return good;
}

/* Whole, but of the time for a task. */
static json_t *time_json(const struct cell *cell, const struct sample *s)
{
	if (cell->duration_ns)
		return json_value_real(series_time_ns(cell, s));
	return json_integer((json_int_t)s->run_ns);
}

static json_t *samples_of(const struct cell *cell,
			  const struct sample *const *good, size_t n)
{
	size_t shown = MIN(n, (size_t)PAGE_DATA_SAMPLES);
	json_t *array = json_array();

	for (size_t i = 0; i < shown; i++) {
		size_t at = shown > 1 ? i * (n - 1) / (shown - 1) : 0;
		const struct sample *s = good[at];

		json_value_append(&array,
				  json_pack("[I, o, o, o]",
					    (json_int_t)s->round,
					    time_json(cell, s),
					    json_value_real(cpu_of(cell, s)),
					    known(memory_of(s))));
	}
	return array;
}

static json_t *quartile(const struct cell *cell,
			const struct sample *const *good, size_t n, double p)
{
	double *sorted = memory_new(n + 1, sizeof(*sorted));
	double value = NAN;

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = series_time_ns(cell, good[i]);
	if (sorted)
		stats_quantile(sorted, n, p, &value);
	free(sorted);
	return json_value_real(value);
}

/* --- rows --- */

static json_t *run_of(const struct cell *cell, const struct summary_row *row,
		      const struct sample *const *good, size_t n)
{
	const struct stats_summary *run = &row->time_ns;

	if (n == 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "min", json_value_real(run->min),
			 "q1", quartile(cell, good, n, 0.25),
			 "median", json_value_real(run->median),
			 "q3", quartile(cell, good, n, 0.75),
			 "max", json_value_real(run->max),
			 "low", json_value_real(run->median_interval.low),
			 "high", json_value_real(run->median_interval.high));
}

static json_t *cell_of(const struct cell *c)
{
	return json_pack("{s:o, s:I, s:I, s:I, s:I}", "model",
			 json_value_text(c->model), "k",
			 (json_int_t)c->concurrency, "chunk",
			 (json_int_t)c->chunk, "lanes", (json_int_t)c->lanes,
			 "workers", (json_int_t)c->workers);
}

static json_t *figures_of(const struct summary_row *row)
{
	return json_pack("{s:b, s:I, s:o, s:o, s:o, s:o, s:o}",
			 "void", row->is_void,
			 "good", (json_int_t)row->good,
			 "cpu_ns", json_value_real(row->cpu_ns.median),
			 "memory", known(1024.0 * row->pss_kib.median),
			 "tasks_per_s", json_value_real(row->tasks_per_s),
			 "ideal_ns", json_value_real(row->bound.ideal_ns),
			 "efficiency", json_value_real(row->bound.efficiency));
}

static json_t *row_of(const struct summary *s, const struct summary_row *row)
{
	const struct cell *cell = summary_cell(s, row);
	json_t *json = cell_of(cell);
	size_t n;
	const struct sample **good = good_samples(s->results, row->cell, &n);

	json_value_merge(&json, figures_of(row));
	json_value_set(&json, "single", page_latency_data(s, row));
	json_value_set(&json, "run", good ? run_of(cell, row, good, n) : NULL);
	json_value_set(&json, "samples", good ? samples_of(cell, good, n) : NULL);
	free(good);
	return json;
}

static json_t *group_of(const struct summary *s, const struct summary_group *g)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);
	json_t *rows = json_array();

	for (size_t i = 0; i < g->rows; i++)
		json_value_append(&rows, row_of(s, &s->row[g->first + i]));
	return json_pack("{s:o, s:b, s:I, s:o, s:o, s:o}", "job",
			 json_value_text(cell->job), "scaling", g->scaling,
			 "tasks", (json_int_t)series_time_tasks(cell), "rate",
			 known(cell->rate), "duration_ns",
			 known((double)cell->duration_ns), "rows", rows);
}

static json_t *run_json(const struct summary *s)
{
	json_t *groups = json_array();

	for (size_t i = 0; i < s->groups; i++)
		json_value_append(&groups, group_of(s, &s->group[i]));
	return json_pack("{s:I, s:o}", "processors",
			 (json_int_t)s->results->env.processors, "groups",
			 groups);
}

/* --- timelines --- */

static json_t *bars_of(const struct page_bar *bar, size_t bars)
{
	json_t *array = json_array();

	for (size_t i = 0; i < bars; i++)
		json_value_append(
			&array,
			json_pack("[I, I, I, I, I, I, I]",
				  (json_int_t)bar[i].start_ns,
				  (json_int_t)bar[i].end_ns,
				  (json_int_t)bar[i].task,
				  (json_int_t)bar[i].lane,
				  (json_int_t)bar[i].worker,
				  (json_int_t)bar[i].failed,
				  (json_int_t)bar[i].tasks));
	return array;
}

static json_t *timeline_of(const struct page_timeline *t)
{
	return json_pack(
		"{s:o, s:o, s:I, s:I, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, "
		"s:I, s:I, s:I, s:b}",
		"job", json_value_text(t->job),
		"model", json_value_text(t->model),
		"k", (json_int_t)t->concurrency,
		"round", (json_int_t)t->round,
		"by_task", bars_of(t->by_task, t->by_tasks),
		"by_lane", bars_of(t->by_lane, t->by_lanes),
		"samples", (json_int_t)t->samples,
		"tasks", (json_int_t)t->tasks,
		"ran", (json_int_t)t->ran,
		"failed", (json_int_t)t->failed,
		"lanes", (json_int_t)t->lanes,
		"workers", (json_int_t)t->workers,
		"span_ns", (json_int_t)t->span_ns,
		"every_task", (json_int_t)t->every_task,
		"every_lane", (json_int_t)t->every_lane,
		"merged", t->merged);
}

/* --- the document --- */

char *page_data(const struct page_report *report, const struct summary *summary)
{
	json_t *names = json_array(), *runs = json_array();
	json_t *verdicts = json_array(), *timelines = json_array();
	json_t *histories = json_array(), *json;
	char *out;

	for (const struct model *m = models; m->name; m++)
		json_value_append(&names, json_string(m->name));
	for (size_t i = 0; i < report->runs; i++)
		json_value_append(&runs, run_json(&summary[i]));
	for (size_t i = 0; i < report->verdicts; i++)
		json_value_append(&verdicts,
				  page_verdict_data(&report->verdict[i]));
	for (size_t i = 0; i < report->histories; i++)
		json_value_append(&histories,
				  page_history_data(&report->history[i]));
	for (size_t i = 0; i < report->timelines.count; i++)
		json_value_append(&timelines,
				  timeline_of(&report->timelines.item[i]));
	json = json_pack("{s:o, s:o, s:o, s:o, s:o}", "models", names, "runs",
			 runs, "verdicts", verdicts, "timelines", timelines,
			 "histories", histories);
	out = json ? json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
	json_decref(json);
	return out;
}
