/* test_offload.c - work for the pool, and the loop meanwhile. */
#include "tests/lab.h"

#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

#include "async/offload.h"
#include "runners/clock.h"
#include "runners/macros.h"

#define ROUTINES     32
#define CALLS       50
#define STACK_BYTES ((size_t)64 << 10)

/* A loop with a pool, its coroutines, and what they saw. */
struct theatre {
	struct loop loop;
	struct stacks stacks;
	struct offload offload;
	struct routine {
		struct theatre *theatre;
		struct coroutine *co;
		struct waiter birth, never;
		pid_t by;                /* who made its call */
	} routine[ROUTINES];
	size_t routines;
	_Atomic unsigned calls;
	sem_t reached;
	_Atomic bool begun;
	bool in_time;
	bool ended;              /* the pool, by the test itself */
};

static struct theatre *theatre_new(size_t threads)
{
	struct theatre *s = calloc(1, sizeof(*s));
	struct error err = { "" };

	cr_assert_eq(loop_init(&s->loop, &poller_epoll, ROUTINES), 0);
	cr_assert_eq(stacks_init(&s->stacks, ROUTINES, STACK_BYTES), 0);
	cr_assert_eq(offload_init(&s->offload, &s->loop, threads, &err), 0,
		     "%s", err.text);
	sem_init(&s->reached, 0, 0);
	return s;
}

static void theatre_add(struct theatre *s, void (*entry)(void *))
{
	struct routine *t = &s->routine[s->routines];

	t->theatre = s;
	t->co = coroutine_new(&s->stacks, s->routines++, entry, t);
	t->birth.co = t->co;
	t->never.co = t->co;
}

static int theatre_run(struct theatre *s, struct error *err)
{
	s->loop.live = s->routines;
	for (size_t i = 0; i < s->routines; i++)
		loop_wake(&s->loop, &s->routine[i].birth);
	return loop_run(&s->loop, err);
}

static void theatre_free(struct theatre *s)
{
	if (!s->ended)
		offload_term(&s->offload);
	for (size_t i = 0; i < s->routines; i++)
		coroutine_term(s->routine[i].co);
	stacks_term(&s->stacks);
	loop_term(&s->loop);
	sem_destroy(&s->reached);
	free(s);
}

static void note_thread(void *arg)
{
	struct routine *t = arg;

	t->by = gettid();
	atomic_fetch_add(&t->theatre->calls, 1);
}

static void call_once(void *arg)
{
	struct routine *t = arg;

	offload_call(&t->theatre->offload, t->co, note_thread, t);
	cr_assert_neq(t->by, 0);
}

Test(offload, a_call_is_made_by_another_thread_and_waited_for)
{
	struct theatre *s = theatre_new(1);
	struct error err = { "" };

	theatre_add(s, call_once);
	cr_assert_eq(theatre_run(s, &err), 0, "%s", err.text);
	cr_assert_neq(s->routine[0].by, gettid());
	theatre_free(s);
}

static void call_often(void *arg)
{
	for (size_t i = 0; i < CALLS; i++)
		call_once(arg);
}

Test(offload, every_call_of_many_coroutines_is_made_once)
{
	for (size_t threads = 1; threads <= 4; threads++) {
		struct theatre *s = theatre_new(threads);
		struct error err = { "" };

		for (size_t i = 0; i < ROUTINES; i++)
			theatre_add(s, call_often);
		cr_assert_eq(theatre_run(s, &err), 0, "%s", err.text);
		cr_assert_eq(s->calls, ROUTINES * CALLS);
		theatre_free(s);
	}
}

/* Only another coroutine can end this call. */
static void wait_for_post(void *arg)
{
	struct theatre *s = arg;
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 30;
	s->in_time = sem_timedwait(&s->reached, &end) == 0;
}

static void call_waiting(void *arg)
{
	struct routine *t = arg;

	offload_call(&t->theatre->offload, t->co, wait_for_post, t->theatre);
}

static void sleep_and_post(void *arg)
{
	struct routine *t = arg;

	loop_sleep_until(&t->theatre->loop, t->co, clock_ns() + NS_PER_MS);
	sem_post(&t->theatre->reached);
}

Test(offload, the_loop_goes_on_while_a_call_is_being_made)
{
	struct theatre *s = theatre_new(1);
	struct error err = { "" };

	theatre_add(s, call_waiting);
	theatre_add(s, sleep_and_post);
	cr_assert_eq(theatre_run(s, &err), 0, "%s", err.text);
	cr_assert(s->in_time);
	theatre_free(s);
}

static void call_and_wait_for_ever(void *arg)
{
	struct routine *t = arg;

	call_once(arg);
	loop_wait(&t->never);
}

Test(offload, an_idle_pool_does_not_hide_a_deadlock)
{
	struct theatre *s = theatre_new(2);
	struct error err = { "" };

	theatre_add(s, call_and_wait_for_ever);
	cr_assert_eq(theatre_run(s, &err), -EDEADLK, "%s", err.text);
	theatre_free(s);
}

/* Runs until the pool is being closed. */
static void wait_for_the_end(void *arg)
{
	struct theatre *s = arg;
	uint64_t limit = clock_ns() + 30 * NS_PER_S;

	s->begun = true;
	while (!s->in_time && clock_ns() < limit) {
		usleep(1000);
		pthread_mutex_lock(&s->offload.lock);
		s->in_time = s->offload.ending;
		pthread_mutex_unlock(&s->offload.lock);
	}
}

static void call_endless(void *arg)
{
	struct routine *t = arg;

	offload_call(&t->theatre->offload, t->co, wait_for_the_end,
		     t->theatre);
}

static void break_the_loop(void *arg)
{
	struct routine *t = arg;
	struct loop *loop = &t->theatre->loop;

	while (!t->theatre->begun)
		loop_sleep_until(loop, t->co, clock_ns() + NS_PER_MS);
	loop->error = -EIO;
}

Test(offload, the_end_waits_for_the_call_being_made_and_drops_the_others)
{
	struct theatre *s = theatre_new(1);
	struct error err = { "" };

	theatre_add(s, call_endless);
	theatre_add(s, call_once);
	theatre_add(s, break_the_loop);
	cr_assert_eq(theatre_run(s, &err), -EIO);
	cr_assert(s->begun);
	offload_term(&s->offload);
	cr_assert(s->in_time);
	cr_assert_eq(s->calls, 0);
	s->ended = true;
	theatre_free(s);
}

/* --- the pool under models --- */

static size_t pool_of(const char *model, unsigned uses, struct run run)
{
	const struct workload load = { .name = "any", .uses = uses };

	run.workload = &load;
	return model_pool(models_find(model), &run);
}

Test(pool, is_as_large_as_asked_for_and_no_larger_than_of_use)
{
	struct run run = { .tasks = 100, .lanes = 8, .workers = 2 };

	cr_assert_eq(pool_of("async", USES_COMPUTE, run), 0);
	cr_assert_eq(pool_of("async", USES_BLOCK, run), 4);
	run.offload = 3;
	cr_assert_eq(pool_of("async", USES_COMPUTE, run), 3);
	cr_assert_eq(pool_of("async", USES_BLOCK, run), 4);
	cr_assert_eq(pool_of("async", USES_READY, run), 0);
	cr_assert_eq(pool_of("serial", USES_COMPUTE, run), 0);
	cr_assert_eq(pool_of("threads", USES_BLOCK, run), 0);
	run.offload = 6;
	cr_assert_eq(pool_of("async", USES_BLOCK, run), 6);
	cr_assert_eq(pool_of("threads+async", USES_COMPUTE, run), 4);
	cr_assert_eq(pool_of("processes+async", USES_COMPUTE, run), 4);
}

Test(pool, answers_are_right_under_every_model)
{
	struct lab lab;

	lab_init(&lab, "workload=squares tasks=50 base=1000 offload=2");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 7);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, 50);
	}
	lab_term(&lab);
}

static uint64_t stall_with(const char *model, const char *offload)
{
	struct lab lab;
	struct sample *s;
	uint64_t us;
	char keys[160];

	snprintf(keys, sizeof(keys),
		 "workload=simultaneous tasks=8 moves=2 think=40ms reply=1ms "
		 "offload=%s",
		 offload);
	lab_init(&lab, keys);
	s = lab_take(&lab, model, 8);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	us = s->stall_us;
	lab_term(&lab);
	return us;
}

/* Eight boards that think for 40 ms one after the other: 320 ms. Allows three
 * quarters of that for other load on the machine. */
Test(pool, computing_stalls_the_loop_unless_it_is_given_to_the_pool)
{
	cr_assert_geq(stall_with("async", "0"), 40000);
	cr_assert_geq(stall_with("async", "0"), 200000);
	cr_assert_lt(stall_with("async", "2"), 80000);
}

/* 4 boards x 5 moves x 5 ms are 100 ms, whichever thread computes. */
Test(pool, its_processor_time_is_part_of_the_cost)
{
	static const char *const loops[] = { "async", "threads+async",
					     "processes+async" };
	struct lab lab;

	lab_init(&lab, "workload=simultaneous tasks=4 moves=5 think=5ms "
		       "reply=1ms offload=2");
	for (size_t m = 0; m < ARRAY_SIZE(loops); m++) {
		struct sample *s = lab_take(&lab, loops[m], 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
		cr_assert_geq(s->user_us + s->system_us, 95000, "%s: %ju",
			      loops[m],
			      (uintmax_t)(s->user_us + s->system_us));
	}
	lab_term(&lab);
}

/* --- asking for it --- */

static int build(const char *workload, const char *list, struct error *err)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	int rc;

	draft_add(&draft, "workload", workload, NULL, false);
	draft_add(&draft, "model", list, NULL, false);
	draft_add(&draft, "offload", "2", NULL, false);
	rc = jobs_build(&jobs, &draft, err);
	draft_free(&draft);
	jobs_free(&jobs);
	return rc;
}

Test(offload_option, is_refused_where_no_model_has_an_event_loop)
{
	struct error err = { "" };

	cr_assert_eq(build("squares", "serial,threads", &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "event loops"), "%s", err.text);
	cr_assert_eq(build("squares", "serial,async", &err), 0);
}

Test(offload_option, is_refused_where_tasks_only_wait)
{
	struct error err = { "" };

	cr_assert_eq(build("sleep", "async", &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "only wait"), "%s", err.text);
}
