/* normal.h - the standard normal distribution.
 *
 * Both go through libm's erfc, so they are as good in the far tail as near
 * the middle. NaN gives NaN. Neither waits nor allocates.
 */
#ifndef SIMUL_NORMAL_H
#define SIMUL_NORMAL_H

/* P(Z >= z). */
double normal_upper(double z);

/* The z that P(Z >= z) = p holds for, 0 < p < 1: normal_point(0.025) is
 * 1.96. p = 0 and 1 give +inf and -inf, other p NaN. */
double normal_point(double p);

#endif
