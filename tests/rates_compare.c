/* rates_compare.c - false alarms and power of bench/analysis/compare.h where
 * times vary from run to run.
 *
 * One cell, 11 samples a run: the run's factor has a standard deviation of 2 %,
 * its samples one of 1 %.
 */
#include <stdio.h>

#include "bench/analysis/compare.h"
#include "tests/rates.h"

enum { SAMPLES = 11 };

static void draw(struct random *r, size_t runs, double slower,
		 struct results *results)
{
	results_init(results);
	snprintf(results_add_cell(results)->job, sizeof(results->cell->job),
		 "job");
	for (size_t run = 1; run <= runs; run++) {
		double ns = 1e9 * slower * (1.0 + 0.02 * rates_normal(r));

		for (size_t i = 0; i < SAMPLES; i++) {
			struct sample *s = results_add_sample(results, 0);

			s->run = run;
			s->run_ns = (uint64_t)(ns * (1.0 + 0.01 *
						     rates_normal(r)));
		}
	}
}

static enum compare_state compare_once(struct random *r, size_t runs,
				       double slower)
{
	const struct compare_rules rules = { .alpha = 0.01,
					     .threshold = 0.025 };
	enum compare_state state = COMPARE_OPEN;
	struct results base, other;
	struct compare compare;

	draw(r, runs, 1.0, &base);
	draw(r, runs, slower, &other);
	if (compare_make(&base, &other, &rules, &compare, NULL) == 0)
		state = compare.cell[0].state;
	compare_free(&compare);
	results_free(&base);
	results_free(&other);
	return state;
}

static void with_runs(uint64_t trials, uint64_t seed, size_t runs,
		      double slower)
{
	uint64_t count[COMPARE_OPEN + 1] = { 0 };
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++)
		count[compare_once(&r, runs, slower)]++;
	if (slower > 1.0) {
		snprintf(what, sizeof(what),
			 "+%.0f %%, runs a side: %zu: slower",
			 100.0 * (slower - 1.0), runs);
		rates_row(what, count[COMPARE_SLOWER], trials, "");
	} else {
		snprintf(what, sizeof(what),
			 "no change, runs a side: %zu: slower or faster", runs);
		rates_row(what, count[COMPARE_SLOWER] + count[COMPARE_FASTER],
			  trials, runs > 1 ? "<= 1 %" : "");
	}
	rates_row("there: unclear", count[COMPARE_UNCLEAR], trials, "");
}

void rates_compare(uint64_t trials, uint64_t seed)
{
	static const size_t runs[] = { 1, 5, 10 };
	static const double slower[] = { 1.0, 1.05, 1.10 };

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			with_runs(trials, seed, runs[k], slower[i]);
}
