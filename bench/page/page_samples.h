/* page_samples.h - from tasks, one by one, to one timeline a cell.
 *
 * A cell (job, model, K) is shown by one of its samples: that whose time is
 * the median. Only the sample in hand is kept whole; those before it are
 * bars (page_timeline.h), of the first HTML_SAMPLES of each cell.
 */
#ifndef SIMUL_PAGE_SAMPLES_H
#define SIMUL_PAGE_SAMPLES_H

#include <stddef.h>

#include "bench/page/page_timeline.h"

enum { HTML_SAMPLES = 31 };

struct page_timelines {
	struct page_timeline *item;
	size_t count, room;
};

void page_timelines_free(struct page_timelines *timelines);

/* Begins as all zeros. */
struct page_samples {
	struct page_timeline now; /* the sample in hand: its names */
	struct page_bar *bar;     /* and its tasks that ran */
	size_t bars, room;
	struct page_timelines closed;
};

/* One more task of the sample that `of` names (job, workload, model,
 * concurrency, round, position). A task of another one closes the sample in
 * hand. bar: NULL for a task that never ran. 0 or -ENOMEM. */
int page_samples_add(struct page_samples *samples,
		     const struct page_timeline *of,
		     const struct page_bar *bar);

/* Closes the last sample and appends the timeline of each cell, in the order
 * in which cells were first met. 0 or -ENOMEM. */
int page_samples_end(struct page_samples *samples,
		     struct page_timelines *timelines);
void page_samples_free(struct page_samples *samples);

#endif
