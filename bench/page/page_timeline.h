/* page_timeline.h - the tasks of one sample as bars that a page can draw.
 *
 * A sample may have ten million tasks, a page about a thousand bars. So there
 * are two views of limited size:
 *
 *   by task   a row per task, in order of start; every k-th task if there are
 *             many
 *   by lane   a row per lane, every k-th lane if there are many; bars too
 *             close to tell apart are joined into one, which counts its tasks
 */
#ifndef SIMUL_PAGE_TIMELINE_H
#define SIMUL_PAGE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PAGE_TIMELINE_TASKS = 400, /* rows by task */
	PAGE_TIMELINE_LANES = 160, /* rows by lane */
	PAGE_TIMELINE_BARS = 1200, /* in all rows by lane together */
};

struct page_bar {
	uint64_t start_ns, end_ns; /* from the opening of the gate */
	uint32_t task, worker, lane;
	uint32_t tasks;  /* in this bar */
	uint32_t failed; /* how many of them failed */
};

struct page_timeline {
	char job[96], workload[32], model[32];
	uint64_t concurrency, round, position;
	uint64_t samples; /* of its cell, which this one stands for */

	uint64_t tasks, ran, failed; /* ran: has a start and an end */
	uint64_t lanes, workers;
	uint64_t span_ns; /* from the gate to the last end */

	struct page_bar *by_task, *by_lane;
	size_t by_tasks, by_lanes;
	uint64_t every_task, every_lane; /* 1: all of them */
	bool merged;                     /* some bars have several tasks */
};

/* Makes both views from bars: one per task that ran, in any order; sorts them.
 * Sets ran, failed, lanes, workers, span_ns and all members below. Returns 0
 * or -ENOMEM; call page_timeline_free in both cases. */
int page_timeline_make(struct page_timeline *timeline, struct page_bar *bar,
		       size_t bars);
void page_timeline_free(struct page_timeline *timeline);

struct page_timelines {
	struct page_timeline *item;
	size_t count;
};

void page_timelines_free(struct page_timelines *timelines);

#endif
