/* shape.c - the scalability law against min(K, c).
 *
 * With c between two measured K, a times min(K, c) is a line through zero up
 * to c and a constant beyond, each fitted for itself; where they don't meet
 * between the two, c is best at one of them. So the best c is found among
 * twice as many as there are points.
 */
#include "bench/stats/shape.h"

#include <errno.h>
#include <math.h>

#define MUCH 2.0                  /* of the criterion: worth mentioning */
#define RISE 1.05                 /* less is none */

struct points {
	const double *k, *x;      /* concurrency, throughput */
	size_t n;
};

struct cap {
	double each, from;
	double squares;
};

static double cap_squares(const struct points *p, double each, double from)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		double off = p->x[i] - each * fmin(p->k[i], from);

		sum += off * off;
	}
	return sum;
}

/* The best `each` for this c, kept if it is the best of all so far. */
static void try_cap(const struct points *p, double from, struct cap *best)
{
	double above = 0.0, below = 0.0, each, squares;

	for (size_t i = 0; i < p->n; i++) {
		double m = fmin(p->k[i], from);

		above += p->x[i] * m;
		below += m * m;
	}
	each = above / below;
	squares = cap_squares(p, each, from);
	if (squares < best->squares)
		*best = (struct cap){ each, from, squares };
}

/* Where the line up to `last` meets the constant of what is beyond. */
static double meeting(const struct points *p, double last)
{
	double above = 0.0, below = 0.0, flat = 0.0, beyond = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		if (p->k[i] <= last) {
			above += p->x[i] * p->k[i];
			below += p->k[i] * p->k[i];
		} else {
			flat += p->x[i];
			beyond += 1.0;
		}
	}
	return beyond > 0.0 ? flat / beyond / (above / below) : last;
}

static struct cap fit_cap(const struct points *p, double least, double most)
{
	struct cap best = { 0.0, 0.0, INFINITY };

	for (size_t i = 0; i < p->n; i++) {
		double meet = meeting(p, p->k[i]);

		try_cap(p, p->k[i], &best);
		if (meet > least && meet < most)
			try_cap(p, meet, &best);
	}
	return best;
}

static double usl_squares(const struct points *p, const struct scaling *usl)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		double off = p->x[i] - scaling_throughput(usl, p->k[i]);

		sum += off * off;
	}
	return sum;
}

/* Of what is left rounding may be all, so no law gains by less. */
static double criterion(const struct points *p, double squares,
			unsigned parameters)
{
	double n = (double)p->n, noise = 0.0;

	for (size_t i = 0; i < p->n; i++)
		noise += 1e-16 * p->x[i] * p->x[i];
	return n * log((squares + noise) / n) + parameters * log(n);
}

static double relative_rms(const struct points *p, const struct cap *cap)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->n; i++) {
		double off = p->x[i] / (cap->each * fmin(p->k[i], cap->from)) -
			     1.0;

		sum += off * off;
	}
	return sqrt(sum / (double)p->n);
}

/* Is the last point, of several the last given, surely below the best? */
static bool shows_fall(const struct points *p, const double *low,
		       const double *high)
{
	size_t best = 0, last = 0;

	for (size_t i = 1; i < p->n; i++) {
		if (p->x[i] > p->x[best])
			best = i;
		if (p->k[i] >= p->k[last])
			last = i;
	}
	return p->k[best] < p->k[last] && high[last] < low[best];
}

/* Which K comes before the last? */
static double last_but_one(const struct points *p, double last)
{
	double most = 0.0;

	for (size_t i = 0; i < p->n; i++)
		if (p->k[i] < last)
			most = fmax(most, p->k[i]);
	return most;
}

/* Where the scalability law hardly rises after c either: all contention. A c
 * nearer to the last K than to the one before is noise of growth. */
static bool is_flat(const struct shape *s, const struct points *p, double last,
		    bool usl_is_better)
{
	double c = s->flat_from;

	if (s->flat_rms > SHAPE_GOOD || c * c >= last * last_but_one(p, last))
		return false;
	return !usl_is_better || scaling_throughput(&s->usl, last) <
				 RISE * scaling_throughput(&s->usl, c);
}

static enum shape_kind kind_of(const struct shape *s, const struct points *p,
			       double last, bool usl_is_better)
{
	if ((usl_is_better ? s->usl.rms_relative : s->flat_rms) > SHAPE_GOOD)
		return SHAPE_UNKNOWN;
	if (usl_is_better && s->falls && s->usl.peak < last)
		return SHAPE_PEAK;
	return is_flat(s, p, last, usl_is_better) ? SHAPE_FLAT : SHAPE_GROWS;
}

static int check_intervals(const struct points *p, const double *low,
			   const double *high)
{
	for (size_t i = 0; i < p->n; i++)
		if (low[i] > p->x[i] || high[i] < p->x[i])
			return -EINVAL;
	return 0;
}

int shape_of(const double *concurrency, const double *throughput,
	     const double *low, const double *high, size_t n,
	     struct shape *shape)
{
	struct points p = { concurrency, throughput, n };
	double least = INFINITY, most = 0.0;
	struct shape s = { 0 };
	struct cap cap;
	bool usl_is_better;
	int rc = scaling_fit(concurrency, throughput, n, &s.usl);

	if (rc == 0)
		rc = check_intervals(&p, low, high);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		least = fmin(least, concurrency[i]);
		most = fmax(most, concurrency[i]);
	}
	cap = fit_cap(&p, least, most);
	s.each = cap.each;
	s.flat_from = cap.from;
	s.flat_rms = relative_rms(&p, &cap);
	s.falls = shows_fall(&p, low, high);
	s.beyond_law = s.usl.sigma > 1.0;
	usl_is_better = criterion(&p, usl_squares(&p, &s.usl), 1 +
				  (s.usl.sigma > 0.0) + (s.usl.kappa > 0.0)) +
			MUCH < criterion(&p, cap.squares, 2);
	s.kind = kind_of(&s, &p, most, usl_is_better);
	*shape = s;
	return 0;
}
