/* count.c - each task says One, waits, and says Two.
 *
 * Memory that all tasks share numbers the words in their order.
 * Where one worker holds all tasks at once, every One comes before any Two;
 * with more workers only the order within a task is certain.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>

#include "runners/area.h"
#include "runners/units.h"
#include "runners/workload.h"

extern const struct workload workload_count;

struct count {
	uint64_t pause_ns;
	double scale;
};

struct said {
	_Atomic uint64_t words;
	struct { uint64_t one, two; } at[];   /* of each task, from 1 */
};

#define FIELD(field) .offset = offsetof(struct count, field)

static const struct option_row options[] = {
	{ .name = "pause", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(pause_ns), .preset = "1s", .most = 86400e9, .listed = true,
	  .help = "between the two words" },
	{ .name = "scale", .argument = "F", .kind = OPTION_REAL, FIELD(scale),
	  .preset = "1", .least = 1e-6, .most = 1000,
	  .help = "a factor on all waits, and on thinking" },
	{ 0 }
};

static uint64_t count_waiting_ns(const void *params, size_t task)
{
	const struct count *p = params;

	(void)task;
	return (uint64_t)((double)p->pause_ns * p->scale);
}

static int count_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	struct said *said = io_shared(io);
	int rc;

	said->at[task].one = atomic_fetch_add(&said->words, 1) + 1;
	rc = io_sleep(io, count_waiting_ns(params, task));
	if (rc < 0)
		return rc;
	said->at[task].two = atomic_fetch_add(&said->words, 1) + 1;
	v->number = 2;
	return 0;
}

static int count_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	(void)task;
	*right = (struct value){ .number = 2 };
	return 0;
}

static size_t count_shared_bytes(const void *params, size_t tasks)
{
	struct said *said = NULL;

	(void)params;
	return sizeof(*said) + tasks * sizeof(said->at[0]);
}

static int count_check(const void *params, const struct area *area,
		       struct error *err)
{
	const struct said *said = area->shared;
	bool together = area->workers == 1 && area->lanes >= area->tasks &&
			!area->due_ns;

	(void)params;
	for (size_t i = 0; i < area->tasks; i++) {
		uint64_t one = said->at[i].one, two = said->at[i].two;

		if (!one || two <= one || two > 2 * area->tasks)
			return error_set(err, -EPROTO,
					 "task %zu said One as word %ju and "
					 "Two as word %ju",
					 i, (uintmax_t)one, (uintmax_t)two);
		if (together && two <= area->tasks)
			return error_set(err, -EPROTO,
					 "task %zu said Two before every task "
					 "had said One",
					 i);
	}
	return 0;
}

static void count_describe(const void *params, char *buf, size_t size)
{
	char time[UNITS_TEXT_SIZE];

	units_format_duration((double)count_waiting_ns(params, 0), time,
			      sizeof(time));
	snprintf(buf, size, "One, %s, Two", time);
}

static int count_waiting(const void *params, size_t task, uint64_t *ns)
{
	*ns = count_waiting_ns(params, task);
	return 0;
}

const struct workload workload_count = {
	.name = "count",
	.summary = "say One, wait, say Two: in which order",
	.tasks = 3,
	.counted = "all of its tasks are to say One before any says Two",
	.body = count_body,
	.options = options,
	.params_size = sizeof(struct count),
	.answer = count_answer,
	.waiting = count_waiting,
	.shared_bytes = count_shared_bytes,
	.check = count_check,
	.describe = count_describe,
};
