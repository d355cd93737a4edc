/* change.h - where a series changes its level: a history of one figure.
 *
 * E-divisive (Matteson and James, "A nonparametric approach for multiple
 * change point analysis of multivariate data", JASA 109, 2014) of one series,
 * with |x - y| as the distance: the split whose halves, of m and n points,
 * have the largest
 *
 *     m n / (m + n) (2 mean|x - y| - mean|x - x'| - mean|y - y'|)
 *
 * over all segments so far is kept if few permutations, each within all of
 * the segments, reach it; then the segments are split on. The search stops at
 * the first split that isn't kept, so a series without a change has one by
 * chance with probability alpha at most. The right half may end before its
 * segment does, or a level that soon returned would hide in the mean of what
 * follows. Any change of distribution counts, a wider spread too.
 *
 * The points are taken to be exchangeable between changes. A drift comes
 * out as a staircase, and noise that swings slowly as false steps.
 */
#ifndef SIMUL_CHANGE_H
#define SIMUL_CHANGE_H

#include <stddef.h>
#include <stdint.h>

enum {
	CHANGE_MIN_RUN = 3,       /* points, of a segment */
	CHANGE_MAX_POINTS = 2000,
	CHANGE_RANKS = 20,        /* 1 / alpha times so many permutations: 399
				     for 0.05 */
};

struct change {
	size_t at;                /* x[at] is the first of the new level */
	double p;                 /* never 0 */
};

/* The changes of x[0 .. n - 1] in ascending order; changes has room for n /
 * CHANGE_MIN_RUN of them. The same seed gives the same p. Scale and sign of x
 * don't matter; a ratio should come as its logarithm.
 *
 * 0, -EINVAL (no points, a NaN or an infinity, an alpha not in (0, 1)), -E2BIG
 * beyond CHANGE_MAX_POINTS or -ENOMEM; writes only on success. Fewer than
 * 2 * CHANGE_MIN_RUN points have no change. Allocates scratch, doesn't wait,
 * doesn't belong into a timed region: time grows with n^2, the changes found
 * and 1 / alpha; at alpha 0.05 500 points take less than a second. */
int change_points(const double *x, size_t n, double alpha, uint64_t seed,
		  struct change *changes, size_t *count);

#endif
