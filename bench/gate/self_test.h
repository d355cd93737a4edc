/* self_test.h - how often the gate alarms, and how often it finds.
 *
 * A log of pairs of this machine holds two kinds: the program against itself,
 * and against itself with a slow-down injected. Trial gates are drawn from it,
 * in blocks of rounds, so that bursts of noise stay bursts. Each has a
 * control, a test and, if it gets that far, a confirmation of its own, and is
 * judged by verdict.c. Within a trial no pair is drawn twice: a test that had
 * the same pairs again and again would take the log's own chance for a
 * difference. So the log bounds the pairs of a test: (rounds - control) / 2.
 *
 * In a trial with a slow-down *one* cell has it, in turn, and it counts as
 * found only if the verdict is red and that cell is.
 *
 * All trials of one log share its pairs, so there are several logs (batches,
 * pairs.h), the trials take turns in them, and the log is the unit of the
 * intervals: those of Clopper and Pearson with as many trials as are worth it,
 * by the variance between logs and the few degrees of freedom that it has
 * (Korn and Graubard, "Confidence intervals for proportions with small
 * expected number of positive counts estimated from survey data", Survey
 * Methodology 24, 1998).
 */
#ifndef SIMUL_SELF_TEST_H
#define SIMUL_SELF_TEST_H

#include <stdio.h>

#include "bench/gate/gate.h"

#define SELF_TEST_ALARMS 0.01     /* at most */
#define SELF_TEST_POWER  0.95     /* at least */

enum { SELF_TEST_LOGS_LEAST = 3, SELF_TEST_LOGS_MOST = 100 };

struct self_test_rate {
	size_t trials, red, pass, open;
	size_t hits;              /* red where it should be, or shouldn't */
	size_t log_trials[SELF_TEST_LOGS_MOST];
	size_t log_hits[SELF_TEST_LOGS_MOST];
	size_t worth;             /* so many independent trials */
	double low, high;         /* 95 % */
	double limit;             /* one-sided, 95 %: alarms at most, or found
				     at least */
};

struct self_test {
	struct self_test_rate alarms, found;
	double least, most;       /* slow-down of a cell in the log: median of
				     ratios, over the cells */
	double pairs;             /* of a test, in the mean */
	size_t room;              /* and at most, by the shortest log */
	size_t logs;
	enum outcome outcome;     /* of both limits */
};

/* The fewest rounds of each kind that a log must have. */
size_t self_test_least_rounds(size_t control, double alpha);

/* How many independent trials these are worth, by log: hits of trials. 1 at
 * least, and never more than there are. */
size_t self_test_worth(const size_t *hits, const size_t *trials, size_t logs);

/* Draws the trials. 0; -ENODATA with err: there are too few logs, one lacks a
 * kind, has too few rounds or incomplete ones; -ENOMEM. */
int self_test_make(const struct pairs *logs, const struct gate_plan *plan,
		   size_t alarm_trials, size_t found_trials,
		   struct self_test *test, struct error *err);

/* self_test_report.c */
void self_test_print(const struct self_test *test, FILE *stream);

#endif
