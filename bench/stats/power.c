/* power.c - the number of pairs, from two points of the normal. */
#include "bench/stats/power.h"

#include <errno.h>
#include <math.h>

#include "bench/stats/normal.h"

int power_pairs(double delta, double sd, size_t cells, double alpha,
		double power, size_t *pairs)
{
	double each, z_alpha, z_beta, ratio, n;

	if (!(delta > 0.0 && isfinite(delta) && sd >= 0.0 && isfinite(sd)))
		return -EINVAL;
	if (!(alpha > 0.0 && alpha < 0.5 && power > 0.0 && power < 1.0))
		return -EINVAL;
	if (cells == 0)
		return -EINVAL;
	each = alpha / (double)cells;
	z_alpha = normal_point(each);
	z_beta = normal_point(1.0 - power);
	/* Below 0 a power under the level is asked for: chance gives that. */
	ratio = fmax(z_alpha + z_beta, 0.0) * sd / delta;
	n = fmax(ratio * ratio + 0.5 * z_alpha * z_alpha, -log2(each));
	if (!(n < 1e9))
		return -ERANGE;
	*pairs = (size_t)ceil(n);
	return 0;
}
