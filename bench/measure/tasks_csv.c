/* tasks_csv.c - from slots to rows. */
#include "bench/measure/tasks_csv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure/tally.h"
#include "bench/record/csv.h"
#include "runners/macros.h"

static const char header[] =
	"schema,job,workload,model,concurrency,round,position,task,worker,lane,"
	"order,due_ns,start_ns,end_ns,state,value,error\r\n";

int tasks_csv_begin(struct save **file, const char *path, struct error *err)
{
	int rc = save_begin(file, path, err);

	if (rc < 0)
		return rc;
	rc = save_append(*file, header, strlen(header), err);
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

/* order[i]: the how-manieth to end task i was, from 1; 0: it didn't. */
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

static const char *state_name(unsigned char state)
{
	static const char *const names[] = {
		[TASK_PENDING] = "cancelled",
		[TASK_OK] = "ok",
		[TASK_FAILED] = "failed",
		[TASK_CANCELLED] = "cancelled",
	};

	return names[state];
}

static const char *reason_of(const struct area *area, const struct slot *slot)
{
	return slot->failure ? area->failure[slot->failure - 1].reason : "";
}

static void put_task(FILE *out, const struct subject *s,
		     const struct area *area, size_t i, uint64_t order)
{
	const struct slot *slot = &area->slot[i];
	char value[96] = "";

	if (area->state[i] == TASK_OK)
		tally_format(s->job->workload, &slot->value, value,
			     sizeof(value));
	fprintf(out,
		"%zu,%zu,%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
		",%" PRIu64 ",%s,",
		i, worker_of_lane(area, slot->lane), slot->lane, order,
		slot->due_ns, slot->start_ns, slot->end_ns,
		state_name(area->state[i]));
	csv_put_field(out, value);
	fputc(',', out);
	csv_put_field(out, reason_of(area, slot));
	fputs("\r\n", out);
}

static void put_sample(FILE *out, const struct subject *s,
		       const struct sample *sample, const struct area *area,
		       const uint64_t *order)
{
	for (size_t i = 0; i < area->tasks; i++) {
		fprintf(out, "%d,", RESULTS_SCHEMA);
		csv_put_field(out, s->job->name);
		fprintf(out, ",%s,%s,%zu,%" PRIu64 ",%" PRIu64 ",",
			s->job->workload->name, s->model->name,
			s->concurrency, sample->round, sample->position);
		put_task(out, s, area, i, order[i]);
	}
}

int tasks_csv_append(struct save *file, const struct subject *subject,
		     const struct sample *sample, const struct area *area,
		     struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	uint64_t *order = order_of(area);
	int rc = out && order ? 0 : -ENOMEM;

	if (rc == 0)
		put_sample(out, subject, sample, area, order);
	if (out && fclose(out) != 0)
		rc = -ENOMEM;
	if (rc == 0)
		rc = save_append(file, text, size, err);
	else
		error_set(err, rc, "out of memory for the rows of tasks");
	free(order);
	free(text);
	return rc;
}
