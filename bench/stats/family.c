/* family.c - Holm's adjustment, and the sign-flip max test.
 *
 * All cells must have the same number of pairs: if a pair is missing in one
 * cell, the caller leaves it out of all.
 */
#include "bench/stats/family.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/stats/huber.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"
#include "runners/random.h"

struct ranked {
	double p;
	size_t place;
};

static int by_p(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->p;
	double y = ((const struct ranked *)b)->p;

	return (x > y) - (x < y);
}

static int check_probabilities(const double *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(p[i] >= 0.0 && p[i] <= 1.0))
			return -EINVAL;
	return n ? 0 : -EINVAL;
}

int family_holm(const double *p, size_t n, double *adjusted)
{
	struct ranked *ranked;
	double least = 0.0;

	if (check_probabilities(p, n) < 0)
		return -EINVAL;
	ranked = memory_new(n, sizeof(*ranked));
	if (!ranked)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		ranked[i] = (struct ranked){ p[i], i };
	qsort(ranked, n, sizeof(*ranked), by_p);
	for (size_t i = 0; i < n; i++) {
		/* Never less than for a smaller p. */
		least = fmax(least, ranked[i].p * (double)(n - i));
		adjusted[ranked[i].place] = fmin(least, 1.0);
	}
	free(ranked);
	return 0;
}

/* The doubles are one allocation, which begins at score. */
struct flipping {
	size_t cells, pairs;
	double *score;            /* ln ratios, each cell's squares sum to 1 */
	double *observed;         /* a cell: its sum of scores */
	double *sign;             /* a pair: 1 or -1 */
	uint64_t *reached;        /* a cell: flips whose maximum got there */
};

/* Scaled by the largest first, so that no square is lost or overflows. */
static void scale_cell(const double *ln_ratio, double *score, size_t pairs)
{
	double limit = huber_limit(ln_ratio, pairs, 0.0, score);
	double squares = 0.0, largest = 0.0;

	for (size_t i = 0; i < pairs; i++) {
		score[i] = huber_clip(ln_ratio[i], 0.0, limit);
		largest = fmax(largest, fabs(score[i]));
	}
	for (size_t i = 0; i < pairs && largest > 0.0; i++) {
		score[i] /= largest;
		squares += score[i] * score[i];
	}
	for (size_t i = 0; i < pairs && squares > 0.0; i++)
		score[i] /= sqrt(squares);
}

static double flipped_sum(const struct flipping *f, size_t cell)
{
	const double *score = f->score + cell * f->pairs;
	double sum = 0.0;

	for (size_t i = 0; i < f->pairs; i++)
		sum += f->sign[i] * score[i];
	return sum;
}

/* Where sums are equal but for rounding they must count as equal, or the
 * observed pattern might not reach itself. Sums are at most sqrt(pairs). */
static void count_flip(const struct flipping *f)
{
	double most = -INFINITY;

	for (size_t c = 0; c < f->cells; c++)
		most = fmax(most, flipped_sum(f, c));
	for (size_t c = 0; c < f->cells; c++)
		f->reached[c] += most >= f->observed[c] - 1e-9;
}

static void flip_all(const struct flipping *f, double *p)
{
	uint64_t patterns = UINT64_C(1) << f->pairs;

	for (uint64_t pattern = 0; pattern < patterns; pattern++) {
		for (size_t i = 0; i < f->pairs; i++)
			f->sign[i] = pattern >> i & 1 ? -1.0 : 1.0;
		count_flip(f);
	}
	for (size_t c = 0; c < f->cells; c++)
		p[c] = (double)f->reached[c] / (double)patterns;
}

static void flip_some(const struct flipping *f, uint64_t flips, uint64_t seed,
		      double *p)
{
	struct random r;

	random_init(&r, seed);
	for (uint64_t n = 0; n < flips; n++) {
		for (size_t i = 0; i < f->pairs; i++)
			f->sign[i] = random_bits(&r) >> 63 ? -1.0 : 1.0;
		count_flip(f);
	}
	for (size_t c = 0; c < f->cells; c++)
		p[c] = ((double)f->reached[c] + 1.0) / ((double)flips + 1.0);
}

static int flipping_init(struct flipping *f, const double *ln_ratio,
			 size_t cells, size_t pairs)
{
	double *memory = memory_new(cells * pairs + cells + pairs, sizeof(*memory));
	uint64_t *reached = memory_new(cells, sizeof(*reached));

	if (!memory || !reached) {
		free(reached);
		free(memory);
		return -ENOMEM;
	}
	*f = (struct flipping){ cells, pairs, memory, memory + cells * pairs,
				memory + cells * pairs + cells, reached };
	for (size_t i = 0; i < pairs; i++)
		f->sign[i] = 1.0;
	for (size_t c = 0; c < cells; c++) {
		scale_cell(ln_ratio + c * pairs, f->score + c * pairs, pairs);
		f->observed[c] = flipped_sum(f, c);
	}
	return 0;
}

static void flipping_term(struct flipping *f)
{
	free(f->reached);
	free(f->score);
}

int family_sign_flip(const double *ln_ratio, size_t cells, size_t pairs,
		     uint64_t flips, uint64_t seed, double *p)
{
	struct flipping f;
	int rc;

	if (cells == 0 || pairs == 0 || flips == 0)
		return -EINVAL;
	if (stats_check(ln_ratio, cells * pairs) < 0)
		return -EINVAL;
	rc = flipping_init(&f, ln_ratio, cells, pairs);
	if (rc < 0)
		return rc;
	if (pairs <= FAMILY_EXACT_PAIRS)
		flip_all(&f, p);
	else
		flip_some(&f, flips, seed, p);
	flipping_term(&f);
	return 0;
}
