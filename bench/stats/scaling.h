/* scaling.h - how throughput grows with concurrency, and where it stops.
 *
 * Fits the Universal Scalability Law (Gunther, Guerrilla Capacity Planning,
 * 2007, chapters 4 to 6)
 *
 *     X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
 *
 * by nonlinear least squares on the throughputs, with sigma, kappa >= 0.
 * lambda is the throughput of one alone, sigma the share that waits for its
 * turn (contention), kappa the cost of each pair that must agree (coherency).
 * It describes the range measured: beyond the last N it is a guess.
 */
#ifndef SIMUL_SCALING_H
#define SIMUL_SCALING_H

#include <stddef.h>

enum {
	SCALING_MIN_POINTS = 6,   /* at different concurrencies */
};

struct scaling {
	double lambda;            /* in the unit of the throughputs */
	double sigma, kappa;
	double peak;              /* the N of the most throughput, from 1 up;
	                             INFINITY if it never falls */
	double rms_relative;      /* root mean square of X / X(N) - 1 */
};

/* Fits n points: throughput[i] at concurrency[i] >= 1. They may come in any
 * order, and several at one concurrency. peak = sqrt((1 - sigma) / kappa).
 * Returns 0; -EINVAL for a concurrency below 1, a throughput that isn't above
 * zero, a NaN or an infinity; -ENODATA for fewer than SCALING_MIN_POINTS
 * different concurrencies; -ERANGE if the numbers are too far apart to be
 * fitted. Writes only on success. Doesn't allocate, doesn't wait, doesn't
 * belong into a timed region. */
int scaling_fit(const double *concurrency, const double *throughput, size_t n,
		struct scaling *fit);

/* X(N) of a fit. */
double scaling_throughput(const struct scaling *fit, double concurrency);

#endif
