/* test_timeout.c - every model keeps each task's own deadline. */
#include "tests/lab.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/clock.h"

#define MS     NS_PER_MS
#define REASON "task timeout of 50 ms passed (--task-timeout)"

/* Every task failed with the reason, none before its time, and none took
 * anything like as long as it would have waited. */
static void all_timed_out(struct lab *lab, const char *model, size_t k)
{
	struct sample *s = lab_take(lab, model, k);

	cr_assert_eq(s->state, SAMPLE_FAILED, "%s", model);
	cr_assert_eq(s->tasks_failed, lab->area->tasks, "%s: %s", model,
		     s->reason);
	for (size_t i = 0; i < lab->area->tasks; i++) {
		const struct slot *slot = &lab->area->slot[i];
		const struct failure *f;

		cr_assert_gt(slot->failure, 0);
		f = &lab->area->failure[slot->failure - 1];
		cr_assert_str_eq(f->reason, REASON, "%s: %s", model, f->reason);
		cr_assert_eq(f->code, -ETIMEDOUT);
		cr_assert_geq(slot->end_ns - slot->start_ns, 50 * MS);
		cr_assert_lt(slot->end_ns - slot->start_ns, 15000 * MS);
	}
}

static void time_out_under_every_model(const char *keys)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++)
		all_timed_out(&lab, models[m].name, 4);
	lab_term(&lab);
}

Test(timeout, a_sleep_ends_at_the_task_s_deadline)
{
	time_out_under_every_model(
		"workload=steps tasks=4 task-timeout=50ms steps=sleep\t20s");
}

Test(timeout, sleeps_that_each_are_short_enough_add_up)
{
	time_out_under_every_model("workload=steps tasks=4 task-timeout=50ms "
				   "rounds=10000 steps=sleep\t5ms");
}

Test(timeout, a_download_ends_at_the_task_s_deadline)
{
	time_out_under_every_model(
		"workload=download tasks=4 task-timeout=50ms latency=20s");
}

Test(timeout, the_second_download_has_only_what_the_first_left)
{
	time_out_under_every_model(
		"workload=steps tasks=4 task-timeout=50ms "
		"steps=fetch\t1KiB\tafter\t20ms,fetch\t1KiB\tafter\t20s");
}

Test(timeout, computing_past_it_fails_at_its_end)
{
	time_out_under_every_model(
		"workload=steps tasks=4 task-timeout=50ms "
		"steps=compute\t60ms");
}

Test(timeout, nothing_is_begun_after_it)
{
	time_out_under_every_model(
		"workload=steps tasks=2 task-timeout=50ms "
		"steps=compute\t60ms,compute\t20s,fetch\t1MiB");
}

Test(timeout, who_is_in_time_is_right)
{
	struct lab lab;

	lab_init(&lab, "workload=steps tasks=40 task-timeout=60s "
		       "steps=fetch\t1KiB\tafter\t1ms,sleep\t1ms");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 8);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
	}
	lab_term(&lab);
}

/* A deadline doesn't count the wait until a task is due. */
Test(timeout, the_life_begins_when_the_task_does)
{
	struct lab lab;

	lab_init(&lab, "workload=steps tasks=4 task-timeout=2s rate=10 "
		       "arrivals=even steps=sleep\t1ms");
	lab_take(&lab, "async", 4);
	cr_assert_eq(lab.sample.state, SAMPLE_OK, "%s", lab.sample.reason);
	lab_term(&lab);
	lab_init(&lab, "workload=steps tasks=4 task-timeout=50ms rate=10 "
		       "arrivals=even steps=sleep\t20s");
	for (size_t m = 0; models[m].name; m++)
		all_timed_out(&lab, models[m].name, 4);
	lab_term(&lab);
}

Test(timeout, a_shorter_timeout_of_the_download_keeps_its_own_reason)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=4 task-timeout=60s "
		       "timeout=50ms latency=20s");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_assert_eq(s->tasks_failed, 4, "%s", models[m].name);
		cr_assert_null(strstr(s->reason, "--task-timeout"), "%s",
			       s->reason);
	}
	lab_term(&lab);
}

Test(timeout, a_lane_works_on_after_a_task_that_timed_out)
{
	struct lab lab;

	/* Every other task is in time. */
	lab_init(&lab, "workload=sleep tasks=6 task-timeout=400ms "
		       "durations=20s,1ms");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->tasks_failed, 3, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, 3);
		for (size_t i = 0; i < 6; i++)
			cr_assert_eq(lab.area->state[i],
				     i % 2 ? TASK_OK : TASK_FAILED);
	}
	lab_term(&lab);
}

/* --- a workload of this test's own: io_ready --- */

struct pipes {
	int fd;                  /* never readable */
	uint64_t own_ns;         /* its own bound, or 0 */
	bool swallow;            /* the error */
};

static int ready_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct pipes *p = params;
	int rc = io_ready(io, p->fd, POLLIN, p->own_ns);

	(void)task;
	v->number = 1;
	return rc < 0 && !p->swallow ? rc : 0;
}

static const struct workload ready_workload = {
	.name = "ready",
	.summary = "waits for a byte that doesn't come",
	.tasks = 1,
	.body = ready_body,
	.params_size = sizeof(struct pipes),
	.uses = USES_READY,
};

/* The lab's job, with another workload put in its place. One task: event
 * loops know one waiter for a descriptor. */
static void take_ready(struct lab *lab, const char *model, struct pipes *p)
{
	struct job *job = &lab->jobs.item[0];
	const struct workload *was = job->workload;
	void *params = job->params;

	job->workload = &ready_workload;
	job->params = p;
	lab_take(lab, model, 1);
	job->workload = was;
	job->params = params;
}

static void ready_fails_with(struct pipes *p, const char *reason)
{
	struct lab lab;
	int ends[2];

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends),
		     0);
	p->fd = ends[0];
	lab_init(&lab, "workload=null tasks=1 task-timeout=50ms");
	for (size_t m = 0; models[m].name; m++) {
		take_ready(&lab, models[m].name, p);
		cr_assert_eq(lab.sample.tasks_failed, 1, "%s", models[m].name);
		cr_assert_eq(lab.area->failure[0].code, -ETIMEDOUT);
		cr_assert_str_eq(lab.area->failure[0].reason, reason, "%s: %s",
				 models[m].name, lab.area->failure[0].reason);
	}
	lab_term(&lab);
	close(ends[0]);
	close(ends[1]);
}

Test(timeout, readiness_is_waited_for_no_longer)
{
	struct pipes p = { .own_ns = 0 };

	ready_fails_with(&p, REASON);
	p.own_ns = 20000 * MS;
	ready_fails_with(&p, REASON);
}

Test(timeout, a_body_cannot_swallow_it)
{
	struct pipes p = { .swallow = true };

	ready_fails_with(&p, REASON);
}

Test(timeout, less_than_a_microsecond_is_refused)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	struct error err = { "" };

	cr_assert_eq(draft_add(&draft, "workload", "null", NULL, false), 0);
	cr_assert_eq(draft_add(&draft, "task-timeout", "0", NULL, false), 0);
	cr_assert_eq(jobs_build(&jobs, &draft, &err), -ERANGE);
	cr_assert_not_null(strstr(err.text, "from 1us to"), "%s", err.text);
	jobs_free(&jobs);
	draft_free(&draft);
}

Test(timeout, without_it_tiny_tasks_are_not_stamped)
{
	struct lab lab;

	lab_init(&lab, "workload=null tasks=10");
	lab_take(&lab, "serial", 1);
	cr_assert_not(lab.area->stamped);
	lab_term(&lab);
	lab_init(&lab, "workload=null tasks=10 task-timeout=10s");
	lab_take(&lab, "serial", 1);
	cr_assert(lab.area->stamped);
	cr_assert_eq(lab.sample.state, SAMPLE_OK, "%s", lab.sample.reason);
	lab_term(&lab);
}
