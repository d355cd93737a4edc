/* makerandom.c - a task draws until it has more than its threshold.
 *
 * Task x (modulo 3) draws 0..10, stops above 9, 8 or 7, and waits 1, 2 or 3 s
 * after each miss. Every task has a generator of its own, so it draws the same
 * under every model; draws from a shared one would depend on the order.
 */
#include <stdio.h>

#include "runners/clock.h"
#include "runners/random.h"
#include "runners/workload.h"

extern const struct workload workload_makerandom;

struct makerandom {
	uint64_t seed;
	double scale;
};

#define FIELD(field) .offset = offsetof(struct makerandom, field)

static const struct option_row options[] = {
	{ .name = "draw-seed", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(seed), .preset = "444", .listed = true,
	  .help = "of the generators: task x has N times x + 1" },
	{ .name = "scale", .argument = "F", .kind = OPTION_REAL, FIELD(scale),
	  .preset = "1", .least = 1e-6, .most = 1000,
	  .help = "a factor on all waits, and on thinking" },
	{ 0 }
};

static uint64_t seed_of(const struct makerandom *p, size_t task)
{
	return p->seed * (task + 1);
}

/* Draws once; true for a miss. */
static bool misses(struct random *r, size_t task, struct value *v)
{
	v->number = random_below(r, 11);
	v->check++;
	return v->number <= 9 - task % 3;
}

static uint64_t pause_ns(const struct makerandom *p, size_t task)
{
	return (uint64_t)((double)((task % 3 + 1) * NS_PER_S) * p->scale);
}

static int makerandom_body(struct io *io, const void *params, size_t task,
			   struct value *v)
{
	const struct makerandom *p = params;
	struct random r;
	int rc = 0;

	random_init(&r, seed_of(p, task));
	while (rc == 0 && misses(&r, task, v))
		rc = io_sleep(io, pause_ns(p, task));
	return rc;
}

static int makerandom_answer(const void *params, size_t task,
			     struct value *right)
{
	const struct makerandom *p = params;
	struct random r;

	*right = (struct value){ 0 };
	random_init(&r, seed_of(p, task));
	while (misses(&r, task, right))
		;
	return 0;
}

static void makerandom_format(const struct value *v, char *buf, size_t size)
{
	snprintf(buf, size, "%u, draw %ju", (unsigned)v->number,
		 (uintmax_t)v->check);
}

static void makerandom_describe(const void *params, char *buf, size_t size)
{
	const struct makerandom *p = params;

	snprintf(buf, size, "seed %ju, times %g", (uintmax_t)p->seed,
		 p->scale);
}

static int makerandom_waiting(const void *params, size_t task, uint64_t *ns)
{
	struct value v;

	makerandom_answer(params, task, &v);
	*ns = (v.check - 1) * pause_ns(params, task);
	return 0;
}

const struct workload workload_makerandom = {
	.name = "makerandom",
	.summary = "draw at random until it is enough, wait after each miss",
	.tasks = 3,
	.body = makerandom_body,
	.options = options,
	.params_size = sizeof(struct makerandom),
	.answer = makerandom_answer,
	.waiting = makerandom_waiting,
	.format = makerandom_format,
	.describe = makerandom_describe,
};
