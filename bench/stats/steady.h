/* steady.h - do samples come from one source that stays the same?
 *
 * Two ways in which a median misleads though nothing failed: the samples
 * drift from the first to the last, or fall into two clusters, between which
 * the median falls by chance.
 *
 * Both return 0, -EINVAL (a NaN or an infinity) or -ENOMEM, and write only on
 * success. They allocate scratch, don't wait, and don't belong into a timed
 * region. Rates: `rates steady`, see tests/rates.c.
 */
#ifndef SIMUL_STEADY_H
#define SIMUL_STEADY_H

#include <stdbool.h>
#include <stddef.h>

enum {
	STEADY_TREND_LEAST = 6,  /* samples for a trend */
	STEADY_MODES_LEAST = 11, /* for two clusters */
};

struct steady_trend {
	double p;      /* two-sided; 1 of too few samples */
	double change; /* median of the last third over that of
			  the first, minus 1 */
};

/* Do the samples, in the order in which they were taken, rise or fall?
 * Kendall's test of the order against the values ("Rank correlation methods",
 * 1948; Mann, "Nonparametric tests against trend", Econometrica 13, 1945),
 * normal with the corrections for ties and continuity: that errs on the safe
 * side in the tail. Positive samples. Takes n log n time. */
int steady_trend(const double *x, size_t n, struct steady_trend *trend);

struct steady_modes {
	bool two;
	double low, high; /* their medians, if two */
	size_t in_high;   /* samples in the upper */
};

/* Two clusters are two only if the gap between them is 100 / n times as wide
 * as the mean distance of a cluster's samples from its median, the larger of
 * both; each has a quarter of the samples, and 4 at least. The gap is robust
 * where a few samples lie far out; the factor was found by simulation: below
 * 1 in 1,000 for normal, uniform, exponential, lognormal, Pareto and Cauchy
 * samples, n from 11 to 600, and where a coarse clock makes equal ones.
 * Clusters that touch are not told apart. Looks at logarithms: positive
 * samples, in any order. */
int steady_modes(const double *x, size_t n, struct steady_modes *modes);

#endif
