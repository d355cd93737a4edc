/* stats.c - order statistics and moments of one set of samples.
 *
 * The functions of sorted samples check the order each time they are called:
 * a comparison a sample, where an unsorted set would give a wrong number that
 * looks like a right one.
 */
#include "bench/stats/stats.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/binomial.h"
#include "runners/memory.h"

int stats_check(const double *x, size_t n)
{
	if (n == 0)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(x[i]))
			return -EINVAL;
	return 0;
}

static int check_sorted(const double *sorted, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!(sorted[i - 1] <= sorted[i]))
			return -EINVAL;
	return stats_check(sorted, n);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int stats_sort(double *sorted, const double *x, size_t n)
{
	if (stats_check(x, n) < 0)
		return -EINVAL;
	memmove(sorted, x, n * sizeof(*x));
	qsort(sorted, n, sizeof(*sorted), ascending);
	return 0;
}

int stats_median(const double *sorted, size_t n, double *median)
{
	if (check_sorted(sorted, n) < 0)
		return -EINVAL;
	if (n % 2)
		*median = sorted[n / 2];
	else /* halved first: the sum may be too large */
		*median = 0.5 * sorted[n / 2 - 1] + 0.5 * sorted[n / 2];
	return 0;
}

static bool is_probability(double p)
{
	return p >= 0.0 && p <= 1.0;
}

int stats_quantile(const double *sorted, size_t n, double p, double *q)
{
	double place, part;
	size_t i;

	if (check_sorted(sorted, n) < 0 || !is_probability(p))
		return -EINVAL;
	place = p * (double)(n - 1);
	i = (size_t)place;
	part = place - (double)i;
	*q = sorted[i];
	if (part > 0.0 && sorted[i] < sorted[i + 1])
		*q = (1.0 - part) * sorted[i] + part * sorted[i + 1];
	return 0;
}

bool stats_has_tail(size_t n, double p)
{
	/* 100 * (1 - 0.9) is a little less than 10 in binary. */
	return (double)n * (1.0 - p) >= 10.0 - 1e-6;
}

int stats_tail(const double *sorted, size_t n, double p, double *q)
{
	int rc = stats_quantile(sorted, n, p, q);

	if (rc == 0 && !stats_has_tail(n, p))
		*q = NAN;
	return rc;
}

int stats_mad(const double *sorted, size_t n, double *mad)
{
	double *distance, median;
	int rc = stats_median(sorted, n, &median);

	if (rc < 0)
		return rc;
	distance = memory_new(n, sizeof(*distance));
	if (!distance)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		distance[i] = fabs(sorted[i] - median);
	rc = stats_sort(distance, distance, n);
	if (rc == 0)
		rc = stats_median(distance, n, mad);
	else /* a difference of two finite samples wasn't finite */
		rc = -ERANGE;
	free(distance);
	return rc;
}

/* The mean, and the sum of squares about it. */
static void moments(const double *x, size_t n, double *mean, double *squares)
{
	*mean = 0.0;
	*squares = 0.0;
	for (size_t i = 0; i < n; i++) {
		double step = x[i] - *mean;

		*mean += step / (double)(i + 1);
		*squares += step * (x[i] - *mean);
	}
}

int stats_mean(const double *x, size_t n, double *mean)
{
	double m, squares;

	if (stats_check(x, n) < 0)
		return -EINVAL;
	moments(x, n, &m, &squares);
	if (!isfinite(m))
		return -ERANGE;
	*mean = m;
	return 0;
}

int stats_sd(const double *x, size_t n, double *sd)
{
	double mean, squares;

	if (n < 2 || stats_check(x, n) < 0)
		return -EINVAL;
	moments(x, n, &mean, &squares);
	if (!isfinite(squares))
		return -ERANGE;
	*sd = sqrt(squares / (double)(n - 1));
	return 0;
}

/* 1 - 2 P(Bin(n, 1/2) <= rank - 1) */
static double coverage_of(size_t rank, size_t n)
{
	double outside = 1.0;

	binomial_lower_tail(rank - 1, n, 0.5, &outside);
	return 1.0 - 2.0 * outside;
}

size_t stats_median_rank(size_t n, double level, double *coverage)
{
	size_t enough = 0, too_much = n / 2 + 1;

	*coverage = 0.0;
	if (n == 0 || !(level > 0.0 && level < 1.0))
		return 0;
	*coverage = fmax(coverage_of(1, n), 0.0);
	while (too_much - enough > 1) {
		size_t rank = enough + (too_much - enough) / 2;
		double covers = coverage_of(rank, n);

		if (covers >= level) {
			enough = rank;
			*coverage = covers;
		} else {
			too_much = rank;
		}
	}
	return enough;
}

int stats_median_interval(const double *sorted, size_t n, double level,
			  struct stats_interval *interval)
{
	size_t rank;

	if (check_sorted(sorted, n) < 0 || !(level > 0.0 && level < 1.0))
		return -EINVAL;
	rank = stats_median_rank(n, level, &interval->coverage);
	interval->low = rank ? sorted[rank - 1] : NAN;
	interval->high = rank ? sorted[n - rank] : NAN;
	return rank ? 0 : -ENODATA;
}

static int summarise_sorted(const double *sorted, size_t n,
			    struct stats_summary *s)
{
	int rc;

	s->n = n;
	s->min = sorted[0];
	s->max = sorted[n - 1];
	s->sd = NAN;
	if ((rc = stats_median(sorted, n, &s->median)) < 0 ||
	    (rc = stats_mean(sorted, n, &s->mean)) < 0 ||
	    (n > 1 && (rc = stats_sd(sorted, n, &s->sd)) < 0) ||
	    (rc = stats_mad(sorted, n, &s->mad)) < 0)
		return rc;
	rc = stats_median_interval(sorted, n, 0.95, &s->median_interval);
	return rc == -ENODATA ? 0 : rc;
}

int stats_summarise(const double *x, size_t n, struct stats_summary *summary)
{
	struct stats_summary s;
	double *sorted;
	int rc;

	if (n == 0)
		return -EINVAL;
	sorted = memory_new(n, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	rc = stats_sort(sorted, x, n);
	if (rc == 0)
		rc = summarise_sorted(sorted, n, &s);
	if (rc == 0)
		*summary = s;
	free(sorted);
	return rc;
}
