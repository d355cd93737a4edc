/* best.h - which of several models is best, all statements together.
 *
 * Six models are fifteen pairs, in time, processor time and memory forty-five
 * comparisons: at 95 % each, every fourth job of six equal models names one
 * slower. Here the chance of *any* false claim, over all pairs and measures
 * and whichever models really differ, is at most 1 - level.
 *
 * Claims. What slows a round slows all of its models and falls out of the ln
 * ratios of pairs. If i and j are equal, each of their ratios could as well be
 * its inverse: the signs of all ratios of a round are flipped together, in all
 * measures, which keeps whatever binds them. Flips ask for symmetric
 * differences but not for equal variances, as permuting the models would. Up
 * to BEST_EXACT_ROUNDS all patterns are gone through, beyond BEST_FLIPS drawn
 * ones, the observed among them in both cases, so p is never 0. A closed test
 * (closure.h) makes claims of the maxima; of more models than it takes, each
 * pair must outdo all pairs.
 *
 * The evidence of a pair is Student's tail on a logarithmic scale, but for a
 * constant: -(n - 1 + v) / 2 ln(1 - T^2 / n), T = sum(d) / sqrt(sum(d^2) +
 * v s^2), of ln ratios d clipped as in huber.h. s^2 is the median variance of
 * all pairs of the measure and counts as v = BEST_SHARED rounds ("moderated
 * t": Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004): with a dozen rounds a
 * pair's own variance is so unsure that without it twice as many differences
 * are missed. It isn't flipped with the signs, so the test is not quite exact;
 * to be on the safe side only 0.8 of the error allowed is spent. The first
 * measure is what people ask for first; each of the others pays ln 4, that is,
 * has a quarter of its share in the error.
 *
 * Ratios. Huber's location of a pair's ln ratios, with all values that the
 * centred ratios' flips don't refuse: simultaneous over pairs and measures,
 * single step. Where the closed test claims more the interval ends at 1, as
 * it must (Strassburger and Bretz, "Compatible simultaneous lower confidence
 * bounds for the Holm procedure and other Bonferroni-based closed tests",
 * Statistics in Medicine 27, 2008).
 *
 * Rates of all this: `rates best`, see tests/rates.c.
 */
#ifndef SIMUL_BEST_H
#define SIMUL_BEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BEST_MAX_MODELS = 32,
	BEST_MAX_MEASURES = 8,
	BEST_EXACT_ROUNDS = 11,
	BEST_FLIPS = 1999,
	BEST_SHARED = 5,
};

/* What one measure says of the models 0 .. n - 1. */
struct best {
	size_t order[BEST_MAX_MODELS];     /* the least first */
	uint32_t differs[BEST_MAX_MODELS]; /* bit j of [i]: i differs from j */
	double ratio[BEST_MAX_MODELS];     /* to order[0] */
	double low[BEST_MAX_MODELS], high[BEST_MAX_MODELS];
	double within;                     /* of all that tie with order[0] */
};

/* x[(q * rounds + r) * models + i] is measure q of model i in round r, less
 * is better, NAN where there is none: a pair has the rounds that both are in.
 * Zeros, of times in ticks, count as half the least value above. result has
 * `measures` elements. level is that of all claims and intervals, 0.95 say.
 *
 * `low` and `high` leave out 1 exactly where a difference from order[0] is
 * claimed; 1 itself may be the end then, and is not in the interval. They are
 * 0 and INFINITY where there are too few rounds to say anything: for 0.95
 * six are needed. within = 0.03: order[0] and all that don't differ from it
 * are within 3 % of each other, with that certainty; 0 if there is no other,
 * INFINITY if unknown. The ratio of a model without a common round is NAN.
 *
 * 0, -EINVAL (nothing to do, fewer than two models, more models or measures
 * than above, a value below zero or infinite, a level not in (0, 1)) or
 * -ENOMEM; writes only on success. Allocates scratch, doesn't wait, doesn't
 * belong into a timed region: 6 models, 30 rounds and 3 measures take 10 ms,
 * 8 models 100 ms. */
int best_compare(const double *x, size_t models, size_t rounds,
		 size_t measures, double level, uint64_t seed,
		 struct best *result);

/* Is i claimed to differ from j? */
bool best_differs(const struct best *best, size_t i, size_t j);

#endif
