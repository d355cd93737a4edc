/* rates.c - how often the statements of bench/stats are false, or missed.
 *
 *     rates best|scaling|change [TRIALS [SEED]]
 *
 * draws measurements whose truth is known and prints what was said of them as
 * a Markdown table. The same seed gives the same table.
 */
#include "tests/rates.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/binomial.h"
#include "bench/stats/normal.h"

static const struct {
	const char *name;
	void (*run)(uint64_t trials, uint64_t seed);
} tables[] = {
	{ "best", rates_best },
	{ "scaling", rates_scaling },
	{ "change", rates_change },
};

void rates_row(const char *what, uint64_t k, uint64_t n, const char *goal)
{
	double low = NAN, high = NAN;

	binomial_interval(k, n, 0.95, &low, &high);
	printf("| %s | %" PRIu64 " of %" PRIu64
	       " | %.1f %% | %.1f..%.1f %% | %s |\n", what, k, n,
	       100.0 * (double)k / (double)n, 100.0 * low, 100.0 * high, goal);
	fflush(stdout);
}

double rates_normal(struct random *r)
{
	return normal_point(random_unit(r) + 0x1p-54);
}

double rates_t2(struct random *r)
{
	return rates_normal(r) / sqrt(random_exponential(r, 1.0));
}

int main(int argc, char **argv)
{
	uint64_t trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;

	for (size_t i = 0; argc > 1 && i < 3; i++) {
		if (strcmp(argv[1], tables[i].name) != 0)
			continue;
		printf("%" PRIu64 " trials a row, seed %" PRIu64 "\n\n"
		       "| what | count | rate | 95 %% interval | goal |\n"
		       "|---|---|---|---|---|\n", trials, seed);
		tables[i].run(trials, seed);
		return 0;
	}
	fprintf(stderr, "usage: %s best|scaling|change [TRIALS [SEED]]\n",
		argv[0]);
	return 2;
}
