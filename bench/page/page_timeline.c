/* page_timeline.c - joins tasks into as many bars as can be told apart. */
#include "bench/page/page_timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runners/macros.h"
#include "runners/memory.h"

/* Bars closer than this fraction of the span are joined first. */
#define RESOLUTION 1200

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_start(const void *a, const void *b)
{
	const struct page_bar *x = a, *y = b;
	int order = compare(x->start_ns, y->start_ns);

	return order ? order : compare(x->task, y->task);
}

static int by_lane(const void *a, const void *b)
{
	const struct page_bar *x = a, *y = b;
	int order = compare(x->worker, y->worker);

	order = order ? order : compare(x->lane, y->lane);
	return order ? order : by_start(a, b);
}

static bool same_lane(const struct page_bar *a, const struct page_bar *b)
{
	return a->worker == b->worker && a->lane == b->lane;
}

/* Counts failures, lanes and workers. Takes bars in the order of by_lane. */
static void measure(struct page_timeline *t, const struct page_bar *bar,
		    size_t bars)
{
	for (size_t i = 0; i < bars; i++) {
		t->span_ns = MAX(t->span_ns, bar[i].end_ns);
		t->failed += bar[i].failed;
		t->lanes += i == 0 || !same_lane(&bar[i], &bar[i - 1]);
		t->workers += i == 0 || bar[i].worker != bar[i - 1].worker;
	}
	t->ran = bars;
}

/* The step at which at most `most` of `count` items are taken. */
static uint64_t step(uint64_t count, uint64_t most)
{
	return count > most ? (count + most - 1) / most : 1;
}

/* Joins neighbouring bars of a lane that are less than `gap` apart. Returns how
 * many bars remain, and stores them in `out` unless that is NULL. */
static size_t join(const struct page_timeline *t, const struct page_bar *bar,
		   size_t bars, uint64_t gap, struct page_bar *out)
{
	struct page_bar *now = NULL, spare;
	uint64_t lane = 0;
	size_t n = 0;

	for (size_t i = 0; i < bars; i++) {
		bool other = i > 0 && !same_lane(&bar[i], &bar[i - 1]);

		lane += other;
		if (lane % t->every_lane)
			continue;
		if (now && !other && gap &&
		    bar[i].start_ns < now->end_ns + gap) {
			now->end_ns = MAX(now->end_ns, bar[i].end_ns);
			now->tasks++;
			now->failed += bar[i].failed;
			continue;
		}
		now = out ? &out[n] : &spare;
		*now = bar[i];
		n++;
	}
	return n;
}

/* As fine as the number of bars allows: joins across invisible gaps first,
 * then across wider ones. */
static int make_lanes(struct page_timeline *t, const struct page_bar *bar,
		      size_t bars)
{
	uint64_t gap = 0;
	size_t n;

	t->every_lane = step(t->lanes, PAGE_TIMELINE_LANES);
	while ((n = join(t, bar, bars, gap, NULL)) > PAGE_TIMELINE_BARS)
		gap = gap ? 2 * gap : t->span_ns / RESOLUTION + 1;
	t->by_lane = memory_new(n + 1, sizeof(*t->by_lane));
	if (!t->by_lane)
		return -ENOMEM;
	t->by_lanes = join(t, bar, bars, gap, t->by_lane);
	for (size_t i = 0; i < t->by_lanes; i++)
		t->merged = t->merged || t->by_lane[i].tasks > 1;
	return 0;
}

static int make_tasks(struct page_timeline *t, const struct page_bar *bar,
		      size_t bars)
{
	t->every_task = step(bars, PAGE_TIMELINE_TASKS);
	t->by_task = memory_new(bars / t->every_task + 1, sizeof(*t->by_task));
	if (!t->by_task)
		return -ENOMEM;
	for (size_t i = 0; i < bars; i += t->every_task)
		t->by_task[t->by_tasks++] = bar[i];
	return 0;
}

int page_timeline_make(struct page_timeline *t, struct page_bar *bar,
		       size_t bars)
{
	int rc;

	if (bars)
		qsort(bar, bars, sizeof(*bar), by_lane);
	measure(t, bar, bars);
	rc = make_lanes(t, bar, bars);
	if (bars)
		qsort(bar, bars, sizeof(*bar), by_start);
	return rc < 0 ? rc : make_tasks(t, bar, bars);
}

void page_timeline_free(struct page_timeline *t)
{
	free(t->by_task);
	free(t->by_lane);
	t->by_task = t->by_lane = NULL;
	t->by_tasks = t->by_lanes = 0;
}

void page_timelines_free(struct page_timelines *timelines)
{
	for (size_t i = 0; i < timelines->count; i++)
		page_timeline_free(&timelines->item[i]);
	free(timelines->item);
	*timelines = (struct page_timelines){ 0 };
}
