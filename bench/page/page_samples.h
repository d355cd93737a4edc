/* page_samples.h - from tasks, one by one, to one timeline a cell.
 *
 * A cell (job, model, K) is shown by one of its samples: that whose time is
 * the median. Only the sample in hand is kept whole; those before it are
 * bars (html_timeline.h), of the first HTML_SAMPLES of each cell.
 */
#ifndef SIMUL_HTML_SAMPLES_H
#define SIMUL_HTML_SAMPLES_H

#include <stddef.h>

#include "bench/page/page_timeline.h"

enum { HTML_SAMPLES = 31 };

struct html_timelines {
	struct html_timeline *item;
	size_t count, room;
};

void html_timelines_free(struct html_timelines *timelines);

/* Begins as all zeros. */
struct html_samples {
	struct html_timeline now; /* the sample in hand: its names */
	struct html_bar *bar;     /* and its tasks that ran */
	size_t bars, room;
	struct html_timelines closed;
};

/* One more task of the sample that `of` names (job, workload, model,
 * concurrency, round, position). A task of another one closes the sample in
 * hand. bar: NULL for a task that never ran. 0 or -ENOMEM. */
int html_samples_add(struct html_samples *samples,
		     const struct html_timeline *of,
		     const struct html_bar *bar);

/* Closes the last sample and appends the timeline of each cell, in the order
 * in which cells were first met. 0 or -ENOMEM. */
int html_samples_end(struct html_samples *samples,
		     struct html_timelines *timelines);
void html_samples_free(struct html_samples *samples);

#endif
