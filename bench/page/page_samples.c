/* page_samples.c - samples, closed one after the other; the median of each
 * cell is picked at the end. */
#include "bench/page/page_samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool same_cell(const struct page_timeline *a,
		      const struct page_timeline *b)
{
	return a->concurrency == b->concurrency && !strcmp(a->job, b->job) &&
	       !strcmp(a->model, b->model);
}

static bool same_sample(const struct page_timeline *a,
			const struct page_timeline *b)
{
	return a->position == b->position && a->round == b->round &&
	       same_cell(a, b);
}

static size_t count_cell(const struct page_timelines *all,
			 const struct page_timeline *of)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += same_cell(&all->item[i], of);
	return n;
}

static struct page_timeline *add(struct page_timelines *all)
{
	if (all->count == all->room) {
		size_t more = all->room ? 2 * all->room : 64;
		void *item = reallocarray(all->item, more, sizeof(*all->item));

		if (!item)
			return NULL;
		all->item = item;
		all->room = more;
	}
	return &all->item[all->count++];
}

static struct page_bar *add_bar(struct page_samples *s)
{
	if (s->bars == s->room) {
		size_t more = s->room ? 2 * s->room : 1024;
		void *bar = reallocarray(s->bar, more, sizeof(*s->bar));

		if (!bar)
			return NULL;
		s->bar = bar;
		s->room = more;
	}
	return &s->bar[s->bars++];
}

/* --- one sample --- */

static int close_sample(struct page_samples *s)
{
	struct page_timeline *kept;

	if (s->now.tasks == 0 ||
	    count_cell(&s->closed, &s->now) >= HTML_SAMPLES)
		return 0;
	kept = add(&s->closed);
	if (!kept)
		return -ENOMEM;
	*kept = s->now;
	return page_timeline_make(kept, s->bar, s->bars);
}

int page_samples_add(struct page_samples *s, const struct page_timeline *of,
		     const struct page_bar *bar)
{
	struct page_bar *kept;
	int rc;

	if (s->now.tasks > 0 && !same_sample(&s->now, of)) {
		rc = close_sample(s);
		if (rc < 0)
			return rc;
		s->now.tasks = s->bars = 0;
	}
	if (s->now.tasks == 0)
		s->now = *of;
	s->now.tasks++;
	if (!bar)
		return 0;
	kept = add_bar(s);
	if (!kept)
		return -ENOMEM;
	*kept = *bar;
	return 0;
}

/* --- all of them --- */

static int by_span(const void *a, const void *b)
{
	uint64_t x = (*(struct page_timeline *const *)a)->span_ns;
	uint64_t y = (*(struct page_timeline *const *)b)->span_ns;

	return (x > y) - (x < y);
}

/* Of the samples of the cell of the first one, that in the middle. `samples`
 * marks those that were looked at. */
static int pick(struct page_timelines *all, size_t first,
		struct page_timeline *picked)
{
	struct page_timeline **of = calloc(all->count, sizeof(*of));
	size_t n = 0;

	if (!of)
		return -ENOMEM;
	for (size_t i = first; i < all->count; i++)
		if (same_cell(&all->item[i], &all->item[first]))
			of[n++] = &all->item[i];
	for (size_t i = 0; i < n; i++)
		of[i]->samples = n;
	qsort(of, n, sizeof(*of), by_span);
	*picked = *of[(n - 1) / 2];
	of[(n - 1) / 2]->by_task = of[(n - 1) / 2]->by_lane = NULL;
	free(of);
	return 0;
}

int page_samples_end(struct page_samples *s, struct page_timelines *timelines)
{
	int rc = close_sample(s);

	s->now.tasks = s->bars = 0;
	for (size_t i = 0; i < s->closed.count && rc == 0; i++) {
		struct page_timeline *t;

		if (s->closed.item[i].samples > 0)
			continue;
		t = add(timelines);
		if (!t)
			return -ENOMEM;
		rc = pick(&s->closed, i, t);
		if (rc < 0)
			timelines->count--;
	}
	return rc;
}

void page_samples_free(struct page_samples *s)
{
	page_timelines_free(&s->closed);
	free(s->bar);
	*s = (struct page_samples){ 0 };
}

void page_timelines_free(struct page_timelines *timelines)
{
	for (size_t i = 0; i < timelines->count; i++)
		page_timeline_free(&timelines->item[i]);
	free(timelines->item);
	*timelines = (struct page_timelines){ 0 };
}
