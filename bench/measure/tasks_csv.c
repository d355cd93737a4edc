/* tasks_csv.c - from slots to rows. */
#include "bench/measure/tasks_csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/measure/tally.h"
#include "bench/record/csv_rows.h"
#include "bench/record/task_columns.h"

static int put_header(const void *subject, FILE *out)
{
	(void)subject;
	csv_rows_put_header(out, &task_columns);
	return 0;
}

int tasks_csv_begin(struct save **file, const char *path, struct error *err)
{
	int rc = save_begin(file, path, err);

	if (rc < 0)
		return rc;
	rc = save_append(*file, put_header, NULL, err);
	if (rc < 0) {
		save_end(*file, false, NULL);
		*file = NULL;
	}
	return rc;
}

struct ended {
	uint64_t end_ns;
	size_t task;
};

static int by_end(const void *a, const void *b)
{
	const struct ended *x = a, *y = b;

	if (x->end_ns != y->end_ns)
		return x->end_ns < y->end_ns ? -1 : 1;
	return x->task < y->task ? -1 : x->task > y->task;
}

/* order[i]: the rank of task i by its end, from 1; 0: it didn't end. */
static uint64_t *order_of(const struct area *area)
{
	struct ended *ended = calloc(area->tasks, sizeof(*ended));
	uint64_t *order = calloc(area->tasks, sizeof(*order));
	size_t n = 0;

	for (size_t i = 0; ended && order && i < area->tasks; i++)
		if (area->slot[i].end_ns)
			ended[n++] = (struct ended){ area->slot[i].end_ns, i };
	if (n)
		qsort(ended, n, sizeof(*ended), by_end);
	for (size_t i = 0; i < n; i++)
		order[ended[i].task] = i + 1;
	free(ended);
	return order;
}

static const enum sample_state states[] = {
	[TASK_PENDING] = SAMPLE_CANCELLED,
	[TASK_OK] = SAMPLE_OK,
	[TASK_FAILED] = SAMPLE_FAILED,
	[TASK_CANCELLED] = SAMPLE_CANCELLED,
};

static const char *reason_of(const struct area *area, const struct slot *slot)
{
	return slot->failure ? area->failure[slot->failure - 1].reason : "";
}

/* What a sample's rows are made of. */
struct rows {
	const struct subject *subject;
	const struct sample *sample;
	const struct area *area;
	uint64_t *order;
};

static void fill_cell(const struct rows *rows, struct task_row *row)
{
	const struct job *job = rows->subject->job;

	row->schema = TASKS_SCHEMA;
	snprintf(row->job, sizeof(row->job), "%s", job->name);
	snprintf(row->workload, sizeof(row->workload), "%s",
		 job->workload->name);
	snprintf(row->model, sizeof(row->model), "%s",
		 rows->subject->model->name);
	row->concurrency = rows->subject->concurrency;
	row->round = rows->sample->round;
	row->position = rows->sample->position;
}

static void fill_task(const struct rows *rows, size_t i, struct task_row *row)
{
	const struct area *area = rows->area;
	const struct slot *slot = &area->slot[i];

	row->task = i;
	row->worker = worker_of_lane(area, slot->lane);
	row->lane = slot->lane;
	row->order = rows->order[i];
	row->due_ns = slot->due_ns;
	row->start_ns = slot->start_ns;
	row->end_ns = slot->end_ns;
	row->state = states[area->state[i]];
	row->value[0] = '\0';
	if (area->state[i] == TASK_OK)
		tally_format(rows->subject->job->workload, &slot->value,
			     row->value, sizeof(row->value));
	snprintf(row->error, sizeof(row->error), "%s", reason_of(area, slot));
}

static int each(const struct rows *rows, tasks_call *call, void *user)
{
	struct task_row row = { 0 };
	int rc = 0;

	fill_cell(rows, &row);
	for (size_t i = 0; i < rows->area->tasks && rc == 0; i++) {
		/* The time was up before it began. */
		if (rows->area->state[i] == TASK_PENDING &&
		    area_time_is_up(rows->area))
			continue;
		fill_task(rows, i, &row);
		rc = call(user, &row);
	}
	return rc;
}

static int put_task(void *out, const struct task_row *row)
{
	csv_rows_put(out, &task_columns, (const void *[]){ row });
	return 0;
}

static int put_tasks(const void *subject, FILE *out)
{
	return each(subject, put_task, out);
}

int tasks_csv_append(struct save *file, const struct subject *subject,
		     const struct sample *sample, const struct area *area,
		     struct error *err)
{
	struct rows rows = { subject, sample, area, order_of(area) };
	int rc;

	if (!rows.order)
		return error_set(err, -ENOMEM,
				 "out of memory for the rows of tasks");
	rc = save_append(file, put_tasks, &rows, err);
	free(rows.order);
	return rc;
}

int tasks_each(const struct subject *subject, const struct sample *sample,
	       const struct area *area, tasks_call *call, void *user)
{
	struct rows rows = { subject, sample, area, order_of(area) };
	int rc = rows.order ? each(&rows, call, user) : -ENOMEM;

	free(rows.order);
	return rc;
}
