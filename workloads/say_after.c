/* say_after.c - one task waits twice, one after the other.
 *
 * Inside a task waits add up, under every model: calling two things one after
 * the other is not doing them at the same time.
 */
#include <stdio.h>

#include "runners/units.h"
#include "runners/workload.h"

extern const struct workload workload_say_after;

struct say_after {
	uint64_t first_ns, second_ns;
	double scale;
};

#define FIELD(field) .offset = offsetof(struct say_after, field)

static const struct option_row options[] = {
	{ .name = "first", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(first_ns), .preset = "1s", .most = 86400e9, .listed = true,
	  .help = "how long 'hello' takes" },
	{ .name = "second", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(second_ns), .preset = "2s", .most = 86400e9, .listed = true,
	  .help = "how long 'world' takes, after that" },
	{ .name = "scale", .argument = "F", .kind = OPTION_REAL, FIELD(scale),
	  .preset = "1", .least = 1e-6, .most = 1000,
	  .help = "a factor on all waits, and on thinking" },
	{ 0 }
};

static int say(struct io *io, uint64_t after_ns, double scale, struct value *v)
{
	v->number++;
	return io_sleep(io, (uint64_t)((double)after_ns * scale));
}

static int say_after_body(struct io *io, const void *params, size_t task,
			  struct value *v)
{
	const struct say_after *p = params;
	int rc = say(io, p->first_ns, p->scale, v);

	(void)task;
	return rc < 0 ? rc : say(io, p->second_ns, p->scale, v);
}

static int say_after_answer(const void *params, size_t task,
			    struct value *right)
{
	(void)params;
	(void)task;
	*right = (struct value){ .number = 2 };
	return 0;
}

static void say_after_describe(const void *params, char *buf, size_t size)
{
	const struct say_after *p = params;
	char first[UNITS_TEXT_SIZE], second[UNITS_TEXT_SIZE];

	units_format_duration((double)p->first_ns * p->scale, first,
			      sizeof(first));
	units_format_duration((double)p->second_ns * p->scale, second,
			      sizeof(second));
	snprintf(buf, size, "%s, then %s", first, second);
}

static int say_after_waiting(const void *params, size_t task, uint64_t *ns)
{
	const struct say_after *p = params;

	(void)task;
	*ns = (uint64_t)((double)p->first_ns * p->scale) +
	      (uint64_t)((double)p->second_ns * p->scale);
	return 0;
}

const struct workload workload_say_after = {
	.name = "say-after",
	.summary = "two waits in sequence: no model overlaps them",
	.tasks = 1,
	.body = say_after_body,
	.options = options,
	.params_size = sizeof(struct say_after),
	.answer = say_after_answer,
	.waiting = say_after_waiting,
	.describe = say_after_describe,
};
