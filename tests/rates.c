/* rates.c - how often what simul says of its figures is false, or missed.
 *
 *     rates TABLE|docs [TRIALS [SEED]]
 *
 * draws measurements whose truth is known and prints what was said of them as
 * a Markdown table. `rates docs` prints those of docs/measurement.md as one.
 * The same seed gives the same table. Status 1: a rate is clearly off.
 */
#include "tests/rates.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/binomial.h"
#include "bench/stats/normal.h"
#include "runners/macros.h"

enum { DEFAULT_TRIALS = 1000 };

static const struct {
	const char *name;
	bool docs;                /* of sentences and not of their parts */
	void (*run)(uint64_t trials, uint64_t seed);
} tables[] = {
	{ "best", false, rates_best },
	{ "change", false, rates_change },
	{ "words", true, rates_words },
	{ "scaling", true, rates_scaling },
	{ "steady", true, rates_steady },
	{ "connections", true, rates_connections },
	{ "compare", true, rates_compare },
	{ "gate", true, rates_gate },
	{ "history", true, rates_history },
};

static bool any_off;

/* Is the goal beyond what the count can be by chance? */
static bool is_off(const char *goal, double low, double high)
{
	double percent;

	if (sscanf(goal, "<= %lf", &percent) == 1)
		return 100.0 * low > percent;
	if (sscanf(goal, ">= %lf", &percent) == 1)
		return 100.0 * high < percent;
	return false;
}

void rates_row(const char *what, uint64_t k, uint64_t n, const char *goal)
{
	double low = NAN, high = NAN;

	binomial_interval(k, n, 0.95, &low, &high);
	printf("| %s | %" PRIu64 " of %" PRIu64
	       " | %.1f %% | %.1f..%.1f %% | %s |\n", what, k, n,
	       100.0 * (double)k / (double)n, 100.0 * low, 100.0 * high, goal);
	fflush(stdout);
	binomial_interval(k, n, 0.999, &low, &high);
	if (is_off(goal, low, high)) {
		any_off = true;
		fprintf(stderr, "off: %s: %" PRIu64 " of %" PRIu64 "\n", what,
			k, n);
	}
}

double rates_normal(struct random *r)
{
	return normal_point(random_unit(r) + 0x1p-54);
}

double rates_t2(struct random *r)
{
	return rates_normal(r) / sqrt(random_exponential(r, 1.0));
}

double rates_noise(struct random *r, enum rates_noise noise)
{
	switch (noise) {
	case RATES_BIMODAL:
		return 0.4 * rates_normal(r) +
		       (random_below(r, 3) == 0 ? 6.0 : 0.0);
	case RATES_HEAVY:
		return rates_t2(r);
	case RATES_PARETO:
		return pow(1.0 - random_unit(r), -1.0 / 1.5) - 1.0;
	default:
		return rates_normal(r);
	}
}

const char *rates_noise_name(enum rates_noise noise)
{
	static const char *const names[] = {
		"lognormal", "bimodal", "heavy tails", "ties", "Pareto tails",
	};

	return names[noise];
}

static int usage(const char *program)
{
	fprintf(stderr, "usage: %s docs", program);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		fprintf(stderr, "|%s", tables[i].name);
	fprintf(stderr, " [TRIALS [SEED]]\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	uint64_t trials = argc > 2 ? strtoull(argv[2], NULL, 10) :
				     DEFAULT_TRIALS;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	size_t found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		if (strcmp(name, tables[i].name) != 0 &&
		    !(tables[i].docs && strcmp(name, "docs") == 0))
			continue;
		if (found++ == 0)
			printf("%" PRIu64 " trials a row, seed %" PRIu64 "\n\n"
			       "| what | count | rate | 95 %% interval | goal "
			       "|\n|---|---|---|---|---|\n", trials, seed);
		if (strcmp(name, "docs") == 0)
			printf("| **%s** | | | | |\n", tables[i].name);
		tables[i].run(trials, seed);
	}
	return found ? any_off : usage(argv[0]);
}
