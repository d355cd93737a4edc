/* rates_steady.c - false and missed trends and clusters of
 * bench/stats/steady.h, a job of four cells at a time.
 */
#include <math.h>
#include <stdio.h>

#include "bench/analysis/fairness.h"
#include "bench/stats/steady.h"
#include "tests/rates.h"

enum { MAX_SAMPLES = 100, CELLS = 4 };

static const char *const noises[] = {"lognormal", "t2", "exponential",
				     "uniform", "ticks"};

/* A time of about 1. */
static double time_of(struct random *r, int noise)
{
	switch (noise) {
	case 0:
		return exp(0.3 * rates_normal(r));
	case 1:
		return exp(0.05 * rates_t2(r));
	case 2:
		return 1.0 + 0.1 * random_exponential(r, 1.0);
	case 3:
		return 1.0 + 0.1 * random_unit(r);
	default:
		return 1.0 + 0.02 * round(rates_normal(r));
	}
}

static bool drifts(const double *x, size_t n)
{
	struct steady_trend t;

	return steady_trend(x, n, &t) == 0 &&
	       t.p < FAIRNESS_DRIFT_LEVEL / CELLS &&
	       fabs(t.change) >= FAIRNESS_DRIFT_LEAST;
}

static bool has_modes(const double *x, size_t n)
{
	struct steady_modes m;

	return steady_modes(x, n, &m) == 0 && m.two &&
	       m.high / m.low - 1.0 >= FAIRNESS_DRIFT_LEAST;
}

static void quiet(uint64_t trials, uint64_t seed, size_t n, int noise)
{
	uint64_t trend = 0, modes = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		bool drift = false, two = false;

		for (int cell = 0; cell < CELLS; cell++) {
			double x[MAX_SAMPLES];

			for (size_t i = 0; i < n; i++)
				x[i] = time_of(&r, noise);
			drift = drift || drifts(x, n);
			two = two || has_modes(x, n);
		}
		trend += drift;
		modes += two;
	}
	snprintf(what, sizeof(what), "quiet, n = %zu, %s: a drift", n,
		 noises[noise]);
	rates_row(what, trend, trials, "<= 1 %");
	rates_row("there: two clusters", modes, trials, "<= 1 %");
}

/* sd 2 %, lognormal: the last sample is slower by `change` than the first. */
static void drifting(uint64_t trials, uint64_t seed, size_t n, double change)
{
	uint64_t found = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[MAX_SAMPLES];

		for (size_t i = 0; i < n; i++)
			x[i] = exp(0.02 * rates_normal(&r) +
				   log1p(change) * (double)i / (double)(n - 1));
		found += drifts(x, n);
	}
	snprintf(what, sizeof(what), "n = %zu: a drift of %.0f %% is found", n,
		 100.0 * change);
	rates_row(what, found, trials, "");
}

/* sd 2 %; half of the samples are slower. */
static void clustered(uint64_t trials, uint64_t seed, size_t n, double apart)
{
	uint64_t found = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[MAX_SAMPLES];

		for (size_t i = 0; i < n; i++)
			x[i] = exp(
				0.02 * rates_normal(&r) +
				(random_unit(&r) < 0.5 ? log1p(apart) : 0.0));
		found += has_modes(x, n);
	}
	snprintf(what, sizeof(what),
		 "n = %zu: clusters %.0f %% apart are found", n, 100.0 * apart);
	rates_row(what, found, trials, "");
}

void rates_steady(uint64_t trials, uint64_t seed)
{
	static const size_t sizes[] = { 6, 11, 30, 100 };

	for (size_t i = 0; i < 4; i++)
		for (int noise = 0; noise < 5; noise++)
			quiet(trials, seed, sizes[i], noise);
	for (size_t i = 1; i < 4; i++) {
		drifting(trials, seed, sizes[i], 0.05);
		drifting(trials, seed, sizes[i], 0.10);
		clustered(trials, seed, sizes[i], 0.20);
		clustered(trials, seed, sizes[i], 0.50);
	}
}
