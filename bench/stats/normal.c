/* normal.c - the normal tail by erfc, and its inverse by bisection.
 *
 * The inverse is needed a few times per run, so bisection of the tail will do,
 * without a table of coefficients.
 */
#include "bench/stats/normal.h"

#include <math.h>

double normal_upper(double z)
{
	return 0.5 * erfc(z * M_SQRT1_2);
}

double normal_point(double p)
{
	double low = -40.0, high = 40.0; /* beyond them the tail is 0 or 1 */

	if (!(p >= 0.0 && p <= 1.0))
		return NAN;
	if (p <= 0.0 || p >= 1.0)
		return p <= 0.0 ? INFINITY : -INFINITY;
	if (p > 0.5) /* 1 - p is exact there, and small tails have digits */
		return -normal_point(1.0 - p);
	for (int i = 0; i < 100; i++) {
		double middle = 0.5 * (low + high);

		if (normal_upper(middle) > p)
			low = middle;
		else
			high = middle;
	}
	return 0.5 * (low + high);
}
