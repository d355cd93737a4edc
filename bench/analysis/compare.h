/* compare.h - compares two sides of results, cell by cell.
 *
 * Times differ from one execution of the program to the next by more than its
 * samples show: another address layout, another hour. So where a side has
 * several runs, the unit is the run: one median of its samples, and each test
 * is over those medians (Kalibera and Jones, "Rigorous benchmarking in
 * reasonable time", ISMM 2013: repeat at the level that varies most). Where
 * both sides are one run, the unit is the sample, and what changes from run to
 * run is in the ratio but not in its interval. Trust a gate (verdict.h), which
 * interleaves, more.
 *
 *                   several runs             one run a side
 *   ratio           contrast_rank_ratio      contrast_ratio, by bootstrap
 *   p               Mann and Whitney's, two-sided, exact up to 20 units a side
 *   p (Holm)        adjusted to the family of all cells
 *
 * A cell is slower if p (Holm) <= alpha and the ratio is at least
 * 1 + threshold. n runs a side reach p = 2 / C(2n, n) at least: for 0.01 that
 * takes 5 runs for one cell, 6 for up to four, 7 for up to seventeen.
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
	bool lenient;             /* cells that are unclear pass */
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
	size_t base_good, base_bad, other_good, other_bad; /* samples */
	size_t base_units, other_units; /* runs or good samples */
	double base_ns, other_ns; /* medians, NAN: none */
	struct contrast ratio;
	double p, holm;
	char wrong[100];          /* answers that aren't the same on one side */
	enum compare_state state;
	char why[120];
};

struct compare {
	const struct results *base, *other;
	bool by_run;              /* the unit is the run */
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
