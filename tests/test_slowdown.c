/* test_slowdown.c - some tasks twice, and nothing else changed. */
#include <criterion/criterion.h>

#include <errno.h>

#include "bench/plan/slowdown.h"
#include "runners/macros.h"
#include "tests/lab.h"

enum { TASKS = 1000 };

struct counted {
	unsigned calls[TASKS];
	int rc;
};

static int count_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	struct counted *counted = (struct counted *)params;

	(void)io;
	cr_assert(v->number == 0 && v->check == 0, "a value that isn't zero");
	counted->calls[task]++;
	v->number = task + 7;
	return counted->rc;
}

static const struct fetch_terms limits = { .hosts = 3 };

static const struct fetch_terms *count_fetches(const void *params)
{
	cr_assert_not_null(params);
	return &limits;
}

static const struct workload counting = { .name = "counting",
					  .body = count_body,
					  .fetches = count_fetches };

/* The number of calls when each task runs under it once. */
static unsigned calls_under(uint64_t pct, unsigned *most)
{
	struct counted counted = { .rc = 0 };
	struct run run = { .body = counting.body, .body_params = &counted };
	struct slowdown slowdown;
	unsigned sum = 0;

	slowdown_apply(&slowdown, pct, &run);
	for (size_t task = 0; task < TASKS; task++) {
		struct value v = { 0 };

		cr_assert_eq(run.body(NULL, run.body_params, task, &v),
			     0);
		cr_assert(v.number == task + 7);
	}
	*most = 0;
	for (size_t task = 0; task < TASKS; task++) {
		sum += counted.calls[task];
		*most = MAX(*most, counted.calls[task]);
	}
	return sum;
}

Test(slowdown, this_many_of_a_hundred_tasks_are_done_twice)
{
	const uint64_t pct[] = { 0, 1, 5, 7, 50, 99, 100 };
	unsigned most;

	for (size_t i = 0; i < ARRAY_SIZE(pct); i++) {
		cr_expect_eq(calls_under(pct[i], &most),
			     TASKS + TASKS * pct[i] / 100);
		cr_expect_leq(most, 2u);
	}
}

Test(slowdown, those_done_twice_are_spread_evenly)
{
	struct counted counted = { .rc = 0 };
	struct run run = { .body = counting.body, .body_params = &counted };
	struct slowdown slowdown;
	struct value v;
	unsigned twice = 0;

	slowdown_apply(&slowdown, 5, &run);
	for (size_t task = 0; task < 100; task++) {
		v = (struct value){ 0 };
		run.body(NULL, run.body_params, task, &v);
		twice += counted.calls[task] == 2;
		if (task % 20 == 19)
			cr_expect_eq(twice, task / 20 + 1);
	}
}

Test(slowdown, none_leaves_the_run_as_it_is)
{
	struct counted counted = { .rc = 0 };
	struct run run = { .body = counting.body, .body_params = &counted };
	struct slowdown slowdown;

	slowdown_apply(&slowdown, 0, &run);
	cr_assert(run.body == counting.body && run.body_params == &counted);
}

Test(slowdown, a_failure_is_told_and_not_repeated)
{
	struct counted counted = { .rc = -EIO };
	struct run run = { .body = counting.body, .body_params = &counted };
	struct slowdown slowdown;
	struct value v = { 0 };

	slowdown_apply(&slowdown, 100, &run);
	cr_assert_eq(run.body(NULL, run.body_params, 0, &v), -EIO);
	cr_assert_eq(counted.calls[0], 1u);
}

static size_t some_bytes(const void *params, size_t tasks)
{
	(void)params;
	return tasks;
}

Test(slowdown, tasks_that_share_something_are_not_done_twice)
{
	struct workload sharing = counting;

	cr_expect(slowdown_fits(&counting));
	sharing.shared_bytes = some_bytes;
	cr_expect(!slowdown_fits(&sharing));
}

/* A download that is done twice moves its bytes twice. */
Test(slowdown, every_model_does_the_extra_work_and_keeps_its_answers)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=40 size=1000 inject-pct=25");
	for (size_t i = 0; models[i].name; i++) {
		cr_expect_eq(lab_take(&lab, models[i].name, 4)->state,
			     SAMPLE_OK, "%s: %s", models[i].name,
			     lab.sample.reason);
		cr_expect_eq(lab.sample.bytes, 50000u, "%s", models[i].name);
	}
	lab_term(&lab);
}
