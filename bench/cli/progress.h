/* progress.h - one line on a terminal: what runs now, and how much is left.
 *
 *   81 left, ~34 s  sites  threads K=16  round 8/11  median 80.48 ms  -0.7..+0.9 %
 *
 * It is drawn before each sample and doesn't change while that runs. The
 * median is over the cell's good samples so far; from the sixth on its 95 %
 * interval stands beside it, which narrows. The time to go assumes that every
 * cell takes as long as it last did. A cell that hasn't run yet is
 * expected to take as long as its tasks are known to wait, plus what other
 * cells of its job (or of all jobs) took beyond waiting, on average; or as long
 * as its job's duration. The suite's time bound caps the sum.
 */
#ifndef SIMUL_PROGRESS_H
#define SIMUL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/measure/suite.h"

enum {
	PROGRESS_LINE = 512,
	PROGRESS_COLUMNS = 80,    /* if the terminal doesn't report any */
};

/* One per cell of the plan. */
struct progress_cell {
	uint64_t begun;           /* samples, including warm-ups */
	uint64_t took_ns;         /* the whole of the last sample; 0: none */
};

struct progress {
	bool on;
	uint64_t run, runs;       /* which execution of how many; 0: the one */
	const struct suite *suite;
	struct progress_cell *cell;
	size_t now;               /* the running cell, if since_ns isn't 0 */
	uint64_t start_ns, since_ns;
};

/* Keeps suite, which suite_init made. Turned on unless `quiet`, and only if
 * stderr is a terminal that can rewrite a line. */
void progress_init(struct progress *progress, const struct suite *suite,
		   bool quiet);
void progress_free(struct progress *progress);

/* Call progress_show before each sample of a subject of the plan (`left`: how
 * many are still to take, including this one), and progress_clear before
 * printing anything else. */
void progress_show(struct progress *progress, const struct subject *subject,
		   size_t left);
void progress_clear(struct progress *progress);

/* The two halves of progress_show. The first records that a sample begins at
 * now_ns. The second makes the line, shorter than `columns`: it drops what
 * doesn't fit, the interval first, and cuts the rest, a long name first. */
void progress_begin(struct progress *progress, const struct subject *subject,
		    uint64_t now_ns);
void progress_line(const struct progress *progress, size_t left,
		   size_t columns, char *buf, size_t size);

/* The expected time from the start of that sample to the end of the last one;
 * NAN until one has ended. */
double progress_to_go_ns(const struct progress *progress);

#endif
