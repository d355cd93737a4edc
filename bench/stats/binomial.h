/* binomial.h - what k successes out of n say about a rate.
 *
 * The exact tails of the binomial distribution, and the interval of Clopper
 * and Pearson ("The use of confidence or fiducial limits illustrated in the
 * case of the binomial", Biometrika 26, 1934), whose coverage is at least the
 * confidence asked for, at every n, and often more. 0 alarms in 299 trials
 * show a rate of at most 1 % with 95 % confidence; 59 finds in 59 show at
 * least 95 %.
 *
 * All return -EINVAL for k > n, n = 0, a p outside [0, 1], and a level or
 * confidence outside (0, 1). They take time in proportion to k or n, allocate
 * nothing and don't wait.
 */
#ifndef SIMUL_BINOMIAL_H
#define SIMUL_BINOMIAL_H

#include <stdint.h>

/* *tail = P(X <= k), X the successes in n trials of probability p. */
int binomial_lower_tail(uint64_t k, uint64_t n, double p, double *tail);

/* One-sided: with this confidence the probability is at least *limit (0 for
 * k = 0), or at most *limit (1 for k = n). */
int binomial_lower_limit(uint64_t k, uint64_t n, double confidence,
			 double *limit);
int binomial_upper_limit(uint64_t k, uint64_t n, double confidence,
			 double *limit);

/* Two-sided: (1 - level) / 2 is left out at each end. */
int binomial_interval(uint64_t k, uint64_t n, double level, double *low,
		      double *high);

#endif
