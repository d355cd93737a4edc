/* verdict.h - the gate as a function: from pairs of times to a verdict.
 *
 * Nothing here runs or waits for anything, so red, green and noisy can be
 * tested from arrays. A regression needs all of
 *
 *   - p <= alpha / 2 in the one-sided sign-flip test, over the family of
 *     cells,
 *   - a median ratio of at least 1 + threshold,
 *   - both again in fresh pairs of the cells that look red.
 *
 * A pass needs a proof too, that a slow-down of `detect` would have been
 * found: as many pairs as the spread of the null control asks for, and that
 * the upper limit of the ratio (99 %, one-sided, Hodges and Lehmann) stays
 * below 1 + detect, which fails when it got noisier than the control was. If
 * that limit is below 1 + threshold even, fewer pairs will do; and a cell
 * that is red is red with any number of them.
 *
 * An inconclusive gate may be continued. Its n-th look has alpha / 2^n to
 * spend, so however many looks there are, together they alarm by chance in no
 * more than alpha: a spending function of Lan and DeMets ("Discrete sequential
 * boundaries for clinical trials", Biometrika 70, 1983) which gives the first
 * look half, because most gates end there. That a sum of alphas bounds the
 * chance of any alarm needs nothing of how the looks depend on each other. The
 * limit of a pass spends its 1 % in the same way.
 *
 * Everything else is inconclusive, with the reason: a null control that
 * differs from itself, too few pairs, too much noise, a suspicion that fresh
 * pairs didn't confirm.
 */
#ifndef SIMUL_VERDICT_H
#define SIMUL_VERDICT_H

#include "bench/analysis/outcome.h"
#include "bench/gate/pairs.h"
#include "bench/stats/contrast.h"

struct verdict_rules {
	double alpha;             /* of the family, and of the control */
	double threshold;         /* 0.025: a ratio of 1.025 */
	double detect;            /* 0.05: to be found ... */
	double power;             /* ... with this probability */
	uint64_t seed;            /* of the flips */
};

enum { VERDICT_LOOKS = 3 };       /* at most */

#define VERDICT_PAIRS_NONE ((size_t)-1)   /* no number is enough */

struct verdict_cell {
	size_t control_pairs, pairs, confirm_pairs;
	double control_ratio;     /* median of the copy / the base */
	double control_sd;        /* of one ln ratio, robust (huber.h) */
	bool control_alarm;
	size_t needed;            /* pairs, by that spread */

	double base_ns, other_ns; /* medians, of the test */
	struct contrast ratio;    /* median, 95 % interval */
	double p;
	double at_most;           /* the ratio's upper limit */
	bool suspect;             /* red until confirmed or not */
	double confirm_ratio, confirm_p;

	enum outcome outcome;
	char why[160];
};

struct verdict {
	const struct pairs *pairs;
	struct verdict_cell *cell;
	size_t cells;
	size_t look;              /* from 1: the last batch */
	size_t needed;            /* of all cells, the most */
	enum outcome outcome;
	char why[256];
};

/* Judges what there is; can be asked after every stage. 0 or -ENOMEM. Keeps
 * pairs; free it in both cases. NAN where there is nothing to tell. */
int verdict_make(const struct pairs *pairs, const struct verdict_rules *rules,
		 struct verdict *verdict);
void verdict_free(struct verdict *verdict);

/* The last step of verdict_make: outcomes and reasons, from the figures. And
 * the rule for one stage; NAN is never red. */
void verdict_decide(struct verdict *verdict,
		    const struct verdict_rules *rules);
bool verdict_is_red(double ratio, double p, const struct verdict_rules *rules);

/* What this look may spend of alpha, or of another rate of errors. */
double verdict_spend(double alpha, size_t look);

/* The fewest pairs that can have a p of alpha at all; of the control, which
 * looks both ways, of alpha / 2. */
size_t verdict_least_pairs(double alpha);

#endif
