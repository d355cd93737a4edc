/* random.h - a small random number generator with a recorded seed.
 *
 * The same seed gives the same numbers on every machine, so an order of
 * samples, an arrival or a bootstrap can be replayed. xoshiro256** 1.0 by
 * David Blackman and Sebastiano Vigna, its state filled by their splitmix64
 * ("Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021;
 * prng.di.unimi.it). Not for secrets. Not shared between threads: give each
 * its own. Nothing here waits, allocates or fails.
 */
#ifndef SIMUL_RANDOM_H
#define SIMUL_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state[4];        /* never all zero */
};

/* Any seed will do, 0 too. */
void random_init(struct random *r, uint64_t seed);

/* 64 random bits. */
uint64_t random_bits(struct random *r);

/* Uniform in 0 .. n - 1, every value exactly as likely as any other; n = 0
 * gives 0. Lemire, "Fast random integer generation in an interval", ACM
 * TOMACS 29, 2019. */
uint64_t random_below(struct random *r, uint64_t n);

/* Uniform in [0, 1), a multiple of 2^-53. */
double random_unit(struct random *r);

/* Exponentially distributed with this mean: the gap between arrivals that
 * come at random. By inversion; never negative, never infinite. */
double random_exponential(struct random *r, double mean);

/* Puts the items in random order, all orders alike (Fisher and Yates; Knuth,
 * TAOCP 2, 3.4.2, algorithm P). */
void random_shuffle(struct random *r, size_t *items, size_t n);

#endif
