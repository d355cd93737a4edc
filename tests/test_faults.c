/* test_faults.c - each call that can fail does so once: a crew then says what
 * failed and leaves nothing behind.
 *
 * Which call: the first, the second, and so on, until none is left to fail.
 */
#include "tests/lab.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "tests/census.h"
#include "tests/faulty.h"

enum { TASKS = 8, LANES = 3, WORKERS = 2, MOST_CALLS = 200 };

/* --- a workload that needs all that a wait can make --- */

static void work(void *arg)
{
	*(int *)arg = 1;
}

static int body(struct io *io, const void *params, size_t task,
		struct value *v)
{
	int done = 0;
	int rc = io_block(io, work, &done);

	(void)params;
	if (rc == 0)
		rc = io_sleep(io, NS_PER_MS / 4);
	io_unpark(io, io_lane(io));
	if (rc == 0)
		rc = io_park(io);
	v->number = task + (unsigned)done;
	return rc;
}

static int lane_open(struct io *io, const void *params, struct error *err)
{
	void *own = malloc(100);

	(void)params;
	if (!own)
		return error_set(err, -ENOMEM, "out of memory");
	io_set_own(io, own);
	return 0;
}

static void lane_close(struct io *io, const void *params)
{
	(void)params;
	free(io_own(io));
}

static const struct fetch_terms *fetches(const void *params)
{
	static const struct fetch_terms limits = { .hosts = 1 };

	(void)params;
	return &limits;
}

static const struct workload everything = {
	.name = "everything",
	.summary = "uses all that there is",
	.tasks = TASKS,
	.body = body,
	.lane_open = lane_open,
	.lane_close = lane_close,
	.fetches = fetches,
	.uses = USES_BLOCK | USES_COMPUTE | USES_PARK,
};

static int slow_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	(void)params;
	v->number = task + 1;
	return io_sleep(io, 5 * NS_PER_MS);
}

static const struct workload slow = {
	.name = "slow",
	.summary = "sleeps, so that the crew has to wait for it",
	.tasks = TASKS,
	.body = slow_body,
};

static int deadly_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	if (task == 0)
		kill(getpid(), SIGKILL);
	return slow_body(io, params, task, v);
}

static const struct workload deadly = {
	.name = "deadly",
	.summary = "the first task kills its worker",
	.tasks = TASKS,
	.body = deadly_body,
};

static int block_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	int done = 0;

	(void)params;
	v->number = task + 1;
	return io_block(io, work, &done);
}

static const struct workload blocking = {
	.name = "blocking",
	.summary = "gives calls to a pool",
	.tasks = TASKS,
	.body = block_body,
	.uses = USES_BLOCK,
};

static int exit_at_once(struct io *io, const void *params, struct error *err)
{
	(void)io;
	(void)params;
	(void)err;
	_exit(3);
}

static const struct workload stillborn = {
	.name = "stillborn",
	.summary = "no worker lives to do a task",
	.tasks = TASKS,
	.body = slow_body,
	.lane_open = exit_at_once,
};

/* --- crews --- */

/* 0 if every task ended; else the known reason. */
static int judge(const struct area *area, struct error *err)
{
	for (size_t i = 0; i < area->tasks; i++)
		if (area->state[i] != TASK_OK)
			return error_set(err, area->failures
						      ? area->failure[0].code
						      : -ECANCELED,
					 "%s", area->failures
						       ? area->failure[0].reason
						       : "not run");
	return 0;
}

static int crew_whole(const struct model *model, const struct run *run,
		      struct error *err)
{
	struct area *area = model_area(model, run);
	struct crew crew;
	int rc;

	if (!area)
		return error_set(err, -errno, "no area: %s", strerror(errno));
	rc = crew_open(&crew, model, run, area);
	if (rc == 0) {
		rc = crew_run(&crew);
		crew_close(&crew);
	}
	if (rc < 0)
		*err = crew.error;
	else
		rc = judge(area, err);
	area_free(area);
	return rc;
}

/* A call, the errno with which it fails, and what the sentence has to begin
 * with: one of these. */
struct fault {
	enum faulty call;
	const char *name;
	int error;
	const char *says[4];
};

#define NO_MEMORY "out of memory"
#define NO_AREA   "no area: "
#define NO_LOOP   "cannot make an event loop: "
#define NO_STACKS "cannot map "
#define NO_POOL   "cannot start a pool of "
#define NO_WATCH  "cannot watch the workers: "

static const struct fault faults[] = {
	{ FAULTY_MALLOC, "malloc", ENOMEM,
	  { NO_MEMORY, NO_LOOP } },
	{ FAULTY_CALLOC, "calloc", ENOMEM,
	  { NO_MEMORY, NO_LOOP, NO_POOL, NO_WATCH } },
	{ FAULTY_MMAP, "mmap", ENOMEM, { NO_AREA, NO_STACKS } },
	{ FAULTY_MPROTECT, "mprotect", EACCES, { NO_STACKS } },
	{ FAULTY_GUARD, "guard", ENOMEM, { NO_STACKS } },
	{ FAULTY_FORK, "fork", EAGAIN, { "cannot start process " } },
	{ FAULTY_PTHREAD_CREATE, "pthread_create", EAGAIN,
	  { "cannot start thread ", NO_POOL } },
	{ FAULTY_EPOLL_CREATE1, "epoll_create1", EMFILE, { NO_LOOP } },
	{ FAULTY_EPOLL_CTL, "epoll_ctl", ENOSPC, { "event loop: " } },
	{ FAULTY_EPOLL_PWAIT2, "epoll_pwait2", EINVAL, { "event loop: " } },
	{ FAULTY_EVENTFD, "eventfd", EMFILE,
	  { NO_AREA, "cannot make an eventfd: ", NO_POOL } },
	{ FAULTY_SIGNALFD, "signalfd", EMFILE, { NO_WATCH } },
	{ FAULTY_CURL_MULTI_INIT, "curl_multi_init", ENOMEM,
	  { "cannot make a libcurl multi handle" } },
	{ FAULTY_CURL_EASY_INIT, "curl_easy_init", ENOMEM,
	  { "cannot set up a libcurl handle" } },
};

/* The sentence may just say that memory ran out. */
static bool says_one_of(const struct fault *f, const char *text)
{
	bool cause = f->error == ENOMEM || strstr(text, strerror(f->error));

	for (size_t i = 0; i < ARRAY_SIZE(f->says) && f->says[i]; i++)
		if (strncmp(text, f->says[i], strlen(f->says[i])) == 0)
			return cause;
	return false;
}

static struct run run_of_workload(const struct workload *w)
{
	return (struct run){ .workload = w,
			     .body = w->body,
			     .tasks = TASKS,
			     .chunk = 1,
			     .lanes = LANES,
			     .workers = WORKERS,
			     .offload = 2,
			     .stamped = true };
}

/* -EIO stands for the errno of a worker, which leaves a sentence only. */
static void check_fault(const struct fault *f, const char *what, int rc,
			const struct error *err)
{
	cr_assert(rc == -f->error || rc == -EIO, "%s: %d, '%s'", what, rc,
		  err->text);
	cr_assert(says_one_of(f, err->text), "%s: '%s'", what, err->text);
}

/* Returns how many calls there are that can fail. */
static unsigned fail_each(const char *name, const struct workload *w,
			  const struct fault *f)
{
	const struct model *model = models_find(name);
	struct run run = run_of_workload(w);
	struct census before = census_before();
	unsigned n = 1;

	for (; n < MOST_CALLS; n++) {
		struct error err = { "" };
		char what[64];
		bool fired;
		int rc;

		snprintf(what, sizeof(what), "%s, %s %u", name, f->name, n);
		faulty_arm(f->call, n, f->error);
		rc = crew_whole(model, &run, &err);
		fired = faulty_disarm();
		check_nothing_left(&before, what);
		if (!fired) {
			cr_assert_eq(rc, 0, "%s: %s", what, err.text);
			break;
		}
		check_fault(f, what, rc, &err);
	}
	cr_assert_lt(n, MOST_CALLS, "%s: %s has no end", name, f->name);
	return n - 1;
}

/* With fewer calls than this the wrappers aren't linked in. */
static void fail_all_calls(const char *model, unsigned least)
{
	unsigned n = 0;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		n += fail_each(model, &everything, &faults[i]);
	cr_assert_geq(n, least, "%s: only %u calls failed", model, n);
	curl_global_cleanup();
}

Test(faults, a_serial_crew)
{
	fail_all_calls("serial", 5);
}

Test(faults, a_crew_of_threads)
{
	fail_all_calls("threads", 12);
}

Test(faults, a_crew_of_processes)
{
	fail_all_calls("processes", 14);
}

Test(faults, a_crew_with_one_loop)
{
	fail_all_calls("async", 20);
}

Test(faults, a_crew_of_threads_with_loops)
{
	fail_all_calls("threads+async", 35);
}

Test(faults, a_crew_of_processes_with_loops)
{
	fail_all_calls("processes+async", 38);
}

Test(faults, a_crew_that_cannot_hear_its_workers)
{
	const struct fault f = { FAULTY_READ, "read", EIO,
				 { "cannot read the workers' eventfd: " } };

	cr_assert_geq(fail_each("threads", &slow, &f), 1);
	cr_assert_geq(fail_each("processes", &slow, &f), 1);
}

Test(faults, a_loop_that_cannot_hear_its_pool)
{
	const struct fault f = { FAULTY_READ, "read", EIO,
				 { "event loop: " } };

	cr_assert_geq(fail_each("async", &blocking, &f), 1);
}

Test(faults, workers_that_die_before_they_have_a_task)
{
	const struct model *model = models_find("processes");
	struct run run = run_of_workload(&stillborn);
	struct census before = census_before();
	struct error err = { "" };

	cr_assert_eq(crew_whole(model, &run, &err), -ECHILD, "%s", err.text);
	cr_assert(strstr(err.text, "worker exited with status 3 before it ran "
				   "a task, 9 times"),
		  "%s", err.text);
	check_nothing_left(&before, "stillborn");
}

Test(faults, a_worker_that_died_and_cannot_be_replaced)
{
	const struct model *model = models_find("processes");
	struct run run = run_of_workload(&deadly);
	struct census before = census_before();
	struct error err = { "" };

	faulty_arm(FAULTY_FORK, LANES + 1, EAGAIN);
	cr_assert_eq(crew_whole(model, &run, &err), -EAGAIN, "%s", err.text);
	cr_assert(faulty_disarm());
	cr_assert(strstr(err.text, "cannot start process"), "%s", err.text);
	check_nothing_left(&before, "replacing a worker");
}

Test(faults, a_kernel_without_epoll_pwait2_is_no_failure)
{
	const struct model *model = models_find("async");
	struct run run = run_of_workload(&slow);

	for (unsigned n = 1; n <= 3; n++) {
		struct error err = { "" };

		faulty_arm(FAULTY_EPOLL_PWAIT2, n, ENOSYS);
		cr_assert_eq(crew_whole(model, &run, &err), 0, "%s", err.text);
		cr_assert(faulty_disarm(), "call %u", n);
	}
}
