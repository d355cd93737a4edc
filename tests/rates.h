/* rates.h - what the tables of `rates` share: rows of a Markdown table, and
 * the noise of measurements.
 */
#ifndef SIMUL_RATES_H
#define SIMUL_RATES_H

#include <stdint.h>

#include "runners/random.h"

void rates_best(uint64_t trials, uint64_t seed);
void rates_scaling(uint64_t trials, uint64_t seed);
void rates_change(uint64_t trials, uint64_t seed);
void rates_words(uint64_t trials, uint64_t seed);
void rates_steady(uint64_t trials, uint64_t seed);
void rates_connections(uint64_t trials, uint64_t seed);
void rates_history(uint64_t trials, uint64_t seed);
void rates_compare(uint64_t trials, uint64_t seed);
void rates_gate(uint64_t trials, uint64_t seed);

/* One row: k of n, the rate and its 95 % interval of Clopper and Pearson. The
 * goal is "<= 5 %", ">= 90 %" or "": where the rate is clearly off (its 99.9 %
 * interval lies beyond) the program ends with status 1. */
void rates_row(const char *what, uint64_t k, uint64_t n, const char *goal);

double rates_normal(struct random *r);

/* Student's t with 2 degrees of freedom: no variance. */
double rates_t2(struct random *r);

/* Of the logarithm of a time, about 1 in the middle. Ties come from rounding,
 * which is up to the caller. */
enum rates_noise {
	RATES_LOGNORMAL,
	RATES_BIMODAL,
	RATES_HEAVY,
	RATES_TIES,
	RATES_PARETO,
	RATES_NOISES,
};

double rates_noise(struct random *r, enum rates_noise noise);
const char *rates_noise_name(enum rates_noise noise);

#endif
