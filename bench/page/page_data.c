/* page_data.c - builds the document with jansson.
 *
 * As in json.c: jansson's _new calls and its packing take values over even
 * when they fail, and fail when they're given NULL, so a lack of memory
 * anywhere makes the whole NULL.
 */
#include "bench/page/page_data.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "bench/analysis/series.h"
#include "bench/page/page_text.h"
#include "bench/report/document.h"

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* 0, which is nothing or not known, is null. */
static json_t *known(double value)
{
	return value > 0.0 ? document_real(value) : json_null();
}

static double memory_of(const struct sample *s)
{
	return 1024.0 * (double)s->pss_kib;
}

static double cpu_of(const struct sample *s)
{
	return 1e3 * (double)(s->user_us + s->system_us);
}

/* --- samples --- */

static int by_run(const void *a, const void *b)
{
	const struct sample *x = *(const struct sample *const *)a;
	const struct sample *y = *(const struct sample *const *)b;

	if (x->run_ns != y->run_ns)
		return x->run_ns < y->run_ns ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

/* The good ones of a cell, the fastest first; for free(). */
static const struct sample **good_samples(const struct results *r, size_t cell,
					  size_t *n)
{
	const struct sample **good =
		calloc(series_count(r, cell) + 1, sizeof(*good));
	const struct sample *s = NULL;

	*n = 0;
	while (good && (s = results_next_good(r, cell, s)))
		good[(*n)++] = s;
	if (*n)
		qsort(good, *n, sizeof(*good), by_run);
	return good;
}

static json_t *samples_of(const struct sample *const *good, size_t n)
{
	size_t shown = n < HTML_DATA_SAMPLES ? n : HTML_DATA_SAMPLES;
	json_t *array = json_array();
	int rc = array ? 0 : -1;

	for (size_t i = 0; i < shown && rc == 0; i++) {
		size_t at = shown > 1 ? i * (n - 1) / (shown - 1) : 0;
		const struct sample *s = good[at];

		rc = json_array_append_new(
			array, json_pack("[o, o, o, o]", count(s->round),
					 count(s->run_ns),
					 document_real(cpu_of(s)),
					 known(memory_of(s))));
	}
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *quartile(const struct sample *const *good, size_t n, double p)
{
	double *sorted = calloc(n + 1, sizeof(*sorted));
	double value = NAN;

	for (size_t i = 0; sorted && i < n; i++)
		sorted[i] = (double)good[i]->run_ns;
	if (sorted)
		stats_quantile(sorted, n, p, &value);
	free(sorted);
	return document_real(value);
}

/* --- rows --- */

static json_t *run_of(const struct summary_row *row,
		      const struct sample *const *good, size_t n)
{
	const struct stats_summary *run = &row->run_ns;

	if (n == 0)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "min",
			 document_real(run->min), "q1", quartile(good, n, 0.25),
			 "median", document_real(run->median), "q3",
			 quartile(good, n, 0.75), "max",
			 document_real(run->max), "low",
			 document_real(run->median_interval.low), "high",
			 document_real(run->median_interval.high));
}

static json_t *cell_of(const struct cell *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "model",
			 page_text_json(c->model),
			 "k", count(c->concurrency), "chunk", count(c->chunk),
			 "lanes", count(c->lanes), "workers",
			 count(c->workers));
}

static json_t *figures_of(const struct results *r,
			  const struct summary_row *row)
{
	double memory =
		1024.0 *
		series_median(r, row->cell, offsetof(struct sample, pss_kib));

	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "void",
			 row->is_void, "good", count(row->good), "cpu_ns",
			 document_real(series_cpu_ns(r, row->cell)), "memory",
			 known(memory), "tasks_per_s",
			 document_real(row->tasks_per_s),
			 "ideal_ns",
			 document_real(row->bound.ideal_ns), "efficiency",
			 document_real(row->bound.efficiency));
}

static json_t *row_of(const struct summary *s, const struct summary_row *row)
{
	json_t *json = cell_of(summary_cell(s, row));
	const struct sample **good;
	size_t n;
	int rc;

	good = good_samples(s->results, row->cell, &n);
	rc = good ? 0 : -1;
	if (rc == 0)
		rc = json_object_update_new(json, figures_of(s->results, row));
	if (rc == 0)
		rc = json_object_set_new(json, "run", run_of(row, good, n));
	if (rc == 0)
		rc = json_object_set_new(json, "samples", samples_of(good, n));
	free(good);
	if (rc == 0)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *group_of(const struct summary *s, const struct summary_group *g)
{
	const struct cell *cell = summary_cell(s, &s->row[g->first]);
	json_t *rows = json_array();
	int rc = rows ? 0 : -1;

	for (size_t i = 0; i < g->rows && rc == 0; i++)
		rc = json_array_append_new(rows,
					   row_of(s, &s->row[g->first + i]));
	if (rc < 0) {
		json_decref(rows);
		return NULL;
	}
	return json_pack("{s:o, s:b, s:o, s:o, s:o}", "job",
			 page_text_json(cell->job),
			 "scaling", g->scaling, "tasks", count(cell->tasks),
			 "rate", known(cell->rate), "rows", rows);
}

static json_t *run_json(const struct summary *s)
{
	json_t *groups = json_array();
	int rc = groups ? 0 : -1;

	for (size_t i = 0; i < s->groups && rc == 0; i++)
		rc = json_array_append_new(groups, group_of(s, &s->group[i]));
	if (rc < 0) {
		json_decref(groups);
		return NULL;
	}
	return json_pack("{s:o, s:o}", "processors",
			 count(s->results->env.processors), "groups", groups);
}

/* --- timelines --- */

static json_t *bars_of(const struct page_bar *bar, size_t bars)
{
	json_t *array = json_array();
	int rc = array ? 0 : -1;

	for (size_t i = 0; i < bars && rc == 0; i++)
		rc = json_array_append_new(
			array,
			json_pack("[o, o, o, o, o, o, o]",
				  count(bar[i].start_ns), count(bar[i].end_ns),
				  count(bar[i].task), count(bar[i].lane),
				  count(bar[i].worker), count(bar[i].failed),
				  count(bar[i].tasks)));
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *counts_of(const struct page_timeline *t)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			 "samples", count(t->samples), "tasks", count(t->tasks),
			 "ran", count(t->ran), "failed", count(t->failed),
			 "lanes", count(t->lanes), "workers", count(t->workers),
			 "span_ns", count(t->span_ns), "every_task",
			 count(t->every_task), "every_lane",
			 count(t->every_lane), "merged", t->merged);
}

static json_t *timeline_of(const struct page_timeline *t)
{
	json_t *json = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}", "job",
		page_text_json(t->job), "model", page_text_json(t->model), "k",
		count(t->concurrency), "round",
		count(t->round), "by_task", bars_of(t->by_task, t->by_tasks),
		"by_lane", bars_of(t->by_lane, t->by_lanes));

	if (json_object_update_new(json, counts_of(t)) == 0)
		return json;
	json_decref(json);
	return NULL;
}

/* --- the document --- */

static json_t *runs_of(const struct page_report *report,
		       const struct summary *summary)
{
	json_t *runs = json_array();
	int rc = runs ? 0 : -1;

	for (size_t i = 0; i < report->runs && rc == 0; i++)
		rc = json_array_append_new(runs, run_json(&summary[i]));
	if (rc == 0)
		return runs;
	json_decref(runs);
	return NULL;
}

static json_t *verdicts_of(const struct page_report *report)
{
	json_t *array = json_array();
	int rc = array ? 0 : -1;

	for (size_t i = 0; i < report->verdicts && rc == 0; i++)
		rc = json_array_append_new(
			array, page_verdict_data(&report->verdict[i]));
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *timelines_of(const struct page_timelines *all)
{
	json_t *array = json_array();
	int rc = array ? 0 : -1;

	for (size_t i = 0; i < all->count && rc == 0; i++)
		rc = json_array_append_new(array, timeline_of(&all->item[i]));
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

char *page_data(const struct page_report *report, const struct summary *summary)
{
	json_t *json = json_pack("{s:o, s:o, s:o}", "runs",
				 runs_of(report, summary), "verdicts",
				 verdicts_of(report), "timelines",
				 timelines_of(&report->timelines));
	char *out = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	return out;
}
