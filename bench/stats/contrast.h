/* contrast.h - how far two sets of samples are apart, with an interval.
 *
 * Always b against a, new against base: a ratio above 1 and a shift above 0
 * mean that b is larger. Two sets are either independent (two result files)
 * or paired (a[i] and b[i] were taken together). Whether there is a difference
 * at all is for rank.h and family.h; this file says how large it is.
 *
 * All return 0, -EINVAL (no samples, a NaN or an infinity, a level not in
 * (0, 1), for ratios a sample that isn't above zero), -ERANGE (the result
 * isn't finite) or -ENOMEM, and write only on success. If there are too few
 * samples for the level, the estimate is still given, and the interval's low
 * and high are NAN. They allocate scratch, don't wait, and don't belong into
 * a timed region.
 */
#ifndef SIMUL_CONTRAST_H
#define SIMUL_CONTRAST_H

#include <stddef.h>
#include <stdint.h>

#include "bench/stats/stats.h"

enum {
	CONTRAST_RESAMPLES = 2000, /* enough for a 95 % interval */
	CONTRAST_MAX_TERMS = 4 << 20, /* Walsh averages */
};

struct contrast {
	double estimate;
	struct stats_interval interval;
};

/* median(b) / median(a) of two independent sets, with the percentile
 * bootstrap interval (Efron and Tibshirani, An Introduction to the Bootstrap,
 * 1993, chapter 13): both sets are drawn again with replacement, `resamples`
 * >= 100 times, CONTRAST_RESAMPLES by default. The same seed gives the same
 * interval. Plain percentiles and not BCa, whose acceleration comes from the
 * jackknife, which fails for a median (chapter 11.6 there). No interval is
 * given where the medians themselves have none (stats_median_rank): the
 * bootstrap of three samples looks sure and isn't. The coverage it gives is
 * the level asked, which it reaches only roughly. */
int contrast_ratio(const double *a, size_t na, const double *b, size_t nb,
		   double level, size_t resamples, uint64_t seed,
		   struct contrast *ratio);

/* The shift of Hodges and Lehmann of pairs, d[i] = b[i] - a[i] or
 * ln(b[i] / a[i]): the median of the n * (n + 1) / 2 Walsh averages
 * (d[i] + d[j]) / 2, i <= j, with the interval that belongs to the signed-rank
 * test (Hodges and Lehmann, "Estimates of location based on rank tests",
 * Annals of Mathematical Statistics 34, 1963; Hollander, Wolfe and Chicken 3.2
 * and 3.3). It takes the differences to be symmetric about the shift. -E2BIG
 * beyond CONTRAST_MAX_TERMS averages. */
int contrast_paired_shift(const double *d, size_t n, double level,
			  struct contrast *shift);

/* The ratio of two independent sets that goes with Mann and Whitney's test: the
 * median of all na * nb ratios b[j] / a[i], with the interval that excludes 1
 * just where the test finds a difference at 1 - level (Hollander, Wolfe and
 * Chicken 4.2 and 4.3, of logarithms). It takes the sets to have one shape.
 * An interval of 95 % needs four a side. -E2BIG beyond CONTRAST_MAX_TERMS. */
int contrast_rank_ratio(const double *a, size_t na, const double *b, size_t nb,
			double level, struct contrast *ratio);

#endif
