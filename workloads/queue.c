/* queue.c - producers put items into one queue, consumers take them.
 *
 * Tasks 0 to P-1 are the producers. The last one to end closes the queue; a
 * consumer ends when it is closed and empty. Which consumer takes what isn't
 * determined, so a consumer has no right answer; a check over all of them shows
 * that nothing was lost or taken twice.
 */
#include "runners/queue.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "runners/area.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/source.h"

extern const struct workload workload_queue;

struct params {
	uint64_t producers, consumers;
	uint64_t capacity;       /* 0: never full */
	uint64_t items, items_max;
	uint64_t wait_max_ns;
};

struct shared {
	_Atomic size_t producing;
	struct queue queue;
};

#define FIELD(field) .offset = offsetof(struct params, field)

static const char *const exactly[] = { "items", NULL };

static const struct option_row options[] = {
	{ .name = "producers", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(producers), .preset = "5",
	  .least = 1, .most = 10000, .listed = true,
	  .help = "tasks that put items into the queue" },
	{ .name = "consumers", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(consumers), .preset = "10",
	  .least = 1, .most = 10000, .listed = true,
	  .help = "tasks that take items out of it" },
	{ .name = "capacity", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(capacity), .preset = "0",
	  .most = 10000000, .listed = true,
	  .help = "items that the queue holds; 0: as many as come" },
	{ .name = "items-max", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(items_max), .preset = "10",
	  .most = 1000000, .listed = true, .idle_beside = exactly,
	  .help = "each producer puts a random number, 0 to N, of items" },
	{ .name = "items", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(items), .most = 1000000,
	  .listed = true,
	  .help = "each producer puts exactly N items instead" },
	{ .name = "wait-max", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(wait_max_ns), .preset = "0",
	  .most = 3600e9, .listed = true,
	  .help = "before each put and take, a random wait of at most this" },
	{ 0 }
};

static int pause_at_random(struct io *io, const struct params *p,
			   struct source *s)
{
	uint64_t ns = source_wait_ns(s, p->wait_max_ns);

	return ns ? io_sleep(io, ns) : 0;
}

static int produce(struct io *io, const struct params *p, size_t task,
		   struct queue *q, struct value *v)
{
	struct queue_item item;
	struct source s;
	int rc = 0;

	source_init(&s, task, p->items, p->items_max);
	while (rc == 0 && s.left) {
		rc = pause_at_random(io, p, &s);
		item = source_next(&s);
		v->number++;
		v->check += source_hash(&item);
		if (rc == 0)
			rc = queue_put(io, q, &item);
	}
	return rc;
}

/* The nanoseconds that its items were in the queue are bits 64 and up of its
 * number. */
static int consume(struct io *io, const struct params *p, size_t task,
		   struct queue *q, struct value *v)
{
	struct queue_item item;
	struct source s;
	int rc;

	source_init(&s, task, 0, 0);
	for (;;) {
		rc = pause_at_random(io, p, &s);
		if (rc == 0)
			rc = queue_get(io, q, &item);
		if (rc < 0)
			return rc == -EPIPE ? 0 : rc;
		v->number += (unsigned __int128)(clock_ns() - item.birth_ns)
			     << 64 | 1;
		v->check += source_hash(&item);
	}
}

static int queue_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct params *p = params;
	struct shared *s = io_shared(io);
	int rc;

	if (task >= p->producers)
		return consume(io, p, task, &s->queue, v);
	rc = produce(io, p, task, &s->queue, v);
	if (atomic_fetch_sub(&s->producing, 1) == 1)
		queue_close(io, &s->queue);
	return rc;
}

static int queue_answer(const void *params, size_t task, struct value *right)
{
	const struct params *p = params;
	struct queue_item item;
	struct source s;

	if (task >= p->producers)
		return -ENODATA;
	*right = (struct value){ 0 };
	source_init(&s, task, p->items, p->items_max);
	while (s.left) {
		source_wait_ns(&s, p->wait_max_ns);
		item = source_next(&s);
		right->number++;
		right->check += source_hash(&item);
	}
	return 0;
}

static size_t queue_tasks_of(const void *params)
{
	const struct params *p = params;

	return p->producers + p->consumers;
}

static uint64_t items_of_all(const struct params *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < p->producers; i++) {
		struct source s;

		source_init(&s, i, p->items, p->items_max);
		n += s.left;
	}
	return n;
}

static uint64_t room(const struct params *p)
{
	uint64_t all = MAX(items_of_all(p), UINT64_C(1));

	return p->capacity ? MIN(p->capacity, all) : all;
}

/* A queue that is never full blocks no producer, and producers come first: even
 * one lane finishes. Otherwise all producers may wait for a consumer. */
static size_t queue_lanes_least(const void *params, size_t tasks)
{
	const struct params *p = params;

	(void)tasks;
	return room(p) >= items_of_all(p) ? 1 : p->producers + 1;
}

static size_t queue_shared_bytes(const void *params, size_t tasks)
{
	return offsetof(struct shared, queue) + queue_bytes(room(params), tasks);
}

static int queue_shared_init(void *shared, const void *params, size_t tasks,
			     size_t lanes, struct error *err)
{
	const struct params *p = params;
	struct shared *s = shared;
	int rc = queue_init(&s->queue, room(p), tasks);

	(void)lanes;
	s->producing = p->producers;
	return rc < 0 ? error_set(err, rc, "cannot make a queue: %s",
				  strerror(-rc))
		      : 0;
}

static int queue_check(const void *params, const struct area *area,
		       struct error *err)
{
	const struct params *p = params;
	uint64_t count[2] = { 0 }, hash[2] = { 0 };

	for (size_t i = 0; i < area->tasks; i++) {
		const struct value *v = &area->slot[i].value;

		count[i >= p->producers] += (uint64_t)v->number;
		hash[i >= p->producers] += v->check;
	}
	if (count[0] != count[1])
		return error_set(err, -EPROTO,
				 "%ju items were put and %ju were taken",
				 (uintmax_t)count[0], (uintmax_t)count[1]);
	if (hash[0] != hash[1])
		return error_set(err, -EPROTO,
				 "the %ju items taken are not those that were "
				 "put",
				 (uintmax_t)count[0]);
	return 0;
}

static void queue_format(const struct value *v, char *buf, size_t size)
{
	uint64_t items = (uint64_t)v->number;
	uint64_t ns = (uint64_t)(v->number >> 64);
	char mean[UNITS_TEXT_SIZE];

	units_format_duration((double)ns / (double)MAX(items, UINT64_C(1)),
			      mean, sizeof(mean));
	snprintf(buf, size, "%ju items %016" PRIx64 "%s%s", (uintmax_t)items,
		 v->check, ns ? ", in the queue for " : "", ns ? mean : "");
}

static void queue_describe(const void *params, char *buf, size_t size)
{
	const struct params *p = params;
	char wait[UNITS_TEXT_SIZE], capacity[32] = "no end of";

	units_format_duration((double)p->wait_max_ns, wait, sizeof(wait));
	if (p->capacity)
		snprintf(capacity, sizeof(capacity), "%ju",
			 (uintmax_t)p->capacity);
	snprintf(buf, size, "%ju producers, %ju consumers, %ju items, room "
		 "for %s, waits up to %s",
		 (uintmax_t)p->producers, (uintmax_t)p->consumers,
		 (uintmax_t)items_of_all(p), capacity, wait);
}

const struct workload workload_queue = {
	.name = "queue",
	.summary = "producers and consumers around one queue",
	.tasks = 15,
	.body = queue_body,
	.options = options,
	.params_size = sizeof(struct params),
	.tasks_of = queue_tasks_of,
	.answer = queue_answer,
	.format = queue_format,
	.describe = queue_describe,
	.shared_bytes = queue_shared_bytes,
	.shared_init = queue_shared_init,
	.lanes_least = queue_lanes_least,
	.check = queue_check,
	.uses = USES_PARK,
};
