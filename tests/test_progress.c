/* test_progress.c - the line before a sample: what it says, and how wide. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/progress.h"
#include "bench/report/paint.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "tests/payloads.h"

static int nothing(struct io *io, const void *params, size_t task,
		   struct value *v)
{
	(void)io;
	(void)params;
	(void)task;
	(void)v;
	return 0;
}

static int second(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	(void)task;
	*ns = NS_PER_S;
	return 0;
}

/* Of the first nothing is known; 8 tasks of the other wait a second each. */
static const struct workload idle = { .name = "idle",
				      .summary = "idle",
				      .tasks = 8,
				      .body = nothing };
static const struct workload waits = { .name = "waits",
				       .summary = "waits",
				       .tasks = 8,
				       .body = nothing,
				       .waiting = second };

/* A suite that never runs; the test tells its progress the time. */
struct show {
	struct job item[3];
	struct jobs jobs;
	struct results results;
	struct suite suite;
	struct progress progress;
	uint64_t now_ns;
};

static struct show *show_new(void)
{
	struct show *show = calloc(1, sizeof(*show));

	cr_assert_not_null(show);
	results_init(&show->results);
	show->now_ns = NS_PER_S;
	return show;
}

/* A group of its own, without warm-ups. */
static struct job *add_job(struct show *show, const char *name,
			   const struct workload *w, const char *names,
			   uint64_t repeat)
{
	struct job *job = &show->item[show->jobs.count++];
	struct error err = { "" };

	*job = (struct job){ .group = show->jobs.groups++,
			     .workload = w,
			     .set = { .tasks = 8,
				      .chunk = 1,
				      .workers = 1,
				      .repeat = repeat } };
	snprintf(job->name, sizeof(job->name), "%s", name);
	cr_assert_eq(models_parse(names, &job->models, &err), 0);
	cr_assert_eq(counts_parse("c", "4", 1, 99, &job->concurrency, &err),
		     0);
	show->jobs.item = show->item;
	return job;
}

static void show_start(struct show *show)
{
	show->suite = (struct suite){ .jobs = &show->jobs,
				      .results = &show->results,
				      .seed = 1,
				      .max_time_ns = show->suite.max_time_ns };
	cr_assert_eq(suite_init(&show->suite), 0);
	progress_init(&show->progress, &show->suite, true);
	show->progress.start_ns = show->now_ns;
}

static void show_free(struct show *show)
{
	progress_free(&show->progress);
	suite_term(&show->suite);
	for (size_t i = 0; i < show->jobs.count; i++)
		models_free(&show->item[i].models);
	results_free(&show->results);
	free(show);
}

static void begin(struct show *show, size_t cell)
{
	progress_begin(&show->progress, &show->suite.plan.cell[cell],
		       show->now_ns);
}

/* A good sample that took this long in all, half of it in run. */
static void end(struct show *show, size_t cell, uint64_t took_ns)
{
	struct sample *s;

	show->now_ns += took_ns;
	s = results_add_sample(&show->results, cell);
	cr_assert_not_null(s);
	s->run_ns = took_ns / 2;
}

static void take(struct show *show, size_t cell, uint64_t took_ns)
{
	begin(show, cell);
	end(show, cell, took_ns);
}

static void check_line(const struct show *show, size_t left, size_t columns,
		       const char *should)
{
	char line[PROGRESS_LINE];

	progress_line(&show->progress, left, columns, line, sizeof(line));
	cr_expect_str_eq(line, should, "in %zu columns: '%s'", columns, line);
	cr_expect(paint_width(line) < columns || !*line);
}

static void check_to_go(const struct show *show, double s, const char *fact)
{
	double is = progress_to_go_ns(&show->progress) / 1e9;

	cr_expect_float_eq(is, s, 1e-6, "%s: %g s, not %g", fact, is, s);
}

Test(progress, it_is_off_if_quiet_was_asked_for)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 1);
	show_start(show);
	cr_expect_not(show->progress.on);
	progress_show(&show->progress, &show->suite.plan.cell[0], 1);
	cr_expect_eq(show->progress.cell[0].begun, 0);
	show_free(show);
}

Test(progress, the_line_says_cell_round_samples_time_and_median)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads,async", 3);
	show_start(show);
	begin(show, 0);
	check_line(show, 6, 80, "6 left  sites  threads K=4  round 1/3");
	end(show, 0, 2 * NS_PER_S);
	take(show, 1, 4 * NS_PER_S);
	take(show, 0, 3 * NS_PER_S);
	take(show, 1, 4 * NS_PER_S);
	begin(show, 0);
	check_line(show, 2, 80,
		   "2 left, ~7 s  sites  threads K=4  round 3/3  "
		   "median 1.25 s");
	show_free(show);
}

Test(progress, only_good_samples_have_a_part_in_the_median)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 3);
	show_start(show);
	take(show, 0, 2 * NS_PER_S);
	show->results.sample[0].state = SAMPLE_FAILED;
	begin(show, 0);
	check_line(show, 2, 80,
		   "2 left, ~4 s  sites  threads K=4  round 2/3");
	show_free(show);
}

Test(progress, warm_ups_are_counted_apart)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 3)->set.warmup.count = 2;
	show_start(show);
	begin(show, 0);
	check_line(show, 5, 80, "5 left  sites  threads K=4  warm-up 1/2");
	begin(show, 0);
	check_line(show, 4, 80,
		   "4 left, <1 s  sites  threads K=4  warm-up 2/2");
	begin(show, 0);
	check_line(show, 3, 80, "3 left, <1 s  sites  threads K=4  round 1/3");
	show_free(show);
}

Test(progress, a_warm_up_by_time_has_no_number_of_rounds)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 3)->set.warmup.ns = 1;
	show_start(show);
	show->suite.warmups = 1;
	begin(show, 0);
	check_line(show, 4, 80, "4 left  sites  threads K=4  warm-up 1");
	show->suite.warmups = 2;
	begin(show, 0);
	check_line(show, 4, 80, "4 left, <1 s  sites  threads K=4  warm-up 2");
	begin(show, 0);
	check_line(show, 3, 80, "3 left, <1 s  sites  threads K=4  round 1/3");
	show_free(show);
}

Test(progress, a_duration_says_beforehand_how_long_all_takes)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 3)->set.duration_ns =
		10 * NS_PER_S;
	show_start(show);
	begin(show, 0);
	check_line(show, 3, 80, "3 left, ~30 s  sites  threads K=4  round 1/3");
	end(show, 0, 10 * NS_PER_S);
	show->results.sample[0].tasks_ok = 1000;
	begin(show, 0);
	check_line(show, 2, 80, "2 left, ~20 s  sites  threads K=4  round 2/3  "
				"200.0 tasks/s");
	show_free(show);
}

Test(progress, an_interval_stands_beside_the_median_and_narrows)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads", 40);
	show_start(show);
	for (size_t i = 0; i < 6; i++)
		take(show, 0, NS_PER_S + i * NS_PER_S / 50);
	begin(show, 0);
	check_line(show, 34, 80, "34 left, ~37 s  sites  threads K=4  "
				 "round 7/40  median 525 ms  -4.8..+4.8 %");
	for (size_t i = 6; i < 20; i++)
		take(show, 0, NS_PER_S + i % 6 * NS_PER_S / 50);
	begin(show, 0);
	check_line(show, 20, 80, "20 left, ~19 s  sites  threads K=4  "
				 "round 22/40  median 520 ms  -1.9..+3.8 %");
	show_free(show);
}

/* The second of three rounds, after one that took 2 s. */
static const struct width {
	const char *fact, *name;
	size_t columns;
	const char *line;
} widths[] = {
	{ "all parts fit", "sites", 56,
	  "2 left, ~4 s  sites  threads K=4  round 2/3  median 1 s" },
	{ "a line that is too long loses the last part", "sites", 55,
	  "2 left, ~4 s  sites  threads K=4  round 2/3" },
	{ "the others fit", "sites", 44,
	  "2 left, ~4 s  sites  threads K=4  round 2/3" },
	{ "or it loses two", "sites", 43, "2 left, ~4 s  sites  threads K=4" },
	{ "a long name fits", "downloads-of-a-name size=1KiB", 100,
	  "2 left, ~4 s  downloads-of-a-name size=1KiB  threads K=4"
	  "  round 2/3  median 1 s" },
	{ "a long name is cut before parts are left out",
	  "downloads-of-a-name size=1KiB", 70,
	  "2 left, ~4 s  downloads..ize=1KiB  threads K=4  round 2/3"
	  "  median 1 s" },
	{ "and then parts are", "downloads-of-a-name size=1KiB", 60,
	  "2 left, ~4 s  downloads-..size=1KiB  threads K=4  round 2/3" },
	{ "control characters of names are not printed", "a\033[2Jb\n", 80,
	  "2 left, ~4 s  a?[2Jb?  threads K=4  round 2/3  median 1 s" },
};

static struct show *second_round(const char *name, const char *model)
{
	struct show *show = show_new();

	add_job(show, name, &idle, model, 3);
	show_start(show);
	take(show, 0, 2 * NS_PER_S);
	begin(show, 0);
	return show;
}

Test(progress, the_line_fits_its_columns)
{
	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		struct show *show = second_round(widths[i].name, "threads");

		check_line(show, 2, widths[i].columns, widths[i].line);
		show_free(show);
	}
}

Test(progress, no_line_reaches_the_last_column)
{
	struct show *show = second_round(
		"\u00e4\u00f6\u00fc-downloads of a longer name", "processes");

	for (size_t columns = 0; columns < 120; columns++) {
		char line[PROGRESS_LINE];

		progress_line(&show->progress, 1234567, columns, line,
			      sizeof(line));
		cr_expect_lt(paint_width(line), columns ? columns : 1, "%s",
			     line);
	}
	show_free(show);
}

Test(progress, nothing_is_known_of_time_until_a_sample_has_ended)
{
	struct show *show = show_new();

	add_job(show, "sites", &idle, "threads,async", 3);
	show_start(show);
	begin(show, 0);
	cr_expect(isnan(progress_to_go_ns(&show->progress)));
	show_free(show);
}

struct outline {
	const char *models;
	uint64_t repeat;
};

/* A sample of this cell begins; so long is to go then; so long it takes. */
struct taken {
	size_t cell;
	double to_go_s;          /* 0: not looked at */
	uint64_t ms;
};

static const struct story {
	const char *fact;
	const struct workload *workload;
	struct outline job[2];
	uint64_t max_time_ns;
	struct taken taken[10];
} stories[] = {
	/* After one round: 3 rounds are left, and the last of them takes
	 * 8.06 s too. A mean of what was run would say 4.03 s a sample from
	 * the first on. */
	{ "cells are taken for as long as they last took", &idle,
	  { { "threads,async", 4 } }, 0,
	  { { 0, 0, 8000 }, { 1, 0, 60 }, { 0, 3 * 8.06, 6000 },
	    { 1, 2 * 6.0 + 3 * 0.06, 60 }, { 0, 0, 6000 }, { 1, 0, 60 },
	    { 0, 0, 6000 }, { 1, 0.06, 60 } } },
	{ "a cell that was not run is taken for the mean of its job", &idle,
	  { { "threads", 1 }, { "threads,async,processes", 1 } }, 0,
	  { { 0, 0, 10000 }, { 1, 3 * 10.0, 2000 }, { 2, 2 * 2.0, 1 } } },
	/* 8 tasks of a second: 8 s under serial, 2 s with K = 4. */
	{ "what tasks are known to wait is known beforehand", &waits,
	  { { "threads,serial", 1 } }, 0,
	  { { 0, 0, 2100 }, { 1, 8.1, 1 } } },
	{ "rounds that a job did not have are not waited for", &idle,
	  { { "threads", 100 }, { "threads", 2 } }, 0,
	  { { 0, 0, 1000 }, { 1, 2.0, 1 } } },
	{ "a bound on time bounds time to go", &idle,
	  { { "threads,async", 100 } }, 10 * NS_PER_S,
	  { { 0, 0, 2000 }, { 1, 8.0, 20000 }, { 0, 22.0, 1 } } },
};

static void tell(const struct story *story)
{
	struct show *show = show_new();

	show->suite.max_time_ns = story->max_time_ns;
	for (size_t i = 0; i < 2 && story->job[i].models; i++)
		add_job(show, i ? "two" : "one", story->workload,
			story->job[i].models, story->job[i].repeat);
	show_start(show);
	for (size_t i = 0; story->taken[i].ms; i++) {
		const struct taken *t = &story->taken[i];

		begin(show, t->cell);
		if (t->to_go_s > 0)
			check_to_go(show, t->to_go_s, story->fact);
		end(show, t->cell, t->ms * NS_PER_MS);
	}
	show_free(show);
}

Test(progress, time_to_go)
{
	for (size_t i = 0; i < ARRAY_SIZE(stories); i++)
		tell(&stories[i]);
}

Test(progress, time_to_go_is_in_round_numbers)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} about[] = {
		{ 400, "<1 s" },      { 1600, "~2 s" },
		{ 99000, "~99 s" },   { 110000, "~2 min" },
		{ 5900000, "~98 min" }, { 6200000, "~2 h" },
	};
	char should[64];

	for (size_t i = 0; i < ARRAY_SIZE(about); i++) {
		struct show *show = show_new();

		add_job(show, "sites", &idle, "threads", 2);
		show_start(show);
		begin(show, 0);
		show->now_ns += about[i].ms * NS_PER_MS;
		begin(show, 0);
		snprintf(should, sizeof(should),
			 "1 left, %s  sites  threads K=4  round 2/2",
			 about[i].text);
		check_line(show, 1, 80, should);
		show_free(show);
	}
}

/* Cut within a payload, too. */
Test(progress, no_name_controls_the_terminal)
{
	for (size_t i = 0; i < PAYLOADS; i++) {
		struct show *show = show_new();
		char line[PROGRESS_LINE];

		add_job(show, payloads[i], &waits, "threads", 2);
		show_start(show);
		take(show, 0, NS_PER_S);
		begin(show, 0);
		for (size_t columns = 10; columns < 120; columns += 3) {
			progress_line(&show->progress, 1, columns, line,
				      sizeof(line));
			payloads_check_plain(payloads[i], line);
			cr_expect_null(strchr(line, '\n'));
			cr_expect(paint_width(line) < columns);
		}
		show_free(show);
	}
}
