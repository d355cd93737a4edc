/* contrast.c - ratios and shifts between two sets of samples.
 *
 * A resample of a sorted set needs no sorting: how often each sample was
 * drawn is counted, and the median is where half of the draws are passed.
 */
#include "bench/stats/contrast.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/rank.h"
#include "runners/memory.h"
#include "runners/random.h"

static bool is_level(double level)
{
	return level > 0.0 && level < 1.0;
}

static int check_positive(const double *x, size_t n)
{
	if (stats_check(x, n) < 0)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (!(x[i] > 0.0))
			return -EINVAL;
	return 0;
}

/* The sample that the place-th draw (from 0) in ascending order is. */
static double drawn(const double *sorted, const size_t *times, size_t place)
{
	size_t i = 0;

	for (size_t passed = times[0]; passed <= place; passed += times[i])
		i++;
	return sorted[i];
}

static double resample_median(struct random *r, const double *sorted, size_t n,
			      size_t *times)
{
	double upper;

	memset(times, 0, n * sizeof(*times));
	for (size_t i = 0; i < n; i++)
		times[random_below(r, n)]++;
	upper = drawn(sorted, times, n / 2);
	if (n % 2)
		return upper;
	return 0.5 * drawn(sorted, times, n / 2 - 1) + 0.5 * upper;
}

/* Percentiles of `resamples` ratios of the medians of the sorted sets. */
static int bootstrap(const double *a, size_t na, const double *b, size_t nb,
		     double level, size_t resamples, uint64_t seed,
		     struct stats_interval *interval)
{
	double *ratios = memory_new(resamples, sizeof(*ratios));
	size_t *times = memory_new(na > nb ? na : nb, sizeof(*times));
	struct random r;
	int rc = -ENOMEM;

	if (!ratios || !times)
		goto done;
	random_init(&r, seed);
	for (size_t i = 0; i < resamples; i++) {
		double base = resample_median(&r, a, na, times);

		ratios[i] = resample_median(&r, b, nb, times) / base;
	}
	rc = stats_sort(ratios, ratios, resamples);
	if (rc < 0) {
		rc = -ERANGE; /* a ratio wasn't finite */
		goto done;
	}
	stats_quantile(ratios, resamples, 0.5 - 0.5 * level, &interval->low);
	stats_quantile(ratios, resamples, 0.5 + 0.5 * level, &interval->high);
	interval->coverage = level;
done:
	free(times);
	free(ratios);
	return rc;
}

/* Of two sorted sets. */
static int ratio_of_medians(const double *a, size_t na, const double *b,
			    size_t nb, double level, size_t resamples,
			    uint64_t seed, struct contrast *ratio)
{
	struct contrast c;
	double base, covers_a, covers_b;
	size_t rank_a, rank_b;
	int rc = 0;

	stats_median(a, na, &base);
	stats_median(b, nb, &c.estimate);
	c.estimate /= base;
	if (!isfinite(c.estimate))
		return -ERANGE;
	rank_a = stats_median_rank(na, level, &covers_a);
	rank_b = stats_median_rank(nb, level, &covers_b);
	c.interval = (struct stats_interval){ NAN, NAN,
					      fmin(covers_a, covers_b) };
	if (rank_a && rank_b)
		rc = bootstrap(a, na, b, nb, level, resamples, seed,
			       &c.interval);
	if (rc == 0)
		*ratio = c;
	return rc;
}

int contrast_ratio(const double *a, size_t na, const double *b, size_t nb,
		   double level, size_t resamples, uint64_t seed,
		   struct contrast *ratio)
{
	double *sorted;
	int rc;

	if (check_positive(a, na) < 0 || check_positive(b, nb) < 0)
		return -EINVAL;
	if (!is_level(level) || resamples < 100)
		return -EINVAL;
	sorted = memory_new(na + nb, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	stats_sort(sorted, a, na);
	stats_sort(sorted + na, b, nb);
	rc = ratio_of_medians(sorted, na, sorted + na, nb, level, resamples,
			      seed, ratio);
	free(sorted);
	return rc;
}

/* The median of the terms, and the interval from the K-th smallest to the
 * K-th largest. */
static int median_of_terms(double *terms, size_t n, size_t critical,
			   double coverage, struct contrast *shift)
{
	if (stats_sort(terms, terms, n) < 0)
		return -ERANGE; /* samples were finite, a difference wasn't */
	stats_median(terms, n, &shift->estimate);
	shift->interval.low = critical ? terms[critical - 1] : NAN;
	shift->interval.high = critical ? terms[n - critical] : NAN;
	shift->interval.coverage = coverage;
	return 0;
}

int contrast_paired_shift(const double *d, size_t n, double level,
			  struct contrast *shift)
{
	double *terms, coverage;
	size_t critical, k = 0;
	int rc;

	if (stats_check(d, n) < 0)
		return -EINVAL;
	if (n > CONTRAST_MAX_TERMS || n * (n + 1) / 2 > CONTRAST_MAX_TERMS)
		return -E2BIG;
	rc = rank_signed_critical(n, level, &critical, &coverage);
	if (rc < 0)
		return rc;
	terms = memory_new(n * (n + 1) / 2, sizeof(*terms));
	if (!terms)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			terms[k++] = 0.5 * d[i] + 0.5 * d[j];
	rc = median_of_terms(terms, k, critical, coverage, shift);
	free(terms);
	return rc;
}

int contrast_rank_ratio(const double *a, size_t na, const double *b, size_t nb,
			double level, struct contrast *ratio)
{
	double *terms, coverage;
	size_t critical, k = 0;
	int rc;

	if (check_positive(a, na) < 0 || check_positive(b, nb) < 0)
		return -EINVAL;
	if (na > CONTRAST_MAX_TERMS / nb)
		return -E2BIG;
	rc = rank_sum_critical(na, nb, level, &critical, &coverage);
	if (rc < 0)
		return rc;
	terms = memory_new(na * nb, sizeof(*terms));
	if (!terms)
		return -ENOMEM;
	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++)
			terms[k++] = b[j] / a[i];
	rc = median_of_terms(terms, k, critical, coverage, ratio);
	free(terms);
	return rc;
}
