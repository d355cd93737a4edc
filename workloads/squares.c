/* squares.c - pure computing: task x sums i*i for 0 <= i < base + x. */
#include <stdio.h>

#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/squares_kernel.h"

extern const struct workload workload_squares;

struct squares {
	uint64_t base;
};

static const struct option_row options[] = {
	{ .name = "base", .argument = "N", .kind = OPTION_COUNT,
	  .offset = offsetof(struct squares, base), .preset = "5000000",
	  .least = 0, .most = 4000000000, .listed = true,
	  .help = "task x sums i*i for 0 <= i < N + x" },
	{ 0 }
};

struct sum {
	uint64_t n;
	unsigned __int128 sum;
};

static void add_up(void *arg)
{
	struct sum *s = arg;

	s->sum = squares_sum(s->n);
}

static int squares_body(struct io *io, const void *params, size_t task,
			struct value *v)
{
	const struct squares *p = params;
	struct sum s = { .n = p->base + task };
	int rc = io_compute(io, add_up, &s);

	v->number = s.sum;
	return rc;
}

static int squares_answer(const void *params, size_t task, struct value *right)
{
	const struct squares *p = params;

	*right = (struct value){ squares_closed_form(p->base + task), 0 };
	return 0;
}

static int squares_waiting(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	(void)task;
	*ns = 0;
	return 0;
}

static void squares_describe(const void *params, char *buf, size_t size)
{
	const struct squares *p = params;

	snprintf(buf, size, "sums of i*i for i < %ju + x", (uintmax_t)p->base);
}

const struct workload workload_squares = {
	.name = "squares",
	.summary = "exact sums of squares: computing, never waiting",
	.tasks = 20,
	.body = squares_body,
	.options = options,
	.params_size = sizeof(struct squares),
	.answer = squares_answer,
	.waiting = squares_waiting,
	.describe = squares_describe,
	.uses = USES_COMPUTE,
};
