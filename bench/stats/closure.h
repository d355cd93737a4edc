/* closure.h - which pairs of models differ: a closed test over partitions.
 *
 * "All models within each block of this partition are equal" is rejected if
 * the largest evidence of a pair within a block, less ln(pairs of the block),
 * is rare among what the same maximum gives under patterns that are as likely
 * where the hypothesis is true. Two models differ if every partition that has
 * them in one block is rejected (Marcus, Peritz and Gabriel, "On closed testing
 * procedures with special reference to ordered analysis of variance",
 * Biometrika 63, 1976): the chance of any false claim is that of rejecting the
 * one true partition, whatever it is. Subtracting ln(pairs) is Bonferroni's
 * correction, for evidence that is the logarithm of a small p; without it a
 * pair would have to exceed the luckiest of the many pairs of a larger block.
 */
#ifndef SIMUL_CLOSURE_H
#define SIMUL_CLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CLOSURE_MAX_MODELS = 8,   /* 28 pairs, 4140 partitions */
	CLOSURE_MAX_MEASURES = 8,
};

struct closure {
	size_t models, measures, patterns;
	const double *evidence;   /* [pair][pattern], of all measures */
	const double *seen;       /* [measure][pair], observed */
	size_t may_reach;         /* patterns, of a rare maximum */
};

/* The place of {i, j}, i != j, among the pairs. */
size_t closure_pair(size_t i, size_t j);

/* Do at most may_reach of the patterns reach what was seen? What differs only
 * by rounding counts as equal. */
bool closure_is_rare(const double *largest, size_t patterns, double seen,
		     size_t may_reach);

/* Bit p of claims[q]: the models of pair p differ in measure q. Returns 0,
 * -EINVAL (fewer than two models, or too many of anything) or -ENOMEM.
 * Allocates scratch, doesn't wait, doesn't belong into a timed region. */
int closure_test(const struct closure *closure, uint32_t *claims);

#endif
