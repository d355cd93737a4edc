/* test_duration.c - samples that last for a time, not for a number of tasks. */
#include "tests/lab.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/analysis/fairness.h"
#include "bench/measure/tally.h"
#include "runners/clock.h"

#define MS NS_PER_MS

/* --- samples under every model --- */

static void lasts(struct lab *lab, const char *model, uint64_t least_ns)
{
	struct sample *s = lab_take(lab, model, 4);

	cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", model, s->reason);
	cr_expect_geq(s->run_ns, least_ns, "%s", model);
	cr_expect_geq(s->tasks_ok, 1, "%s", model);
	cr_expect_eq(s->tasks_failed + s->tasks_cancelled + s->tasks_wrong, 0,
		     "%s", model);
	cr_expect_eq(s->digest, 0, "%s", model);
	cr_expect_neq(s->digests[0], '\0', "%s", model);
}

static void lasts_under_every_model(const char *keys, uint64_t least_ns)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (const struct model *m = models; m->name; m++)
		lasts(&lab, m->name, least_ns);
	lab_term(&lab);
}

Test(duration, ends_under_every_model)
{
	lasts_under_every_model(
		"workload=sleep durations=1ms,2ms duration=100ms", 100 * MS);
	lasts_under_every_model(
		"workload=squares base=20000 duration=100ms", 100 * MS);
	lasts_under_every_model(
		"workload=download size=100 duration=100ms", 100 * MS);
	lasts_under_every_model("workload=file size=4KiB duration=100ms",
				100 * MS);
	lasts_under_every_model("workload=echo duration=100ms", 100 * MS);
}

Test(duration, chunks_and_task_timeouts_change_nothing)
{
	lasts_under_every_model(
		"workload=squares base=5000 chunk=64 duration=100ms",
		100 * MS);
	lasts_under_every_model("workload=sleep durations=1ms "
				"task-timeout=10s duration=100ms",
				100 * MS);
}

/* One in each lane, unless the machine is so busy that the end is seen late. */
Test(duration, tasks_in_flight_at_its_end_go_on_to_theirs)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=700ms duration=100ms");
	for (const struct model *m = models; m->name; m++) {
		struct sample *s = lab_take(&lab, m->name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", m->name,
			     s->reason);
		cr_expect_geq(s->run_ns, 700 * MS, "%s", m->name);
		if (s->run_ns < 1400 * MS)
			cr_expect_leq(s->tasks_ok, lab.area->lanes, "%s: %ju",
				      m->name, (uintmax_t)s->tasks_ok);
	}
	lab_term(&lab);
}

Test(duration, the_area_is_left_with_what_was_claimed)
{
	struct lab lab;
	struct sample *s;
	size_t pending = 0;

	lab_init(&lab, "workload=sleep durations=1ms duration=50ms");
	s = lab_take(&lab, "threads", 4);
	for (size_t i = 0; i < lab.area->tasks; i++)
		pending += lab.area->state[i] == TASK_PENDING;
	cr_expect_eq(s->tasks_ok + pending, lab.area->tasks);
	cr_expect_leq(pending, 4, "%zu", pending);
	lab_term(&lab);
}

/* Not even where a task takes nanoseconds does a lane look at a clock. */
Test(duration, short_tasks_are_not_stamped)
{
	struct lab lab;

	lab_init(&lab, "workload=null duration=200ms");
	for (const struct model *m = models; m->name; m++) {
		struct sample *s = lab_take(&lab, m->name, 2);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", m->name,
			     s->reason);
		cr_expect_gt(s->tasks_ok, 1000, "%s", m->name);
		cr_expect_eq(s->service_sum_ns, 0, "%s", m->name);
		for (size_t i = 0; i < lab.area->tasks; i += 997)
			cr_assert_eq(lab.area->slot[i].start_ns, 0);
	}
	lab_term(&lab);
}

Test(duration, ends_early_when_the_tasks_are_done)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1ms tasks=10 duration=60s");
	for (const struct model *m = models; m->name; m++) {
		struct sample *s = lab_take(&lab, m->name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", m->name,
			     s->reason);
		cr_expect_eq(s->tasks_ok, 10, "%s", m->name);
		cr_expect_lt(s->run_ns, 50 * NS_PER_S, "%s", m->name);
	}
	lab_term(&lab);
}

Test(duration, ctrl_c_cancels_the_sample)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1ms duration=60s");
	lab.interrupts = 1;
	for (const struct model *m = models; m->name; m++)
		cr_expect_eq(lab_take(&lab, m->name, 4)->state,
			     SAMPLE_CANCELLED, "%s: %s", m->name,
			     lab.sample.reason);
	lab_term(&lab);
}

/* --- a worker that is killed --- */

static int deadly_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	(void)params;
	if (task == 7)
		raise(SIGKILL);
	v->number = task + 1;
	return io_sleep(io, MS);
}

static const struct workload deadly = {
	.name = "deadly",
	.summary = "a task kills its worker",
	.tasks = 40,
	.body = deadly_body,
};

static void survives(const char *model, size_t most)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=null duration=300ms");
	lab.jobs.item[0].workload = &deadly;
	s = lab_take(&lab, model, 4);
	cr_assert_eq(s->state, SAMPLE_FAILED);
	cr_assert_not_null(strstr(s->reason, "worker killed by signal 9"),
			   "%s", s->reason);
	cr_expect_geq(s->tasks_failed, 1);
	cr_expect_leq(s->tasks_failed, most);
	cr_expect_gt(s->tasks_ok, 7);
	cr_expect_geq(s->run_ns, 300 * MS);
	/* Of the first 1, 2 and 4 at most: a task before it may be lost too. */
	cr_expect_leq(strlen(s->digests), 12, "'%s'", s->digests);
	lab_term(&lab);
}

Test(duration, a_killed_worker_costs_what_it_held_and_is_replaced)
{
	survives("processes", 1);
	survives("processes+async", 4);
}

/* --- open loops --- */

Test(duration, an_open_loop_starts_what_is_due_within_it)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=1us rate=200 arrivals=even "
		       "duration=200ms");
	for (const struct model *m = models; m->name; m++) {
		struct sample *s = lab_take(&lab, m->name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", m->name,
			     s->reason);
		cr_expect_eq(lab.area->tasks, 40, "%s", m->name);
		/* On a loaded machine the last ones may come too late. */
		cr_expect_eq(s->tasks_ok + s->tasks_cancelled, 40, "%s",
			     m->name);
		cr_expect_gt(s->tasks_ok, 0, "%s", m->name);
	}
	lab_term(&lab);
}

Test(duration, an_open_loop_that_falls_behind_owes_the_rest)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=sleep durations=100ms rate=100 "
		       "arrivals=even duration=200ms");
	s = lab_take(&lab, "serial", 1);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_expect_lt(s->tasks_ok, 20);
	cr_expect_eq(s->tasks_ok + s->tasks_cancelled, 20);
	lab_term(&lab);
}

/* --- the area --- */

static bool is_resident(const void *at)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	unsigned char here = 0;

	cr_assert_eq(mincore((void *)((uintptr_t)at & ~(page - 1)), page,
			     &here),
		     0);
	return here & 1;
}

Test(duration, of_ten_million_tasks_only_the_first_are_touched)
{
	const struct area_plan plan = { .tasks = TASKS_MAX,
					.touch = 4096,
					.chunk = 1,
					.lanes = CONCURRENCY_MAX,
					.workers = 1,
					.stamped = true,
					.due = true };
	struct area *area = area_new(&plan);

	cr_assert_not_null(area);
	area_touch(area);
	cr_expect_not(is_resident(&area->state[100000]));
	cr_expect_not(is_resident(&area->slot[100000]));
	cr_expect_not(is_resident(&area->due_ns[100000]));
	cr_expect_eq(area_kept_bytes(area), 4096 * 65);
	atomic_store(&area->next, 5000);
	cr_expect_eq(area_kept_bytes(area), 5000 * 65);
	area_trim(area);
	cr_expect_eq(area->tasks, 5000);
	area_free(area);
}

Test(duration, its_end_is_not_one_that_was_cancelled_before)
{
	const struct area_plan plan = { .tasks = 1, .chunk = 1, .lanes = 1,
					.workers = 1 };
	struct area *area = area_new(&plan);

	cr_assert_not_null(area);
	area_cancel(area);
	area_time_up(area);
	cr_expect_not(area_time_is_up(area));
	area_free(area);
	area = area_new(&plan);
	area_time_up(area);
	cr_expect(area_time_is_up(area));
	cr_expect(area_cancelled(area));
	area_free(area);
}

/* --- digests --- */

static struct sample tallied(size_t tasks, size_t wrong)
{
	const struct area_plan plan = { .tasks = 100, .chunk = 1, .lanes = 1,
					.workers = 1 };
	const struct workload quiet = { .name = "quiet" };
	const struct job job = { .workload = &quiet,
				 .set.duration_ns = NS_PER_S };
	struct area *area = area_new(&plan);
	struct sample s = { 0 };

	cr_assert_not_null(area);
	atomic_store(&area->next, tasks);
	area_time_up(area);
	for (size_t i = 0; i < tasks; i++) {
		area->state[i] = TASK_OK;
		area->slot[i].value.number = i + (i == wrong);
	}
	tally_tasks(&job, area, &s);
	area_free(area);
	return s;
}

Test(duration, values_agree_as_far_as_both_samples_went)
{
	struct sample a = tallied(90, 100), b = tallied(33, 100);
	struct sample c = tallied(33, 20), d = tallied(90, 70);

	cr_expect_eq(a.tasks_ok, 90);
	cr_expect_eq(b.tasks_ok, 33);
	cr_expect_eq(a.tasks_cancelled, 0);
	cr_expect_eq(strlen(a.digests), 4 * 7);
	cr_expect_eq(strlen(b.digests), 4 * 6);
	cr_expect(fairness_digests_agree(&a, &b));
	cr_expect_not(fairness_digests_agree(&a, &c));
	cr_expect_not(fairness_digests_agree(&c, &a));
	cr_expect(fairness_digests_agree(&a, &d), "it is beyond the first 64");
}
