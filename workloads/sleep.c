/* sleep.c - task x waits for the x-th of some durations: nothing but waiting.
 */
#include <errno.h>
#include <stdio.h>

#include "runners/clock.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/numbers.h"

extern const struct workload workload_sleep;

#define LONGEST_NS (24 * 3600 * NS_PER_S)

struct sleeping {
	char *durations;
	double scale;
	struct numbers ns;       /* parsed, by prepare */
};

#define FIELD(field) .offset = offsetof(struct sleeping, field)

static const struct option_row options[] = {
	{ .name = "durations", .argument = "TIMES", .kind = OPTION_TEXT,
	  FIELD(durations), .preset = "1s,2s,4s",
	  .help = "what the tasks wait, in turn" },
	{ .name = "scale", .argument = "F", .kind = OPTION_REAL, FIELD(scale),
	  .preset = "1", .least = 1e-6, .most = 1000,
	  .help = "a factor on all waits, and on thinking" },
	{ 0 }
};

static int sleep_prepare(void *params, const struct setting *setting,
			 struct error *err)
{
	struct sleeping *p = params;

	(void)setting;
	return numbers_add(&p->ns, "durations", p->durations,
			   units_parse_duration, LONGEST_NS, err);
}

static void sleep_release(void *params)
{
	struct sleeping *p = params;

	numbers_free(&p->ns);
}

static uint64_t sleep_waiting_ns(const void *params, size_t task)
{
	const struct sleeping *p = params;

	return (uint64_t)((double)numbers_nth(&p->ns, task) * p->scale);
}

static int sleep_answer(const void *params, size_t task, struct value *right)
{
	*right = (struct value){ sleep_waiting_ns(params, task), task };
	return 0;
}

static int sleep_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	*v = (struct value){ sleep_waiting_ns(params, task), task };
	return io_sleep(io, (uint64_t)v->number);
}

static void sleep_format(const struct value *v, char *buf, size_t size)
{
	char time[UNITS_TEXT_SIZE];

	units_format_duration((double)v->number, time, sizeof(time));
	snprintf(buf, size, "task %ju: %s", (uintmax_t)v->check, time);
}

static void sleep_describe(const void *params, char *buf, size_t size)
{
	const struct sleeping *p = params;

	snprintf(buf, size, "%.100s, times %g", p->durations, p->scale);
}

static int sleep_waiting(const void *params, size_t task, uint64_t *ns)
{
	const struct sleeping *p = params;

	/* A gate asks before anything is prepared. */
	if (!p->ns.count)
		return -ENODATA;
	*ns = sleep_waiting_ns(params, task);
	return 0;
}

const struct workload workload_sleep = {
	.name = "sleep",
	.summary = "waits of given lengths: nothing but waiting",
	.tasks = 3,
	.body = sleep_body,
	.options = options,
	.params_size = sizeof(struct sleeping),
	.prepare = sleep_prepare,
	.release = sleep_release,
	.answer = sleep_answer,
	.waiting = sleep_waiting,
	.format = sleep_format,
	.describe = sleep_describe,
};
