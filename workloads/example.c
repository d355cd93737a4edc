/* example.c - a workload outside of simul: task x walks from x down to 1,
 * halving even numbers and tripling odd ones plus 1, and waits after each
 * step. Its value is the number of steps.
 *
 * It is compiled by itself and loaded when it is named:
 *
 *   cc -O2 -shared -fPIC -I SIMUL -o example.so example.c
 *   simul run ./example.so -m all --pause 1ms
 */
#include "runners/plugin.h"

/* What the options set. Every task sees it; none may change it. */
struct walk {
	uint64_t pause_ns;
};

/* One row per option: its name, what the help calls its value, the kind of
 * value, the field it sets, its default, its maximum (in the field's unit),
 * whether '1ms,2ms' means a table for each, and the help. { 0 } ends the
 * table. */
static const struct option_row options[] = {
	{ .name = "pause", .argument = "TIME", .kind = OPTION_DURATION,
	  .offset = offsetof(struct walk, pause_ns), .preset = "1ms",
	  .most = 60e9, .listed = true, .help = "after each step" },
	{ 0 }
};

/* A number and the next one, which both the body and the answer need. */
static uint64_t next(uint64_t n)
{
	return n % 2 ? 3 * n + 1 : n / 2;
}

/* What a task does. It waits only by io_ calls (runners/io.h), so that each
 * model can do so in its own way, and returns their errors. */
static int walk_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct walk *p = params;
	int rc = 0;

	for (uint64_t n = task + 1; n != 1 && rc == 0; n = next(n)) {
		v->number++;                    /* v is zero at first */
		rc = io_sleep(io, p->pause_ns); /* here others may run */
	}
	return rc;
}

/* The right value, against which each sample is checked. Not required: without
 * it the models must only agree with each other. */
static int walk_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	*right = (struct value){ 0 };
	for (uint64_t n = task + 1; n != 1; n = next(n))
		right->number++;
	return 0;
}

/* How long a task must wait under any model, for the ideal time. Not required
 * either. */
static uint64_t walk_waiting_ns(const void *params, size_t task)
{
	const struct walk *p = params;
	struct value steps;

	walk_answer(params, task, &steps);
	return (uint64_t)steps.number * p->pause_ns;
}

/* All of it; runners/workload.h has the members left out here. */
static int walk_waiting(const void *params, size_t task, uint64_t *ns)
{
	*ns = walk_waiting_ns(params, task);
	return 0;
}

static const struct workload walk = {
	.name = "walk",
	.summary = "3n + 1 from each number down to 1, waiting in between",
	.tasks = 50,
	.body = walk_body,
	.options = options,
	.params_size = sizeof(struct walk),
	.answer = walk_answer,
	.waiting = walk_waiting,
};

/* What simul looks for in the shared object. */
const struct simul_plugin simul_plugin = {
	.version = SIMUL_PLUGIN_VERSION,
	.workload = &walk,
};
