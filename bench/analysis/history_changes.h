/* history_changes.h - where the cells of a history changed their level.
 *
 * A series is one cell on one machine, in the order in which its runs
 * started: the logarithms of its medians are searched by change.h. The error
 * allowed is for the history: each series that has points enough gets an
 * equal share of alpha (Bonferroni), so one without any change shows one with
 * probability alpha at most, however many cells it has. p is multiplied by
 * their number, to be held against alpha.
 */
#ifndef SIMUL_HISTORY_CHANGES_H
#define SIMUL_HISTORY_CHANGES_H

#include "bench/record/history.h"
#include "bench/record/metric.h"
#include "bench/stats/change.h"

#define HISTORY_ALPHA 0.04

enum {
	HISTORY_LEAST = 2 * CHANGE_MIN_RUN,  /* points to be searched */
	HISTORY_LAST = 500,                  /* unless more are asked for */
};

struct history_rules {
	double alpha;
	enum metric metric;
	size_t last;              /* the newest points of each series: at most
				     CHANGE_MAX_POINTS */
	bool mix;                 /* all machines are one */
};

struct history_change {
	size_t at;                /* the first point of the new level */
	double p;                 /* adjusted, at most alpha */
	double before, after;     /* medians of the levels, not logarithms */
	size_t age;               /* runs of this machine since: 1, the newest */
};

struct history_series {
	const struct cell *cell;
	size_t machine;
	const struct history_point **point;
	size_t points;
	struct history_change *change;  /* the oldest first */
	size_t changes;
};

struct history_changes {
	const struct history *history;
	struct history_rules rules;
	size_t *order;            /* runs, the oldest first */
	size_t *machine;          /* of each run */
	size_t machines;
	struct history_series *series;  /* by machine, then by cell */
	size_t count, tested;
};

/* 0 or -ENOMEM. Keeps the history; free it in both cases. The same history
 * has the same changes. */
int history_changes_make(const struct history *history,
			 const struct history_rules *rules,
			 struct history_changes *changes);
void history_changes_free(struct history_changes *changes);

/* The figure that is searched. */
const struct history_figure *
history_changes_figure(const struct history_changes *changes,
		       const struct history_point *point);

/* How many series have as their newest change a slow-down that is within the
 * last so many runs. */
size_t history_changes_slower(const struct history_changes *changes,
			      size_t within);

#endif
