/* summary.c - groups the cells and computes their figures. */
#include "bench/analysis/summary.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "runners/macros.h"
#include "runners/memory.h"

const struct cell *summary_cell(const struct summary *s,
				const struct summary_row *row)
{
	return &s->results->cell[row->cell];
}

static bool same_model(const struct cell *a, const struct cell *b)
{
	return strcmp(a->model, b->model) == 0 && a->chunk == b->chunk;
}

/* --- which cells, in which order --- */

static void add_row(struct summary *s, size_t cell)
{
	struct summary_group *g = &s->group[s->groups - 1];
	struct summary_row *row = &s->row[s->rows++];

	*row = (struct summary_row){ .cell = cell };
	g->rows++;
	while (!same_model(summary_cell(s, &s->row[g->first + row->model]),
			   summary_cell(s, row)))
		row->model++;
}

/* Opens a group with this cell, unless it stands in one already. */
static void add_group(struct summary *s, size_t cell)
{
	const struct results *r = s->results;

	for (size_t i = 0; i < s->rows; i++)
		if (s->row[i].cell == cell)
			return;
	s->group[s->groups++] = (struct summary_group){ .first = s->rows };
	for (size_t i = cell; i < r->cells; i++)
		if (series_same_work(&r->cell[i], &r->cell[cell]) &&
		    results_next(r, i, NULL))
			add_row(s, i);
}

/* How many concurrencies the model of this row has in the group. */
static size_t concurrencies(const struct summary *s,
			    const struct summary_group *g,
			    const struct summary_row *of)
{
	size_t count = 0;

	for (size_t i = g->first; i < g->first + g->rows; i++) {
		bool met = s->row[i].model != of->model;

		for (size_t j = g->first; j < i && !met; j++)
			met = s->row[j].model == of->model &&
			      summary_cell(s, &s->row[j])->concurrency ==
				      summary_cell(s, &s->row[i])->concurrency;
		count += !met;
	}
	return count;
}

/* By model, in the order in which they were met, then from the least K up. */
static int by_model(const void *a, const void *b, void *summary)
{
	const struct summary_row *x = a, *y = b;
	uint64_t k = summary_cell(summary, x)->concurrency;
	uint64_t l = summary_cell(summary, y)->concurrency;

	if (x->model != y->model)
		return x->model < y->model ? -1 : 1;
	if (k != l)
		return k < l ? -1 : 1;
	return x->cell < y->cell ? -1 : x->cell > y->cell;
}

static void arrange(struct summary *s)
{
	for (size_t i = 0; i < s->results->cells; i++)
		if (results_next(s->results, i, NULL))
			add_group(s, i);
	for (size_t i = 0; i < s->groups; i++) {
		struct summary_group *g = &s->group[i];

		for (size_t k = 0; k < g->rows && !g->scaling; k++)
			g->scaling =
				concurrencies(s, g, &s->row[g->first + k]) >=
				SUMMARY_SCALING;
		if (g->scaling)
			qsort_r(&s->row[g->first], g->rows, sizeof(*s->row),
				by_model, s);
	}
}

/* --- their figures --- */

static void count_samples(const struct results *r, struct summary_row *row)
{
	const struct sample *sample = NULL;

	while ((sample = results_next(r, row->cell, sample))) {
		row->samples++;
		row->good += sample->state == SAMPLE_OK;
		row->failed += sample->state == SAMPLE_FAILED;
		row->cancelled += sample->state == SAMPLE_CANCELLED;
	}
}

/* A share that stands on few clock ticks is chance. */
static double system_share(const struct results *r, size_t cell)
{
	double user_us = series_sum(r, cell, offsetof(struct sample, user_us));
	double system_us =
		series_sum(r, cell, offsetof(struct sample, system_us));
	double cpu_us = user_us + system_us;

	return cpu_us >= SUMMARY_SPLIT_US ? system_us / cpu_us : NAN;
}

static int summarise(const struct results *r, struct summary_row *row)
{
	int rc = series_summarise(r, row->cell,
				  offsetof(struct sample, run_ns),
				  &row->run_ns);

	if (rc == 0)
		rc = series_summarise_time(r, row->cell, &row->time_ns);
	if (rc == 0)
		rc = series_summarise_cpu(r, row->cell, &row->cpu_ns);
	if (rc == 0)
		rc = series_summarise(r, row->cell,
				      offsetof(struct sample, pss_kib),
				      &row->pss_kib);
	return rc;
}

static int compute(const struct summary *s, const struct bound *bound,
		   struct summary_row *row)
{
	const struct results *r = s->results;
	const struct cell *cell = &r->cell[row->cell];
	int rc = summarise(r, row);

	count_samples(r, row);
	row->tasks_per_s = row->tasks_done = NAN;
	if (row->time_ns.median > 0.0)
		row->tasks_per_s = 1e9 * series_time_tasks(cell) /
				   row->time_ns.median;
	if (cell->duration_ns)
		row->tasks_done = series_median(
			r, row->cell, offsetof(struct sample, tasks_ok));
	row->system_share = system_share(r, row->cell);
	row->bound = bound[row->cell];
	row->is_void = fairness_cell_void(&s->findings, row->cell);
	if (row->is_void)
		row->bound.efficiency = NAN;
	row->scale_up = NAN;
	if (rc == 0)
		rc = percentiles_of(r, row->cell, &row->single);
	return rc;
}

static int compare(const struct results *r, const struct summary_row *serial,
		   struct summary_row *row)
{
	size_t na, nb;
	double *a = series_times(r, row->cell, &na);
	double *b = series_times(r, serial->cell, &nb);
	int rc = -ENODATA;

	if (a && b)
		rc = contrast_ratio(a, na, b, nb, 0.95, CONTRAST_RESAMPLES,
				    r->env.seed, &row->speed_up);
	free(a);
	free(b);
	return rc == -ENOMEM ? rc : 0;
}

static const struct summary_row *serial_of(const struct summary *s,
					   const struct summary_group *g)
{
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (series_is_serial(summary_cell(s, &s->row[i])))
			return &s->row[i];
	return NULL;
}

/* Rows of a model are sorted: the first of them has the least K. */
static const struct summary_row *least_of(const struct summary *s,
					  const struct summary_group *g,
					  const struct summary_row *row)
{
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (s->row[i].model == row->model)
			return &s->row[i];
	return row;
}

static int relate(struct summary *s, const struct summary_group *g)
{
	const struct summary_row *serial = serial_of(s, g), *least;
	int rc = 0;

	for (size_t i = g->first; i < g->first + g->rows && rc == 0; i++) {
		struct summary_row *row = &s->row[i];

		row->speed_up = (struct contrast){ NAN, { NAN, NAN, 0.0 } };
		if (serial && serial != row && !serial->is_void &&
		    !row->is_void)
			rc = compare(s->results, serial, row);
		least = g->scaling ? least_of(s, g, row) : row;
		if (least != row && !least->is_void && !row->is_void)
			row->scale_up =
				least->time_ns.median / row->time_ns.median;
	}
	return rc;
}

int summary_make(const struct results *results, struct summary *s)
{
	struct bound *bound = memory_new(results->cells + 1, sizeof(*bound));
	int rc;

	*s = (struct summary){ .results = results };
	s->row = memory_new(results->cells + 1, sizeof(*s->row));
	s->group = memory_new(results->cells + 1, sizeof(*s->group));
	rc = s->row && s->group && bound ? 0 : -ENOMEM;
	if (rc == 0)
		rc = fairness_check(results, &s->findings);
	if (rc == 0)
		rc = bound_all(results, bound);
	if (rc == 0)
		arrange(s);
	for (size_t i = 0; i < s->rows && rc == 0; i++)
		rc = compute(s, bound, &s->row[i]);
	for (size_t i = 0; i < s->groups && rc == 0; i++)
		rc = relate(s, &s->group[i]);
	free(bound);
	return rc;
}

void summary_free(struct summary *s)
{
	free(s->row);
	free(s->group);
	fairness_free(&s->findings);
	*s = (struct summary){ 0 };
}
