/* rates_change.c - false, missed and misplaced changes of
 * bench/stats/change.h.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/stats/change.h"
#include "tests/rates.h"

enum { MAX_POINTS = 500, LEVELS = 11 };

static const char *const noises[] = { "normal", "t2", "exponential", "ticks" };

static double noise_of(struct random *r, int noise)
{
	switch (noise) {
	case 1:
		return rates_t2(r);
	case 2:
		return random_exponential(r, 1.0);
	case 3:
		return round(rates_normal(r));
	default:
		return rates_normal(r);
	}
}

static size_t find(const double *x, size_t n, uint64_t seed,
		   struct change *changes)
{
	size_t count = 0;

	change_points(x, n, 0.05, seed, changes, &count);
	return count;
}

static void no_change(uint64_t trials, uint64_t seed, size_t n, int noise)
{
	struct change changes[MAX_POINTS];
	double x[MAX_POINTS];
	uint64_t found = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		for (size_t i = 0; i < n; i++)
			x[i] = 0.01 * noise_of(&r, noise);
		found += find(x, n, t, changes) > 0;
	}
	snprintf(what, sizeof(what), "no change in %zu points, %s: a change",
		 n, noises[noise]);
	rates_row(what, found, trials, "<= 5 %");
}

/* Is there a change within `off` of `at`? */
static bool is_found(const struct change *changes, size_t count, size_t at,
		     size_t off)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].at + off >= at && changes[i].at <= at + off)
			return true;
	return false;
}

static void one_step(uint64_t trials, uint64_t seed, double step, size_t at)
{
	struct change changes[MAX_POINTS];
	uint64_t found = 0, placed = 0, more = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[40];
		size_t count;

		for (size_t i = 0; i < 40; i++)
			x[i] = 0.01 * rates_normal(&r) + (i >= at ? step : 0.0);
		count = find(x, 40, t, changes);
		found += count > 0;
		placed += is_found(changes, count, at, 2);
		more += count > 1;
	}
	snprintf(what, sizeof(what), "a step of %.0f %% at %zu of 40: found",
		 100.0 * step, at);
	rates_row(what, found, trials, "");
	rates_row("there: placed within 2", placed, trials, "");
	rates_row("there: more than one change", more, trials, "<= 5 %");
}

/* Broken and mended: five of sixty points are slower. */
static void bump(uint64_t trials, uint64_t seed)
{
	struct change changes[MAX_POINTS];
	uint64_t placed = 0;
	struct random r;

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[60];
		size_t count;

		for (size_t i = 0; i < 60; i++)
			x[i] = 0.01 * rates_normal(&r) +
			       (i >= 28 && i < 33 ? 0.03 : 0.0);
		count = find(x, 60, t, changes);
		placed += is_found(changes, count, 28, 2) &&
			  is_found(changes, count, 33, 2);
	}
	rates_row("5 of 60 points 3 % slower: both ends within 2", placed,
		  trials, "");
}

static void ten_steps(uint64_t trials, uint64_t seed, size_t run)
{
	struct change changes[MAX_POINTS];
	uint64_t found = 0, all = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		double x[MAX_POINTS];
		size_t count;

		for (size_t i = 0; i < LEVELS * run; i++)
			x[i] = 0.01 * rates_normal(&r) +
			       0.01 * (double)(i / run);
		count = find(x, LEVELS * run, t, changes);
		all += count;
		for (size_t k = 1; k < LEVELS; k++)
			found += is_found(changes, count, k * run, run / 4);
	}
	snprintf(what, sizeof(what),
		 "ten steps of 1 %%, %zu points each: found within %zu", run,
		 run / 4);
	rates_row(what, found, 10 * trials, "");
	printf("| there: changes found, of 10 | %.2f | | | |\n",
	       (double)all / (double)trials);
}

void rates_change(uint64_t trials, uint64_t seed)
{
	static const size_t points[] = { 20, 40, 100, 500 };

	for (size_t i = 0; i < 4; i++)
		for (int noise = 0; noise < 4; noise++)
			no_change(points[i] > 200 ? trials / 4 : trials, seed,
				  points[i], noise);
	one_step(trials, seed, 0.03, 20);
	one_step(trials, seed, 0.03, 10);
	one_step(trials, seed, 0.03, 36);
	one_step(trials, seed, 0.01, 20);
	bump(trials, seed);
	ten_steps(trials / 10, seed, 20);
	ten_steps(trials / 10, seed, 40);
}
