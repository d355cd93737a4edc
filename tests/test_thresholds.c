/* test_thresholds.c - what is a threshold, and which rows cross it. */
#include <errno.h>

#include "bench/report/thresholds.h"
#include "runners/macros.h"
#include "tests/made.h"

static int parse(struct thresholds *t, const char *text, struct error *err)
{
	char *item[] = { (char *)text };
	struct texts texts = { item, 1 };

	return thresholds_parse(t, &texts, err);
}

/* What it says of these results, in buf; whether it is crossed. */
static bool judged(const struct results *r, const char *text, char *buf,
		   size_t size)
{
	FILE *out = fmemopen(buf, size, "w");
	struct error err = { "" };
	struct thresholds t;
	struct summary s;
	bool crossed;

	cr_assert_eq(parse(&t, text, &err), 0, "%s", err.text);
	cr_assert_eq(summary_make(r, &s), 0);
	crossed = thresholds_print(&t, &s, out);
	fclose(out);
	summary_free(&s);
	thresholds_free(&t);
	return crossed;
}

static void check(const struct results *r, const char *text, bool crossed,
		  const char *says)
{
	char buf[2048] = "";

	cr_expect_eq(judged(r, text, buf, sizeof(buf)), crossed, "%s: %s",
		     text, buf);
	cr_expect_not_null(strstr(buf, says), "%s: '%s' isn't in '%s'", text,
			   says, buf);
}

/* serial takes 80 ms, threads 42 ms, async 81 ms, of 20 tasks each. */
Test(thresholds, each_row_is_judged)
{
	struct results r;

	made_results(&r);
	check(&r, "time<100ms", false, "'time<100ms': holds in 3 rows");
	check(&r, "time<80.5ms", true,
	      "'time<80.5ms': CROSSED by squares, async, K 5: 81.00 ms");
	check(&r, "threads: time<80ms", false, "holds in 1 row\n");
	check(&r, " serial : time <= 80ms ", false, "holds in 1 row\n");
	check(&r, "serial:time<80ms", true, "CROSSED by squares, serial");
	check(&r, "serial:time>80ms", true, "CROSSED");
	check(&r, "serial:time>=80ms", false, "holds");
	check(&r, "serial:tasks/s>=250", false, "holds");
	check(&r, "serial:tasks/s>250", true, "K 1: 250");
	check(&r, "cpu<1s", false, "holds in 3 rows");
	check(&r, "memory<3MiB", true, "3.13 MiB");
	check(&r, "failed<1%", false, "holds in 3 rows");
	results_free(&r);
}

Test(thresholds, failed_tasks_are_a_share_of_those_that_ended)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->state = SAMPLE_FAILED;
	made_first(&r, MADE_ASYNC)->tasks_ok = 9;
	made_first(&r, MADE_ASYNC)->tasks_failed = 11;
	/* 11 of 220. */
	check(&r, "failed<=5%", false, "holds in 3 rows");
	check(&r, "failed<5%", true, "async, K 5: 5.0 %");
	results_free(&r);
}

Test(thresholds, what_is_not_known_is_crossed)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	check(&r, "p50<1h", true, "not known: the times of tasks were not");
	check(&r, "nothing: time<1h", true, "no row is of it");
	s = made_first(&r, MADE_ASYNC);
	s->times = times_make((uint64_t[]){ 5, 6, 7 }, 3);
	check(&r, "async: p50<=6ns", false, "holds in 1 row");
	check(&r, "async: p50<6ns", true, "K 5: 6.000 ns");
	check(&r, "async: p90<1h", true,
	      "not known: it takes 100 tasks, and there\n  are 3");
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].state = SAMPLE_FAILED;
	check(&r, "async: time<1h", true, "not known: no sample is good");
	check(&r, "tasks/s>0", true, "not known");
	results_free(&r);
}

Test(thresholds, only_percentiles_need_times_and_only_failed_judges_failures)
{
	struct cell cell = { .model = "async" };
	struct thresholds t;
	struct error err;

	cr_assert_eq(parse(&t, "async: failed<1%", &err), 0);
	cr_expect_not(thresholds_need_times(&t));
	cr_expect(thresholds_judge_failures(&t, &cell));
	strcpy(cell.model, "threads");
	cr_expect_not(thresholds_judge_failures(&t, &cell));
	thresholds_free(&t);
	cr_assert_eq(parse(&t, "p99.9<1s", &err), 0);
	cr_expect(thresholds_need_times(&t));
	cr_expect_not(thresholds_judge_failures(&t, &cell));
	thresholds_free(&t);
}

Test(thresholds, what_is_none_is_refused_with_the_list)
{
	static const char *const wrong[] = {
		"", "p99", "p99<", "<50ms", "p98<50ms", "p99=50ms", "p99<50",
		"p99<-50ms", "p99<50%", "p99<<50ms", "p99<50ms x", "failed<1",
		"failed<101%", "failed<-1%", "failed<%", "tasks/s>1s",
		"tasks/s>-1", "memory<5s", ": p99<50ms", "a: b: p99<50ms",
		"P99<50ms", "tasks<5", "time<nan",
		"a-model-whose-name-is-far-too-long: time<5s",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct error err = { "" };
		struct thresholds t;

		cr_expect_eq(parse(&t, wrong[i], &err), -EINVAL, "'%s'",
			     wrong[i]);
		cr_expect_eq(t.count, 0u);
		cr_expect_not_null(strstr(err.text, "tasks/s"), "%s",
				   err.text);
	}
}
