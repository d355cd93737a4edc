/* test_queue.c - first in, first out; nothing lost, nothing taken twice. */
#include "tests/scenes.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "bench/plan/job_check.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/queue.h"
#include "workloads/source.h"

#ifdef __SANITIZE_THREAD__
enum { MILLION = 50000 };
#else
enum { MILLION = 1000000 };
#endif

/* --- the workload --- */

static uint64_t items_of(const struct area *area, size_t first, size_t count)
{
	uint64_t n = 0;

	for (size_t i = first; i < first + count; i++)
		n += (uint64_t)area->slot[i].value.number;
	return n;
}

/* Five producers draw so many items each, ten consumers take all of them; 0:
 * as many as are drawn by default. Not under serial where the queue may be
 * full, which would be a deadlock. */
static const struct taken {
	const char *keys;
	uint64_t each;
	size_t lanes;
	bool serial;
	uint64_t items;
} taken[] = {
	{ "", 0, 15, true, 38 },
	{ "", 0, 5, true, 38 },
	{ "", 0, 1, true, 38 },
	{ "wait-max=3ms", 0, 15, true, 38 },
	{ "wait-max=3ms capacity=2", 0, 15, false, 38 },
	{ "items-max=0", 0, 15, true, 0 },
	{ "items-max=0 capacity=3", 0, 6, false, 0 },
	/* One lane more than producers is enough. */
	{ "capacity=1", 50, 6, false, 250 },
	{ "capacity=0", MILLION / 5, 15, false, MILLION },
	/* A wake of another processor for each item: that takes its time. */
	{ "capacity=7", MILLION / 100, 15, false, MILLION / 20 },
	{ "capacity=1", MILLION / 200, 15, false, MILLION / 40 },
};

static void check_taken_once(const struct taken *t)
{
	struct lab lab;
	char keys[128], items[32] = "";

	if (t->each)
		snprintf(items, sizeof(items), "items=%ju",
			 (uintmax_t)t->each);
	snprintf(keys, sizeof(keys), "workload=queue deadline=100s %s %s",
		 t->keys, items);
	lab_init(&lab, keys);
	for (size_t m = !t->serial; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, t->lanes);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s: %s", keys,
			     models[m].name, s->reason);
		cr_assert_eq(s->tasks_ok, 15);
		cr_assert_eq(items_of(lab.area, 0, 5), t->items, "%s: %s",
			     keys, models[m].name);
		cr_assert_eq(items_of(lab.area, 5, 10), t->items, "%s: %s",
			     keys, models[m].name);
	}
	lab_term(&lab);
}

Test(queue, every_item_is_taken_once)
{
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		check_taken_once(&taken[i]);
}

Test(queue, too_few_lanes_are_a_deadlock_on_a_full_queue)
{
	struct lab lab;

	lab_init(&lab, "workload=queue items=50 capacity=1 deadline=30s");
	for (size_t m = 1; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 5);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert(strstr(s->reason,
				 "deadlock: 5 tasks wait, this one on a full "
				 "queue, and none is left to wake them"),
			  "%s: %s", models[m].name, s->reason);
	}
	lab_term(&lab);
}

Test(queue, what_consumers_took_is_not_compared_between_samples)
{
	struct lab lab;
	struct sample *s;
	uint64_t digest;
	char last[96];

	lab_init(&lab, "workload=queue");
	s = lab_take(&lab, "serial", 1);
	digest = s->digest;
	memcpy(last, s->last_value, sizeof(last));
	s = lab_take(&lab, "threads", 15);
	cr_assert_eq(s->digest, digest);
	cr_assert_str_eq(s->last_value, last);
	lab_term(&lab);
}

/* The result of job_check_lanes: 0 with a sentence is a warning that serial
 * was left out. */
static const struct checked {
	const char *fact, *keys, *models;
	size_t lanes;
	bool chosen;
	size_t chunk;
	int rc;
	const char *why;
	size_t models_left;
} checked[] = {
	{ "as many lanes as producers", "capacity=1", "threads", 5, false, 1,
	  -EINVAL, "concurrency of 6 at least", 1 },
	{ "one more", "capacity=1", "threads", 6, false, 1, 0, "", 1 },
	{ "serial, chosen", "capacity=1", "async,serial", 6, true, 1, -EINVAL,
	  "'serial', which has one lane", 2 },
	{ "serial, not chosen", "capacity=1", "serial,threads", 6, false, 1,
	  0, "leaves 'serial' out", 1 },
	{ "two tasks at a time", "capacity=1", "threads", 6, true, 2, -EINVAL,
	  "", 1 },
	{ "no capacity", "", "serial,async", 1, false, 1, 0, "", 2 },
	{ "room for all", "capacity=1000", "serial,async", 1, false, 1, 0, "",
	  2 },
};

Test(queue, what_would_be_a_deadlock_is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(checked); i++) {
		const struct checked *c = &checked[i];
		struct error why = { "" }, warning = { "" };
		const char *text;
		char keys[64];
		struct lab lab;
		struct job *job;

		snprintf(keys, sizeof(keys), "workload=queue %s", c->keys);
		lab_init(&lab, keys);
		job = &lab.jobs.item[0];
		cr_assert_not(job->models_chosen);
		cr_assert_eq(models_parse(c->models, &job->models, NULL), 0);
		job->models_chosen = c->chosen;
		job->concurrency.count = 1;
		job->concurrency.item[0] = c->lanes;
		job->set.chunk = c->chunk;
		cr_expect_eq(job_check_lanes(job, &warning, &why), c->rc,
			     "%s: %s", c->fact, why.text);
		text = c->rc < 0 ? why.text : warning.text;
		cr_expect(strstr(text, c->why), "%s: '%s'", c->fact, text);
		cr_expect(*c->why || c->rc < 0 || !*text, "%s: '%s'", c->fact,
			  text);
		cr_expect_eq(job->models.count, c->models_left, "%s", c->fact);
		lab_term(&lab);
	}
}

/* Two producers; a key besides, which may concern all jobs. */
static const struct built {
	const char *key, *value;
	bool general;
	int rc;
	size_t tasks;
	const char *why;
} built[] = {
	{ "consumers", "3", false, 0, 5, "" },
	{ "tasks", "11", false, -EINVAL, 0, "make 12" },
	{ "tasks", "12", false, 0, 12, "" },
	{ "tasks", "11", true, 0, 12, "" },
};

Test(queue, tasks_are_producers_and_consumers_and_nothing_else)
{
	for (size_t i = 0; i < ARRAY_SIZE(built); i++) {
		const struct built *b = &built[i];
		struct draft draft = { .name = strdup("test") };
		struct error err = { "" };
		struct jobs jobs = { 0 };
		int rc;

		draft_add(&draft, "workload", "queue", NULL, false);
		draft_add(&draft, "producers", "2", NULL, false);
		draft_add(&draft, b->key, b->value, NULL, b->general);
		rc = jobs_build(&jobs, &draft, &err);
		cr_assert_eq(rc, b->rc, "%s=%s: %s", b->key, b->value,
			     err.text);
		cr_expect(strstr(err.text, b->why), "%s=%s: %s", b->key,
			  b->value, err.text);
		if (rc == 0)
			cr_expect_eq(jobs.item[0].set.tasks, b->tasks,
				     "%s=%s", b->key, b->value);
		draft_free(&draft);
		jobs_free(&jobs);
	}
}

Test(source, the_same_task_draws_the_same_items)
{
	struct source a, b;

	source_init(&a, 3, 100, 0);
	source_init(&b, 3, 100, 0);
	for (size_t i = 0; i < 100; i++) {
		struct queue_item x = source_next(&a), y = source_next(&b);

		cr_assert_eq(x.payload, y.payload);
		cr_assert_eq(x.payload >> 40, 0);
		cr_assert_eq(x.serial, i);
		cr_assert_eq(source_hash(&x), source_hash(&y));
	}
	cr_assert_eq(a.left, 0);
}

Test(source, items_that_differ_in_anything_differ_in_their_hash)
{
	const struct queue_item a = { 7, 1, 2, 3 };
	const struct queue_item others[] = {
		{ 6, 1, 2, 3 }, { 7, 1, 3, 3 }, { 7, 1, 2, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		cr_expect_neq(source_hash(&a), source_hash(&others[i]),
			      "item %zu", i);
}

/* --- queues of the test's own --- */

static int init(void *shared, const void *params, size_t tasks, size_t lanes,
		struct error *err)
{
	const struct script *p = params;

	(void)lanes;
	(void)err;
	return queue_init(shared, p->room, tasks);
}

static size_t bytes(const void *params, size_t tasks)
{
	const struct script *p = params;

	return queue_bytes(p->room, tasks);
}

static const struct workload queues = {
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

/* Task 0 puts in order, task 1 looks whether they come so. */
static int order_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct script *p = params;
	struct queue *q = io_shared(io);
	int rc = 0;

	for (size_t i = 0; i < p->rounds && rc == 0; i++) {
		struct queue_item item = { .payload = i };

		rc = task ? queue_get(io, q, &item) : queue_put(io, q, &item);
		if (rc == 0 && item.payload != i)
			return io_fail(io, -EPROTO, "%ju instead of %zu",
				       (uintmax_t)item.payload, i);
		v->number++;
	}
	if (rc == 0 && task == 0)
		queue_close(io, q);
	return rc;
}

/* All tasks get, none puts. */
static int getters_body(struct io *io, const void *params, size_t task,
			struct value *v)
{
	struct queue_item item;

	(void)params;
	(void)task;
	(void)v;
	return queue_get(io, io_shared(io), &item);
}

/* Task 0 closes it with two items in, while others wait. */
static int closer_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	struct queue *q = io_shared(io);
	struct queue_item item = { 0 };
	int rc;

	(void)params;
	if (task == 0) {
		io_sleep(io, 20 * NS_PER_MS);
		rc = queue_put(io, q, &item);
		if (rc == 0)
			rc = queue_put(io, q, &item);
		queue_close(io, q);
		queue_close(io, q);
		if (queue_put(io, q, &item) != -EPIPE)
			return io_fail(io, -EPROTO, "put after close");
		return rc;
	}
	while ((rc = queue_get(io, q, &item)) == 0)
		v->number++;
	return rc == -EPIPE ? 0 : rc;
}

/* Producers with a full queue, and a consumer that starts late: the waiting
 * ones go on when there is room. */
static int slow_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct script *p = params;
	struct queue *q = io_shared(io);
	struct queue_item item = { .payload = task };
	int rc = 0;

	if (task < p->tasks - 1)
		return queue_put(io, q, &item);
	io_sleep(io, 20 * NS_PER_MS);
	for (size_t i = 0; i < p->tasks - 1 && rc == 0; i++) {
		rc = queue_get(io, q, &item);
		v->number += item.payload;
	}
	return rc;
}

/* Task 0 takes longer than it may, and so do some of those who wait for what
 * it puts: one that was picked for an item when its time was up leaves it to
 * another. */
static int impatient_body(struct io *io, const void *params, size_t task,
			  struct value *v)
{
	const struct script *p = params;
	struct queue *q = io_shared(io);
	struct queue_item item = { 0 };
	int rc = 0;

	(void)v;
	if (task) {
		rc = queue_get(io, q, &item);
		return rc == -EPIPE ? 0 : rc;
	}
	for (size_t i = 0; i < p->rounds && rc == 0; i++) {
		rc = io_sleep(io, NS_PER_MS);
		if (rc == 0)
			rc = queue_put(io, q, &item);
	}
	queue_close(io, q);
	return rc;
}

/* Task 0 dies holding the lock, while others wait for items that task 1 puts
 * afterwards. */
static int robber_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	const struct script *p = params;
	struct queue *q = io_shared(io);
	struct queue_item item = { 0 };
	int rc = 0;

	if (task == 0) {
		io_sleep(io, 20 * NS_PER_MS);
		pthread_mutex_lock(&q->lock);
		/* And in the middle of something. */
		memset(q->link, 0, 2 * sizeof(uint32_t));
		kill(getpid(), SIGKILL);
	}
	if (task == 1) {
		rc = io_sleep(io, 60 * NS_PER_MS);
		for (size_t i = 0; i < p->rounds && rc == 0; i++)
			rc = queue_put(io, q, &item);
		queue_close(io, q);
		return rc;
	}
	while ((rc = queue_get(io, q, &item)) == 0)
		v->number++;
	return rc == -EPIPE ? 0 : rc;
}

static void check_deadlock(const struct lab *lab, const char *model)
{
	cr_expect_eq(lab->area->failure[0].code, -EDEADLK, "%s", model);
}

static void check_closed(const struct lab *lab, const char *model)
{
	cr_expect_eq(items_of(lab->area, 1, 5), 2, "%s", model);
}

static void check_slow(const struct lab *lab, const char *model)
{
	cr_expect_eq(lab->area->slot[8].value.number, 28, "%s", model);
	cr_expect_geq(lab->sample.run_ns, 20 * NS_PER_MS, "%s", model);
}

static void check_sum(const struct lab *lab, const char *model)
{
	const struct sample *s = &lab->sample;

	cr_expect_geq(s->tasks_failed, 1, "%s", model);
	cr_expect_eq(s->tasks_failed + s->tasks_ok, lab->area->tasks, "%s: %s",
		     model, s->reason);
	cr_expect_null(strstr(s->reason, "deadline"), "%s: %s", model,
		       s->reason);
}

static void check_robbed(const struct lab *lab, const char *model)
{
	cr_expect_eq(items_of(lab->area, 2, 6), 100, "%s", model);
}

static const struct scene scenes[] = {
	{ "first in, first out: room for one", order_body, { 2, 1, 3000 }, "",
	  2, OTHERS, 2, 0, 0, NULL, NULL },
	{ "first in, first out: room for two", order_body, { 2, 2, 3000 }, "",
	  2, OTHERS, 2, 0, 0, NULL, NULL },
	{ "first in, first out: room for seven", order_body, { 2, 7, 3000 },
	  "", 2, OTHERS, 2, 0, 0, NULL, NULL },
	{ "first in, first out: room for all", order_body, { 2, 3000, 3000 },
	  "", 2, OTHERS, 2, 0, 0, NULL, NULL },
	{ "consumers only are a deadlock on an empty queue", getters_body,
	  { 3, 1, 0 }, "", 3, OTHERS, 0, 3, 0,
	  "3 tasks wait, this one on an empty queue,", check_deadlock },
	{ "one consumer alone is a deadlock too", getters_body, { 3, 1, 0 },
	  "", 3, SERIAL, 0, 3, 0, "1 task waits, this one on an empty",
	  check_deadlock },
	/* More tasks than lanes: all of them are told, lane after lane. */
	{ "a deadlock can be followed by another", getters_body,
	  { 50, 1, 0 }, "", 4, ALL, 0, 50, 0, NULL, NULL },
	{ "closing wakes all, and what is in can be taken", closer_body,
	  { 6, 4, 0 }, "", 6, ALL, 6, 0, 0, NULL, check_closed },
	{ "producers wait for room", slow_body, { 9, 2, 0 }, "", 9, OTHERS, 9,
	  0, 0, NULL, check_slow },
	{ "a wait that times out fails its task only", impatient_body,
	  { 30, 30, 10 }, "task-timeout=5ms", 8, OTHERS, ANY, ANY, 0,
	  "task timeout of 5 ms", check_sum },
	{ "a process that dies with the lock costs its task only",
	  robber_body, { 8, 3, 100 }, "", 8, PROCESSES, 7, 1, 0,
	  "killed by signal 9", check_robbed },
	/* It loses the tasks of its lanes, but none waits for them. */
	{ "a loop that dies with the lock is no hang", robber_body,
	  { 8, 3, 100 }, "", 8, PROCESSES_ASYNC, ANY, ANY, 0, NULL,
	  check_sum },
};

Test(queues, scenes)
{
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++)
		scene_play(&scenes[i], queues);
}
