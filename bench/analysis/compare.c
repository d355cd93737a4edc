/* compare.c - refuses or notes differences, tests every cell, judges.
 *
 * A cell's test needs the whole family (Holm), so first all cells are
 * measured, then all are judged.
 */
#include "bench/analysis/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/fairness.h"
#include "bench/analysis/series.h"
#include "bench/stats/family.h"
#include "bench/stats/rank.h"
#include "bench/stats/stats.h"
#include "runners/grow.h"
#include "runners/memory.h"

static double metric_ns(const struct cell *cell, const struct sample *s,
			enum metric metric)
{
	if (metric == METRIC_CPU)
		return 1e3 * (double)(s->user_us + s->system_us) /
		       series_tasks_done(cell, s);
	return series_time_ns(cell, s);
}

const char *compare_state_name(enum compare_state state)
{
	static const char *const name[] = {
		[COMPARE_NO_DIFFERENCE] = "no difference",
		[COMPARE_UNCLEAR] = "unclear",
		[COMPARE_FASTER] = "faster",
		[COMPARE_SLOWER] = "SLOWER",
		[COMPARE_OPEN] = "open",
	};

	return name[state];
}

/* --- what is not the same --- */

static int add_note(struct compare *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int add_note(struct compare *c, const char *format, ...)
{
	char(*more)[512] = grow(c->note, c->notes, sizeof(*more));
	va_list args;

	if (!more)
		return -ENOMEM;
	c->note = more;
	va_start(args, format);
	vsnprintf(more[c->notes++], sizeof(*more), format, args);
	va_end(args);
	return 0;
}

/* A note if it is forced, else the end. */
static int object(struct compare *c, struct error *err, const char *what,
		  const char *how)
{
	if (c->rules.force)
		return add_note(c, "forced, though %s: %s", what, how);
	return error_set(err, -EINVAL,
			 "%s: %s; '--force' compares them all the same", what,
			 how);
}

static int note_injection(struct compare *c, const struct results *r,
			  const char *which)
{
	for (size_t i = 0; i < r->cells; i++)
		if (r->cell[i].inject_pct)
			return add_note(c,
					"in %s a slow-down of %" PRIu64
					" %% was injected",
					which, r->cell[i].inject_pct);
	return 0;
}

static int check_environments(struct compare *c, struct error *err)
{
	const struct environment *a = &c->base->env, *b = &c->other->env;
	char how[400];
	int rc = 0;

	if (!match_machines(a, b, how, sizeof(how)))
		rc = object(c, err, "the machines differ", how);
	if (rc == 0 && !match_builds(a, b, how, sizeof(how)))
		rc = add_note(c, "the builds differ: %s", how);
	if (rc == 0)
		rc = note_injection(c, c->base, "base");
	if (rc == 0)
		rc = note_injection(c, c->other, "new");
	return rc;
}

/* Of the first good samples, as far as there are any. */
static bool same_values(const struct compare *c, const struct match_pair *pair)
{
	const struct sample *a = results_next_good(c->base, pair->base, NULL);
	const struct sample *b = results_next_good(c->other, pair->other, NULL);

	if (!a || !b)
		return true;
	return (!a->digest || !b->digest || a->digest == b->digest) &&
	       fairness_digests_agree(a, b);
}

static int check_work(struct compare *c, const struct match_pair *pair,
		      struct error *err)
{
	const struct cell *cell = &c->base->cell[pair->base];
	char what[320];

	snprintf(what, sizeof(what),
		 "'%s' under %s, K %" PRIu64 ", is not the same work",
		 cell->job, cell->model, cell->concurrency);
	if (*pair->differs)
		return object(c, err, what, pair->differs);
	if (!same_values(c, pair))
		return object(c, err, what, "the values of its tasks differ");
	return 0;
}

/* --- figures --- */

/* The metric of the good samples of a cell, into ns; how many. */
static size_t collect(const struct results *r, size_t cell,
		      enum metric metric, double *ns, size_t *bad)
{
	const struct sample *s = NULL;
	size_t good = 0;

	*bad = 0;
	while (cell != MATCH_NONE && (s = results_next(r, cell, s))) {
		double value = metric_ns(&r->cell[cell], s, metric);

		if (s->state == SAMPLE_OK && value > 0.0)
			ns[good++] = value;
		else
			++*bad;
	}
	return good;
}

/* Replaces each run's samples by their median; how many runs. ns holds the
 * good samples of the cell in their order. */
static size_t medians_of_runs(const struct results *r, size_t cell,
			      double *ns, size_t good)
{
	struct sample *s = cell == MATCH_NONE || !good
				   ? NULL
				   : results_next_good(r, cell, NULL);
	size_t runs = 0, first = 0;

	while (s) {
		uint64_t run = s->run;
		size_t end = first;

		for (; s && s->run == run; s = results_next_good(r, cell, s))
			end++;
		stats_sort(ns + first, ns + first, end - first);
		stats_median(ns + first, end - first, &ns[runs]);
		runs++;
		first = end;
	}
	return runs;
}

static double median_of(const double *ns, size_t n, double *scratch)
{
	double median = NAN;

	if (n > 0 && stats_sort(scratch, ns, n) == 0)
		stats_median(scratch, n, &median);
	return median;
}

static int measure(struct compare *c, const struct match_pair *pair,
		   struct compare_cell *cell, double *a, double *b, double *z)
{
	struct rank_test test;
	int rc;

	*cell = (struct compare_cell){
		.cell = pair->base == MATCH_NONE
				? &c->other->cell[pair->other]
				: &c->base->cell[pair->base],
		.ratio = { NAN, { NAN, NAN, NAN } },
		.p = NAN,
		.holm = NAN,
	};
	cell->base_good = collect(c->base, pair->base, c->rules.metric, a,
				  &cell->base_bad);
	cell->other_good = collect(c->other, pair->other, c->rules.metric, b,
				   &cell->other_bad);
	cell->base_units = cell->base_good;
	cell->other_units = cell->other_good;
	if (c->by_run && !cell->base_bad && !cell->other_bad) {
		cell->base_units = medians_of_runs(c->base, pair->base, a,
						   cell->base_good);
		cell->other_units = medians_of_runs(c->other, pair->other, b,
						    cell->other_good);
	}
	cell->base_ns = median_of(a, cell->base_units, z);
	cell->other_ns = median_of(b, cell->other_units, z);
	if (!cell->base_good || !cell->other_good)
		return 0;
	rc = rank_mann_whitney(a, cell->base_units, b, cell->other_units,
			       &test);
	if (rc == 0 && c->by_run)
		rc = contrast_rank_ratio(a, cell->base_units, b,
					 cell->other_units, 0.95,
					 &cell->ratio);
	else if (rc == 0)
		rc = contrast_ratio(a, cell->base_good, b, cell->other_good,
				    0.95, CONTRAST_RESAMPLES,
				    c->base->env.seed, &cell->ratio);
	if (rc == 0)
		cell->p = test.p;
	return rc;
}

/* Of good samples: the others are counted as bad. */
static void note_wrong(struct compare_cell *cell, const char *side,
		       const struct findings *all, size_t index)
{
	for (size_t i = 0; i < all->count && !cell->wrong[0]; i++) {
		const struct finding *f = &all->item[i];

		if (f->cell == index && f->kind > FAIRNESS_FAILED &&
		    f->kind <= FAIRNESS_LAST_WRONG)
			snprintf(cell->wrong, sizeof(cell->wrong),
				 "in %s %.85s", side, f->sentence);
	}
}

/* Whose answers differ under other models on the same side. */
static int note_all_wrong(struct compare *c, const struct match *m)
{
	struct findings base, other;
	int rc = fairness_check(c->base, &base);

	if (rc == 0) {
		rc = fairness_check(c->other, &other);
		for (size_t i = 0; i < c->cells && rc == 0; i++) {
			note_wrong(&c->cell[i], "base", &base,
				   m->item[i].base);
			note_wrong(&c->cell[i], "new", &other,
				   m->item[i].other);
		}
		fairness_free(&other);
	}
	fairness_free(&base);
	return rc;
}

static int measure_all(struct compare *c, const struct match *m,
		       struct error *err)
{
	size_t room = c->base->samples + c->other->samples + 1;
	double *memory = memory_new(3 * room, sizeof(*memory));
	int rc = memory ? 0 : -ENOMEM;

	for (size_t i = 0; i < m->count && rc == 0; i++) {
		const struct match_pair *pair = &m->item[i];

		if (pair->base != MATCH_NONE && pair->other != MATCH_NONE)
			rc = check_work(c, pair, err);
		if (rc == 0)
			rc = measure(c, pair, &c->cell[c->cells++], memory,
				     memory + room, memory + 2 * room);
	}
	if (rc == 0 && !c->rules.force)
		rc = note_all_wrong(c, m);
	free(memory);
	return rc;
}

/* Adjusts the p of those cells that have one; how many there are. */
static int adjust(struct compare *c, size_t *family)
{
	double *p = memory_new(c->cells + 1, sizeof(*p));
	size_t n = 0;
	int rc = 0;

	*family = 0;
	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < c->cells; i++)
		if (!isnan(c->cell[i].p))
			p[n++] = c->cell[i].p;
	if (n > 0)
		rc = family_holm(p, n, p);
	*family = n;
	n = 0;
	for (size_t i = 0; i < c->cells && rc == 0; i++)
		if (!isnan(c->cell[i].p))
			c->cell[i].holm = p[n++];
	free(p);
	return rc;
}

/* --- judging --- */

/* The p of two sets that don't overlap: 2 / (a + b over a). */
static double least_p(size_t a, size_t b)
{
	double ways = lgamma((double)(a + b) + 1.0) -
		      lgamma((double)a + 1.0) - lgamma((double)b + 1.0);

	return fmin(1.0, 2.0 * exp(-ways));
}

/* The fewest a side that can reach alpha over so many cells. */
static size_t units_needed(size_t family, double alpha)
{
	size_t n = 2;

	while (least_p(n, n) * (double)family > alpha)
		n++;
	return n;
}

static void leave_open(struct compare_cell *cell, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void leave_open(struct compare_cell *cell, const char *format, ...)
{
	va_list args;

	cell->state = COMPARE_OPEN;
	va_start(args, format);
	vsnprintf(cell->why, sizeof(cell->why), format, args);
	va_end(args);
}

static void judge_cell(const struct compare *c, struct compare_cell *cell,
		       size_t family)
{
	double slower = 1.0 + c->rules.threshold;
	double ratio = cell->ratio.estimate;

	if (!cell->base_good && !cell->base_bad)
		leave_open(cell, "not in base");
	else if (!cell->other_good && !cell->other_bad)
		leave_open(cell, "not in new");
	else if (cell->base_bad || cell->other_bad)
		leave_open(cell, "%zu samples of base and %zu of new are not "
				 "good",
			   cell->base_bad, cell->other_bad);
	else if (cell->wrong[0])
		leave_open(cell, "%s", cell->wrong);
	else if (least_p(cell->base_units, cell->other_units) *
			 (double)family > c->rules.alpha)
		leave_open(cell, "%zu and %zu %s are too few for p <= %.3g "
				 "over %zu cell%s: take %zu a side",
			   cell->base_units, cell->other_units,
			   c->by_run ? "runs" : "samples", c->rules.alpha,
			   family, family == 1 ? "" : "s",
			   units_needed(family, c->rules.alpha));
	else if (cell->holm <= c->rules.alpha && ratio >= slower)
		cell->state = COMPARE_SLOWER;
	else if (cell->holm <= c->rules.alpha && ratio <= 1.0 / slower)
		cell->state = COMPARE_FASTER;
	else if (!(cell->ratio.interval.high < slower))
		cell->state = COMPARE_UNCLEAR;
	else
		cell->state = COMPARE_NO_DIFFERENCE;
}

static void judge_all(struct compare *c)
{
	size_t count[COMPARE_OPEN + 1] = { 0 };

	for (size_t i = 0; i < c->cells; i++)
		count[c->cell[i].state]++;
	if (count[COMPARE_SLOWER]) {
		c->outcome = OUTCOME_REGRESSION;
		snprintf(c->why, sizeof(c->why), "%zu of %zu cells are slower",
			 count[COMPARE_SLOWER], c->cells);
	} else if (count[COMPARE_OPEN] || c->cells == 0) {
		c->outcome = OUTCOME_INCONCLUSIVE;
		snprintf(c->why, sizeof(c->why),
			 "%zu of %zu cells can't be judged",
			 count[COMPARE_OPEN], c->cells);
	} else if (count[COMPARE_UNCLEAR] && !c->rules.lenient) {
		c->outcome = OUTCOME_INCONCLUSIVE;
		snprintf(c->why, sizeof(c->why),
			 "%zu of %zu cells may be slower by %.3g %% or more: "
			 "their intervals leave room for it ('--lenient' lets "
			 "them pass)",
			 count[COMPARE_UNCLEAR], c->cells,
			 100.0 * c->rules.threshold);
	} else {
		c->outcome = OUTCOME_PASS;
		snprintf(c->why, sizeof(c->why),
			 "no cell of %zu is shown to be slower%s", c->cells,
			 count[COMPARE_UNCLEAR]
				 ? ", but where it says 'unclear', it may be"
				 : "");
	}
}

static bool has_runs(const struct results *r)
{
	for (size_t i = 0; i < r->cells; i++)
		if (results_runs(r, i) > 1)
			return true;
	return false;
}

int compare_make(const struct results *base, const struct results *other,
		 const struct compare_rules *rules, struct compare *c,
		 struct error *err)
{
	struct match m = { 0 };
	size_t family = 0;
	int rc;

	*c = (struct compare){ .base = base, .other = other, .rules = *rules,
			       .by_run = has_runs(base) || has_runs(other) };
	rc = check_environments(c, err);
	if (rc == 0)
		rc = match_make(base, other, &m);
	if (rc == 0)
		c->cell = memory_new(m.count + 1, sizeof(*c->cell));
	if (rc == 0)
		rc = c->cell ? measure_all(c, &m, err) : -ENOMEM;
	if (rc == 0)
		rc = adjust(c, &family);
	for (size_t i = 0; i < c->cells && rc == 0; i++)
		judge_cell(c, &c->cell[i], family);
	if (rc == 0)
		judge_all(c);
	if (rc < 0 && rc != -EINVAL)
		error_set(err, rc, "cannot compare: %s", strerror(-rc));
	match_free(&m);
	return rc;
}

void compare_free(struct compare *c)
{
	free(c->cell);
	free(c->note);
	*c = (struct compare){ 0 };
}
