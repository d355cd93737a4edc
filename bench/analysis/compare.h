/* compare.h - two result files held against each other, cell by cell.
 *
 * The samples of the two files are independent: they were taken at two times,
 * and what the machine did meanwhile is in the ratio. Good for trends on one
 * quiet machine; a gate (verdict.h) interleaves and is to be trusted more.
 *
 *   ratio      of medians, with a bootstrap interval (contrast.h)
 *   p          Mann and Whitney's, two-sided, exact up to 20 samples a side
 *   p (Holm)   adjusted to the family of all cells
 *
 * Slower is what has p (Holm) <= alpha and a ratio of 1 + threshold or more.
 */
#ifndef SIMUL_COMPARE_H
#define SIMUL_COMPARE_H

#include "bench/analysis/match.h"
#include "bench/analysis/outcome.h"
#include "bench/record/metric.h"
#include "bench/stats/contrast.h"
#include "runners/error.h"

struct compare_rules {
	double alpha, threshold;
	enum metric metric;
	bool force;               /* compare what is not the same, too */
};

enum compare_state {
	COMPARE_NO_DIFFERENCE,
	COMPARE_UNCLEAR,          /* none, but the interval reaches far */
	COMPARE_FASTER,
	COMPARE_SLOWER,
	COMPARE_OPEN,             /* too few samples, failed, missing */
};

struct compare_cell {
	const struct cell *cell;  /* of base, or the other if base has none */
	size_t base_good, base_bad, other_good, other_bad;
	double base_ns, other_ns; /* medians, NAN: none */
	struct contrast ratio;
	double p, holm;
	enum compare_state state;
	char why[120];
};

struct compare {
	const struct results *base, *other;
	struct compare_rules rules;
	struct compare_cell *cell;
	size_t cells;
	char (*note)[512];        /* what is not the same, and was forced */
	size_t notes;
	enum outcome outcome;
	char why[256];
};

/* 0; -EINVAL: these two are not to be compared unless forced, and err says
 * why; -ENOMEM. Keeps the results; free it in all cases. */
int compare_make(const struct results *base, const struct results *other,
		 const struct compare_rules *rules, struct compare *compare,
		 struct error *err);
void compare_free(struct compare *compare);

/* "slower", ... */
const char *compare_state_name(enum compare_state state);

#endif
