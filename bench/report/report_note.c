/* report_note.c - the sentences below a table.
 *
 *   * fewer than 6 samples: least and most
 *   scaling: what the column means; the fit of each model
 *   threads, K 5: 2 of 11 samples failed, first in round 3: ...
 *   answers: 20 values right in all 44 samples (first ..., last ...)
 *   in short: ...
 *
 * They are made in this order, one at a time, so that nobody has to keep a
 * list of them.
 */
#include "bench/report/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/advice.h"
#include "bench/report/figure.h"

/* Counts down to the sentence that is wanted. */
struct search {
	const struct summary *s;
	const struct summary_group *g;
	size_t left;              /* sentences to be skipped still */
	enum paint *paint;
	char *buf;
	size_t size;
};

/* Whether it's the turn of the sentence that comes now. */
static bool turn(struct search *q, enum paint paint)
{
	if (q->left-- > 0)
		return false;
	*q->paint = paint;
	return true;
}

static const struct summary_row *row_at(const struct search *q, size_t i)
{
	return &q->s->row[q->g->first + i];
}

static const struct cell *cell_at(const struct search *q, size_t i)
{
	return summary_cell(q->s, row_at(q, i));
}

static bool find_few(struct search *q)
{
	for (size_t i = 0; i < q->g->rows; i++) {
		const struct stats_summary *run = &row_at(q, i)->run_ns;

		if (run->n < 2 || isfinite(run->median_interval.low))
			continue;
		if (!turn(q, PAINT_DIM))
			return false;
		snprintf(q->buf, q->size,
			 "* too few samples for an interval: from the least "
			 "to the most");
		return true;
	}
	return false;
}

/* The first group of the report whose table has that column. */
static bool is_first_with_ideal(const struct search *q)
{
	size_t row = 0;

	while (row < q->s->rows && isnan(q->s->row[row].bound.efficiency))
		row++;
	return row >= q->g->first && row < q->g->first + q->g->rows;
}

static bool has_short(const struct search *q)
{
	for (size_t i = 0; i < q->g->rows; i++)
		if (row_at(q, i)->bound.too_short)
			return true;
	return false;
}

static bool find_ideal(struct search *q)
{
	const struct bound *b = &row_at(q, 0)->bound;

	if (is_first_with_ideal(q) && turn(q, PAINT_DIM)) {
		snprintf(q->buf, q->size,
			 "of ideal: the best time that this model could have "
			 "had for this work, over its time");
		return true;
	}
	if (has_short(q) && turn(q, PAINT_DIM)) {
		snprintf(q->buf, q->size,
			 "of ideal is left out below %.0f ms: so short a time "
			 "is mostly that of starting",
			 BOUND_SHORTEST_NS / 1e6);
		return true;
	}
	if (b->waiting_known || isnan(b->ideal_ns) || !turn(q, PAINT_DIM))
		return false;
	snprintf(q->buf, q->size,
		 "of ideal counts computing only: how long these tasks wait "
		 "is not known (serial in the job would tell)");
	return true;
}

/* Beyond the most that was measured, a peak would be a guess. */
static double most_measured(const struct search *q, const struct cell *cell)
{
	double most = 0.0;

	for (size_t i = 0; i < q->g->rows; i++)
		if (strcmp(cell_at(q, i)->model, cell->model) == 0)
			most = fmax(most,
				    (double)cell_at(q, i)->concurrency);
	return most;
}

static void put_fit(const struct search *q, const struct cell *cell,
		    const struct scaling *fit)
{
	double most = most_measured(q, cell);
	char rate[FIGURE_SIZE], peak[64];

	if (fit->peak <= most)
		snprintf(peak, sizeof(peak), "most at K = %.0f", fit->peak);
	else
		snprintf(peak, sizeof(peak), "no peak up to K = %.0f", most);
	snprintf(q->buf, q->size,
		 "%s scales as %s K / (1 + %.3g (K-1) + %.3g K (K-1)) "
		 "tasks/s: %s; off by %.1f %% (USL)",
		 cell->model,
		 figure_rate(fit->lambda, rate, sizeof(rate)), fit->sigma,
		 fit->kappa, peak, 100.0 * fit->rms_relative);
}

static bool is_first_of_model(const struct search *q, size_t i)
{
	const struct cell *cell = cell_at(q, i);

	for (size_t j = 0; j < i; j++)
		if (strcmp(cell_at(q, j)->model, cell->model) == 0 &&
		    cell_at(q, j)->chunk == cell->chunk)
			return false;
	return true;
}

static bool find_scaling(struct search *q)
{
	if (!q->g->scaling)
		return false;
	if (turn(q, PAINT_DIM)) {
		snprintf(q->buf, q->size,
			 "scaling: how much faster than the same model at its "
			 "least K");
		return true;
	}
	for (size_t i = 0; i < q->g->rows; i++) {
		struct scaling fit;

		if (!is_first_of_model(q, i) ||
		    summary_fit(q->s, q->g, row_at(q, i), &fit) < 0 ||
		    !turn(q, PAINT_PLAIN))
			continue;
		put_fit(q, cell_at(q, i), &fit);
		return true;
	}
	return false;
}

/* The row's finding like this one, or NULL. */
static const struct finding *like(const struct search *q, size_t i,
				  const struct finding *f)
{
	const struct findings *all = &q->s->findings;

	for (size_t k = 0; k < all->count; k++)
		if (all->item[k].cell == row_at(q, i)->cell &&
		    fairness_alike(&all->item[k], f))
			return &all->item[k];
	return NULL;
}

/* "threads, K 2, 4; async, K 4", and their least and most. */
static void put_rows(const struct search *q, const struct finding **least,
		     const struct finding **most, char *buf, size_t size)
{
	const struct finding *of = *least, *f;
	const char *model = NULL;

	buf[0] = '\0';
	for (size_t i = 0; i < q->g->rows; i++) {
		const struct cell *cell = cell_at(q, i);
		size_t used = strlen(buf);

		f = like(q, i, of);
		if (!f)
			continue;
		if (model && strcmp(model, cell->model) == 0)
			snprintf(buf + used, size - used, ", %" PRIu64,
				 cell->concurrency);
		else
			snprintf(buf + used, size - used, "%s%s, K %" PRIu64,
				 used ? "; " : "", cell->model,
				 cell->concurrency);
		model = cell->model;
		if (f->percent < (*least)->percent)
			*least = f;
		if (f->percent > (*most)->percent)
			*most = f;
	}
}

static void put_finding(struct search *q, const struct finding *f)
{
	const struct finding *least = f, *most = f;
	char rows[512], sentence[sizeof(f->sentence)];

	put_rows(q, &least, &most, rows, sizeof(rows));
	fairness_tell(least, most, sentence, sizeof(sentence));
	snprintf(q->buf, q->size, "%s%s: %s",
		 fairness_is_void(f) ? "not comparable: " : "", rows,
		 sentence);
}

/* Each sentence once, with all rows that it is about. */
static bool find_finding(struct search *q)
{
	const struct findings *all = &q->s->findings;

	for (size_t i = 0; i < q->g->rows; i++)
		for (size_t k = 0; k < all->count; k++) {
			const struct finding *f = &all->item[k];
			bool told = f->cell != row_at(q, i)->cell;

			for (size_t j = 0; j < i && !told; j++)
				told = like(q, j, f) != NULL;
			if (told || !turn(q, fairness_is_void(f) ? PAINT_RED :
								   PAINT_DIM))
				continue;
			put_finding(q, f);
			return true;
		}
	return false;
}

/* What the samples of a group say of the answers. */
struct answers {
	uintmax_t samples, good, wrong;
	const struct sample *first;    /* that is good */
	bool differ;
};

static void collect(const struct search *q, struct answers *a)
{
	const struct results *r = q->s->results;

	*a = (struct answers){ 0 };
	for (size_t i = 0; i < q->g->rows; i++) {
		const struct sample *s = NULL;

		while ((s = results_next(r, row_at(q, i)->cell, s))) {
			a->samples++;
			a->wrong += s->tasks_wrong;
			if (s->state != SAMPLE_OK)
				continue;
			a->good++;
			/* Of the first cell, not of the first row. */
			if (!a->first || s->cell < a->first->cell)
				a->first = s;
		}
	}
	for (size_t i = 0; i < q->s->findings.count; i++) {
		const struct finding *f = &q->s->findings.item[i];

		a->differ = a->differ ||
			    (f->kind == FAIRNESS_VALUES &&
			     series_same_work(&r->cell[f->cell],
					      cell_at(q, 0)));
	}
}

static void put_values(const struct sample *s, uint64_t tasks, char *buf,
		       size_t size)
{
	buf[0] = '\0';
	if (!s->first_value[0])
		return;
	if (tasks == 1)
		snprintf(buf, size, " (%s)", s->first_value);
	else if (strcmp(s->first_value, s->last_value) == 0)
		snprintf(buf, size, " (first and last %s)", s->first_value);
	else
		snprintf(buf, size, " (first %s, last %s)", s->first_value,
			 s->last_value);
}

static void put_right(const struct search *q, const struct answers *a)
{
	const struct cell *cell = cell_at(q, 0);
	const char *good = a->good < a->samples ? "good " : "";
	char values[256], samples[64], of[32] = "";

	put_values(a->first, cell->tasks, values, sizeof(values));
	if (a->good < a->samples)
		snprintf(of, sizeof(of), " of %ju", a->samples);
	if (a->good == 1)
		snprintf(samples, sizeof(samples), "the only %ssample%s",
			 good, of);
	else
		snprintf(samples, sizeof(samples), "all %ju %ssamples%s",
			 a->good, good, of);
	snprintf(q->buf, q->size, "answers: %" PRIu64 " value%s %s in %s%s",
		 cell->tasks, cell->tasks == 1 ? "" : "s",
		 cell->known ? "right" : "the same", samples, values);
}

static bool find_answers(struct search *q)
{
	struct answers a;

	if (!turn(q, PAINT_PLAIN))
		return false;
	collect(q, &a);
	if (a.wrong || a.differ)
		*q->paint = PAINT_RED;
	if (a.wrong)
		snprintf(q->buf, q->size,
			 "answers: WRONG, %ju value%s in %ju sample%s", a.wrong,
			 a.wrong == 1 ? "" : "s", a.samples,
			 a.samples == 1 ? "" : "s");
	else if (a.differ)
		snprintf(q->buf, q->size,
			 "answers: NOT the same under every model");
	else if (a.first)
		put_right(q, &a);
	else
		snprintf(q->buf, q->size, "answers: none, no sample is good");
	return true;
}

static bool find_advice(struct search *q)
{
	char text[REPORT_TEXT];

	if (!advice_give(q->s, q->g, text, sizeof(text)) ||
	    !turn(q, PAINT_PLAIN))
		return false;
	snprintf(q->buf, q->size, "%s", text);
	return true;
}

bool report_note(const struct summary *s, const struct summary_group *g,
		 size_t i, enum paint *paint, char *buf, size_t size)
{
	struct search q = { s, g, i, paint, buf, size };

	return find_few(&q) || find_ideal(&q) || find_scaling(&q) ||
	       find_finding(&q) || find_answers(&q) || find_advice(&q);
}
