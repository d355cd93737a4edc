/* ranking.c - rows and rounds of a job, for best_compare. */
#include "bench/analysis/ranking.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/analysis/series.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"

/* The different rounds of a group's good samples, in ascending order. */
struct rounds {
	uint64_t *round;
	size_t count;
};

static bool is_serial(const struct summary *s, const struct summary_row *row)
{
	return series_is_serial(summary_cell(s, row));
}

/* --- rounds --- */

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static size_t count_good(const struct summary *s, const struct summary_group *g)
{
	size_t good = 0;

	for (size_t i = g->first; i < g->first + g->rows; i++)
		good += s->row[i].good;
	return good;
}

static int rounds_init(const struct summary *s, const struct summary_group *g,
		       struct rounds *rounds)
{
	uint64_t *x = memory_new(count_good(s, g) + 1, sizeof(*x));
	size_t n = 0, kept = 0;

	*rounds = (struct rounds){ .round = x };
	if (!x)
		return -ENOMEM;
	for (size_t i = g->first; i < g->first + g->rows; i++)
		for (struct sample *a = NULL;
		     (a = results_next_good(s->results, s->row[i].cell, a));)
			x[n++] = a->round;
	qsort(x, n, sizeof(*x), by_value);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || x[kept - 1] != x[i])
			x[kept++] = x[i];
	rounds->count = kept;
	return 0;
}

static size_t round_of(const struct rounds *rounds, const struct sample *a)
{
	const uint64_t *at = bsearch(&a->round, rounds->round, rounds->count,
				     sizeof(a->round), by_value);

	return (size_t)(at - rounds->round);
}

/* --- which rows --- */

static double time_of(const struct summary *s, const struct sample *a)
{
	return series_time_ns(&s->results->cell[a->cell], a);
}

/* The median over the rounds of the fastest time at this K. */
static double pace(const struct summary *s, const struct summary_group *g,
		   const struct rounds *rounds, uint64_t k, double *fastest)
{
	double median = INFINITY;
	size_t n = 0;

	for (size_t i = 0; i < rounds->count; i++)
		fastest[i] = INFINITY;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		struct sample *a = NULL;

		if (is_serial(s, &s->row[i]) ||
		    summary_cell(s, &s->row[i])->concurrency != k)
			continue;
		while ((a = results_next_good(s->results, s->row[i].cell, a))) {
			double *at = &fastest[round_of(rounds, a)];

			*at = fmin(*at, time_of(s, a));
		}
	}
	for (size_t i = 0; i < rounds->count; i++)
		if (isfinite(fastest[i]))
			fastest[n++] = fastest[i];
	if (n && stats_sort(fastest, fastest, n) == 0)
		stats_median(fastest, n, &median);
	return median;
}

/* 0: there is none. */
static int choose_k(const struct summary *s, const struct summary_group *g,
		    const struct rounds *rounds, uint64_t *k)
{
	double *scratch = memory_new(rounds->count + 1, sizeof(*scratch));
	double least = INFINITY;

	*k = 0;
	for (size_t i = g->first; scratch && i < g->first + g->rows; i++) {
		uint64_t here = summary_cell(s, &s->row[i])->concurrency;
		double time;

		if (is_serial(s, &s->row[i]))
			continue;
		time = pace(s, g, rounds, here, scratch);
		if (time < least || (time == least && here < *k)) {
			least = time;
			*k = here;
		}
	}
	free(scratch);
	return scratch ? 0 : -ENOMEM;
}

static bool is_comparison(const struct summary *s,
			  const struct summary_group *g)
{
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct cell *cell = summary_cell(s, &s->row[i]);

		if (s->row[i].is_void || cell->inject_pct > 0 ||
		    cell->rate > 0.0)
			return false;
	}
	return true;
}

static int choose_rows(const struct summary_group *g, struct ranking *v)
{
	const struct summary *s = v->summary;

	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];

		if (row->good == 0 ||
		    (!is_serial(s, row) &&
		     summary_cell(s, row)->concurrency != v->k))
			continue;
		if (v->rows == RANKING_ROWS)
			return -ENODATA;
		v->few = v->few || row->good < RANKING_ENOUGH;
		v->row[v->rows++] = row;
	}
	return v->k && v->rows > 1 ? 0 : -ENODATA;
}

/* --- what they took --- */

/* NAN: not known. */
static double value_of(const struct ranking *v, const struct sample *a,
		       size_t measure)
{
	const struct cell *cell = &v->summary->results->cell[a->cell];

	switch (measure) {
	case RANKING_TIME:
		return time_of(v->summary, a);
	case RANKING_CPU:
		return ((double)a->user_us + (double)a->system_us) /
		       series_tasks_done(cell, a);
	default:
		return a->pss_kib ? (double)a->pss_kib : NAN;
	}
}

/* A row that mostly took no tick of processor time has no ratio to others. */
static bool is_known(const struct ranking *v, size_t measure)
{
	for (size_t i = 0; i < v->rows; i++) {
		size_t none = 0;

		for (struct sample *a = NULL;
		     (a = results_next_good(v->summary->results,
					    v->row[i]->cell, a));)
			none += !(value_of(v, a, measure) > 0.0);
		if (2 * none > v->row[i]->good)
			return false;
	}
	return true;
}

/* x as best_compare wants one measure of it. */
static void fill(const struct ranking *v, const struct rounds *rounds,
		 size_t measure, double *x)
{
	for (size_t i = 0; i < v->rows * rounds->count; i++)
		x[i] = NAN;
	for (size_t i = 0; i < v->rows; i++)
		for (struct sample *a = NULL;
		     (a = results_next_good(v->summary->results,
					    v->row[i]->cell, a));)
			x[round_of(rounds, a) * v->rows + i] =
				value_of(v, a, measure);
}

static int rank(struct ranking *v, const struct rounds *rounds)
{
	size_t each = v->rows * rounds->count, n = 0;
	double *x = memory_new(RANKING_MEASURES * each, sizeof(*x));
	struct best best[RANKING_MEASURES];
	int rc;

	if (!x)
		return -ENOMEM;
	for (size_t q = 0; q < RANKING_MEASURES; q++) {
		v->has[q] = q == RANKING_TIME || is_known(v, q);
		if (v->has[q])
			fill(v, rounds, q, x + n++ * each);
	}
	rc = best_compare(x, v->rows, rounds->count, n, 0.95,
			  v->summary->results->env.seed, best);
	free(x);
	for (size_t q = RANKING_MEASURES; rc == 0 && q-- > 0;)
		if (v->has[q])
			v->of[q] = best[--n];
	return rc;
}

int ranking_make(const struct summary *s, const struct summary_group *g,
		 struct ranking *v)
{
	struct rounds rounds;
	int rc;

	*v = (struct ranking){ .summary = s };
	if (!is_comparison(s, g))
		return -ENODATA;
	rc = rounds_init(s, g, &rounds);
	if (rc == 0)
		rc = choose_k(s, g, &rounds, &v->k);
	if (rc == 0)
		rc = choose_rows(g, v);
	if (rc == 0 && !v->few)
		rc = rank(v, &rounds);
	free(rounds.round);
	return rc;
}

/* --- what is said of it --- */

/* Does serial stand aside? */
static bool is_aside(const struct ranking *v, enum ranking_measure q, size_t i)
{
	return q != RANKING_TIME && is_serial(v->summary, v->row[i]) &&
	       best_differs(&v->of[RANKING_TIME], i,
			    v->of[RANKING_TIME].order[0]);
}

static bool is_apart(const struct best *best, enum ranking_measure q, size_t i,
		     size_t from)
{
	return best_differs(best, i, from) &&
	       (q == RANKING_TIME ||
		best->ratio[i] > RANKING_SAME * best->ratio[from]);
}

/* Do all that share the least differ from this one? */
static bool all_apart(const struct best *best, enum ranking_measure q,
		      const struct ranking_claim *claim, size_t i)
{
	for (size_t k = 0; k < claim->count; k++)
		if (!is_apart(best, q, i, claim->least[k]))
			return false;
	return true;
}

bool ranking_claim(const struct ranking *v, enum ranking_measure q,
		   struct ranking_claim *claim)
{
	const struct best *best = &v->of[q];
	size_t models = 0;
	bool clear = true;

	*claim = (struct ranking_claim){ .next = v->rows, .ratio = NAN };
	for (size_t k = 0; v->has[q] && k < v->rows; k++) {
		size_t i = best->order[k];

		if (is_aside(v, q, i))
			continue;
		models++;
		if (claim->count == 0 ||
		    !is_apart(best, q, i, claim->least[0]))
			claim->least[claim->count++] = i;
		else if (claim->next == v->rows)
			claim->next = i;
	}
	if (claim->next < v->rows)
		claim->ratio = best->ratio[claim->next] /
			       best->ratio[claim->least[0]];
	if (q == RANKING_TIME)
		return v->has[q];
	for (size_t i = 0; i < v->rows; i++)
		clear = clear && (is_aside(v, q, i) ||
				  !is_apart(best, q, i, claim->least[0]) ||
				  all_apart(best, q, claim, i));
	return claim->next < v->rows && 2 * claim->count <= models + 1 && clear;
}
