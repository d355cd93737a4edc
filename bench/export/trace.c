/* trace.c - keeps one sample's tasks, and writes its events when the next one
 * begins.
 */
#include "bench/export/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/export/trace_events.h"
#include "bench/export/trace_waits.h"
#include "bench/record/save.h"
#include "runners/grow.h"

enum { WORKERS_SHOWN = 10000 };   /* in order; the others come later */

/* Numbers that a cell's workers and lanes got; 0: none yet. All tids of a file
 * differ, as they do in a kernel: some readers ask for no more. */
struct numbers {
	uint64_t *item;
	size_t count;
};

struct trace_cell {
	char job[96], model[32];
	uint64_t concurrency;
	uint64_t pid, samples_tid;
	struct numbers worker, lane, wait;
};

struct trace_task {
	uint64_t task, due_ns, start_ns, end_ns;
	uint64_t worker, lane;
	int state;
	char *error;              /* NULL: none */
};

struct trace {
	struct save *save;
	struct trace_cell *cell;
	size_t cells;
	uint64_t numbers;         /* given out */
	uint64_t origin_ns;       /* when the first sample began */
	bool any;                 /* event was written: a comma comes first */

	/* The current sample. */
	size_t now;
	uint64_t position, round, began_ns;
	struct trace_task *task;
	size_t tasks;
};

static const char head[] = "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [";

static int put_text(const void *text, FILE *out)
{
	fputs(text, out);
	return 0;
}

int trace_begin(struct trace **trace, const char *path, struct error *err)
{
	struct trace *t = calloc(1, sizeof(*t));
	int rc = t ? save_begin(&t->save, path, err)
		   : error_set(err, -ENOMEM, "out of memory");

	*trace = NULL;
	if (rc == 0) {
		rc = save_append(t->save, put_text, head, err);
		if (rc < 0)
			save_end(t->save, false, NULL);
	}
	if (rc < 0)
		free(t);
	else
		*trace = t;
	return rc;
}

/* --- numbers and names --- */

static int make_room(struct numbers *n, uint64_t index)
{
	while (n->count <= index) {
		uint64_t *item = grow(n->item, n->count, sizeof(*item));

		if (!item)
			return -ENOMEM;
		n->item = item;
		n->item[n->count++] = 0;
	}
	return 0;
}

/* Cells in the order in which they ran first, workers by their numbers. */
static uint64_t order_of(const struct trace *t, uint64_t worker)
{
	return t->now * WORKERS_SHOWN + worker;
}

static void name_process(struct trace *t, FILE *out, uint64_t pid,
			 const char *what, uint64_t order)
{
	const struct trace_cell *c = &t->cell[t->now];
	char name[200];

	snprintf(name, sizeof(name), "%s, %s, K %" PRIu64 "%s", c->job,
		 c->model, c->concurrency, what);
	trace_put_name(out, &t->any, "process", pid, pid, name);
	trace_put_order(out, &t->any, "process", pid, pid, order);
}

static uint64_t name_thread(struct trace *t, FILE *out, uint64_t pid,
			    const char *name, uint64_t order)
{
	uint64_t tid = ++t->numbers;

	trace_put_name(out, &t->any, "thread", pid, tid, name);
	trace_put_order(out, &t->any, "thread", pid, tid, order);
	return tid;
}

static void name_cell(struct trace *t, FILE *out)
{
	struct trace_cell *c = &t->cell[t->now];

	if (c->pid)
		return;
	c->pid = ++t->numbers;
	name_process(t, out, c->pid, "", order_of(t, 0));
	c->samples_tid = name_thread(t, out, c->pid, "samples", 0);
}

/* The worker's pid and the lane's tid. */
static int number(struct trace *t, FILE *out, const struct trace_task *task,
		  uint64_t *pid, uint64_t *tid)
{
	struct trace_cell *c = &t->cell[t->now];
	char text[40];

	if (make_room(&c->worker, task->worker) < 0 ||
	    make_room(&c->lane, task->lane) < 0)
		return -ENOMEM;
	if (!c->worker.item[task->worker]) {
		c->worker.item[task->worker] = ++t->numbers;
		snprintf(text, sizeof(text), ": worker %" PRIu64,
			 task->worker);
		name_process(t, out, c->worker.item[task->worker], text,
			     order_of(t, task->worker + 1));
	}
	*pid = c->worker.item[task->worker];
	if (!c->lane.item[task->lane]) {
		snprintf(text, sizeof(text), "lane %" PRIu64, task->lane);
		c->lane.item[task->lane] =
			name_thread(t, out, *pid, text, task->lane);
	}
	*tid = c->lane.item[task->lane];
	return 0;
}

/* --- a sample's events --- */

static uint64_t at(const struct trace *t, uint64_t ns)
{
	return t->began_ns - t->origin_ns + ns;
}

static int put_task(struct trace *t, FILE *out, const struct trace_task *task)
{
	struct trace_slice slice = { .ns = at(t, task->start_ns),
				     .category = "task",
				     .state = columns_states[task->state],
				     .error = task->error };
	int rc = number(t, out, task, &slice.pid, &slice.tid);

	if (rc < 0)
		return rc;
	snprintf(slice.name, sizeof(slice.name), "task %" PRIu64, task->task);
	slice.instant = task->end_ns < task->start_ns;
	slice.took_ns = slice.instant ? 0 : task->end_ns - task->start_ns;
	return trace_put_slice(out, &t->any, &slice);
}

static bool is_open_loop(const struct trace *t)
{
	for (size_t i = 0; i < t->tasks; i++)
		if (t->task[i].due_ns)
			return true;
	return false;
}

static int put_wait(struct trace *t, FILE *out, const struct trace_task *task,
		    size_t track)
{
	struct trace_cell *c = &t->cell[t->now];
	struct trace_slice slice = { .pid = c->pid,
				     .ns = at(t, task->due_ns),
				     .took_ns = task->start_ns - task->due_ns,
				     .category = "wait" };
	char text[40];

	if (make_room(&c->wait, track) < 0)
		return -ENOMEM;
	if (!c->wait.item[track]) {
		snprintf(text, sizeof(text), "due %zu", track);
		c->wait.item[track] =
			name_thread(t, out, c->pid, text, track + 1);
	}
	slice.tid = c->wait.item[track];
	snprintf(slice.name, sizeof(slice.name), "task %" PRIu64 " is due",
		 task->task);
	return trace_put_slice(out, &t->any, &slice);
}

static int put_waits(struct trace *t, FILE *out)
{
	struct trace_waits waits = { 0 };
	int rc = 0;

	for (size_t i = 0; i < t->tasks && rc == 0; i++) {
		const struct trace_task *task = &t->task[i];
		size_t track;

		if (task->start_ns <= task->due_ns)
			continue;
		rc = trace_waits_place(&waits, task->due_ns, task->start_ns,
				       &track);
		if (rc == 0)
			rc = put_wait(t, out, task, track);
	}
	trace_waits_free(&waits);
	return rc;
}

static int put_counter(struct trace *t, FILE *out)
{
	struct trace_change *change = calloc(2 * t->tasks, sizeof(*change));
	size_t n = 0;
	int64_t in_flight = 0;

	if (!change)
		return -ENOMEM;
	for (size_t i = 0; i < t->tasks; i++) {
		const struct trace_task *task = &t->task[i];

		if (task->end_ns < task->start_ns)
			continue;
		change[n++] = (struct trace_change){ task->start_ns, 1 };
		change[n++] = (struct trace_change){ task->end_ns, -1 };
	}
	trace_changes_sort(change, n);
	for (size_t i = 0; i < n; i++) {
		in_flight += change[i].by;
		if (i + 1 == n || change[i + 1].ns != change[i].ns)
			trace_put_counter(out, &t->any, t->cell[t->now].pid,
					  at(t, change[i].ns), in_flight);
	}
	free(change);
	return 0;
}

static int put_round(struct trace *t, FILE *out)
{
	struct trace_slice slice = { .pid = t->cell[t->now].pid,
				     .tid = t->cell[t->now].samples_tid,
				     .ns = at(t, 0),
				     .category = "sample" };

	for (size_t i = 0; i < t->tasks; i++)
		if (t->task[i].end_ns > slice.took_ns)
			slice.took_ns = t->task[i].end_ns;
	snprintf(slice.name, sizeof(slice.name), "round %" PRIu64, t->round);
	return trace_put_slice(out, &t->any, &slice);
}

static int put_sample(const void *subject, FILE *out)
{
	struct trace *t = *(struct trace *const *)subject;
	int rc;

	name_cell(t, out);
	rc = put_round(t, out);
	for (size_t i = 0; i < t->tasks && rc == 0; i++)
		rc = put_task(t, out, &t->task[i]);
	if (rc == 0)
		rc = put_counter(t, out);
	return rc == 0 && is_open_loop(t) ? put_waits(t, out) : rc;
}

/* --- from sample to sample --- */

static void drop_sample(struct trace *t)
{
	for (size_t i = 0; i < t->tasks; i++)
		free(t->task[i].error);
	free(t->task);
	t->task = NULL;
	t->tasks = 0;
}

static int close_sample(struct trace *t, struct error *err)
{
	int rc = t->tasks ? save_append(t->save, put_sample, &t, err) : 0;

	drop_sample(t);
	return rc;
}

static bool is_cell(const struct trace_cell *c, const struct task_row *row)
{
	return c->concurrency == row->concurrency &&
	       !strcmp(c->job, row->job) && !strcmp(c->model, row->model);
}

static int find_cell(struct trace *t, const struct task_row *row)
{
	struct trace_cell *c;

	for (t->now = 0; t->now < t->cells; t->now++)
		if (is_cell(&t->cell[t->now], row))
			return 0;
	c = grow(t->cell, t->cells, sizeof(*c));
	if (!c)
		return -ENOMEM;
	t->cell = c;
	c += t->cells++;
	*c = (struct trace_cell){ .concurrency = row->concurrency };
	snprintf(c->job, sizeof(c->job), "%s", row->job);
	snprintf(c->model, sizeof(c->model), "%s", row->model);
	return 0;
}

static int add_task(struct trace *t, const struct task_row *row)
{
	struct trace_task *task = grow(t->task, t->tasks, sizeof(*task));

	if (!task)
		return -ENOMEM;
	t->task = task;
	task += t->tasks;
	*task = (struct trace_task){
		.task = row->task,     .due_ns = row->due_ns,
		.start_ns = row->start_ns, .end_ns = row->end_ns,
		.worker = row->worker, .lane = row->lane,
		.state = row->state,
	};
	if (*row->error && !(task->error = strdup(row->error)))
		return -ENOMEM;
	t->tasks++;
	return 0;
}

int trace_add(struct trace *t, const struct task_row *row, uint64_t began_ns,
	      struct error *err)
{
	int rc = 0;

	if (t->position != row->position) {
		rc = close_sample(t, err);
		if (rc == 0 && find_cell(t, row) < 0)
			rc = error_set(err, -ENOMEM, "out of memory");
		if (!t->position)
			t->origin_ns = began_ns;
		t->position = row->position;
		t->round = row->round;
		t->began_ns = began_ns;
	}
	/* It never began. */
	if (rc < 0 || (!row->start_ns && !row->end_ns))
		return rc;
	return add_task(t, row) < 0 ? error_set(err, -ENOMEM, "out of memory")
				    : 0;
}

int trace_end(struct trace *t, bool keep, struct error *err)
{
	struct error later;
	int rc = 0, ended;

	if (keep)
		rc = close_sample(t, err);
	if (keep && rc == 0)
		rc = save_append(t->save, put_text, "\n]}\n", err);
	ended = save_end(t->save, keep && rc == 0, rc < 0 ? &later : err);
	drop_sample(t);
	for (size_t i = 0; i < t->cells; i++) {
		free(t->cell[i].worker.item);
		free(t->cell[i].lane.item);
		free(t->cell[i].wait.item);
	}
	free(t->cell);
	free(t);
	return rc < 0 ? rc : ended;
}
