/* huber.h - the location of values, robust against outliers.
 *
 * Huber's location: the value about which the differences, each clipped to
 * twice the median of their sizes, add up to zero ("Robust estimation of a
 * location parameter", Annals of Mathematical Statistics 35, 1964). For normal
 * values the limit is 1.35 standard deviations, which costs 5 % efficiency.
 *
 * NAN is a value that is missing. Scratch has room for n doubles. Nothing here
 * allocates, waits or fails.
 */
#ifndef SIMUL_HUBER_H
#define SIMUL_HUBER_H

#include <stddef.h>

struct huber {
	double count;             /* values that aren't missing */
	double location;          /* NAN without any */
	double limit;             /* differences beyond it are clipped */
	double squares;           /* of the clipped differences, summed */
	double slope;             /* the part of them that isn't clipped */
};

void huber_locate(const double *x, size_t n, double *scratch,
		  struct huber *huber);

/* Twice the median distance from `from`; INFINITY if that is 0. */
double huber_limit(const double *x, size_t n, double from, double *scratch);

/* x - from, at most limit in size; 0 if x is missing. */
double huber_clip(double x, double from, double limit);

/* The sum of those, and of their squares; squares may be NULL. */
double huber_sum(const double *x, size_t n, double from, double limit,
		 double *squares);

#endif
