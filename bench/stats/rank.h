/* rank.h - tests that use only the order of the samples.
 *
 * Mann and Whitney's test of two independent sets ("On a test of whether one
 * of two random variables is stochastically larger than the other", Annals of
 * Mathematical Statistics 18, 1947), and the critical values of Wilcoxon's
 * signed-rank test of pairs ("Individual comparisons by ranking methods",
 * Biometrics Bulletin 1, 1945).
 * Equal samples share their mean rank (midranks), and the distribution is the
 * permutation distribution of those midranks, counted by dynamic programming:
 * exact with ties too. Hollander, Wolfe and Chicken, Nonparametric
 * Statistical Methods, 3rd ed., chapters 3 and 4.
 *
 * An outlier counts as one rank, however far out it is. The p is about the
 * order of samples of two sets, and about medians only if the sets have one
 * shape.
 *
 * Both return 0, -EINVAL (no samples, a NaN or an infinity) or -ENOMEM.
 * They allocate scratch, don't wait, and don't belong into a timed region.
 */
#ifndef SIMUL_RANK_H
#define SIMUL_RANK_H

#include <stdbool.h>
#include <stddef.h>

enum {
	RANK_EXACT_A_SIDE = 20,   /* samples a side, of two independent sets */
	RANK_EXACT_PAIRS  = 50,
};

struct rank_test {
	double statistic;
	double p;                 /* two-sided, in (0, 1] */
	bool exact;
};

/* Do the samples of b tend to be larger or smaller than those of a? The
 * statistic is U, how many of the na * nb pairs have b > a, an equal pair
 * counting one half. p is the probability of a U at least as far from its
 * mean, na * nb / 2. Exact up to RANK_EXACT_A_SIDE a side; beyond, the normal
 * approximation with the correction for ties and for continuity. p = 1 if all
 * samples are equal. */
int rank_mann_whitney(const double *a, size_t na, const double *b, size_t nb,
		      struct rank_test *test);

/* For the intervals of Hodges and Lehmann (contrast.h): the largest K for
 * which the interval from the K-th smallest to the K-th largest of the
 * n * (n + 1) / 2 Walsh averages covers the shift with probability >= level
 * where there are no ties. *critical = K and *coverage = its probability;
 * K = 0 if there are too few samples, and *coverage is then that of K = 1.
 * Exact up to RANK_EXACT_PAIRS, normal beyond. -EINVAL also for a level not
 * in (0, 1). */
int rank_signed_critical(size_t n, double level, size_t *critical,
			 double *coverage);

/* The same for the interval of the ratio of two independent sets, from the
 * K-th smallest to the K-th largest of their na * nb ratios: that of Mann and
 * Whitney's test. Exact up to RANK_EXACT_A_SIDE a side. */
int rank_sum_critical(size_t na, size_t nb, double level, size_t *critical,
		      double *coverage);

#endif
