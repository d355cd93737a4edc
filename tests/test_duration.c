/* test_duration.c - samples that last for a time, not for a number of tasks. */
#include "tests/lab.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/analysis/summary.h"
#include "bench/measure/tally.h"
#include "bench/record/csv.h"
#include "bench/report/report.h"
#include "runners/clock.h"
#include "tests/made.h"

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
		"workload=squares base=20000 duration=50ms", 50 * MS);
	lasts_under_every_model(
		"workload=download size=100 duration=50ms", 50 * MS);
	lasts_under_every_model("workload=file size=4KiB duration=50ms",
				50 * MS);
	lasts_under_every_model("workload=echo duration=50ms", 50 * MS);
}

Test(duration, chunks_and_task_timeouts_change_nothing)
{
	lasts_under_every_model(
		"workload=squares base=5000 chunk=64 duration=50ms", 50 * MS);
	lasts_under_every_model("workload=sleep durations=1ms "
				"task-timeout=10s duration=50ms",
				50 * MS);
}

/* As many as there are lanes, and none that began later. */
Test(duration, tasks_in_flight_at_its_end_go_on_to_theirs)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=700ms duration=100ms");
	for (const struct model *m = models; m->name; m++) {
		struct sample *s = lab_take(&lab, m->name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", m->name,
			     s->reason);
		cr_expect_eq(s->tasks_ok, lab.area->lanes, "%s: %ju", m->name,
			     (uintmax_t)s->tasks_ok);
		cr_expect_geq(s->run_ns, 700 * MS, "%s", m->name);
		for (size_t i = 0; i < lab.area->lanes; i++)
			cr_expect_lt(lab.area->slot[i].start_ns, 600 * MS);
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

	lab_init(&lab, "workload=null duration=20ms");
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

	lab_init(&lab, "workload=null duration=100ms");
	lab.jobs.item[0].workload = &deadly;
	s = lab_take(&lab, model, 4);
	cr_assert_eq(s->state, SAMPLE_FAILED);
	cr_assert_not_null(strstr(s->reason, "worker killed by signal 9"),
			   "%s", s->reason);
	cr_expect_geq(s->tasks_failed, 1);
	cr_expect_leq(s->tasks_failed, most);
	cr_expect_gt(s->tasks_ok, 7);
	cr_expect_geq(s->run_ns, 100 * MS);
	cr_expect_eq(strlen(s->digests), 12, "of the first 1, 2 and 4: '%s'",
		     s->digests);
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
	cr_expect_leq(s->tasks_ok, 3);
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

/* --- what is made of it --- */

enum { SERIAL, THREADS, ASYNC };

/* 10 s each; serial does 100 tasks/s, threads 400, async 500, and memory is
 * the same. */
static void make(struct results *r)
{
	static const char *const names[] = { "serial", "threads", "async" };
	static const uint64_t tasks[] = { 1000, 4000, 5000 };

	results_init(r);
	made_environment(&r->env);
	for (size_t i = 0; i < 3; i++) {
		size_t cell = made_cell(r, names[i], i ? 5 : 1, 1);

		r->cell[cell].tasks = 10000000;
		r->cell[cell].duration_ns = 10 * NS_PER_S;
		r->cell[cell].waiting_ns = r->cell[cell].longest_ns = 9 * MS;
		for (uint64_t k = 0; k < MADE_SAMPLES; k++) {
			struct sample *s = made_sample(r, cell, 10 * NS_PER_S,
						       2 * NS_PER_S);

			s->tasks_ok = tasks[i] + k - MADE_SAMPLES / 2;
			s->digest = 0;
			strcpy(s->digests, i ? "00112233" : "0011");
			snprintf(s->last_value, sizeof(s->last_value), "%zu-%ju",
				 i, (uintmax_t)k);
		}
	}
}

static char *told(const struct results *r)
{
	struct summary summary;
	struct notes notes = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(out);
	cr_assert_eq(summary_make(r, &summary), 0);
	report_print(&summary, out, true);
	fclose(out);
	notes_free(&notes);
	summary_free(&summary);
	/* Sentences are wrapped. */
	for (char *c = text; *c; c++)
		if (*c == '\n' && c[1] == ' ' && c[2] == ' ' && c[3] != ' ')
			memmove(c, c + 1, strlen(c));
	return text;
}

static void tells(const struct results *r, const char *what)
{
	char *text = told(r);

	cr_expect_not_null(strstr(text, what), "no '%s' in\n%s", what, text);
	free(text);
}

Test(duration, rows_are_compared_by_tasks_per_second)
{
	struct results r;
	struct summary s;

	make(&r);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_eq(s.findings.count, 0, "%s",
		     s.findings.count ? s.findings.item[0].sentence : "");
	cr_expect_float_eq(s.row[SERIAL].tasks_per_s, 100, 1e-6);
	cr_expect_float_eq(s.row[ASYNC].tasks_per_s, 500, 1e-6);
	cr_expect_float_eq(s.row[ASYNC].tasks_done, 5000, 1e-6);
	cr_expect_float_eq(s.row[ASYNC].speed_up.estimate, 5, 1e-6);
	cr_expect_float_eq(s.row[THREADS].cpu_ns.median, 2.0004e9 / 4000,
			   1e3);
	/* One at a time: 9 ms of waiting, and at least 0.4 ms of computing. */
	cr_expect_float_eq(s.row[SERIAL].bound.ideal_ns, 9.4e6, 1e4);
	cr_expect_float_eq(s.row[SERIAL].bound.efficiency, 0.94, 0.01);
	summary_free(&s);
	results_free(&r);
}

Test(duration, the_report_says_so)
{
	struct results r;

	make(&r);
	tells(&r, "squares: tasks in 10 s, 11 samples each");
	tells(&r, "tasks/s");
	tells(&r, "cpu/task");
	tells(&r, "answers: all 110000 values right in 33 samples");
	tells(&r, "threads took 1.25 x as long for a task");
	r.cell[ASYNC].known = r.cell[SERIAL].known = false;
	r.cell[THREADS].known = false;
	tells(&r, "answers: the first 1 value the same in 33 samples");
	results_free(&r);
}

Test(duration, limits_overtime_and_what_is_owed_are_told)
{
	struct results r;

	make(&r);
	for (size_t i = 0; i < 3; i++)
		r.cell[i].tasks = 5000;
	tells(&r, "squares: up to 5000 tasks in 10 s");
	tells(&r, "async, K 5: all 5000 tasks were done before the time was "
		  "up, in 1 of 11 samples");
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].run_ns += 2 * NS_PER_S;
	tells(&r, "the last tasks ended 20 % of the duration after the time");
	r.sample[0].tasks_cancelled = 7;
	tells(&r, "7 of 11007 tasks were due and had not begun");
	results_free(&r);
}

Test(duration, other_values_among_the_first_tasks_are_found)
{
	struct results r;
	struct summary s;

	make(&r);
	strcpy(r.sample[MADE_SAMPLES * ASYNC].digests, "0019");
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect(s.row[ASYNC].is_void);
	cr_expect_not(s.row[THREADS].is_void);
	summary_free(&s);
	results_free(&r);
}

Test(duration, a_csv_file_keeps_it)
{
	struct results r, back;
	char directory[64], path[96];
	struct error err = { "" };

	make(&r);
	results_init(&back);
	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/a.csv", directory);
	cr_assert_eq(csv_save(&r, path, &err), 0, "%s", err.text);
	cr_assert_eq(csv_load(path, &back, &err), 0, "%s", err.text);
	cr_expect_eq(back.cell[ASYNC].duration_ns, 10 * NS_PER_S);
	cr_expect_str_eq(back.sample[MADE_SAMPLES].digests, "00112233");
	unlink(path);
	rmdir(directory);
	results_free(&r);
	results_free(&back);
}
