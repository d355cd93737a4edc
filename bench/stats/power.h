/* power.h - how many pairs it takes to find a difference of a given size.
 *
 * For the one-sided test of the mean of n paired log ratios in family.h: the
 * normal approximation with Guenther's correction for an estimated standard
 * deviation ("Sample size formulas for normal theory t tests", The American
 * Statistician 35, 1981):
 *
 *     n = ((z_a + z_b) * sd / delta)^2 + z_a^2 / 2,   a = alpha / cells
 *
 * and never fewer than can reach p <= a at all, since n pairs have but 2^n
 * patterns of signs. Dividing alpha by the cells (Bonferroni) is a little
 * more than the max statistic of family.h needs.
 *
 * sd must come from a pilot's null control, never from the contrast that is
 * then tested.
 */
#ifndef SIMUL_POWER_H
#define SIMUL_POWER_H

#include <stddef.h>

/* *pairs = the pairs a cell that find a shift of delta > 0 (of ln ratios:
 * log1p(0.05) for +5 %) with this power, 0 < power < 1, in a family of
 * `cells` >= 1 at family-wise level alpha, 0 < alpha < 0.5. sd >= 0 is the
 * standard deviation of one ln ratio between pairs. -EINVAL for anything
 * else, -ERANGE if no practical number (10^9) is enough. Doesn't wait. */
int power_pairs(double delta, double sd, size_t cells, double alpha,
		double power, size_t *pairs);

#endif
