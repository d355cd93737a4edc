/* test_duration_report.c - what is made of samples that last for a time: rows,
 * sentences, files.
 */
#include <criterion/criterion.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/analysis/summary.h"
#include "bench/record/csv.h"
#include "bench/report/report.h"
#include "runners/clock.h"
#include "tests/made.h"

#define MS NS_PER_MS

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
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(out);
	cr_assert_eq(summary_make(r, &summary), 0);
	report_print(&summary, out, true);
	fclose(out);
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

Test(duration_report, rows_are_compared_by_tasks_per_second)
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

Test(duration_report, the_report_says_so)
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

Test(duration_report, limits_overtime_and_what_is_owed_are_told)
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
	r.sample[0].tasks_cancelled = 700;
	tells(&r, "700 of 11700 tasks were due and had not begun");
	results_free(&r);
}

Test(duration_report, other_values_among_the_first_tasks_are_found)
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

Test(duration_report, a_csv_file_keeps_it)
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
