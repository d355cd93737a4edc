/* test_fairness.c - every way to break a comparison is found, and no more. */
#include <stdbool.h>

#include "bench/analysis/fairness.h"
#include "tests/made.h"

static bool concerns(const struct findings *f, size_t cell,
		     enum fairness_kind kind)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i].cell == cell && f->item[i].kind == kind)
			return true;
	return false;
}

/* This finding about this cell is the only one. Frees the results. */
static void check_found(struct results *r, size_t cell,
			enum fairness_kind kind, bool grave, const char *flag,
			const char *sentence)
{
	struct findings f;

	cr_assert_eq(fairness_check(r, &f), 0);
	for (size_t i = 0; i < f.count; i++)
		cr_expect(f.item[i].cell == cell && f.item[i].kind == kind,
			  "also cell %zu: %s", f.item[i].cell,
			  f.item[i].sentence);
	cr_assert_eq(f.count, 1);
	cr_expect_str_eq(f.item[0].flag, flag);
	cr_expect_str_eq(f.item[0].sentence, sentence);
	cr_expect_eq(fairness_is_void(&f.item[0]), grave);
	for (size_t i = 0; i < r->cells; i++)
		cr_expect_eq(fairness_cell_void(&f, i), grave && i == cell);
	fairness_free(&f);
	results_free(r);
}

Test(fairness, a_fair_comparison_has_no_findings)
{
	struct results r;
	struct findings f;

	made_results(&r);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0, "%s", f.count ? f.item[0].sentence : "");
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, nothing_at_all_has_no_findings)
{
	struct results r;
	struct findings f;

	results_init(&r);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	made_cell(&r, "async", 5, 1);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, failed_samples_are_void)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_THREADS) + 1;
	s[0].state = s[3].state = SAMPLE_FAILED;
	strcpy(s[0].reason, "killed by signal 11");
	check_found(&r, MADE_THREADS, FAIRNESS_FAILED, true, "2 failed",
		    "2 of 11 samples failed, first in round 2: killed by "
		    "signal 11");
}

Test(fairness, failed_tasks_are_void)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_ASYNC);
	s->tasks_ok -= 3;
	s->tasks_failed = 3;
	check_found(&r, MADE_ASYNC, FAIRNESS_TASKS_FAILED, true,
		    "tasks failed", "3 tasks failed, in 1 of 11 samples");
}

Test(fairness, wrong_values_are_void)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_SERIAL)->tasks_wrong = 2;
	check_found(&r, MADE_SERIAL, FAIRNESS_WRONG, true, "wrong values",
		    "2 values were wrong, in 1 of 11 samples");
}

Test(fairness, lost_tasks_are_void)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->tasks_ok--;
	check_found(&r, MADE_ASYNC, FAIRNESS_LOST, true, "tasks lost",
		    "not all of the 20 tasks were run in 1 of 11 samples");
	made_results(&r);
	made_first(&r, MADE_ASYNC)->tasks_ok++;
	check_found(&r, MADE_ASYNC, FAIRNESS_LOST, true, "tasks lost",
		    "not all of the 20 tasks were run in 1 of 11 samples");
}

Test(fairness, what_cannot_be_is_void)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_THREADS)[4].peak_in_flight = 6;
	check_found(&r, MADE_THREADS, FAIRNESS_LITTLE, true, "impossible",
		    "1 of 11 samples can't be right: 6 tasks were in flight "
		    "at once in 5 lanes");
}

Test(fairness, a_cell_with_other_values_is_void)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_ASYNC);
	for (int i = 0; i < MADE_SAMPLES; i++)
		s[i].digest++;
	check_found(&r, MADE_ASYNC, FAIRNESS_VALUES, true, "other values",
		    "values differ from those of serial in 11 of 11 samples");
	made_results(&r);
	strcpy(made_first(&r, MADE_THREADS)[2].last_value, "0");
	check_found(&r, MADE_THREADS, FAIRNESS_VALUES, true, "other values",
		    "values differ from those of serial in 1 of 11 samples");
}

Test(fairness, values_that_change_within_a_cell_are_void)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_SERIAL)[5].digest++;
	check_found(&r, MADE_SERIAL, FAIRNESS_VALUES, true, "other values",
		    "values differ from those of its own first sample in 1 of "
		    "11 samples");
}

Test(fairness, without_serial_the_first_cell_is_the_reference)
{
	struct results r;

	made_results(&r);
	strcpy(r.cell[MADE_SERIAL].model, "processes");
	r.cell[MADE_SERIAL].concurrency = r.cell[MADE_SERIAL].lanes = 5;
	made_first(&r, MADE_ASYNC)->digest++;
	check_found(&r, MADE_ASYNC, FAIRNESS_VALUES, true, "other values",
		    "values differ from those of processes in 1 of 11 "
		    "samples");
}

Test(fairness, other_bytes_are_void)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].bytes = 163840;
	made_first(&r, MADE_THREADS)[1].bytes = 163839;
	check_found(&r, MADE_THREADS, FAIRNESS_BYTES, true, "other bytes",
		    "163839 bytes instead of the 163840 of serial, in 1 of 11 "
		    "samples");
}

static void make_connections(struct results *r, uint64_t serial,
			     uint64_t others)
{
	for (size_t i = 0; i < r->samples; i++)
		r->sample[i].connections =
			r->sample[i].cell == MADE_SERIAL ? serial : others;
}

Test(fairness, more_connections_than_lanes_are_void)
{
	struct results r;

	made_results(&r);
	make_connections(&r, 1, 5);
	made_first(&r, MADE_ASYNC)[7].connections = 9;
	check_found(&r, MADE_ASYNC, FAIRNESS_CONNECTIONS, true, "connections",
		    "opened up to 9 connections for 5 lanes, in 1 of 11 "
		    "samples");
}

Test(fairness, as_many_connections_as_lanes_or_fewer_are_fair)
{
	struct results r;
	struct findings f;

	made_results(&r);
	make_connections(&r, 1, 4);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, without_keep_alive_all_open_a_connection_a_task)
{
	struct results r;
	struct findings f;

	made_results(&r);
	make_connections(&r, MADE_TASKS, MADE_TASKS);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	/* But if one of them does reuse, the others can't be compared. */
	make_connections(&r, 1, MADE_TASKS);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 2);
	cr_expect(concerns(&f, MADE_THREADS, FAIRNESS_CONNECTIONS));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_CONNECTIONS));
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, other_lanes_at_the_same_concurrency_are_void)
{
	struct results r;

	made_results(&r);
	r.cell[MADE_ASYNC].lanes = 4;
	check_found(&r, MADE_ASYNC, FAIRNESS_LANES, true, "other lanes",
		    "4 lanes at K = 5, where threads has 5");
}

Test(fairness, other_tasks_under_the_same_name_are_void)
{
	struct results r;

	made_results(&r);
	r.cell[MADE_ASYNC].tasks = 10;
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC)
			r.sample[i].tasks_ok = 10;
	check_found(&r, MADE_ASYNC, FAIRNESS_TASKS, true, "other tasks",
		    "10 tasks, where serial under the same name has 20");
}

Test(fairness, a_busy_origin_is_flagged)
{
	struct results r;
	struct findings f;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_THREADS);
	for (int i = 0; i < MADE_SAMPLES; i++)
		s[i].origin_cpu_us = 33000; /* of 42 ms: 79 % */
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	for (int i = 0; i < MADE_SAMPLES; i++)
		s[i].origin_cpu_us = 34000; /* 81 % */
	check_found(&r, MADE_THREADS, FAIRNESS_ORIGIN, false, "origin busy",
		    "the origin used a processor for 81 % of the time: these "
		    "figures are its own more than the model's");
}

Test(fairness, steal_is_flagged_over_all_samples)
{
	struct results r;
	struct findings f;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_THREADS);
	s[0].steal_us = 10000; /* a tick, of 11 x 84 ms */
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	s[1].steal_us = s[2].steal_us = 10000;
	check_found(&r, MADE_THREADS, FAIRNESS_STOLEN, false, "steal 3 %",
		    "the hypervisor took 3.2 % of the processors' time for "
		    "others");
}

static struct finding stolen(double percent)
{
	struct finding f = { .kind = FAIRNESS_STOLEN, .percent = percent };

	fairness_tell(&f, &f, f.sentence, sizeof(f.sentence));
	return f;
}

Test(fairness, findings_that_differ_in_their_figure_only_are_alike)
{
	struct finding a = stolen(2.04), b = stolen(3.5);
	struct finding c = { .kind = FAIRNESS_FEWER, .sentence = "x" }, d = c;
	char text[256];

	cr_expect(fairness_alike(&a, &b));
	cr_expect_not(fairness_alike(&a, &c));
	cr_expect(fairness_alike(&c, &d));
	strcpy(d.sentence, "y");
	cr_expect_not(fairness_alike(&c, &d));
	fairness_tell(&a, &b, text, sizeof(text));
	cr_expect_str_eq(text, "the hypervisor took 2.0 to 3.5 % of the "
			       "processors' time for others");
	fairness_tell(&a, &a, text, sizeof(text));
	cr_expect_str_eq(text, "the hypervisor took 2.0 % of the processors' "
			       "time for others");
	fairness_tell(&c, &c, text, sizeof(text));
	cr_expect_str_eq(text, "x");
}

Test(fairness, fewer_samples_than_elsewhere_are_flagged)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].repeat = 0; /* not known */
	made_first(&r, MADE_ASYNC)[10].state = SAMPLE_CANCELLED;
	check_found(&r, MADE_ASYNC, FAIRNESS_FEWER, false, "10 of 11",
		    "10 good samples, where there should be 11");
}

Test(fairness, fewer_samples_than_asked_for_are_flagged)
{
	struct results r;

	made_results(&r);
	r.cell[MADE_SERIAL].repeat = 21;
	check_found(&r, MADE_SERIAL, FAIRNESS_FEWER, false, "11 of 21",
		    "11 good samples, where there should be 21");
}

Test(fairness, an_injected_slowdown_is_flagged)
{
	struct results r;

	made_results(&r);
	r.cell[MADE_ASYNC].inject_pct = 5;
	check_found(&r, MADE_ASYNC, FAIRNESS_INJECTED, false, "injected",
		    "tasks were slowed by 5 % on purpose");
}

Test(fairness, other_works_are_not_compared)
{
	struct results r;
	struct findings f;

	made_results(&r);
	strcpy(r.cell[MADE_ASYNC].job, "another");
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC) {
			r.sample[i].digest++;
			r.sample[i].bytes = 5;
		}
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 0);
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, a_cell_may_have_several_findings)
{
	struct results r;
	struct findings f;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_ASYNC);
	s[0].state = SAMPLE_FAILED;
	s[1].tasks_wrong = 1;
	s[2].bytes = 7;
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 3);
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_FAILED));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_WRONG));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_BYTES));
	fairness_free(&f);
	results_free(&r);
}
