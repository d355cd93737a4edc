/* null.c - a task that returns at once: it measures the model itself. */
#include "runners/workload.h"

extern const struct workload workload_null;

static int null_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	(void)io;
	(void)params;
	(void)task;
	(void)v;
	return 0;
}

static int null_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	(void)task;
	*right = (struct value){ 0 };
	return 0;
}

static int null_waiting(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	(void)task;
	*ns = 0;
	return 0;
}

const struct workload workload_null = {
	.name = "null",
	.summary = "tasks that return at once: what a model itself costs",
	.tasks = 1000000,
	.body = null_body,
	.answer = null_answer,
	.waiting = null_waiting,
	.unstamped = true,
};
