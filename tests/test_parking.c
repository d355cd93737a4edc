/* test_parking.c - no wake is lost, and nobody waits for nobody. */
#include "tests/lab.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/parking.h"

static struct parking *made(size_t lanes, size_t workers, bool bells)
{
	size_t bytes = parking_bytes(lanes, workers);
	struct parking *p = aligned_alloc(64, bytes);

	memset(p, 0, bytes);
	cr_assert_eq(parking_init(p, lanes, workers, bells), 0);
	return p;
}

static void unmade(struct parking *p)
{
	parking_term(p);
	free(p);
}

Test(parking, memory_is_asked_for_in_whole_lines)
{
	for (size_t lanes = 1; lanes < 200; lanes++)
		cr_assert_eq(parking_bytes(lanes, 1 + lanes % 7) % 64, 0);
}

Test(parking, a_token_that_came_before_is_not_lost)
{
	struct parking *p = made(2, 1, false);

	cr_assert_not(parking_release(p, 0));
	cr_assert_eq(parking_enter(p, 0), 0);
	unmade(p);
}

Test(parking, several_tokens_count_as_one)
{
	struct parking *p = made(2, 1, false);

	cr_assert_not(parking_release(p, 0));
	cr_assert_not(parking_release(p, 0));
	cr_assert_eq(parking_enter(p, 0), 0);
	cr_assert_eq(parking_enter(p, 0), 1);
	cr_assert(parking_asleep(p, 0));
	unmade(p);
}

Test(parking, only_the_first_token_for_a_parked_lane_has_to_wake_it)
{
	struct parking *p = made(2, 1, false);

	cr_assert_eq(parking_enter(p, 0), 1);
	cr_assert(parking_release(p, 0));
	cr_assert_not(parking_release(p, 0));
	cr_assert_not(parking_asleep(p, 0));
	cr_assert_eq(parking_leave(p, 0), 0);
	unmade(p);
}

Test(parking, the_last_one_to_park_finds_that_all_are_stuck)
{
	struct parking *p = made(3, 1, false);

	cr_assert_eq(parking_enter(p, 2), 1);
	cr_assert_eq(parking_enter(p, 0), 1);
	cr_assert(parking_asleep(p, 0));
	cr_assert_eq(parking_enter(p, 1), 1);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_not(parking_asleep(p, i));
		cr_assert_eq(parking_leave(p, i), -EDEADLK);
	}
	cr_assert_eq(p->stuck, 3);
	cr_assert_eq(p->idle, 0);
	unmade(p);
}

Test(parking, a_lane_that_ends_leaves_the_others_stuck)
{
	struct parking *p = made(3, 1, false);

	parking_end(p, 1);
	cr_assert_eq(parking_enter(p, 0), 1);
	cr_assert(parking_asleep(p, 0));
	parking_end(p, 2);
	cr_assert_eq(parking_leave(p, 0), -EDEADLK);
	cr_assert_eq(p->stuck, 1);
	unmade(p);
}

Test(parking, lanes_that_all_end_are_not_stuck)
{
	struct parking *p = made(2, 1, false);

	parking_end(p, 0);
	parking_end(p, 1);
	cr_assert_eq(p->stuck, 0);
	unmade(p);
}

Test(parking, who_got_a_token_is_not_stuck_before_it_leaves)
{
	struct parking *p = made(2, 1, false);

	cr_assert_eq(parking_enter(p, 0), 1);
	cr_assert(parking_release(p, 0));
	cr_assert_eq(parking_enter(p, 1), 1);
	cr_assert(parking_asleep(p, 1));
	cr_assert_eq(parking_leave(p, 0), 0);
	cr_assert_eq(p->stuck, 0);
	unmade(p);
}

Test(parking, a_token_for_a_lane_that_has_ended_is_dropped)
{
	struct parking *p = made(2, 1, false);

	parking_end(p, 0);
	cr_assert_not(parking_release(p, 0));
	cr_assert_eq(p->idle, 1);
	unmade(p);
}

Test(parking, leaving_without_a_token_is_a_timeout_and_not_counted)
{
	struct parking *p = made(2, 1, false);

	cr_assert_eq(parking_enter(p, 0), 1);
	parking_sleep(p, 0, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(parking_leave(p, 0), -ETIMEDOUT);
	cr_assert_eq(p->idle, 0);
	cr_assert_eq(parking_enter(p, 1), 1);
	cr_assert(parking_asleep(p, 1));
	unmade(p);
}

Test(parking, a_lane_that_died_parked_begins_anew_and_is_not_counted)
{
	struct parking *p = made(2, 1, false);

	cr_assert_eq(parking_enter(p, 0), 1);
	parking_begin(p, 0);
	cr_assert_eq(p->idle, 0);
	parking_end(p, 0);
	parking_begin(p, 0);
	cr_assert_eq(p->idle, 0);
	unmade(p);
}

Test(parking, nobody_parks_once_it_is_cancelled)
{
	struct parking *p = made(3, 1, false);

	cr_assert_eq(parking_enter(p, 0), 1);
	parking_cancel(p);
	cr_assert_not(parking_asleep(p, 0));
	cr_assert_eq(parking_leave(p, 0), -ECANCELED);
	cr_assert_eq(parking_enter(p, 1), -ECANCELED);
	cr_assert_eq(p->idle, 0);
	unmade(p);
}

static bool rings(struct parking *p, size_t worker)
{
	struct pollfd fd = { .fd = parking_bell(p, worker),
			     .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

Test(parking, a_bell_rings_at_the_worker_that_has_the_lane)
{
	struct parking *p = made(200, 2, true);

	parking_settle(p, 0, 0, 70);
	parking_settle(p, 1, 70, 130);
	parking_wake(p, 69);
	cr_assert(rings(p, 0));
	cr_assert_not(rings(p, 1));
	parking_wake(p, 70);
	parking_wake(p, 199);
	parking_hear(p, 0);
	parking_hear(p, 1);
	cr_assert_not(rings(p, 0));
	cr_assert_not(rings(p, 1));
	cr_assert_eq(parking_inbox(p, 0, 0), 0);
	cr_assert_eq(parking_inbox(p, 0, 1), UINT64_C(1) << 5);
	cr_assert_eq(parking_inbox(p, 0, 1), 0);
	cr_assert_eq(parking_inbox(p, 1, 0), 1);
	cr_assert_eq(parking_inbox(p, 1, 1), 0);
	cr_assert_eq(parking_inbox(p, 1, 2), UINT64_C(1) << 1);
	unmade(p);
}

Test(parking, no_two_workers_share_a_word_of_the_inbox)
{
	for (size_t lanes = 1; lanes <= 300; lanes += 13) {
		struct parking *p = made(lanes, 3, true);
		size_t each = lanes / 3;

		parking_settle(p, 0, 0, each);
		parking_settle(p, 1, each, each);
		parking_settle(p, 2, 2 * each, lanes - 2 * each);
		for (size_t i = 0; i < lanes; i++)
			parking_wake(p, i);
		for (size_t w = 0; w < 3; w++) {
			size_t n = w < 2 ? each : lanes - 2 * each, seen = 0;

			for (size_t i = 0; i * 64 < n; i++)
				seen += (size_t)__builtin_popcountll(
					parking_inbox(p, w, i));
			cr_assert_eq(seen, n, "%zu lanes, worker %zu", lanes,
				     w);
		}
		unmade(p);
	}
}

Test(parking, bells_that_can_t_be_made_are_an_error_and_leave_nothing)
{
	size_t bytes = parking_bytes(1000, 1000);
	struct parking *p = aligned_alloc(64, bytes);
	struct rlimit limit, few;
	int rc, before = dup(0), after;

	close(before);
	memset(p, 0, bytes);
	getrlimit(RLIMIT_NOFILE, &limit);
	few = (struct rlimit){ (rlim_t)before + 10, limit.rlim_max };
	setrlimit(RLIMIT_NOFILE, &few);
	rc = parking_init(p, 1000, 1000, true);
	setrlimit(RLIMIT_NOFILE, &limit);
	cr_assert_eq(rc, -EMFILE);
	after = dup(0);
	cr_assert_eq(after, before);
	close(after);
	free(p);
}

/* --- under the models --- */

struct scene {
	size_t tasks, rounds;
};

static void stage(struct lab *lab, const struct workload *w,
		  const struct scene *scene, const char *keys)
{
	char all[256];

	snprintf(all, sizeof(all), "workload=null tasks=%zu %s", scene->tasks,
		 keys);
	lab_init(lab, all);
	free(lab->jobs.item[0].params);
	lab->jobs.item[0].workload = w;
	lab->jobs.item[0].params = malloc(sizeof(*scene));
	memcpy(lab->jobs.item[0].params, scene, sizeof(*scene));
}

/* A turn goes round: who has it gives it to the next one. */
struct turns {
	_Atomic size_t here;     /* tasks that have told their lane */
	_Atomic size_t turn;
	_Atomic size_t lane[];
};

static size_t turns_bytes(const void *params, size_t tasks)
{
	(void)params;
	return sizeof(struct turns) + tasks * sizeof(size_t);
}

static int turns_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct scene *p = params;
	struct turns *t = io_shared(io);
	int rc = 0;

	t->lane[task] = io_lane(io);
	if (atomic_fetch_add(&t->here, 1) + 1 == p->tasks)
		io_unpark(io, t->lane[0]);
	else if (task == 0)
		while (rc == 0 && t->here < p->tasks)
			rc = io_park(io);
	for (size_t i = 0; i < p->rounds && rc == 0; i++) {
		while (rc == 0 && (t->turn != i * p->tasks + task ||
				   t->here < p->tasks))
			rc = io_park(io);
		if (rc < 0)
			return rc;
		atomic_fetch_add(&t->turn, 1);
		io_unpark(io, t->lane[(task + 1) % p->tasks]);
	}
	v->number = task + 1;
	return rc;
}

static const struct workload turns_workload = {
	.name = "turns",
	.summary = "each wakes the next one",
	.tasks = 2,
	.body = turns_body,
	.shared_bytes = turns_bytes,
	.uses = USES_PARK,
};

static void takes_turns(size_t tasks, size_t rounds)
{
	struct scene scene = { tasks, rounds };
	struct lab lab;

	stage(&lab, &turns_workload, &scene, "deadline=60s");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], tasks);
		struct turns *t = lab.area->shared;

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(t->turn, tasks * rounds);
	}
	lab_term(&lab);
}

Test(parked_lanes, two_wake_each_other_many_times)
{
	takes_turns(2, 3000);
}

Test(parked_lanes, many_pass_a_turn_round)
{
	takes_turns(40, 50);
}

Test(parked_lanes, workers_with_more_lanes_than_a_word_of_the_inbox)
{
	takes_turns(300, 3);
}

/* Half of the tasks end, the others wait for nothing. */
static int stuck_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	int rc = 0;

	(void)params;
	(void)v;
	while (rc == 0 && task % 2)
		rc = io_park(io);
	return rc;
}

static const struct workload stuck_workload = {
	.name = "stuck",
	.summary = "tasks that nobody wakes",
	.tasks = 6,
	.body = stuck_body,
	.uses = USES_PARK,
};

Test(parked_lanes, a_deadlock_is_found_under_every_model)
{
	struct scene scene = { 6, 0 };
	struct lab lab;

	stage(&lab, &stuck_workload, &scene, "deadline=30s");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 6);

		cr_assert_eq(s->state, SAMPLE_FAILED, "%s", all_models[m]);
		cr_assert_eq(s->tasks_failed, 3, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(s->tasks_ok, 3);
		cr_assert(strstr(s->reason,
				 m ? "deadlock: 3 tasks wait and none is left "
				     "to wake them"
				   : "deadlock: 1 task waits and none is left "
				     "to wake it"),
			  "%s: %s", all_models[m], s->reason);
	}
	lab_term(&lab);
}

/* Task 0 sleeps and then wakes all others, whatever their lane. */
static int sleeper_body(struct io *io, const void *params, size_t task,
			struct value *v)
{
	const struct scene *p = params;
	_Atomic int *up = io_shared(io);
	int rc = 0;

	(void)v;
	if (task == 0) {
		rc = io_sleep(io, 30 * NS_PER_MS);
		*up = 1;
		for (size_t i = 0; i < p->tasks; i++)
			io_unpark(io, i);
		return rc;
	}
	while (rc == 0 && !*up)
		rc = io_park(io);
	return rc;
}

static size_t one_line(const void *params, size_t tasks)
{
	(void)params;
	(void)tasks;
	return 64;
}

static const struct workload sleeper_workload = {
	.name = "sleeper",
	.summary = "all wait for one that sleeps",
	.tasks = 7,
	.body = sleeper_body,
	.shared_bytes = one_line,
	.uses = USES_PARK,
};

Test(parked_lanes, waiting_for_one_that_sleeps_is_no_deadlock)
{
	struct scene scene = { 7, 0 };
	struct lab lab;

	stage(&lab, &sleeper_workload, &scene, "deadline=30s");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 7);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_geq(s->run_ns, 30 * NS_PER_MS);
	}
	lab_term(&lab);
}

/* Task 0 sleeps for long enough, and fails; nobody wakes the others. */
static int failer_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	const struct scene *p = params;
	int rc = 0;

	(void)v;
	if (task == 0) {
		rc = io_sleep(io, p->rounds * NS_PER_MS);
		return rc < 0 ? rc : io_fail(io, -EPROTO, "as it should");
	}
	while (rc == 0)
		rc = io_park(io);
	return rc;
}

static const struct workload failer_workload = {
	.name = "failer",
	.summary = "one fails, the others wait",
	.tasks = 5,
	.body = failer_body,
	.uses = USES_PARK,
};

Test(parked_lanes, fail_fast_wakes_those_that_wait)
{
	struct scene scene = { 5, 30 };
	struct lab lab;

	stage(&lab, &failer_workload, &scene, "fail-fast=yes deadline=30s");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 5);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert_eq(s->tasks_failed, 1, "%s: %s", all_models[m],
			     s->reason);
		cr_assert_eq(s->tasks_cancelled, 4);
		cr_assert(strstr(s->reason, "as it should"), "%s", s->reason);
	}
	lab_term(&lab);
}

/* The program is another process than the sample: it rings all the same. */
Test(parked_lanes, an_interrupt_wakes_those_that_wait)
{
	struct scene scene = { 5, 1500 };
	struct lab lab;

	stage(&lab, &failer_workload, &scene, "deadline=30s");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s;

		lab.interrupts = 1;
		s = lab_take(&lab, all_models[m], 5);
		for (size_t i = 1; i < 5; i++)
			cr_assert_neq(lab.area->state[i], TASK_FAILED, "%s: %s",
				      all_models[m], s->reason);
		cr_assert_eq(s->tasks_ok, 0);
		cr_assert_geq(s->tasks_cancelled, 4);
	}
	lab_term(&lab);
}

/* Tasks 1 and 2 wake each other until task 0 has slept. */
static int busy_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	_Atomic size_t *word = io_shared(io);   /* lane + 1 of both; the end */
	int rc = 0;

	(void)params;
	(void)v;
	if (task == 0) {
		rc = io_sleep(io, 20 * NS_PER_MS);
		word[2] = 1;
		return rc;
	}
	word[task - 1] = io_lane(io) + 1;
	while (rc == 0 && !word[2]) {
		size_t other = word[2 - task];

		if (other)
			io_unpark(io, other - 1);
		rc = other ? io_park(io) : io_sleep(io, NS_PER_MS);
	}
	io_unpark(io, word[2 - task] - 1);
	return rc;
}

static const struct workload busy_workload = {
	.name = "busy",
	.summary = "two keep each other busy while one sleeps",
	.tasks = 3,
	.body = busy_body,
	.shared_bytes = one_line,
	.uses = USES_PARK,
};

Test(parked_lanes, those_that_wake_each_other_keep_nobody_from_its_turn)
{
	struct scene scene = { 3, 0 };
	struct lab lab;

	stage(&lab, &busy_workload, &scene, "deadline=30s");
	for (size_t m = 1; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 3);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", all_models[m],
			     s->reason);
	}
	lab_term(&lab);
}

/* Task 1 waits, and its worker is killed by task 0. */
static int killer_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	_Atomic int *pid = io_shared(io);
	int rc = 0;

	(void)params;
	v->number = task + 1;
	if (task == 1)
		*pid = getpid();
	while (rc == 0 && task == 1)
		rc = io_park(io);
	if (task == 0) {
		while (rc == 0 && !*pid)
			rc = io_sleep(io, NS_PER_MS);
		rc = io_sleep(io, 20 * NS_PER_MS);
		kill(*pid, SIGKILL);
	}
	return rc;
}

static const struct workload killer_workload = {
	.name = "killer",
	.summary = "one is killed while it waits",
	.tasks = 8,
	.body = killer_body,
	.shared_bytes = one_line,
	.uses = USES_PARK,
};

Test(parked_lanes, a_worker_killed_while_it_waits_costs_its_task_only)
{
	struct scene scene = { 8, 0 };
	struct lab lab;
	struct sample *s;

	stage(&lab, &killer_workload, &scene, "deadline=30s");
	s = lab_take(&lab, "processes", 3);
	cr_assert_eq(s->tasks_failed, 1, "%s", s->reason);
	cr_assert_eq(s->tasks_ok, 7);
	cr_assert(strstr(s->reason, "killed by signal 9"), "%s", s->reason);
	cr_assert_eq(lab.area->parking->idle, 3);
	lab_term(&lab);
}

Test(parked_lanes, a_task_timeout_ends_the_wait)
{
	struct scene scene = { 5, 300 };
	struct lab lab;

	stage(&lab, &failer_workload, &scene,
	      "task-timeout=50ms deadline=30s");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 5);

		cr_assert_eq(s->tasks_failed, 5, "%s", all_models[m]);
		if (m)
			cr_assert(strstr(s->reason, "task timeout of 50 ms"),
				  "%s: %s", all_models[m], s->reason);
	}
	lab_term(&lab);
}

static const struct workload undeclared_workload = {
	.name = "undeclared",
	.summary = "parks without having said so",
	.tasks = 2,
	.body = stuck_body,
};

Test(parked_lanes, parking_has_to_be_declared)
{
	struct scene scene = { 2, 0 };
	struct lab lab;

	stage(&lab, &undeclared_workload, &scene, "");
	for (size_t m = 0; m < MODELS; m++) {
		struct sample *s = lab_take(&lab, all_models[m], 2);

		cr_assert_eq(s->tasks_failed, 1);
		cr_assert_eq(lab.area->failure[0].code, -ENOTSUP);
	}
	lab_term(&lab);
}
