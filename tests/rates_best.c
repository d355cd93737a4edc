/* rates_best.c - false and missed claims of bench/stats/best.h.
 *
 * A job is a number of rounds of some models; each round is slow or fast as a
 * whole, and processor time goes with the time.
 */
#include <math.h>
#include <stdio.h>

#include "bench/stats/best.h"
#include "tests/rates.h"

enum { MODELS = 6, MEASURES = 3, MAX_ROUNDS = 30 };
enum { TIME, CPU, MEMORY };

#define CELLS (MEASURES * MAX_ROUNDS * MODELS)

enum { UNEQUAL = RATES_NOISES };  /* one noise more: unequal variances */

/* ln true[q][i]: what the models really take. */
struct truth {
	double ln[MEASURES][MODELS];
};

/* Of the logarithm, about 5 % in the middle. */
static double noise_of(struct random *r, int noise, size_t model)
{
	if (noise == UNEQUAL)
		return 0.05 * rates_normal(r) * (double)(1 + model * model);
	return 0.05 * rates_noise(r, (enum rates_noise)noise);
}

static void draw_job(struct random *r, const struct truth *truth,
		     int noise, size_t rounds, double *x)
{
	for (size_t k = 0; k < rounds; k++) {
		double slow = 0.1 * rates_normal(r) +
			      (random_below(r, 8) == 0 ? 0.5 : 0.0);

		for (size_t i = 0; i < MODELS; i++) {
			double e = noise_of(r, noise, i);
			double cpu = 0.7 * e + 0.7 * noise_of(r, noise, i);
			double *at = x + k * MODELS + i;
			double *cpu_at = at + rounds * MODELS;
			double kib = 1000.0 + 4.0 * (double)random_below(r, 2);

			*at = exp(truth->ln[TIME][i] + slow + e);
			*cpu_at = exp(truth->ln[CPU][i] + slow + cpu);
			cpu_at[rounds * MODELS] =
				kib * exp(truth->ln[MEMORY][i]);
			if (noise == RATES_TIES) {
				*at = 0.01 * floor(8.0 * *at);
				*cpu_at = 0.01 * floor(2.0 * *cpu_at);
			}
		}
	}
}

struct count {
	uint64_t false_jobs;      /* any claim between equal models */
	uint64_t wrong_jobs;      /* or of the wrong direction */
	uint64_t found, differ;   /* pairs in time */
	uint64_t uncovered;       /* any true ratio outside its interval */
	uint64_t within_false;    /* "within x %", and it wasn't */
	uint64_t within_3;
};

static void judge_pair(const struct truth *truth, const struct best *best,
		       size_t q, size_t i, size_t j, bool *is_false,
		       struct count *count)
{
	double truly = truth->ln[q][j] - truth->ln[q][i];
	bool differs = best_differs(best, i, j);

	*is_false |= differs && truly == 0.0;
	if (q == TIME && truly != 0.0) {
		count->differ++;
		count->found += differs;
	}
}

static void judge_measure(const struct truth *truth, const struct best *best,
			  size_t q, bool *is_false, bool *is_out,
			  struct count *count)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < MODELS; i++) {
		double ln = truth->ln[q][i] - truth->ln[q][best->order[0]];

		for (size_t j = i + 1; j < MODELS; j++)
			judge_pair(truth, best, q, i, j, is_false, count);
		if (best->low[i] > exp(ln) + 1e-9 ||
		    best->high[i] < exp(ln) - 1e-9)
			*is_out = true;
		if (best_differs(best, i, best->order[0]))
			continue;
		least = fmin(least, ln);
		most = fmax(most, ln);
	}
	if (q == TIME) {
		count->within_3 += best->within <= 0.03;
		count->within_false += expm1(most - least) >
				       best->within + 1e-9;
	}
}

static struct count run(uint64_t trials, uint64_t seed, size_t rounds,
			int noise, const struct truth *truth,
			size_t measures)
{
	struct count count = { 0 };
	struct random r;

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[CELLS];
		struct best best[MEASURES];
		bool is_false = false, is_out = false;

		draw_job(&r, truth, noise, rounds, x);
		best_compare(x, MODELS, rounds, measures, 0.95, t, best);
		for (size_t q = 0; q < measures; q++)
			judge_measure(truth, best + q, q, &is_false, &is_out,
				      &count);
		count.false_jobs += is_false;
		count.uncovered += is_out;
	}
	return count;
}

static void equal_models(uint64_t trials, uint64_t seed)
{
	static const size_t rounds[] = { 6, 11, 30 };
	const struct truth truth = { { { 0 } } };
	char what[128];

	for (int noise = 0; noise <= UNEQUAL; noise++)
		for (size_t i = 0; i < 3; i++) {
			struct count c = run(trials, seed, rounds[i], noise,
					     &truth, MEASURES);

			snprintf(what, sizeof(what),
				 "6 equal models, n = %zu, %s: a false claim",
				 rounds[i], noise == UNEQUAL ?
				 "unequal variances" :
				 rates_noise_name((enum rates_noise)noise));
			rates_row(what, c.false_jobs, trials, "<= 5 %");
			snprintf(what, sizeof(what),
				 "there: an interval without the truth");
			rates_row(what, c.uncovered, trials, "<= 5 %");
		}
}

/* The first model is so much better in all measures, or only in time, or
 * there are two or three classes. */
static const struct {
	const char *name;
	size_t measures;
	struct truth truth;
} differing[] = {
	{ "the best 10 % better, time alone", 1,
	  { { { -0.1053605, 0 } } } },
	{ "the best 10 % better in time and cpu", 3,
	  { { { -0.1053605, 0 }, { -0.1053605, 0 } } } },
	{ "the best 10 % better in time only of three", 3,
	  { { { -0.1053605, 0 } } } },
	{ "one 10 times as slow", 3,
	  { { { 2.3, 0 }, { 2.3, 0 } } } },
	{ "two classes, others in cpu", 3,
	  { { { 0, 0, 0, 1, 1, 1 }, { 0, 1, 0, 1, 0, 1 } } } },
	{ "three pairs", 3,
	  { { { 0, 0, 1, 1, 2, 2 }, { 0, 0, 1, 1, 2, 2 },
	      { 0, 1, 1, 2, 2, 0 } } } },
	{ "4 % steps", 1, { { { 0, .04, .08, .12, .16, .2 } } } },
};

static void different_models(uint64_t trials, uint64_t seed)
{
	static const size_t rounds[] = { 6, 11, 30 };
	char what[128];

	for (size_t k = 0; k < sizeof(differing) / sizeof(*differing); k++)
		for (size_t i = 0; i < 3; i++) {
			struct count c = run(trials, seed, rounds[i], RATES_LOGNORMAL,
					     &differing[k].truth,
					     differing[k].measures);

			snprintf(what, sizeof(what), "%s, n = %zu: found",
				 differing[k].name, rounds[i]);
			rates_row(what, c.found, c.differ,
				  i == 1 && k == 0 ? ">= 90 %" : "");
			rates_row("there: a false claim", c.false_jobs, trials,
				  "<= 5 %");
			rates_row("there: an interval without the truth",
				  c.uncovered, trials, "<= 5 %");
			rates_row("there: within x % of each other, falsely",
				  c.within_false, trials, "<= 5 %");
		}
}

void rates_best(uint64_t trials, uint64_t seed)
{
	equal_models(trials, seed);
	different_models(trials, seed);
}
