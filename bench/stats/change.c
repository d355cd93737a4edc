/* change.c - change points of a series, by E-divisive.
 *
 * inside(a, b), the distances of all pairs among the points a .. b - 1, gives
 * all three means of a split. From the last a down, inside(a, b) is inside(a +
 * 1, b) and how far a is from the points up to b: one row of it is enough, and
 * each split costs a few operations.
 */
#include "bench/stats/change.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "runners/memory.h"
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
	double *x, *moved;        /* and permuted */
	double *inverse;          /* 1 / i */
	double *first, *row;      /* inside(0, b), inside(a, b) */
	size_t *order;
	struct random random;
	double alpha;
};

static void fill_first(const struct search *s, const double *x, size_t n)
{
	s->first[0] = 0.0;
	for (size_t b = 0; b < n; b++) {
		double sum = 0.0;

		for (size_t i = 0; i < b; i++)
			sum += fabs(x[i] - x[b]);
		s->first[b + 1] = s->first[b] + sum;
	}
}

/* Takes row from inside(a + 1, .) to inside(a, .). */
static void fill_row(const struct search *s, const double *x, size_t n,
		     size_t a)
{
	double sum = 0.0;

	s->row[a + 1] = 0.0;
	for (size_t b = a + 1; b < n; b++) {
		sum += fabs(x[b] - x[a]);
		s->row[b + 1] += sum;
	}
}

/* Of the halves 0 .. a - 1 and a .. b - 1, for the best b. Of m and o points
 * the statistic is 2 / (m + o) (between - inside o / (m - 1) - inside
 * m / (o - 1)). */
static double best_end(const struct search *s, size_t n, size_t a)
{
	double m = (double)a, best = 0.0;
	double left = s->first[a], each = left * s->inverse[a - 1];

	for (size_t b = a + CHANGE_MIN_RUN; b <= n; b++) {
		double right = s->row[b], o = (double)(b - a);
		double gain = 2.0 * s->inverse[b] *
			      (s->first[b] - left - right - each * o -
			       right * m * s->inverse[b - a - 1]);

		best = gain > best ? gain : best;
	}
	return best;
}

/* Of n points; *split, which may be NULL, from the first. */
static double best_gain(const struct search *s, const double *x, size_t n,
			size_t *split)
{
	double best = 0.0;

	fill_first(s, x, n);
	memset(s->row, 0, (n + 1) * sizeof(*s->row));
	for (size_t a = n; a-- > CHANGE_MIN_RUN;) {
		double gain;

		fill_row(s, x, n, a);
		gain = best_end(s, n, a);
		if (gain <= best)
			continue;
		best = gain;
		if (split)
			*split = a;
	}
	return best;
}

static void split_best(const struct search *s, struct segment *g)
{
	size_t split = 0;

	g->gain = best_gain(s, s->x + g->begin, g->end - g->begin, &split);
	g->split = g->begin + split;
}

static double permuted_gain(struct search *s, const struct segment *g)
{
	size_t n = g->end - g->begin;

	for (size_t i = 0; i < n; i++)
		s->order[i] = g->begin + i;
	random_shuffle(&s->random, s->order, n);
	for (size_t i = 0; i < n; i++)
		s->moved[i] = s->x[s->order[i]];
	return best_gain(s, s->moved, n, NULL);
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
	double reached = 1.0, of = round(CHANGE_RANKS / s->alpha);

	for (double i = 1.0; i < of; i++) {
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
	s.segments = memory_new(n / CHANGE_MIN_RUN + 1, sizeof(*s.segments));
	s.x = memory_new(5 * n + 3, sizeof(*s.x));
	s.order = memory_new(n, sizeof(*s.order));
	if (s.segments && s.x && s.order) {
		s.moved = s.x + n;
		s.inverse = s.x + 2 * n;
		s.first = s.x + 3 * n + 1;
		s.row = s.x + 4 * n + 2;
		for (size_t i = 1; i <= n; i++)
			s.inverse[i] = 1.0 / (double)i;
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
