/* rank.c - midranks, and the number of ways to reach each sum of them.
 *
 * Midranks are halves at finest, so they are kept doubled, as integers, and
 * sums are compared exactly. ways[s] counts the subsets with sum s: item by
 * item, as a knapsack is filled. Counts stay below 2^53 (C(40, 20) and 2^50),
 * so doubles hold them exactly.
 *
 * It has no one-sided tests: family.h has the one-sided test of the gate.
 */
#include "bench/stats/rank.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/stats/normal.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"

struct item {
	double value;
	size_t origin;            /* its place before sorting */
	size_t rank2;             /* twice its midrank */
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct item *)a)->value;
	double y = ((const struct item *)b)->value;

	return (x > y) - (x < y);
}

/* Sorts the items and ranks them; returns the sum of t^3 - t over the groups
 * of t equal ones, which the normal approximation corrects its variance by. */
static double rank_items(struct item *items, size_t n)
{
	double ties = 0.0;
	size_t end;

	qsort(items, n, sizeof(*items), by_value);
	for (size_t i = 0; i < n; i = end) {
		double t;

		for (end = i + 1; end < n; end++)
			if (items[end].value > items[i].value)
				break;
		for (size_t k = i; k < end; k++)
			items[k].rank2 = i + end + 1;
		t = (double)(end - i);
		ties += t * t * t - t;
	}
	return ties;
}

/* ways[t * (total + 1) + s] = subsets of t of the weights with sum s, for t
 * up to `take`; the caller frees it. NULL: no memory. */
static double *count_subsets(const size_t *weights, size_t n, size_t take,
			     size_t total)
{
	double *ways = memory_new((take + 1) * (total + 1), sizeof(*ways));

	if (!ways)
		return NULL;
	ways[0] = 1.0;
	for (size_t i = 0; i < n; i++)
		for (size_t t = take; t > 0; t--) {
			double *with = ways + t * (total + 1);
			const double *without = with - (total + 1);

			for (size_t s = total; s + 1 > weights[i]; s--)
				with[s] += without[s - weights[i]];
		}
	return ways;
}

static size_t distance(size_t x, size_t y)
{
	return x > y ? x - y : y - x;
}

/* The part of the ways whose sum is at least as far from `centre` as the
 * observed one. */
static double part_as_far(const double *ways, size_t total, size_t observed,
			  size_t centre)
{
	size_t far = distance(observed, centre);
	double as_far = 0.0, all = 0.0;

	for (size_t s = 0; s <= total; s++) {
		all += ways[s];
		if (distance(s, centre) >= far)
			as_far += ways[s];
	}
	return as_far / all;
}

/* Two-sided, by a statistic with steps of one. */
static double normal_p(double statistic, double mean, double variance)
{
	double off = fmax(fabs(statistic - mean) - 0.5, 0.0);

	if (!(variance > 0.0))
		return 1.0;
	return fmin(2.0 * normal_upper(off / sqrt(variance)), 1.0);
}

/* The ranks of a sum to sum2 / 2. */
static int exact_sum_p(const struct item *items, size_t n, size_t na,
		       size_t sum2, double *p)
{
	size_t weights[2 * RANK_EXACT_A_SIDE];
	size_t total = n * (n + 1);
	double *ways;

	for (size_t i = 0; i < n; i++)
		weights[i] = items[i].rank2;
	ways = count_subsets(weights, n, na, total);
	if (!ways)
		return -ENOMEM;
	*p = part_as_far(ways + na * (total + 1), total, sum2, na * (n + 1));
	free(ways);
	return 0;
}

static int mann_whitney(const struct item *items, size_t na, size_t nb,
			double ties, struct rank_test *test)
{
	size_t n = na + nb, sum2 = 0;
	double a = (double)na, b = (double)nb, all = a + b;

	for (size_t i = 0; i < n; i++)
		if (items[i].origin < na)
			sum2 += items[i].rank2;
	/* a's ranks sum to a(a+1)/2 plus the pairs where a is the larger. */
	test->statistic = a * b + 0.5 * a * (a + 1.0) - 0.5 * (double)sum2;
	test->exact = na <= RANK_EXACT_A_SIDE && nb <= RANK_EXACT_A_SIDE;
	if (test->exact)
		return exact_sum_p(items, n, na, sum2, &test->p);
	test->p = normal_p(test->statistic, 0.5 * a * b,
			   a * b / 12.0 *
				   (all + 1.0 - ties / (all * (all - 1.0))));
	return 0;
}

int rank_mann_whitney(const double *a, size_t na, const double *b, size_t nb,
		      struct rank_test *test)
{
	struct item *items;
	double ties;
	int rc;

	if (stats_check(a, na) < 0 || stats_check(b, nb) < 0)
		return -EINVAL;
	items = memory_new(na + nb, sizeof(*items));
	if (!items)
		return -ENOMEM;
	for (size_t i = 0; i < na + nb; i++) {
		items[i].value = i < na ? a[i] : b[i - na];
		items[i].origin = i;
	}
	ties = rank_items(items, na + nb);
	rc = mann_whitney(items, na, nb, ties, test);
	free(items);
	return rc;
}

/* K from the counts of an exact symmetric distribution whose least value is
 * at ways[0]. */
static size_t exact_critical(const double *ways, size_t values, double level,
			     double *coverage)
{
	double all = 0.0, below = 0.0;
	size_t k = 0;

	for (size_t s = 0; s < values; s++)
		all += ways[s];
	*coverage = fmax(1.0 - 2.0 * ways[0] / all, 0.0);
	/* K covers all but twice P(statistic <= K - 1). */
	for (; 2 * k < values; k++) {
		double covers;

		below += ways[k];
		covers = 1.0 - 2.0 * below / all;
		if (covers < level)
			break;
		*coverage = covers;
	}
	return k;
}

static size_t normal_critical(double mean, double variance, double level,
			      double *coverage)
{
	double z = normal_point(0.5 - 0.5 * level), sd = sqrt(variance);
	double k = fmax(floor(mean + 0.5 - z * sd), 0.0);

	*coverage = 1.0 - 2.0 * normal_upper((mean + 0.5 - fmax(k, 1.0)) / sd);
	*coverage = fmax(*coverage, 0.0);
	return (size_t)k;
}

int rank_signed_critical(size_t n, double level, size_t *critical,
			 double *coverage)
{
	size_t total = n * (n + 1) / 2;
	double pairs = (double)n;
	double *ways;

	if (n == 0 || !(level > 0.0 && level < 1.0))
		return -EINVAL;
	if (n > RANK_EXACT_PAIRS) {
		*critical = normal_critical(
			0.25 * pairs * (pairs + 1.0),
			pairs * (pairs + 1.0) * (2.0 * pairs + 1.0) / 24.0,
			level, coverage);
		return 0;
	}
	ways = memory_new(total + 1, sizeof(*ways));
	if (!ways)
		return -ENOMEM;
	ways[0] = 1.0;
	for (size_t rank = 1; rank <= n; rank++)
		for (size_t s = total; s >= rank; s--)
			ways[s] += ways[s - rank];
	*critical = exact_critical(ways, total + 1, level, coverage);
	free(ways);
	return 0;
}

int rank_sum_critical(size_t na, size_t nb, double level, size_t *critical,
		      double *coverage)
{
	size_t weights[2 * RANK_EXACT_A_SIDE];
	size_t n = na + nb, total = n * (n + 1) / 2;
	double a = (double)na, b = (double)nb;
	double *ways;

	if (na == 0 || nb == 0 || !(level > 0.0 && level < 1.0))
		return -EINVAL;
	if (na > RANK_EXACT_A_SIDE || nb > RANK_EXACT_A_SIDE) {
		*critical = normal_critical(0.5 * a * b,
					    a * b * (a + b + 1.0) / 12.0,
					    level, coverage);
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		weights[i] = i + 1;
	ways = count_subsets(weights, n, na, total);
	if (!ways)
		return -ENOMEM;
	/* The least sum of na ranks is that of the first na. */
	*critical = exact_critical(ways + na * (total + 1) + na * (na + 1) / 2,
				   na * nb + 1, level, coverage);
	free(ways);
	return 0;
}
