/* shape.h - does throughput grow, stay flat or fall, and is that sure?
 *
 * Two laws are held against the points: the Universal Scalability Law
 * (scaling.h), and a times min(K, c): c places that cost nothing to share. The
 * one with the lower Bayesian information criterion,
 *
 *     n ln(sum of squares / n) + parameters ln(n)
 *
 * (Schwarz, "Estimating the dimension of a model", Annals of Statistics 6,
 * 1978), describes them better; the scalability law, which is less plain, by 2
 * at least (less is "not worth more than a bare mention": Kass and Raftery,
 * JASA 90, 1995). Near a plateau the scalability law always has a peak, be it
 * by a hair, so one is claimed only if that law describes the points better and
 * well, has its peak within them, and the points themselves show the fall: the
 * interval of the last lies below that of the best.
 *
 * Rates: `rates scaling`, see tests/rates.c.
 */
#ifndef SIMUL_SHAPE_H
#define SIMUL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/stats/scaling.h"

#define SHAPE_GOOD 0.15           /* rms_relative of a law that describes */

enum shape_kind {
	SHAPE_UNKNOWN,            /* no law describes the points */
	SHAPE_GROWS,              /* to the last, though perhaps ever less */
	SHAPE_FLAT,               /* from `flat_from` on */
	SHAPE_PEAK,               /* at usl.peak, then it falls */
};

struct shape {
	enum shape_kind kind;
	struct scaling usl;
	double each;              /* a, in the unit of the throughputs */
	double flat_from;         /* c, in the range measured */
	double flat_rms;          /* relative, as that of usl */
	bool falls;               /* the points show it, whatever the law */
	bool beyond_law;          /* sigma > 1: two do less than one */
};

/* n points as for scaling_fit, low[i] and high[i] a 95 % interval of
 * throughput[i], NAN if there is none: then no fall can be seen there. Returns
 * what scaling_fit does; -EINVAL too for an interval without its throughput.
 * Writes only on success. Doesn't allocate or wait. */
int shape_of(const double *concurrency, const double *throughput,
	     const double *low, const double *high, size_t n,
	     struct shape *shape);

#endif
