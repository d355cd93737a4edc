/* page_timeline.h - the tasks of one sample as bars that a page can draw.
 *
 * A sample may have ten million tasks, a page some thousand bars. So there
 * are two views, each of at most so many:
 *
 *   by task   a row a task, in the order of their starts: every k-th task
 *   by lane   a row a lane, every k-th of them if there are many; bars that
 *             are nearer to each other than could be seen are one bar, which
 *             knows of how many tasks it is
 */
#ifndef SIMUL_PAGE_TIMELINE_H
#define SIMUL_PAGE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTML_TIMELINE_TASKS = 400, /* rows by task */
	HTML_TIMELINE_LANES = 160, /* rows by lane */
	HTML_TIMELINE_BARS = 1200, /* in all of those */
};

struct page_bar {
	uint64_t start_ns, end_ns; /* from the opening of the gate */
	uint32_t task, worker, lane;
	uint32_t tasks;  /* in this bar */
	uint32_t failed; /* of those */
};

struct page_timeline {
	char job[96], workload[32], model[32];
	uint64_t concurrency, round, position;
	uint64_t samples; /* of this cell that it stands for */

	uint64_t tasks, ran, failed; /* ran: has a start and an end */
	uint64_t lanes, workers;
	uint64_t span_ns; /* from the gate to the last end */

	struct page_bar *by_task, *by_lane;
	size_t by_tasks, by_lanes;
	uint64_t every_task, every_lane; /* 1: all of them */
	bool merged;                     /* some bars are of several tasks */
};

/* Makes the two views out of bars, one a task that ran, in any order, which
 * it sorts. Fills in ran, failed, lanes, workers, span and what
 * stands below. 0 or -ENOMEM; free it in both cases. */
int page_timeline_make(struct page_timeline *timeline, struct page_bar *bar,
		       size_t bars);
void page_timeline_free(struct page_timeline *timeline);

struct page_timelines {
	struct page_timeline *item;
	size_t count, room;
};

void page_timelines_free(struct page_timelines *timelines);

#endif
