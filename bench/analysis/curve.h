/* curve.h - a model's throughput over K: does it grow, stay flat or fall?
 *
 * shape.h on the rows of one model in a scaling table. The interval of a
 * throughput is that of the median time.
 */
#ifndef SIMUL_CURVE_H
#define SIMUL_CURVE_H

#include "bench/analysis/summary.h"
#include "bench/stats/shape.h"

struct curve {
	struct shape shape;
	double most;              /* the largest K measured */
};

/* The curve of this row's model. 0; -ENODATA for less than SCALING_MIN_POINTS
 * different K; -ENOMEM; or as shape_of. Writes only on success. */
int curve_make(const struct summary *summary, const struct summary_group *group,
	       const struct summary_row *of, struct curve *curve);

#endif
