/* steady.c - Kendall's S by counting inversions; the widest gap. */
#include "bench/stats/steady.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/normal.h"
#include "bench/stats/stats.h"
#include "runners/macros.h"
#include "runners/memory.h"

#define CLEAR 100.0 /* see steady_modes */
#define STEPS 5.0   /* of a coarse clock: no gap */

/* --- trend --- */

/* Sorts x and returns how many pairs were in descending order. */
static double inversions(double *x, size_t n, double *scratch)
{
	size_t half = n / 2, i = 0, j = half, k = 0;
	double count = 0.0;

	if (n < 2)
		return 0.0;
	count += inversions(x, half, scratch);
	count += inversions(x + half, n - half, scratch);
	while (i < half && j < n) {
		if (x[j] < x[i]) {
			count += (double)(half - i);
			scratch[k++] = x[j++];
		} else {
			scratch[k++] = x[i++];
		}
	}
	memcpy(&scratch[k], &x[i], (half - i) * sizeof(*x));
	memcpy(x, scratch, (k + half - i) * sizeof(*x));
	return count;
}

static double variance_of(double n)
{
	return n * (n - 1.0) * (2.0 * n + 5.0) / 18.0;
}

/* Of equal samples: pairs that say nothing, and what they take from the
 * variance of S. */
static void count_ties(const double *sorted, size_t n, double *pairs,
		       double *variance)
{
	*pairs = *variance = 0.0;
	for (size_t i = 0, end; i < n; i = end) {
		double t;

		for (end = i + 1; end < n && sorted[end] == sorted[i]; end++)
			;
		t = (double)(end - i);
		*pairs += t * (t - 1.0) / 2.0;
		*variance += variance_of(t);
	}
}

/* x is sorted then. */
static double kendall_p(double *x, size_t n, double *scratch)
{
	double down = inversions(x, n, scratch), all = (double)n;
	double tied, lost, s, variance;

	count_ties(x, n, &tied, &lost);
	s = all * (all - 1.0) / 2.0 - tied - 2.0 * down;
	variance = variance_of(all) - lost;
	if (!(variance > 0.0) || fabs(s) <= 1.0)
		return 1.0;
	return fmin(1.0, 2.0 * normal_upper((fabs(s) - 1.0) / sqrt(variance)));
}

static double median_of(const double *x, size_t n, double *scratch)
{
	double median = NAN;

	if (stats_sort(scratch, x, n) == 0)
		stats_median(scratch, n, &median);
	return median;
}

int steady_trend(const double *x, size_t n, struct steady_trend *trend)
{
	size_t third = n / 3;
	struct steady_trend t = { 1.0, 0.0 };
	double *copy;

	if (n && stats_check(x, n) < 0)
		return -EINVAL;
	if (n >= STEADY_TREND_LEAST) {
		copy = memory_new(2 * n, sizeof(*copy));
		if (!copy)
			return -ENOMEM;
		t.change = median_of(x + n - third, third, copy) /
				   median_of(x, third, copy) -
			   1.0;
		memcpy(copy, x, n * sizeof(*copy));
		t.p = kendall_p(copy, n, copy + n);
		free(copy);
	}
	*trend = t;
	return 0;
}

/* --- two clusters --- */

static double middle(const double *sorted, size_t n)
{
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
}

/* From the median, of the samples from..to - 1: what the upper half of them
 * sums up to beyond the lower. sum[k] is that of the first k. */
static double mean_distance(const double *sum, size_t from, size_t to)
{
	size_t half = (to - from) / 2;

	return ((sum[to] - sum[to - half]) - (sum[from + half] - sum[from])) /
	       (double)(to - from);
}

/* The least difference, which is the step of a coarse clock. */
static double least_step(const double *sorted, size_t n)
{
	double least = INFINITY;

	for (size_t i = 1; i < n; i++)
		if (sorted[i] > sorted[i - 1])
			least = fmin(least, sorted[i] - sorted[i - 1]);
	return least;
}

/* Where the gap is widest beside the spread of both sides: the first of the
 * upper cluster, or 0. */
static size_t split(const double *log, size_t n, double *sum)
{
	size_t least = MAX((n + 3) / 4, (size_t)4), best = 0;
	double most = CLEAR / (double)n, step = least_step(log, n);

	sum[0] = 0.0;
	for (size_t i = 0; i < n; i++)
		sum[i + 1] = sum[i] + (log[i] - log[0]);
	for (size_t k = least; k + least <= n; k++) {
		double gap = log[k] - log[k - 1];
		double spread = fmax(mean_distance(sum, 0, k),
				     mean_distance(sum, k, n));

		if (gap > most * spread && gap > STEPS * step) {
			most = spread > 0.0 ? gap / spread : INFINITY;
			best = k;
		}
	}
	return best;
}

int steady_modes(const double *x, size_t n, struct steady_modes *modes)
{
	struct steady_modes m = { false, NAN, NAN, 0 };
	double *log_x;
	size_t at = 0;

	if (n && stats_check(x, n) < 0)
		return -EINVAL;
	if (n >= STEADY_MODES_LEAST) {
		log_x = memory_new(2 * n + 1, sizeof(*log_x));
		if (!log_x)
			return -ENOMEM;
		for (size_t i = 0; i < n; i++)
			log_x[i] = log(x[i]);
		if (stats_sort(log_x, log_x, n) == 0)
			at = split(log_x, n, log_x + n);
		if (at)
			m = (struct steady_modes){
				true, exp(middle(log_x, at)),
				exp(middle(log_x + at, n - at)), n - at};
		free(log_x);
	}
	*modes = m;
	return 0;
}
