/* change.c - change points of a series, by E-divisive.
 *
 * The first points of a segment are moved one by one from its right half to
 * its left. With `rows`, how far each point is from all of its segment, which
 * no permutation changes, one pass over the points to the left updates all
 * three means.
 */
#include "bench/stats/change.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "runners/random.h"

#define ROUNDING 1e-9

struct segment {
	size_t begin, end;
	size_t split;             /* the best one */
	double gain;              /* its statistic; 0 if there is none */
};

struct search {
	struct segment *segments; /* in order */
	size_t count;
	double *x, *rows;         /* of each point */
	double *moved_x, *moved_rows; /* the same, permuted */
	size_t *order;
	struct random random;
	double alpha;
};

/* Pairs of n points. */
static double pairs_of(size_t n)
{
	return n > 1 ? 0.5 * (double)n * (double)(n - 1) : 1.0;
}

static double distance_to(const double *x, size_t n, double from)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += fabs(x[i] - from);
	return sum;
}

static void fill_rows(const struct search *s, const struct segment *g)
{
	size_t n = g->end - g->begin;

	for (size_t i = g->begin; i < g->end; i++)
		s->rows[i] = distance_to(s->x + g->begin, n, s->x[i]);
}

/* Of n points with these rows; *split, which may be NULL, from the first. */
static double best_gain(const double *x, const double *rows, size_t n,
			size_t *split)
{
	double left = 0.0, right = 0.0, total, best = 0.0;

	for (size_t i = 0; i < n; i++)
		right += 0.5 * rows[i];
	total = right;
	for (size_t k = 1; k + CHANGE_MIN_RUN <= n; k++) {
		double near = distance_to(x, k - 1, x[k - 1]), gain, m, o;

		left += near;
		right -= rows[k - 1] - near;
		if (k < CHANGE_MIN_RUN)
			continue;
		m = (double)k;
		o = (double)(n - k);
		gain = m * o / (m + o) *
		       (2.0 * (total - left - right) / (m * o) -
			left / pairs_of(k) - right / pairs_of(n - k));
		if (gain > best) {
			best = gain;
			if (split)
				*split = k;
		}
	}
	return best;
}

static void split_best(const struct search *s, struct segment *g)
{
	size_t split = 0;

	fill_rows(s, g);
	g->gain = best_gain(s->x + g->begin, s->rows + g->begin,
			    g->end - g->begin, &split);
	g->split = g->begin + split;
}

static double permuted_gain(struct search *s, const struct segment *g)
{
	size_t n = g->end - g->begin;

	for (size_t i = 0; i < n; i++)
		s->order[i] = g->begin + i;
	random_shuffle(&s->random, s->order, n);
	for (size_t i = 0; i < n; i++) {
		s->moved_x[i] = s->x[s->order[i]];
		s->moved_rows[i] = s->rows[s->order[i]];
	}
	return best_gain(s->moved_x, s->moved_rows, n, NULL);
}

/* Is there a segment that reaches `gain` in one permutation of all? */
static bool reaches(struct search *s, double gain)
{
	for (size_t i = 0; i < s->count; i++)
		if (permuted_gain(s, s->segments + i) >=
		    gain * (1.0 - ROUNDING))
			return true;
	return false;
}

/* 1 as soon as it is beyond alpha for sure. */
static double p_of(struct search *s, double gain)
{
	double reached = 1.0, of = CHANGE_PERMUTATIONS + 1.0;

	for (int i = 0; i < CHANGE_PERMUTATIONS; i++) {
		reached += reaches(s, gain);
		if (reached > s->alpha * of)
			return 1.0;
	}
	return reached / of;
}

static struct segment *best_segment(const struct search *s)
{
	struct segment *best = s->segments;

	for (size_t i = 1; i < s->count; i++)
		if (s->segments[i].gain > best->gain)
			best = s->segments + i;
	return best;
}

static void cut(struct search *s, struct segment *g)
{
	size_t after = s->count - (size_t)(g - s->segments) - 1;

	memmove(g + 2, g + 1, after * sizeof(*g));
	g[1] = (struct segment){ .begin = g->split, .end = g->end };
	g->end = g->split;
	s->count++;
	split_best(s, g);
	split_best(s, g + 1);
}

/* The changes stand in the order of their size, so p of each is put where its
 * place is in the end. */
static void add_change(struct change *changes, size_t count,
		       struct change change)
{
	for (; count > 0 && changes[count - 1].at > change.at; count--)
		changes[count] = changes[count - 1];
	changes[count] = change;
}

static size_t search_on(struct search *s, struct change *changes)
{
	size_t count = 0;

	for (;; count++) {
		struct segment *best = best_segment(s);
		struct change change = { best->split, 1.0 };

		if (best->gain > 0.0)
			change.p = p_of(s, best->gain);
		if (change.p > s->alpha)
			return count;
		add_change(changes, count, change);
		cut(s, best);
	}
}

/* All distances scale with x, so it comes to [0, 1] first: no sum overflows. */
static void scale(const double *x, size_t n, double *to)
{
	double least = INFINITY, most = -INFINITY, size;

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, x[i]);
		most = fmax(most, x[i]);
	}
	size = 0.5 * most - 0.5 * least;
	for (size_t i = 0; i < n; i++)
		to[i] = size > 0.0 ? (0.5 * x[i] - 0.5 * least) / size : 0.0;
}

int change_points(const double *x, size_t n, double alpha, uint64_t seed,
		  struct change *changes, size_t *count)
{
	struct search s = { .count = 1, .alpha = alpha };
	int rc = -ENOMEM;

	if (stats_check(x, n) < 0 || !(alpha > 0.0 && alpha < 1.0))
		return -EINVAL;
	if (n > CHANGE_MAX_POINTS)
		return -E2BIG;
	s.segments = calloc(n / CHANGE_MIN_RUN + 1, sizeof(*s.segments));
	s.x = calloc(4 * n, sizeof(*s.x));
	s.order = calloc(n, sizeof(*s.order));
	if (s.segments && s.x && s.order) {
		s.rows = s.x + n;
		s.moved_x = s.x + 2 * n;
		s.moved_rows = s.x + 3 * n;
		random_init(&s.random, seed);
		scale(x, n, s.x);
		s.segments[0].end = n;
		split_best(&s, s.segments);
		*count = search_on(&s, changes);
		rc = 0;
	}
	free(s.order);
	free(s.x);
	free(s.segments);
	return rc;
}
