/* huber.c - Huber's location, by bisection. */
#include "bench/stats/huber.h"

#include <math.h>
#include <stdbool.h>

#include "bench/stats/stats.h"

#define CLIP 2.0                  /* times the median of sizes */

/* Of the values, or of how far they are from `from`. */
static double median_of(const double *x, size_t n, bool sizes, double from,
			double *scratch)
{
	double median = NAN;
	size_t there = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			scratch[there++] = sizes ? fabs(x[i] - from) : x[i];
	stats_sort(scratch, scratch, there);
	stats_median(scratch, there, &median);
	return median;
}

double huber_limit(const double *x, size_t n, double from, double *scratch)
{
	double median = median_of(x, n, true, from, scratch);

	return median > 0.0 ? CLIP * median : INFINITY;
}

double huber_clip(double x, double from, double limit)
{
	return isnan(x) ? 0.0 : fmax(-limit, fmin(x - from, limit));
}

double huber_sum(const double *x, size_t n, double from, double limit,
		 double *squares)
{
	double sum = 0.0, square = 0.0;

	for (size_t i = 0; i < n; i++) {
		double c = huber_clip(x[i], from, limit);

		sum += c;
		square += c * c;
	}
	if (squares)
		*squares = square;
	return sum;
}

void huber_locate(const double *x, size_t n, double *scratch,
		  struct huber *huber)
{
	struct huber h = { .location = median_of(x, n, false, 0.0, scratch) };
	double low = INFINITY, high = -INFINITY;

	h.limit = huber_limit(x, n, h.location, scratch);
	for (size_t i = 0; i < n; i++) {
		h.count += !isnan(x[i]);
		low = fmin(low, x[i]);
		high = fmax(high, x[i]);
	}
	for (int i = 0; i < 50 && low < high; i++) {
		h.location = 0.5 * (low + high);
		if (huber_sum(x, n, h.location, h.limit, NULL) > 0.0)
			low = h.location;
		else
			high = h.location;
	}
	huber_sum(x, n, h.location, h.limit, &h.squares);
	for (size_t i = 0; i < n; i++)
		h.slope += fabs(x[i] - h.location) <= h.limit;
	h.slope /= fmax(h.count, 1.0);
	*huber = h;
}
