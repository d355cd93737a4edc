/* binomial.c - binomial tails, summed, and their inverse by bisection.
 *
 * A tail is summed from its largest term outwards, each term from the one
 * before: all terms are positive, so nothing cancels. On the other side of the
 * mode, where the first term could underflow, it is one minus the opposite
 * tail. No incomplete beta function: n is at most a few thousand here.
 */
#include "bench/stats/binomial.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

static bool is_probability(double p)
{
	return p >= 0.0 && p <= 1.0;
}

static bool is_open_probability(double p)
{
	return p > 0.0 && p < 1.0;
}

static double log_factorial(uint64_t n)
{
	int sign; /* lgamma would leave it in a global */

	return lgamma_r((double)n + 1.0, &sign);
}

/* Takes both p and q = 1 - p, since either may be too small to compute from
 * the other. */
static double mass(uint64_t k, uint64_t n, double p, double q)
{
	return exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) +
		   (double)k * log(p) + (double)(n - k) * log(q));
}

/* P(X <= k) for 0 < p < 1 and k not above the mode. */
static double sum_down(uint64_t k, uint64_t n, double p, double q)
{
	double term = mass(k, n, p, q), sum = term;

	for (uint64_t i = k; i > 0 && term > sum * 1e-18; i--) {
		term *= q / p * ((double)i / (double)(n - i + 1));
		sum += term;
	}
	return sum;
}

static double lower(uint64_t k, uint64_t n, double p, double q)
{
	if (k >= n || p <= 0.0)
		return 1.0;
	if (q <= 0.0)
		return 0.0;
	if ((double)k <= (double)n * p)
		return fmin(sum_down(k, n, p, q), 1.0);
	/* P(X <= k) = 1 - P(n - X <= n - k - 1) */
	return fmax(1.0 - sum_down(n - k - 1, n, q, p), 0.0);
}

static double upper(uint64_t k, uint64_t n, double p, double q)
{
	return lower(n - k, n, q, p);
}

int binomial_lower_tail(uint64_t k, uint64_t n, double p, double *tail)
{
	if (n == 0 || k > n || !is_probability(p))
		return -EINVAL;
	*tail = lower(k, n, p, 1.0 - p);
	return 0;
}

int binomial_lower_limit(uint64_t k, uint64_t n, double confidence,
			 double *limit)
{
	double low = 0.0, high = 1.0;

	if (n == 0 || k > n || !is_open_probability(confidence))
		return -EINVAL;
	for (int i = 0; k > 0 && i < 100; i++) {
		double p = 0.5 * (low + high);

		if (upper(k, n, p, 1.0 - p) < 1.0 - confidence)
			low = p;
		else
			high = p;
	}
	*limit = low;
	return 0;
}

int binomial_upper_limit(uint64_t k, uint64_t n, double confidence,
			 double *limit)
{
	double failures;
	int rc;

	if (k > n)
		return -EINVAL;
	rc = binomial_lower_limit(n - k, n, confidence, &failures);
	if (rc == 0)
		*limit = 1.0 - failures;
	return rc;
}

int binomial_interval(uint64_t k, uint64_t n, double level, double *low,
		      double *high)
{
	int rc;

	if (!is_open_probability(level))
		return -EINVAL;
	rc = binomial_lower_limit(k, n, 0.5 + 0.5 * level, low);
	if (rc < 0)
		return rc;
	return binomial_upper_limit(k, n, 0.5 + 0.5 * level, high);
}
