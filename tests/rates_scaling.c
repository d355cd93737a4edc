/* rates_scaling.c - false and missed peaks of the note on scaling.
 *
 * Made results of one model at eight K go through summary and curve, as those
 * of a run do; the note says what the curve's kind is.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/analysis/curve.h"
#include "runners/macros.h"
#include "tests/rates.h"

enum { POINTS = 8, SAMPLES = 11, GRIDS = 2, TASKS = 1000 };

static const double grids[GRIDS][POINTS] = {
	{ 1, 2, 4, 8, 16, 32, 64, 128 },
	{ 1, 3, 6, 9, 12, 15, 18, 21 },
};

struct curve_truth {
	double cap;               /* X = min(K, cap), or else by the law */
	struct scaling usl;
	double sd;                /* of the logarithm of a sample */
	const double *at;         /* concurrencies */
};

static double throughput(const struct curve_truth *c, double k)
{
	return c->cap > 0.0 ? fmin(k, c->cap) : scaling_throughput(&c->usl, k);
}

static void add_cells(struct results *results, const struct curve_truth *c)
{
	results_init(results);
	results->env.processors = 64;
	for (size_t i = 0; i < POINTS; i++) {
		struct cell *cell = results_add_cell(results);

		if (!cell)
			abort();
		snprintf(cell->model, sizeof(cell->model), "async");
		cell->concurrency = cell->lanes = (uint64_t)c->at[i];
		cell->workers = cell->chunk = 1;
		cell->tasks = TASKS;
	}
}

/* At most 1,000 tasks/s for each in flight. */
static void draw(struct random *r, const struct curve_truth *c,
		 struct results *results)
{
	results->samples = 0;
	for (size_t i = 0; i < POINTS; i++) {
		double time = 1e9 / throughput(c, c->at[i]);

		results->cell[i].first = results->cell[i].last = 0;
		for (uint64_t k = 1; k <= SAMPLES; k++) {
			struct sample *s = results_add_sample(results, i);

			if (!s)
				abort();
			s->round = k;
			s->tasks_ok = TASKS;
			s->run_ns = (uint64_t)(time *
					       exp(c->sd * rates_normal(r)));
		}
	}
}

/* How often the curve is of each kind. */
struct kinds {
	uint64_t peak, flat;
};

static struct kinds count(const struct curve_truth *c, uint64_t trials,
			  uint64_t seed)
{
	struct kinds kinds = { 0, 0 };
	struct results results;
	struct random r;

	random_init(&r, seed);
	add_cells(&results, c);
	for (uint64_t t = 0; t < trials; t++) {
		struct summary s;
		struct curve curve;

		draw(&r, c, &results);
		if (summary_make(&results, &s) < 0 ||
		    curve_make(&s, &s.group[0], &s.row[0], &curve) < 0)
			abort();
		kinds.peak += curve.shape.kind == SHAPE_PEAK;
		kinds.flat += curve.shape.kind == SHAPE_FLAT;
		summary_free(&s);
	}
	results_free(&results);
	return kinds;
}

/* The worst of all caps and grids. */
static void capped(uint64_t trials, uint64_t seed, double sd)
{
	static const double caps[] = { 1, 2, 6, 8, 17, 64, 200 };
	struct kinds most = { 0, 0 }, least = { trials, trials };
	char what[128];

	for (size_t i = 0; i < GRIDS * ARRAY_SIZE(caps); i++) {
		const double *at = grids[i % GRIDS];
		const struct curve_truth c = { .cap = caps[i / GRIDS],
					       .sd = sd, .at = at };
		struct kinds k = count(&c, trials, seed);

		most.peak = MAX(most.peak, k.peak);
		if (c.cap >= at[POINTS - 1])
			most.flat = MAX(most.flat, k.flat);
		else if (c.cap < at[POINTS - 2])
			least.flat = MIN(least.flat, k.flat);
	}
	snprintf(what, sizeof(what), "scaling: min(K, c), the worst of 7 c on "
		 "2 grids of K, sd %g %%: a peak", 100.0 * sd);
	rates_row(what, most.peak, trials, "<= 5 %");
	rates_row("there, c below the last K but one: flat, at the worst",
		  least.flat, trials, ">= 90 %");
	rates_row("there, c beyond the last K: flat, at the worst", most.flat,
		  trials, "<= 5 %");
}

static void law(uint64_t trials, uint64_t seed, double sigma, double kappa,
		double sd)
{
	const struct curve_truth c = { .usl = { .lambda = 1.0, .sigma = sigma,
					  .kappa = kappa }, .sd = sd,
				  .at = grids[0] };
	double peak = kappa > 0.0 ? sqrt((1.0 - sigma) / kappa) : INFINITY;
	double best = fmin(peak, 128.0);
	double falls = 1.0 - scaling_throughput(&c.usl, 128.0) /
			     scaling_throughput(&c.usl, best);
	struct kinds k = count(&c, trials, seed);
	char what[160];

	snprintf(what, sizeof(what), "scaling: sigma %g, kappa %g (best at "
		 "%.0f, falls by %.0f %% to K = 128), sd %g %%: a peak", sigma,
		 kappa, peak, 100.0 * falls, 100.0 * sd);
	rates_row(what, k.peak, trials, falls <= 0.0 ? "<= 5 %" :
		  falls > 0.1 ? ">= 90 %" : "");
}

void rates_scaling(uint64_t trials, uint64_t seed)
{
	static const double sds[] = { 0.03, 0.1 };

	for (size_t k = 0; k < ARRAY_SIZE(sds); k++) {
		capped(trials, seed, sds[k]);
		law(trials, seed, 0.02, 0.0005, sds[k]);
		law(trials, seed, 0.05, 0.002, sds[k]);
		law(trials, seed, 0.0, 0.001, sds[k]);
		law(trials, seed, 0.3, 0.0001, sds[k]);
		law(trials, seed, 0.1, 0.0, sds[k]);
	}
}
