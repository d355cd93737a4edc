/* page_tasks.c - turns rows of tasks into one timeline per cell.
 *
 *   row -> current sample -> closed: its bars -> the median of its cell
 *
 * A row of another sample closes the current one.
 */
#include "bench/page/page_tasks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/csv_rows.h"
#include "bench/record/task_columns.h"
#include "runners/grow.h"
#include "runners/macros.h"
#include "runners/memory.h"

enum { SAMPLES_MOST = 31 };       /* per cell; later ones are ignored */

struct reader {
	struct task_row row;
	struct page_timeline now; /* the current sample: its names */
	struct page_bar *bar;     /* and its tasks that ran */
	size_t bars;
	struct page_timelines closed;
};

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
	struct page_timeline *item = grow(all->item, all->count, sizeof(*item));

	if (!item)
		return NULL;
	all->item = item;
	return &item[all->count++];
}

static int add_bar(struct reader *r, const struct page_bar *bar)
{
	struct page_bar *bars = grow(r->bar, r->bars, sizeof(*bars));

	if (!bars)
		return -ENOMEM;
	r->bar = bars;
	bars[r->bars++] = *bar;
	return 0;
}

/* --- one sample --- */

static int close_sample(struct reader *r)
{
	struct page_timeline *kept;
	int rc = 0;

	if (r->now.tasks > 0 &&
	    count_cell(&r->closed, &r->now) < SAMPLES_MOST) {
		kept = add(&r->closed);
		if (!kept)
			return -ENOMEM;
		*kept = r->now;
		rc = page_timeline_make(kept, r->bar, r->bars);
	}
	r->now.tasks = r->bars = 0;
	return rc;
}

static int check_row(const struct task_row *row, struct error *why)
{
	if (row->end_ns > INT64_MAX || row->start_ns > INT64_MAX ||
	    (row->end_ns && row->end_ns < row->start_ns))
		return error_set(why, -EINVAL,
				 "end_ns: before the start, or too large");
	if (MAX(MAX(row->task, row->worker), row->lane) > UINT32_MAX)
		return error_set(why, -EINVAL, "a task, worker or lane of too "
					       "high a number");
	return 0;
}

static struct page_timeline sample_of(const struct task_row *row)
{
	struct page_timeline of = {
		.concurrency = row->concurrency,
		.round = row->round,
		.position = row->position,
	};

	memcpy(of.job, row->job, sizeof(of.job));
	memcpy(of.workload, row->workload, sizeof(of.workload));
	memcpy(of.model, row->model, sizeof(of.model));
	return of;
}

/* A task without an end never ran, and has no bar. */
static int take_row(void *user, struct error *why)
{
	struct reader *r = user;
	const struct task_row *row = &r->row;
	struct page_timeline of = sample_of(row);
	struct page_bar bar = {
		.start_ns = row->start_ns,
		.end_ns = row->end_ns,
		.task = (uint32_t)row->task,
		.worker = (uint32_t)row->worker,
		.lane = (uint32_t)row->lane,
		.tasks = 1,
		.failed = row->state != SAMPLE_OK,
	};
	int rc = check_row(row, why);

	if (rc == 0 && !same_sample(&r->now, &of))
		rc = close_sample(r);
	if (rc < 0)
		return rc;
	if (r->now.tasks == 0)
		r->now = of;
	r->now.tasks++;
	return row->end_ns ? add_bar(r, &bar) : 0;
}

/* --- all of them --- */

static int by_span(const void *a, const void *b)
{
	uint64_t x = (*(struct page_timeline *const *)a)->span_ns;
	uint64_t y = (*(struct page_timeline *const *)b)->span_ns;

	return (x > y) - (x < y);
}

/* Picks the median sample of the cell that `first` belongs to. Sets `samples`
 * in all samples of that cell, which marks them as done. */
static int pick(struct page_timelines *all, size_t first,
		struct page_timeline *picked)
{
	struct page_timeline **of = memory_new(all->count, sizeof(*of));
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

/* Makes a timeline for each cell, in order of their first rows. */
static int pick_all(struct reader *r, struct page_timelines *timelines)
{
	int rc = close_sample(r);

	for (size_t i = 0; i < r->closed.count && rc == 0; i++) {
		struct page_timeline *t;

		if (r->closed.item[i].samples > 0)
			continue;
		t = add(timelines);
		if (!t)
			return -ENOMEM;
		rc = pick(&r->closed, i, t);
		if (rc < 0)
			timelines->count--;
	}
	return rc;
}

int page_tasks_load(const char *path, struct page_timelines *timelines,
		    struct error *err)
{
	struct reader r = { 0 };
	int rc = csv_rows_load(path, &task_columns, (void *[]){ &r.row },
			       take_row, &r, err);

	if (rc == 0) {
		rc = pick_all(&r, timelines);
		if (rc < 0)
			error_set(err, rc, "cannot read '%s': %s", path,
				  strerror(-rc));
	}
	page_timelines_free(&r.closed);
	free(r.bar);
	return rc;
}
