/* test_parking.c - no wake is lost, and no lane waits for ever. */
#include "tests/scenes.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"
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

/* Calls on a lane and their outcomes; IDLE and STUCK: the count of such
 * lanes. */
struct step {
	enum { NONE, BEGIN, ENTER, SLEEP, ASLEEP, LEAVE, RELEASE, CANCEL, END,
	       IDLE, STUCK } what;
	size_t lane;
	int result;
};

static int result_of(struct parking *p, const struct step *step)
{
	switch (step->what) {
	case BEGIN: parking_begin(p, step->lane); return 0;
	case ENTER: return parking_enter(p, step->lane);
	case SLEEP:
		parking_sleep(p, step->lane, clock_ns() + 5 * NS_PER_MS);
		return 0;
	case ASLEEP: return parking_asleep(p, step->lane);
	case LEAVE: return parking_leave(p, step->lane);
	case RELEASE: return parking_release(p, step->lane);
	case CANCEL: parking_cancel(p); return 0;
	case END: parking_end(p, step->lane); return 0;
	case IDLE: return (int)p->idle;
	case STUCK: return (int)p->stuck;
	default: return -1;
	}
}

static const struct course {
	const char *fact;
	size_t lanes;
	struct step step[12];
} courses[] = {
	{ "a token that came before is not lost", 2,
	  { { RELEASE, 0, 0 }, { ENTER, 0, 0 } } },
	{ "several tokens count as one", 2,
	  { { RELEASE, 0, 0 }, { RELEASE, 0, 0 }, { ENTER, 0, 0 },
	    { ENTER, 0, 1 }, { ASLEEP, 0, 1 } } },
	{ "only the first token for a parked lane has to wake it", 2,
	  { { ENTER, 0, 1 }, { RELEASE, 0, 1 }, { RELEASE, 0, 0 },
	    { ASLEEP, 0, 0 }, { LEAVE, 0, 0 } } },
	{ "the last one to park finds that all are stuck", 3,
	  { { ENTER, 2, 1 }, { ENTER, 0, 1 }, { ASLEEP, 0, 1 },
	    { ENTER, 1, 1 }, { ASLEEP, 0, 0 }, { ASLEEP, 1, 0 },
	    { ASLEEP, 2, 0 }, { LEAVE, 0, -EDEADLK },
	    { LEAVE, 1, -EDEADLK }, { LEAVE, 2, -EDEADLK }, { STUCK, 0, 3 },
	    { IDLE, 0, 0 } } },
	{ "a lane that ends leaves the others stuck", 3,
	  { { END, 1, 0 }, { ENTER, 0, 1 }, { ASLEEP, 0, 1 }, { END, 2, 0 },
	    { LEAVE, 0, -EDEADLK }, { STUCK, 0, 1 } } },
	{ "lanes that all end are not stuck", 2,
	  { { END, 0, 0 }, { END, 1, 0 }, { STUCK, 0, 0 } } },
	{ "a lane with a token is not stuck before it leaves", 2,
	  { { ENTER, 0, 1 }, { RELEASE, 0, 1 }, { ENTER, 1, 1 },
	    { ASLEEP, 1, 1 }, { LEAVE, 0, 0 }, { STUCK, 0, 0 } } },
	{ "a token for a lane that has ended is dropped", 2,
	  { { END, 0, 0 }, { RELEASE, 0, 0 }, { IDLE, 0, 1 } } },
	{ "leaving without a token is a timeout and not counted", 2,
	  { { ENTER, 0, 1 }, { SLEEP, 0, 0 }, { LEAVE, 0, -ETIMEDOUT },
	    { IDLE, 0, 0 }, { ENTER, 1, 1 }, { ASLEEP, 1, 1 } } },
	{ "a lane that died parked begins anew and is not counted", 2,
	  { { ENTER, 0, 1 }, { BEGIN, 0, 0 }, { IDLE, 0, 0 }, { END, 0, 0 },
	    { BEGIN, 0, 0 }, { IDLE, 0, 0 } } },
	{ "none parks once it is cancelled", 3,
	  { { ENTER, 0, 1 }, { CANCEL, 0, 0 }, { ASLEEP, 0, 0 },
	    { LEAVE, 0, -ECANCELED }, { ENTER, 1, -ECANCELED },
	    { IDLE, 0, 0 } } },
};

static void take_course(const struct course *c)
{
	struct parking *p = made(c->lanes, 1, false);

	for (size_t i = 0; i < ARRAY_SIZE(c->step) && c->step[i].what; i++) {
		int is = result_of(p, &c->step[i]);

		cr_assert_eq(is, c->step[i].result, "%s: step %zu gives %d",
			     c->fact, i + 1, is);
	}
	unmade(p);
}

Test(parking, courses)
{
	for (size_t i = 0; i < ARRAY_SIZE(courses); i++)
		take_course(&courses[i]);
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

/* A token goes round: each task passes it on to the next. */
struct turns {
	_Atomic size_t here;     /* tasks that have told their lane */
	_Atomic size_t turn;
	_Atomic size_t lane[];
};

/* Room for that, or for a word or three of another body. */
static size_t bytes(const void *params, size_t tasks)
{
	(void)params;
	return sizeof(struct turns) + MAX(tasks * sizeof(size_t), (size_t)64);
}

static const struct workload parks = {
	.shared_bytes = bytes,
	.uses = USES_PARK,
};

static int turns_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct script *p = params;
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

/* Task 0 sleeps and then wakes all others, whatever their lane. */
static int sleeper_body(struct io *io, const void *params, size_t task,
			struct value *v)
{
	const struct script *p = params;
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

/* Task 0 sleeps for long enough, and fails; the others are never woken. */
static int failer_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	const struct script *p = params;
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

static void check_turns(const struct lab *lab, const char *model)
{
	const struct script *p = lab->jobs.item[0].params;
	const struct turns *t = lab->area->shared;

	cr_expect_eq(t->turn, p->tasks * p->rounds, "%s", model);
}

static void check_slept(const struct lab *lab, const char *model)
{
	cr_expect_geq(lab->sample.run_ns, 30 * NS_PER_MS, "%s", model);
}

static void check_all_idle(const struct lab *lab, const char *model)
{
	cr_expect_eq(lab->area->parking->idle, 3, "%s", model);
}

static void check_undeclared(const struct lab *lab, const char *model)
{
	cr_expect_eq(lab->area->failure[0].code, -ENOTSUP, "%s", model);
}

static const struct scene scenes[] = {
	{ "two wake each other many times", turns_body, { 2, 0, 3000 }, "", 2,
	  OTHERS, 2, 0, 0, NULL, check_turns },
	{ "many pass a turn round", turns_body, { 40, 0, 50 }, "", 40, OTHERS,
	  40, 0, 0, NULL, check_turns },
	{ "workers with more lanes than a word of the inbox", turns_body,
	  { 300, 0, 3 }, "", 300, OTHERS, 300, 0, 0, NULL, check_turns },
	{ "a deadlock is found", stuck_body, { 6, 0, 0 }, "", 6, OTHERS, 3, 3,
	  0, "deadlock: 3 tasks wait and none is left to wake them", NULL },
	{ "a deadlock of one is found", stuck_body, { 6, 0, 0 }, "", 6,
	  SERIAL, 3, 3, 0, "deadlock: 1 task waits and none is left to wake it",
	  NULL },
	{ "waiting for one that sleeps is no deadlock", sleeper_body,
	  { 7, 0, 0 }, "", 7, ALL, 7, 0, 0, NULL, check_slept },
	{ "fail-fast wakes those that wait", failer_body, { 5, 0, 30 },
	  "fail-fast=yes", 5, OTHERS, 0, 1, 4, "as it should", NULL },
	{ "two that wake each other keep no third from its turn", busy_body,
	  { 3, 0, 0 }, "", 3, OTHERS, 3, 0, 0, NULL, NULL },
	{ "a worker killed while it waits costs its task only", killer_body,
	  { 8, 0, 0 }, "", 3, PROCESSES, 7, 1, 0, "killed by signal 9",
	  check_all_idle },
	{ "a task timeout ends the wait", failer_body, { 5, 0, 300 },
	  "task-timeout=50ms", 5, OTHERS, 0, 5, 0, "task timeout of 50 ms",
	  NULL },
	{ "under serial it ends the sleep, and each park is a deadlock",
	  failer_body, { 5, 0, 300 }, "task-timeout=50ms", 5, SERIAL, 0, 5, 0,
	  NULL, NULL },
};

Test(parked_lanes, scenes)
{
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++)
		scene_play(&scenes[i], parks);
}

Test(parked_lanes, parking_has_to_be_declared)
{
	const struct scene scene = {
		"parking has to be declared", stuck_body, { 2, 0, 0 }, "", 2,
		ALL, 1, 1, 0, NULL, check_undeclared
	};

	scene_play(&scene, (struct workload){ .uses = 0 });
}

/* The program is another process than the sample: it rings all the same. */
Test(parked_lanes, an_interrupt_wakes_those_that_wait)
{
	const struct scene scene = {
		.body = failer_body, .script = { 5, 0, 1500 }, .keys = ""
	};
	struct workload w = parks;
	struct lab lab;

	scene_stage(&scene, &w, &lab);
	for (size_t m = 1; models[m].name; m++) {
		struct sample *s;

		lab.interrupts = 1;
		s = lab_take(&lab, models[m].name, 5);
		for (size_t i = 1; i < 5; i++)
			cr_assert_neq(lab.area->state[i], TASK_FAILED, "%s: %s",
				      models[m].name, s->reason);
		cr_assert_eq(s->tasks_ok, 0);
		cr_assert_geq(s->tasks_cancelled, 4);
	}
	lab_term(&lab);
}
