/* rates_scaling.c - false and missed peaks of bench/stats/shape.h. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/stats/shape.h"
#include "bench/stats/stats.h"
#include "tests/rates.h"

enum { POINTS = 8, SAMPLES = 11, GRIDS = 2 };

static const double grids[GRIDS][POINTS] = {
	{ 1, 2, 4, 8, 16, 32, 64, 128 },
	{ 1, 3, 6, 9, 12, 15, 18, 21 },
};

struct curve {
	double cap;               /* X = min(K, cap), or else by the law */
	struct scaling usl;
	double sd;                /* of the logarithm of a sample */
	const double *at;         /* concurrencies */
};

/* The median of some samples at each K, and its interval. */
static void draw(struct random *r, const struct curve *c, double *x,
		 double *low, double *high)
{
	for (size_t i = 0; i < POINTS; i++) {
		double s[SAMPLES], truth = c->cap > 0.0 ?
			fmin(c->at[i], c->cap) :
			scaling_throughput(&c->usl, c->at[i]);
		struct stats_interval interval;

		for (size_t k = 0; k < SAMPLES; k++)
			s[k] = truth * exp(c->sd * rates_normal(r));
		stats_sort(s, s, SAMPLES);
		stats_median(s, SAMPLES, &x[i]);
		stats_median_interval(s, SAMPLES, 0.95, &interval);
		low[i] = interval.low;
		high[i] = interval.high;
	}
}

static uint64_t count(const struct curve *c, uint64_t trials, uint64_t seed,
		      enum shape_kind kind)
{
	double x[POINTS], low[POINTS], high[POINTS];
	uint64_t found = 0;
	struct random r;

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		struct shape shape;

		draw(&r, c, x, low, high);
		found += shape_of(c->at, x, low, high, POINTS, &shape) == 0 &&
			 shape.kind == kind;
	}
	return found;
}

static void capped(uint64_t trials, uint64_t seed, const double *at,
		   double cap, double sd)
{
	const struct curve c = { .cap = cap, .sd = sd, .at = at };
	bool grows = cap >= at[POINTS - 1];
	char what[96];

	snprintf(what, sizeof(what), "min(K, %g) to K = %g, sd %g %%: a peak",
		 cap, at[POINTS - 1], 100.0 * sd);
	rates_row(what, count(&c, trials, seed, SHAPE_PEAK), trials, "<= 5 %");
	rates_row("there: flat", count(&c, trials, seed, SHAPE_FLAT), trials,
		  grows ? "<= 5 %" : ">= 90 %");
}

static void law(uint64_t trials, uint64_t seed, double sigma, double kappa,
		double sd)
{
	const struct curve c = { .usl = { .lambda = 1.0, .sigma = sigma,
					  .kappa = kappa }, .sd = sd,
				  .at = grids[0] };
	double peak = kappa > 0.0 ? sqrt((1.0 - sigma) / kappa) : INFINITY;
	double best = fmin(peak, 128.0);
	double falls = 1.0 - scaling_throughput(&c.usl, 128.0) /
			     scaling_throughput(&c.usl, best);
	char what[160];

	snprintf(what, sizeof(what), "sigma %g, kappa %g (best at %.0f, falls "
		 "by %.0f %% to K = 128), sd %g %%: a peak", sigma, kappa, peak,
		 100.0 * falls, 100.0 * sd);
	rates_row(what, count(&c, trials, seed, SHAPE_PEAK), trials,
		  falls > 0.1 ? ">= 90 %" : falls > 0.0 ? "" : "<= 5 %");
	rates_row("there: flat", count(&c, trials, seed, SHAPE_FLAT), trials,
		  "");
}

void rates_scaling(uint64_t trials, uint64_t seed)
{
	static const double caps[] = { 1, 2, 6, 8, 17, 64, 200 };
	static const double sds[] = { 0.01, 0.03, 0.1 };

	for (size_t k = 0; k < 3; k++) {
		for (size_t g = 0; g < GRIDS; g++)
			for (size_t i = 0; i < 7; i++)
				capped(trials, seed, grids[g], caps[i], sds[k]);
		law(trials, seed, 0.02, 0.0005, sds[k]);
		law(trials, seed, 0.05, 0.002, sds[k]);
		law(trials, seed, 0.0, 0.001, sds[k]);
		law(trials, seed, 0.3, 0.0001, sds[k]);
		law(trials, seed, 0.1, 0.0, sds[k]);
	}
}
