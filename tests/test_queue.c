/* test_queue.c - first in, first out; nothing lost, nothing taken twice. */
#include "tests/lab.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "bench/plan/lanes.h"
#include "runners/clock.h"
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

static void all_taken_once(const char *keys, size_t k, size_t first_model,
			   uint64_t items)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = first_model; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], k);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(s->tasks_ok, 15);
		cr_assert_eq(items_of(lab.area, 0, 5), items, "%s",
			     all_models[m]);
		cr_assert_eq(items_of(lab.area, 5, 10), items, "%s",
			     all_models[m]);
	}
	lab_term(&lab);
}

static void millions(const char *capacity, uint64_t items)
{
	char keys[128];

	snprintf(keys, sizeof(keys), "workload=queue deadline=100s items=%ju %s",
		 (uintmax_t)items / 5, capacity);
	all_taken_once(keys, 15, 1, items / 5 * 5);
}

Test(queue, a_million_items_through_a_queue_that_is_never_full)
{
	millions("capacity=0", MILLION);
}

/* A wake of another processor for each item: that takes its time. */
Test(queue, many_items_through_a_queue_of_seven)
{
	millions("capacity=7", MILLION / 20);
}

Test(queue, many_items_through_a_queue_of_one)
{
	millions("capacity=1", MILLION / 40);
}

Test(queue, the_numbers_of_the_original_under_every_model_serial_too)
{
	all_taken_once("workload=queue", 15, 0, 38);
	all_taken_once("workload=queue", 5, 0, 38);
	all_taken_once("workload=queue", 1, 0, 38);
}

Test(queue, with_random_waits)
{
	all_taken_once("workload=queue wait-max=3ms capacity=2", 15, 1, 38);
	all_taken_once("workload=queue wait-max=3ms", 15, 0, 38);
}

Test(queue, no_items_at_all)
{
	all_taken_once("workload=queue items-max=0", 15, 0, 0);
	all_taken_once("workload=queue items-max=0 capacity=3", 6, 1, 0);
}

Test(queue, one_lane_more_than_producers_is_enough)
{
	all_taken_once("workload=queue items=50 capacity=1 deadline=30s", 6, 1,
		       250);
}

Test(queue, too_few_lanes_are_a_deadlock_on_a_full_queue)
{
	struct lab lab;

	lab_init(&lab, "workload=queue items=50 capacity=1 deadline=30s");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 5);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert(strstr(s->reason,
				 "deadlock: 5 tasks wait, this one on a full "
				 "queue, and none is left to wake them"),
			  "%s: %s", all_models[m], s->reason);
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

static int check_with(struct lab *lab, const char *model, size_t k,
		      struct error *why)
{
	struct job *job = &lab->jobs.item[0];

	cr_assert_eq(models_parse(model, &job->models, NULL), 0);
	job->concurrency.count = 1;
	job->concurrency.item[0] = k;
	return lanes_check(job, why);
}

Test(queue, what_would_be_a_deadlock_is_refused)
{
	struct error why;
	struct lab lab;

	lab_init(&lab, "workload=queue capacity=1");
	cr_assert_eq(check_with(&lab, "threads", 5, &why), -EINVAL);
	cr_assert(strstr(why.text, "concurrency of 6 at least"), "%s",
		  why.text);
	cr_assert_eq(check_with(&lab, "threads", 6, &why), 0);
	lab.jobs.item[0].models_chosen = true;
	cr_assert_eq(check_with(&lab, "async,serial", 6, &why), -EINVAL);
	cr_assert(strstr(why.text, "'serial', which has one lane"), "%s",
		  why.text);
	lab.jobs.item[0].set.chunk = 2;
	cr_assert_eq(check_with(&lab, "threads", 6, &why), -EINVAL);
	lab_term(&lab);
}

Test(queue, serial_is_left_out_with_a_warning_if_nobody_chose_it)
{
	struct error why;
	struct lab lab;

	lab_init(&lab, "workload=queue capacity=1");
	cr_assert_not(lab.jobs.item[0].models_chosen);
	cr_assert_eq(check_with(&lab, "serial,threads", 6, &why), 1);
	cr_assert_eq(lab.jobs.item[0].models.count, 1);
	cr_assert_str_eq(lab.jobs.item[0].models.item[0]->name, "threads");
	cr_assert(strstr(why.text, "leaves 'serial' out"), "%s", why.text);
	lab_term(&lab);
}

Test(queue, one_that_is_never_full_needs_one_lane_only)
{
	struct error why;
	struct lab lab;

	lab_init(&lab, "workload=queue");
	cr_assert_eq(check_with(&lab, "serial,async", 1, &why), 0);
	lab_term(&lab);
	lab_init(&lab, "workload=queue capacity=1000");
	cr_assert_eq(check_with(&lab, "serial,async", 1, &why), 0);
	lab_term(&lab);
}

static int build(const char *key, const char *value, bool general,
		 struct jobs *jobs, struct error *err)
{
	struct draft draft = { .name = strdup("test") };
	int rc;

	*jobs = (struct jobs){ 0 };
	draft_add(&draft, "workload", "queue", NULL, false);
	draft_add(&draft, "producers", "2", NULL, false);
	draft_add(&draft, key, value, NULL, general);
	rc = jobs_build(jobs, &draft, err);
	draft_free(&draft);
	return rc;
}

Test(queue, tasks_are_producers_and_consumers_and_nothing_else)
{
	struct error err;
	struct jobs jobs;

	cr_assert_eq(build("consumers", "3", false, &jobs, &err), 0);
	cr_assert_eq(jobs.item[0].set.tasks, 5);
	jobs_free(&jobs);
	cr_assert_eq(build("tasks", "11", false, &jobs, &err), -EINVAL);
	cr_assert(strstr(err.text, "make 12"), "%s", err.text);
	jobs_free(&jobs);
	cr_assert_eq(build("tasks", "12", false, &jobs, &err), 0);
	jobs_free(&jobs);
	cr_assert_eq(build("tasks", "11", true, &jobs, &err), 0);
	cr_assert_eq(jobs.item[0].set.tasks, 12);
	jobs_free(&jobs);
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
	struct queue_item a = { 7, 1, 2, 3 }, b = a;

	b.payload = 6;
	cr_assert_neq(source_hash(&a), source_hash(&b));
	b = a;
	b.producer = 3;
	cr_assert_neq(source_hash(&a), source_hash(&b));
	b = a;
	b.serial = 2;
	cr_assert_neq(source_hash(&a), source_hash(&b));
}

/* --- queues of the test's own --- */

struct script {
	size_t tasks, room, items;
};

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

static void stage(struct lab *lab, const struct workload *w,
		  const struct script *script, const char *keys)
{
	char all[256];

	snprintf(all, sizeof(all), "workload=null deadline=30s tasks=%zu %s",
		 script->tasks, keys);
	lab_init(lab, all);
	free(lab->jobs.item[0].params);
	lab->jobs.item[0].workload = w;
	lab->jobs.item[0].params = malloc(sizeof(*script));
	memcpy(lab->jobs.item[0].params, script, sizeof(*script));
}

/* Task 0 puts in order, task 1 looks whether they come so. */
static int order_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct script *p = params;
	struct queue *q = io_shared(io);
	int rc = 0;

	for (size_t i = 0; i < p->items && rc == 0; i++) {
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

static const struct workload order_workload = {
	.name = "order",
	.summary = "one puts, one gets",
	.tasks = 2,
	.body = order_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

static void comes_in_order(size_t room)
{
	struct script script = { 2, room, 3000 };
	struct lab lab;

	stage(&lab, &order_workload, &script, "");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 2);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
	}
	lab_term(&lab);
}

Test(queues, what_is_first_in_is_first_out)
{
	comes_in_order(1);
	comes_in_order(2);
	comes_in_order(7);
	comes_in_order(3000);
}

/* Everybody gets, nobody puts. */
static int getters_body(struct io *io, const void *params, size_t task,
			struct value *v)
{
	struct queue_item item;

	(void)params;
	(void)task;
	(void)v;
	return queue_get(io, io_shared(io), &item);
}

static const struct workload getters_workload = {
	.name = "getters",
	.summary = "consumers only",
	.tasks = 3,
	.body = getters_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

Test(queues, consumers_only_are_a_deadlock_on_an_empty_queue)
{
	struct script script = { 3, 1, 0 };
	struct lab lab;

	stage(&lab, &getters_workload, &script, "");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 3);

		cr_assert_eq(s->tasks_failed, 3, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(lab.area->failure[0].code, -EDEADLK);
		cr_assert(strstr(s->reason,
				 m ? "3 tasks wait, this one on an empty queue,"
				   : "1 task waits, this one on an empty"),
			  "%s: %s", all_models[m], s->reason);
	}
	lab_term(&lab);
}

/* More tasks than lanes: all of them are told, one lot after the other. */
Test(queues, a_deadlock_can_be_followed_by_another)
{
	struct script script = { 50, 1, 0 };
	struct lab lab;

	stage(&lab, &getters_workload, &script, "");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 4);

		cr_assert_eq(s->tasks_failed, 50, "%s: %s", all_models[m],
			     s->reason);
	}
	lab_term(&lab);
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

static const struct workload closer_workload = {
	.name = "closer",
	.summary = "one closes, the others wait",
	.tasks = 6,
	.body = closer_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

Test(queues, closing_wakes_all_and_what_is_in_can_be_taken)
{
	struct script script = { 6, 4, 0 };
	struct lab lab;

	stage(&lab, &closer_workload, &script, "");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 6);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(items_of(lab.area, 1, 5), 2);
	}
	lab_term(&lab);
}

/* Producers into a full queue, and a consumer that is slow to come: those who
 * wait are let in when there is room. */
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

static const struct workload slow_workload = {
	.name = "slow",
	.summary = "a full queue",
	.tasks = 9,
	.body = slow_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

Test(queues, putters_wait_for_room)
{
	struct script script = { 9, 2, 0 };
	struct lab lab;

	stage(&lab, &slow_workload, &script, "");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 9);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
		cr_assert(lab.area->slot[8].value.number == 28);
		cr_assert_geq(s->run_ns, 20 * NS_PER_MS);
	}
	lab_term(&lab);
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
	for (size_t i = 0; i < p->items && rc == 0; i++) {
		rc = io_sleep(io, NS_PER_MS);
		if (rc == 0)
			rc = queue_put(io, q, &item);
	}
	queue_close(io, q);
	return rc;
}

static const struct workload impatient_workload = {
	.name = "impatient",
	.summary = "gets that time out",
	.tasks = 30,
	.body = impatient_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

Test(queues, a_wait_that_times_out_fails_its_task_only)
{
	struct script script = { 30, 30, 10 };
	struct lab lab;

	stage(&lab, &impatient_workload, &script, "task-timeout=5ms");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 8);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert_eq(s->tasks_failed + s->tasks_ok, 30, "%s: %s",
			     all_models[m], s->reason);
		cr_assert(strstr(s->reason, "task timeout of 5 ms"), "%s",
			  s->reason);
	}
	lab_term(&lab);
}

/* Task 0 dies with the lock in its hands, while others wait for items that
 * task 1 puts afterwards. */
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
		for (size_t i = 0; i < p->items && rc == 0; i++)
			rc = queue_put(io, q, &item);
		queue_close(io, q);
		return rc;
	}
	while ((rc = queue_get(io, q, &item)) == 0)
		v->number++;
	return rc == -EPIPE ? 0 : rc;
}

static const struct workload robber_workload = {
	.name = "robber",
	.summary = "one dies with the lock",
	.tasks = 8,
	.body = robber_body,
	.shared_bytes = bytes,
	.shared_init = init,
	.uses = USES_PARK,
};

Test(queues, a_process_that_dies_with_the_lock_costs_its_task_only)
{
	struct script script = { 8, 3, 100 };
	struct lab lab;
	struct sample *s;

	stage(&lab, &robber_workload, &script, "");
	s = lab_take(&lab, "processes", 8);
	cr_assert_eq(s->tasks_failed, 1, "%s", s->reason);
	cr_assert_eq(s->tasks_ok, 7, "%s", s->reason);
	cr_assert(strstr(s->reason, "killed by signal 9"), "%s", s->reason);
	cr_assert_eq(items_of(lab.area, 2, 6), 100);
	lab_term(&lab);
}

/* A loop that dies with the lock loses the tasks of its lanes, but nobody
 * waits for them. */
Test(queues, a_loop_that_dies_with_the_lock_is_no_hang)
{
	struct script script = { 8, 3, 100 };
	struct lab lab;
	struct sample *s;

	stage(&lab, &robber_workload, &script, "");
	s = lab_take(&lab, "processes+async", 8);
	cr_assert_geq(s->tasks_failed, 1);
	cr_assert_null(strstr(s->reason, "deadline"), "%s", s->reason);
	cr_assert_eq(s->tasks_failed + s->tasks_ok, 8, "%s", s->reason);
	lab_term(&lab);
}
