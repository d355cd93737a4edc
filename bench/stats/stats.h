/* stats.h - the summary of one set of samples.
 *
 * Order statistics first: the times of programs are skewed and have
 * outliers, so the median and its interval are the summary, and nothing is
 * ever dropped. Mean and standard deviation are there to be compared with
 * other programs.
 *
 * All functions return 0 or a negative errno and write their result only on
 * success. -EINVAL: no samples, a NaN or an infinity among them, a `sorted`
 * that isn't in ascending order, a probability outside its range; -ERANGE: the
 * result is too large for a double. No function keeps its arguments or waits.
 * stats_mad and stats_summarise allocate (-ENOMEM). None belongs into a timed
 * region.
 */
#ifndef SIMUL_STATS_H
#define SIMUL_STATS_H

#include <stdbool.h>
#include <stddef.h>

/* A confidence interval. Where there are too few samples for the level that
 * was asked, low and high are NAN and coverage is what the widest interval
 * would have had. */
struct stats_interval {
	double low, high;
	double coverage;          /* achieved: at least the level asked */
};

struct stats_summary {
	size_t n;
	double min, median, max;
	double mean;
	double sd;                /* NAN for one sample */
	double mad;               /* raw */
	struct stats_interval median_interval; /* 95 % */
};

/* 0 if n >= 1 and all of x is finite, else -EINVAL. */
int stats_check(const double *x, size_t n);

/* Copies x to sorted in ascending order; sorted may be x itself. */
int stats_sort(double *sorted, const double *x, size_t n);

/* The middle sample, or the mean of the middle two. */
int stats_median(const double *sorted, size_t n, double *median);

/* Between order statistics by linear interpolation: type 7 of Hyndman and
 * Fan, "Sample quantiles in statistical packages", The American Statistician
 * 50, 1996; what R, NumPy and Excel do. 0 <= p <= 1. */
int stats_quantile(const double *sorted, size_t n, double p, double *q);

/* As stats_quantile, but *q = NAN (and 0 is returned) unless at least ten
 * samples are expected beyond it, n * (1 - p) >= 10: p95 from 200 samples up,
 * p99 from 1,000, p99.9 from 10,000. With fewer a tail is the story of its
 * one or two slowest samples. */
int stats_tail(const double *sorted, size_t n, double p, double *q);

/* Whether that many samples have such a tail. */
bool stats_has_tail(size_t n, double p);

/* The median distance from the median, raw. Times 1.4826, which is
 * 1 / normal_point(1/4), it estimates the standard deviation of normal data. */
int stats_mad(const double *sorted, size_t n, double *mad);

int stats_mean(const double *x, size_t n, double *mean);

/* With n - 1 in the denominator, by Welford's recurrence (Technometrics 4,
 * 1962). Needs n >= 2. */
int stats_sd(const double *x, size_t n, double *sd);

/* The interval for the median that holds for every continuous distribution:
 * from the i-th smallest to the i-th largest sample, where the returned i
 * (from 1) is the largest with
 *
 *     *coverage = 1 - 2 P(Bin(n, 1/2) <= i - 1) >= level.
 *
 * Returns 0 if even the whole range, i = 1, covers less, and *coverage is
 * then that of the whole range: for 95 % six samples are needed. 0 < level <
 * 1, else 0 and *coverage = 0. David and Nagaraja, Order Statistics, 3rd
 * ed., 7.1; Conover, Practical Nonparametric Statistics, 3rd ed., 3.2. */
size_t stats_median_rank(size_t n, double level, double *coverage);

/* That interval. -ENODATA if n is too small for the level: low and high are
 * NAN then, and coverage is set. */
int stats_median_interval(const double *sorted, size_t n, double level,
			  struct stats_interval *interval);

/* All figures; x in any order. A figure that needs more samples is NAN, which
 * is no failure. */
int stats_summarise(const double *x, size_t n, struct stats_summary *summary);

#endif
