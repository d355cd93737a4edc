/* family.h - many cells tested at once, and how rarely chance alone alarms.
 *
 * Twelve cells tested at 0.01 each alarm by chance in one run out of nine.
 * Both functions here give p-values that hold for the family: reject where
 * p <= 0.01, and the chance that any cell is rejected wrongly, whichever
 * cells really differ, is at most 0.01.
 *
 * They return 0, -EINVAL (nothing to do, a NaN or an infinity, a p not in
 * [0, 1]) or -ENOMEM, and write only on success. They allocate scratch, don't
 * wait, and don't belong into a timed region.
 */
#ifndef SIMUL_FAMILY_H
#define SIMUL_FAMILY_H

#include <stddef.h>
#include <stdint.h>

enum {
	FAMILY_EXACT_PAIRS = 16,  /* 2^16 patterns of signs are enumerated */
	FAMILY_FLIPS = 9999,
};

/* Holm's step-down adjustment of n p-values, in the order that they came in:
 * the k-th smallest times n - k + 1, made monotone and at most 1 ("A simple
 * sequentially rejective multiple test procedure", Scandinavian Journal of
 * Statistics 6, 1979). Nothing is assumed about how they depend on each
 * other. adjusted may be p itself. */
int family_holm(const double *p, size_t n, double *adjusted);

/* One-sided randomisation test: is any cell slower in b than in a?
 *
 * ln_ratio[c * pairs + i] is ln(b / a) of pair i of cell c; pair i of all the
 * cells is one round. If nothing differs, a and b could as well have changed
 * places in any round, so all its signs may be flipped together, whatever
 * binds the cells of a round (a noisy neighbour). p[c] is the part of the
 * flips in which the *largest* statistic of all cells reaches that of cell c:
 * the single-step max test of Westfall and Young (Resampling-Based Multiple
 * Testing, 1993). Up to FAMILY_EXACT_PAIRS pairs all 2^pairs patterns
 * are gone through, and flips and seed are not used; beyond, `flips` >= 1
 * random ones (FAMILY_FLIPS by default), and the observed pattern counts as
 * one more: p = (reached + 1) / (flips + 1), never 0 (Phipson and Smyth,
 * "Permutation p-values should never be zero", Stat. Appl. Genet. Mol. Biol.
 * 9, 2010).
 *
 * The statistic is the studentised mean, as sum(d) / sqrt(sum(d^2)), which
 * grows with Student's t and orders the flips as it does. Studentised: the
 * plain mean or median of the noisiest cell would make the maximum and hide a
 * slow-down in the quiet ones, while this denominator, which no flip changes,
 * puts all on one scale. The mean: a median doesn't change in many flips,
 * so its p-values are coarse, and it needs half as many pairs again. But a
 * mean is lost to one pair in twenty that is far out, and times have such
 * pairs: so each d is first brought to twice the median of |d| at most,
 * which is 1.35 standard deviations of normal noise and costs 5 % there
 * (Huber, "Robust estimation of a location parameter", Annals of Mathematical
 * Statistics 35, 1964). That depends on sizes alone, which no flip changes:
 * the test is as valid as without.
 *
 * p can't fall below 2^-pairs (so 0.01 takes 7 pairs) or 1 / (flips + 1).
 * A cell whose ratios are all 1 has p = 1. */
int family_sign_flip(const double *ln_ratio, size_t cells, size_t pairs,
		     uint64_t flips, uint64_t seed, double *p);

#endif
