/* progress.h - one line on a terminal: what runs now, and how much is left.
 *
 *   81 left, ~34 s  sites  threads K=160  round 2/11  median 80.48 ms
 *
 * It is drawn before a sample and stays as it is while that runs. The median
 * is that of the cell's good samples so far. Time to go takes every cell for
 * as long as it took when it was last run. One that was not yet run: as long
 * as its tasks are known to wait, and what others of its job, or of all, took
 * beyond that, their mean. No longer than the time bound of the suite.
 */
#ifndef SIMUL_PROGRESS_H
#define SIMUL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/measure/suite.h"

enum {
	PROGRESS_LINE = 512,
	PROGRESS_COLUMNS = 80,    /* of a terminal that doesn't tell */
};

/* Of a cell of the plan. */
struct progress_cell {
	uint64_t begun;           /* samples, with warm-ups */
	uint64_t took_ns;         /* the last that ended, whole; 0: none */
};

struct progress {
	bool on;
	const struct suite *suite;
	struct progress_cell *cell;
	size_t now;               /* the cell that is run, if since_ns */
	uint64_t start_ns, since_ns;
};

/* Keeps suite, which suite_init made. On if stderr is a terminal that can go
 * back to the line's start, and the user didn't ask for quiet. */
void progress_init(struct progress *progress, const struct suite *suite,
		   bool quiet);
void progress_free(struct progress *progress);

/* Before a sample of a subject of the plan, `left` still to be taken with it;
 * and when something else is to be printed. */
void progress_show(struct progress *progress, const struct subject *subject,
		   size_t left);
void progress_clear(struct progress *progress);

/* What progress_show is made of. The first keeps account of the sample that
 * begins at now_ns. The second says it in less than `columns`: what has no
 * room is left out, the median first, or cut, a long name first. */
void progress_begin(struct progress *progress, const struct subject *subject,
		    uint64_t now_ns);
void progress_line(const struct progress *progress, size_t left,
		   size_t columns, char *buf, size_t size);

/* How long it takes from that sample's begin to the end of the last; NAN as
 * long as none has ended. */
double progress_to_go_ns(const struct progress *progress);

#endif
