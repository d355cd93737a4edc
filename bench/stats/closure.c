/* closure.c - a closed test over all partitions of a few models.
 *
 * A set of models is a number, a bit a model. What a set gives under each
 * pattern is tabled first; a partition is then walked block by block, and the
 * maxima of the blocks so far stand in one row a level.
 */
#include "bench/stats/closure.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "runners/memory.h"

#define ROUNDING 1e-9

struct tables {
	const struct closure *c;
	size_t pairs, row;        /* a row: patterns, then measures */
	double *sets;             /* a row a set */
	double *levels;           /* a row a level */
	uint32_t *open;           /* [measure]: pairs that may be equal */
};

size_t closure_pair(size_t i, size_t j)
{
	return i < j ? j * (j - 1) / 2 + i : i * (i - 1) / 2 + j;
}

bool closure_is_rare(const double *largest, size_t patterns, double seen,
		     size_t may_reach)
{
	size_t reached = 0;

	for (size_t b = 0; b < patterns && reached <= may_reach; b++)
		reached += largest[b] >= seen - ROUNDING;
	return reached <= may_reach;
}

/* fmax without its care for NaN, which costs a call. */
static double larger(double a, double b)
{
	return a > b ? a : b;
}

static uint32_t pairs_in(unsigned set, size_t models)
{
	uint32_t pairs = 0;

	for (size_t j = 1; j < models; j++)
		for (size_t i = 0; i < j; i++)
			if (set >> i & set >> j & 1)
				pairs |= UINT32_C(1) << closure_pair(i, j);
	return pairs;
}

static void fill_set(const struct tables *t, unsigned set)
{
	const struct closure *c = t->c;
	double *row = t->sets + set * t->row;
	uint32_t in = pairs_in(set, c->models);
	double price = in ? log(__builtin_popcount(in)) : 0.0;

	for (size_t k = 0; k < t->row; k++)
		row[k] = -INFINITY;
	for (size_t p = 0; p < t->pairs; p++) {
		const double *evidence = c->evidence + p * c->patterns;
		const double *seen = c->seen + p;

		if (!(in >> p & 1))
			continue;
		for (size_t b = 0; b < c->patterns; b++)
			row[b] = larger(row[b], evidence[b] - price);
		for (size_t q = 0; q < c->measures; q++)
			row[c->patterns + q] =
				larger(row[c->patterns + q],
				       seen[q * t->pairs] - price);
	}
}

static void judge(const struct tables *t, const double *row, uint32_t pairs)
{
	const struct closure *c = t->c;

	for (size_t q = 0; q < c->measures; q++)
		if (pairs & ~t->open[q] &&
		    !closure_is_rare(row, c->patterns, row[c->patterns + q],
				     c->may_reach))
			t->open[q] |= pairs;
}

/* `row` and `pairs` are of the blocks so far; the models of `rest` are in
 * none. The largest block comes first: if nothing differs, it settles all. */
static void walk(const struct tables *t, unsigned rest, size_t level,
		 const double *row, uint32_t pairs)
{
	double *next = t->levels + level * t->row;
	unsigned first = rest & -rest, others = rest & ~first;

	if (rest == 0) {
		judge(t, row, pairs);
		return;
	}
	for (unsigned sub = others; sub != 0; sub = (sub - 1) & others) {
		const double *set = t->sets + (first | sub) * t->row;

		for (size_t k = 0; k < t->row; k++)
			next[k] = larger(row[k], set[k]);
		walk(t, others & ~sub, level + 1, next,
		     pairs | pairs_in(first | sub, t->c->models));
	}
	walk(t, others, level, row, pairs);
}

int closure_test(const struct closure *closure, uint32_t *claims)
{
	size_t models = closure->models;
	unsigned sets = 1u << models;
	uint32_t open[CLOSURE_MAX_MEASURES] = { 0 };
	struct tables t = { closure, models * (models - 1) / 2,
			    closure->patterns + closure->measures,
			    NULL, NULL, open };

	if (models < 2 || models > CLOSURE_MAX_MODELS ||
	    closure->measures > CLOSURE_MAX_MEASURES)
		return -EINVAL;
	t.sets = memory_new((sets + models / 2) * t.row, sizeof(*t.sets));
	if (!t.sets)
		return -ENOMEM;
	t.levels = t.sets + sets * t.row;
	for (unsigned set = 0; set < sets; set++)
		fill_set(&t, set);
	walk(&t, sets - 1, 0, t.sets, 0);
	for (size_t q = 0; q < closure->measures; q++)
		claims[q] = ~open[q];
	free(t.sets);
	return 0;
}
