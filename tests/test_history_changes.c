/* test_history_changes.c - rows of a history, its file, and where it changed;
 * the large simulations are `rates history`.
 */
#include <errno.h>
#include <math.h>

#include "bench/analysis/history_entry.h"
#include "bench/report/history_report.h"
#include "bench/stats/normal.h"
#include "runners/random.h"
#include "tests/made.h"
#include "tests/made_history.h"

struct search {
	struct history history;
	struct history_changes changes;
	struct random random;
};

static const struct history_rules usual = { HISTORY_ALPHA, METRIC_WALL,
					    HISTORY_LAST, false };

static void begin(struct search *s, uint64_t seed)
{
	history_init(&s->history);
	random_init(&s->random, seed);
}

/* Run i of a cell: 50 ms, more by `level`, with noise of 1 %. */
static void add(struct search *s, size_t i, size_t cell, double level)
{
	double noise = normal_point(random_unit(&s->random) + 0x1p-54);
	struct environment env;

	made_history_run(&env, i);
	cr_assert_eq(made_history_add(&s->history, &env, cell,
				      5e7 * exp(level + 0.01 * noise)), 0);
}

static void find(struct search *s, const struct history_rules *rules)
{
	cr_assert_eq(history_changes_make(&s->history, rules, &s->changes), 0);
}

static void end(struct search *s)
{
	history_changes_free(&s->changes);
	history_free(&s->history);
}

/* --- rows --- */

Test(history, a_row_has_the_medians_of_the_good_samples)
{
	const struct history_point *p;
	struct history h;
	struct results r;
	size_t left_out = 99;

	made_results(&r);
	made_first(&r, MADE_THREADS)->state = SAMPLE_CANCELLED;
	history_init(&h);
	cr_assert_eq(history_entry(&h, &r, &left_out), 0);
	cr_assert_eq(h.runs, 1);
	cr_assert_eq(h.points, 3 - left_out);
	p = &h.point[MADE_SERIAL];
	cr_assert_eq(p->samples, MADE_SAMPLES);
	cr_assert_eq(p->time_ns.median, 8e7);
	cr_assert(p->time_ns.low < 8e7 && p->time_ns.high > 8e7);
	cr_assert_eq(p->cpu_ns.median, 79600000.0 + 400000.0);
	cr_assert_eq(p->memory_bytes.median, 3210.0 * 1024.0);
	cr_assert_str_eq(h.run[0].commit, "abc1234");
	history_free(&h);
	results_free(&r);
}

Test(history, cells_that_failed_or_did_other_work_are_left_out)
{
	struct history h;
	struct results r;
	size_t left_out;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_THREADS)
			r.sample[i].state = SAMPLE_FAILED;
	made_first(&r, MADE_ASYNC)->tasks_wrong = 1;
	history_init(&h);
	cr_assert_eq(history_entry(&h, &r, &left_out), 0);
	cr_assert_eq(left_out, 2);
	cr_assert_eq(h.points, 1);
	cr_assert_str_eq(h.cell[0].model, "serial");
	history_free(&h);
	results_free(&r);
}

Test(history, too_few_samples_have_no_interval)
{
	struct history h;
	struct results r;
	size_t left_out;

	made_results(&r);
	made_no_samples(&r);
	made_sample(&r, MADE_SERIAL, 80000000, 79600000);
	history_init(&h);
	cr_assert_eq(history_entry(&h, &r, &left_out), 0);
	cr_assert_eq(h.point[0].time_ns.median, 8e7);
	cr_assert_eq(h.point[0].time_ns.low, 0.0);
	cr_assert_eq(h.point[0].time_ns.high, 0.0);
	history_free(&h);
	results_free(&r);
}

/* --- the file --- */

Test(history, what_was_saved_is_loaded)
{
	char directory[64], path[96];
	struct history loaded;
	struct error err = { "" };
	char *first, *second;
	struct search s;

	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/h.csv", directory);
	begin(&s, 1);
	for (size_t i = 0; i < 20; i++)
		for (size_t c = 0; c < 3; c++)
			add(&s, i, c, 0.0);
	cr_assert_eq(history_save(&s.history, path, &err), 0, "%s", err.text);
	cr_assert(history_is(path));
	first = made_read(path, NULL);
	cr_assert_eq(history_load(path, &loaded, &err), 0, "%s", err.text);
	cr_assert_eq(loaded.runs, 20);
	cr_assert_eq(loaded.cells, 3);
	cr_assert_eq(loaded.points, 60);
	cr_assert_eq(history_find(&loaded, &s.history.run[7]), 7);
	cr_assert_eq(history_save(&loaded, path, &err), 0);
	second = made_read(path, NULL);
	cr_assert_str_eq(first, second);
	free(first);
	free(second);
	history_free(&loaded);
	history_free(&s.history);
	unlink(path);
	rmdir(directory);
}

Test(history, a_file_of_a_later_schema_is_refused)
{
	char directory[64], path[96], *text;
	struct error err = { "" };
	struct history loaded;
	struct search s;

	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/h.csv", directory);
	begin(&s, 1);
	add(&s, 0, 0, 0.0);
	cr_assert_eq(history_save(&s.history, path, &err), 0);
	text = made_read(path, NULL);
	text[strcspn(text, "\r") + 2] = '3';
	made_write(path, text, strlen(text));
	cr_assert_eq(history_load(path, &loaded, &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "schemas up to 2, not 3"), "%s",
			   err.text);
	cr_assert_eq(history_open(path, &loaded, &err), -EINVAL);
	free(text);
	history_free(&loaded);
	history_free(&s.history);
	unlink(path);
	rmdir(directory);
}

/* --- changes --- */

Test(history, a_step_of_3_percent_is_told_with_its_commit)
{
	char name[HISTORY_REPORT_TEXT], text[HISTORY_REPORT_TEXT];
	struct search s;

	begin(&s, 11);
	for (size_t i = 0; i < 48; i++)
		for (size_t c = 0; c < 5; c++)
			add(&s, i, c, c == 2 && i >= 24 ? 0.03 : 0.0);
	find(&s, &usual);
	cr_assert_eq(s.changes.count, 5);
	for (size_t c = 0; c < 5; c++)
		cr_assert_eq(s.changes.series[c].changes, c == 2);
	cr_assert_eq(s.changes.series[2].change[0].at, 24);
	history_report_name(&s.changes, &s.changes.series[2], name,
			    sizeof(name));
	cr_assert_str_eq(name, "squares-2, threads, K 2");
	history_report_change(&s.changes, &s.changes.series[2],
			      &s.changes.series[2].change[0], text,
			      sizeof(text));
	cr_assert_not_null(strstr(text, " % slower since c000018 "
					"(2026-01-02), p 0.002"), "%s", text);
	cr_assert_float_eq(strtod(text, NULL), 3.0, 1.0);
	end(&s);
}

Test(history, processor_time_is_searched_if_it_is_asked_for)
{
	struct history_rules rules = usual;
	char text[HISTORY_REPORT_TEXT];
	struct search s;

	begin(&s, 4);
	for (size_t i = 0; i < 40; i++)
		add(&s, i, 0, 0.0);
	for (size_t i = 0; i < 40; i++)
		s.history.point[i].cpu_ns.median *= i < 20 ? 1.0 : 0.9;
	s.history.point[3].cpu_ns.median = 0.0;
	find(&s, &usual);
	cr_assert_eq(s.changes.series[0].changes, 0);
	history_changes_free(&s.changes);
	rules.metric = METRIC_CPU;
	find(&s, &rules);
	cr_assert_eq(s.changes.series[0].points, 39);
	cr_assert_eq(s.changes.series[0].changes, 1);
	history_report_change(&s.changes, &s.changes.series[0],
			      s.changes.series[0].change, text, sizeof(text));
	cr_assert_not_null(strstr(text, " % less processor time since "),
			   "%s", text);
	end(&s);
}

Test(history, ten_steps_of_1_percent_are_a_staircase_upwards)
{
	const struct history_series *series;
	struct search s;

	begin(&s, 5);
	for (size_t i = 0; i < 220; i++)
		for (size_t c = 0; c < 3; c++)
			add(&s, i, c, c ? 0.0 : 0.01 * (double)(i / 20));
	find(&s, &usual);
	series = &s.changes.series[0];
	cr_assert_geq(series->changes, 3);
	for (size_t i = 0; i < series->changes; i++)
		cr_assert_gt(series->change[i].after,
			     series->change[i].before);
	cr_assert_gt(series->change[series->changes - 1].after,
		     1.05 * series->change[0].before);
	cr_assert_eq(s.changes.series[1].changes, 0);
	cr_assert_eq(s.changes.series[2].changes, 0);
	end(&s);
}

/* 8 expected of 200; more than 17 in 1 of 500 seeds. */
Test(history, without_a_change_few_histories_show_one)
{
	size_t histories = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		size_t changes = 0;
		struct search s;

		begin(&s, seed);
		for (size_t i = 0; i < 30; i++)
			for (size_t c = 0; c < 5; c++)
				add(&s, i, c, 0.0);
		find(&s, &usual);
		for (size_t c = 0; c < 5; c++)
			changes += s.changes.series[c].changes;
		histories += changes > 0;
		end(&s);
	}
	cr_assert_leq(histories, 17, "%zu of 200", histories);
}

Test(history, runs_stand_in_the_order_of_their_starts)
{
	struct search s;

	begin(&s, 6);
	for (size_t i = 40; i-- > 0;)
		add(&s, i, 0, i >= 20 ? 0.1 : 0.0);
	find(&s, &usual);
	cr_assert_eq(s.changes.series[0].changes, 1);
	cr_assert_eq(s.changes.series[0].change[0].at, 20);
	cr_assert_gt(s.changes.series[0].change[0].after,
		     s.changes.series[0].change[0].before);
	end(&s);
}

/* The later half is from a machine that is half as fast. */
Test(history, machines_are_kept_apart_unless_mixed)
{
	struct history_rules mixed = usual;
	struct search s;

	mixed.mix = true;
	begin(&s, 7);
	for (size_t i = 0; i < 40; i++)
		add(&s, i, 0, i >= 20 ? 0.7 : 0.0);
	for (size_t i = 20; i < 40; i++)
		s.history.run[i].processors = 1;
	find(&s, &usual);
	cr_assert_eq(s.changes.machines, 2);
	cr_assert_eq(s.changes.count, 2);
	cr_assert_eq(s.changes.series[0].changes, 0);
	cr_assert_eq(s.changes.series[1].changes, 0);
	history_changes_free(&s.changes);
	find(&s, &mixed);
	cr_assert_eq(s.changes.machines, 1);
	cr_assert_eq(s.changes.series[0].changes, 1);
	end(&s);
}

Test(history, only_the_newest_runs_are_looked_at)
{
	struct history_rules rules = usual;
	struct search s;

	rules.last = 15;
	begin(&s, 8);
	for (size_t i = 0; i < 40; i++)
		add(&s, i, 0, i >= 20 ? 0.1 : 0.0);
	find(&s, &rules);
	cr_assert_eq(s.changes.series[0].points, 15);
	cr_assert_eq(s.changes.series[0].changes, 0);
	end(&s);
}

Test(history, a_check_sees_a_recent_slow_down_and_no_other)
{
	struct search s;

	begin(&s, 9);
	for (size_t i = 0; i < 40; i++) {
		add(&s, i, 0, i >= 32 ? 0.1 : 0.0);
		add(&s, i, 1, i >= 32 ? -0.1 : 0.0);
		add(&s, i, 2, i >= 20 && i < 32 ? 0.1 : 0.0);
	}
	/* Two runs without any of these cells. */
	add(&s, 40, 3, 0.0);
	add(&s, 41, 3, 0.0);
	find(&s, &usual);
	cr_assert_eq(s.changes.series[0].change[0].at, 32);
	cr_assert_eq(s.changes.series[0].change[0].age, 10);
	cr_assert_eq(history_changes_slower(&s.changes, 10), 1);
	cr_assert_eq(history_changes_slower(&s.changes, 9), 0);
	cr_assert_eq(history_changes_slower(&s.changes, 42), 1);
	cr_assert_eq(s.changes.series[2].changes, 2);
	end(&s);
}

Test(history, cells_that_would_read_the_same_are_told_apart)
{
	char one[HISTORY_REPORT_TEXT], other[HISTORY_REPORT_TEXT];
	struct search s;

	begin(&s, 10);
	add(&s, 0, 0, 0.0);
	add(&s, 0, 1, 0.0);
	strcpy(s.history.cell[1].job, "squares-0");
	s.history.cell[1].tasks = 21;
	find(&s, &usual);
	history_report_name(&s.changes, &s.changes.series[0], one,
			    sizeof(one));
	history_report_name(&s.changes, &s.changes.series[1], other,
			    sizeof(other));
	cr_expect_str_neq(one, other);
	end(&s);
}
