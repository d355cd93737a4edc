/* test_compare.c - red, green, open, and what is refused; and the statuses
 * that the command ends with.
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <sys/wait.h>

#include "bench/analysis/compare.h"
#include "bench/page/page.h"
#include "bench/record/csv.h"
#include "tests/made.h"

#ifndef SIMUL_PROGRAM
#define SIMUL_PROGRAM "./simul"
#endif

static const struct compare_rules rules = { .alpha = 0.01,
					    .threshold = 0.025 };

/* Multiplies a cell's times. */
static void slow_down(struct results *r, size_t cell, double by)
{
	for (size_t i = 0; i < r->samples; i++)
		if (r->sample[i].cell == cell)
			r->sample[i].run_ns =
				(uint64_t)((double)r->sample[i].run_ns * by);
}

struct two {
	struct results base, other;
	struct compare compare;
	struct error err;
	int rc;
};

static void two_init(struct two *two)
{
	memset(two, 0, sizeof(*two));
	made_results(&two->base);
	made_results(&two->other);
}

static void two_compare(struct two *two, const struct compare_rules *with)
{
	two->rc = compare_make(&two->base, &two->other, with, &two->compare,
			       &two->err);
}

static void two_term(struct two *two)
{
	compare_free(&two->compare);
	results_free(&two->base);
	results_free(&two->other);
}

Test(compare, a_run_against_itself_shows_no_difference)
{
	struct two two;

	two_init(&two);
	two_compare(&two, &rules);
	cr_assert_eq(two.rc, 0, "%s", two.err.text);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS, "%s", two.compare.why);
	cr_expect_eq(two.compare.cells, 3u);
	cr_expect_eq(two.compare.notes, 0u);
	for (size_t i = 0; i < two.compare.cells; i++) {
		cr_expect_eq(two.compare.cell[i].state, COMPARE_NO_DIFFERENCE);
		cr_expect_eq(two.compare.cell[i].ratio.estimate, 1.0);
	}
	two_term(&two);
}

Test(compare, what_is_slower_is_red_and_only_that)
{
	struct two two;

	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.05);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_REGRESSION);
	cr_expect_eq(two.compare.cell[MADE_THREADS].state, COMPARE_SLOWER);
	cr_expect_float_eq(two.compare.cell[MADE_THREADS].ratio.estimate, 1.05,
			   1e-6);
	cr_expect_eq(two.compare.cell[MADE_SERIAL].state,
		     COMPARE_NO_DIFFERENCE);
	cr_expect_str_eq(two.compare.why, "1 of 3 cells are slower");
	two_term(&two);
}

Test(compare, holm_takes_the_family_into_account)
{
	struct two two;

	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.05);
	two_compare(&two, &rules);
	cr_expect_float_eq(two.compare.cell[MADE_THREADS].holm,
			   3.0 * two.compare.cell[MADE_THREADS].p, 1e-12);
	two_term(&two);
}

Test(compare, a_sure_but_small_slow_down_is_below_the_threshold)
{
	struct two two;

	two_init(&two);
	slow_down(&two.other, MADE_SERIAL, 1.015);
	two_compare(&two, &rules);
	cr_expect_leq(two.compare.cell[MADE_SERIAL].holm, 0.01);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS);
	two_term(&two);
}

Test(compare, what_is_faster_is_told_and_no_regression)
{
	struct two two;

	two_init(&two);
	slow_down(&two.other, MADE_ASYNC, 0.9);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS);
	cr_expect_eq(two.compare.cell[MADE_ASYNC].state, COMPARE_FASTER);
	two_term(&two);
}

Test(compare, a_wide_interval_is_unclear_and_passes_only_if_lenient)
{
	struct compare_rules lenient = rules;
	struct two two;

	two_init(&two);
	for (size_t i = 0; i < MADE_SAMPLES; i++)
		two.other.sample[i].run_ns = 50000000 + 6000000 * i;
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.cell[MADE_SERIAL].state, COMPARE_UNCLEAR);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_not_null(strstr(two.compare.why,
				  "1 of 3 cells may be slower by 2.5 %"));
	compare_free(&two.compare);
	lenient.lenient = true;
	two_compare(&two, &lenient);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS);
	cr_expect_not_null(strstr(two.compare.why, "may be"));
	two_term(&two);
}

Test(compare, processor_time_is_another_metric)
{
	struct compare_rules cpu = rules;
	struct two two;

	cpu.metric = METRIC_CPU;
	two_init(&two);
	for (size_t i = 0; i < two.other.samples; i++)
		two.other.sample[i].user_us += i % 11 + 8000;
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS);
	compare_free(&two.compare);
	two_compare(&two, &cpu);
	cr_expect_eq(two.compare.outcome, OUTCOME_REGRESSION);
	cr_expect_float_eq(two.compare.cell[0].base_ns, 8e7, 1.0);
	two_term(&two);
}

Test(compare, values_that_differ_between_models_leave_a_cell_open)
{
	struct compare_rules force = rules;
	struct two two;

	two_init(&two);
	made_first(&two.other, MADE_ASYNC)[4].digest++;
	two_compare(&two, &rules);
	cr_assert_eq(two.rc, 0, "%s", two.err.text);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_eq(two.compare.cell[MADE_THREADS].state,
		     COMPARE_NO_DIFFERENCE);
	cr_expect_eq(two.compare.cell[MADE_ASYNC].state, COMPARE_OPEN);
	cr_expect_str_eq(two.compare.cell[MADE_ASYNC].why,
			 "in new values differ from those of serial in 1 of 11 "
			 "samples");
	compare_free(&two.compare);
	force.force = true;
	two_compare(&two, &force);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS);
	two_term(&two);
}

Test(compare, too_few_samples_are_inconclusive)
{
	struct two two;

	two_init(&two);
	made_no_samples(&two.other);
	for (size_t cell = 0; cell < 3; cell++)
		for (size_t i = 0; i < 3; i++)
			made_sample(&two.other, cell, 80000000, 79000000);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_str_eq(two.compare.cell[0].why,
			 "11 and 3 samples are too few for p <= 0.01 over 3 "
			 "cells: take 6 a side");
	two_term(&two);
}

Test(compare, a_failed_sample_is_inconclusive)
{
	struct two two;

	two_init(&two);
	two.other.sample[4].state = SAMPLE_FAILED;
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_str_eq(two.compare.cell[0].why,
			 "0 samples of base and 1 of new are not good");
	two_term(&two);
}

Test(compare, a_regression_weighs_more_than_what_is_open)
{
	struct two two;

	two_init(&two);
	two.other.sample[4].state = SAMPLE_FAILED;
	slow_down(&two.other, MADE_ASYNC, 1.5);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_REGRESSION);
	two_term(&two);
}

Test(compare, a_cell_that_one_run_lacks_is_inconclusive)
{
	struct two two;

	two_init(&two);
	made_cell(&two.base, "processes", 5, 5);
	made_samples(&two.base, 3, 42000000, 80000000);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_eq(two.compare.cells, 4u);
	cr_expect_str_eq(two.compare.cell[3].why, "not in new");
	compare_free(&two.compare);
	two.rc = compare_make(&two.other, &two.base, &rules, &two.compare,
			      &two.err);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_str_eq(two.compare.cell[3].why, "not in base");
	two_term(&two);
}

Test(compare, no_sample_at_all_is_inconclusive)
{
	struct two two;

	two_init(&two);
	made_no_samples(&two.base);
	made_no_samples(&two.other);
	two_compare(&two, &rules);
	cr_expect_eq(two.rc, 0);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	two_term(&two);
}

/* Refused with these words in the sentence; compared and noted with force. */
static void check_refused(struct two *two, const char *words)
{
	struct compare_rules force = rules;

	force.force = true;
	two_compare(two, &rules);
	cr_expect_eq(two->rc, -EINVAL);
	cr_expect_not_null(strstr(two->err.text, words), "%s", two->err.text);
	cr_expect_not_null(strstr(two->err.text, "--force"));
	compare_free(&two->compare);
	two_compare(two, &force);
	cr_expect_eq(two->rc, 0, "%s", two->err.text);
	cr_assert_geq(two->compare.notes, 1u);
	cr_expect_not_null(strstr(two->compare.note[0], words));
	two_term(two);
}

Test(compare, another_machine_is_refused)
{
	struct two two;

	two_init(&two);
	snprintf(two.other.env.cpu, sizeof(two.other.env.cpu), "Z80");
	check_refused(&two, "cpu 'Processor of the Test' and 'Z80'");
	two_init(&two);
	two.other.env.processors = 64;
	check_refused(&two, "processors '2' and '64'");
	two_init(&two);
	snprintf(two.other.env.kernel, sizeof(two.other.env.kernel), "Minix");
	check_refused(&two, "and 'Minix'");
}

Test(compare, other_work_is_refused)
{
	struct two two;

	two_init(&two);
	two.other.cell[MADE_THREADS].concurrency = 6;
	check_refused(&two, "concurrency '5' and '6'");
	two_init(&two);
	two.other.cell[MADE_THREADS].tasks = 40;
	check_refused(&two, "tasks '20' and '40'");
	two_init(&two);
	snprintf(two.other.cell[0].params, sizeof(two.other.cell[0].params),
		 "sums of little");
	check_refused(&two, "and 'sums of little'");
	two_init(&two);
	snprintf(two.other.cell[0].options, sizeof(two.other.cell[0].options),
		 "arrivals even");
	check_refused(&two, "options '' and 'arrivals even'");
}

Test(compare, other_values_are_refused)
{
	struct two two;

	two_init(&two);
	for (size_t i = 0; i < MADE_SAMPLES; i++)
		two.other.sample[i].digest ^= 1;
	check_refused(&two, "values of its tasks differ");
}

Test(compare, cells_are_matched_whatever_their_order)
{
	struct two two;
	struct results *r = &two.other;

	two_init(&two);
	results_free(r);
	made_environment(&r->env);
	made_cell(r, "async", 5, 1);
	made_cell(r, "serial", 1, 1);
	made_cell(r, "threads", 5, 5);
	made_samples(r, 0, 81000000, 79800000);
	made_samples(r, 1, 80000000, 79600000);
	made_samples(r, 2, 42000000, 80000000);
	two_compare(&two, &rules);
	cr_expect_eq(two.rc, 0, "%s", two.err.text);
	cr_expect_eq(two.compare.cells, 3u);
	cr_expect_eq(two.compare.outcome, OUTCOME_PASS, "%s", two.compare.why);
	two_term(&two);
}

Test(compare, another_build_and_an_injection_are_noted)
{
	struct two two;

	two_init(&two);
	snprintf(two.other.env.flags, sizeof(two.other.env.flags), "-O3");
	for (size_t i = 0; i < 3; i++)
		two.other.cell[i].inject_pct = 5;
	two_compare(&two, &rules);
	cr_assert_eq(two.compare.notes, 2u);
	cr_expect_str_eq(two.compare.note[0],
			 "the builds differ: flags '-O2 -g' and '-O3'");
	cr_expect_str_eq(two.compare.note[1],
			 "in new a slow-down of 5 % was injected");
	two_term(&two);
}

/* --- several runs --- */

/* Gives results `runs` runs, each of which is off by so many percent in all
 * its cells: -spread to +spread. */
static void make_runs(struct results *r, size_t runs, double spread)
{
	struct results one;

	results_free(r);
	for (size_t i = 0; i < runs; i++) {
		double off = spread * (2.0 * (double)i / (double)(runs - 1) -
				       1.0);

		made_results(&one);
		for (size_t cell = 0; cell < one.cells; cell++)
			slow_down(&one, cell, 1.0 + off);
		cr_assert_eq(results_append(r, &one), 0);
		results_free(&one);
	}
}

Test(compare, runs_that_are_appended_keep_rounds_and_positions_apart)
{
	struct two two;
	const struct sample *s = NULL;
	uint64_t round = 0;

	two_init(&two);
	make_runs(&two.base, 3, 0.01);
	cr_assert_eq(two.base.cells, 3u);
	cr_assert_eq(two.base.samples, 9u * MADE_SAMPLES);
	cr_expect_eq(results_runs(&two.base, MADE_ASYNC), 3u);
	while ((s = results_next(&two.base, MADE_ASYNC, s))) {
		cr_expect_gt(s->round, round);
		cr_expect_eq(s->run, 1u + (s->round - 1) / MADE_SAMPLES);
		round = s->round;
	}
	cr_expect_eq(two.base.sample[two.base.samples - 1].position,
		     two.base.samples);
	two_term(&two);
}

/* 2 % between runs hide 2 % that eleven samples of one run seem to show. */
Test(compare, the_run_is_the_unit_where_there_are_several)
{
	struct two two;

	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.03);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.cell[MADE_THREADS].state, COMPARE_SLOWER);
	cr_expect_not(two.compare.by_run);
	compare_free(&two.compare);

	make_runs(&two.base, 7, 0.02);
	make_runs(&two.other, 7, 0.02);
	slow_down(&two.other, MADE_THREADS, 1.03);
	two_compare(&two, &rules);
	cr_expect(two.compare.by_run);
	cr_expect_eq(two.compare.cell[MADE_THREADS].base_units, 7u);
	cr_expect_eq(two.compare.cell[MADE_THREADS].state, COMPARE_UNCLEAR);
	compare_free(&two.compare);

	slow_down(&two.other, MADE_THREADS, 1.05);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.cell[MADE_THREADS].state, COMPARE_SLOWER);
	cr_expect_eq(two.compare.cell[MADE_SERIAL].state,
		     COMPARE_NO_DIFFERENCE);
	two_term(&two);
}

Test(compare, too_few_runs_are_open_however_many_their_samples)
{
	struct two two;

	two_init(&two);
	make_runs(&two.base, 3, 0.01);
	make_runs(&two.other, 3, 0.01);
	slow_down(&two.other, MADE_THREADS, 2.0);
	two_compare(&two, &rules);
	cr_expect_eq(two.compare.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_str_eq(two.compare.cell[MADE_THREADS].why,
			 "3 and 3 runs are too few for p <= 0.01 over 3 "
			 "cells: take 6 a side");
	two_term(&two);
}

/* --- the command --- */

static int status_of(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static int status_of(const char *format, ...)
{
	char command[1024];
	int length = snprintf(command, sizeof(command), "%s ", SIMUL_PROGRAM);
	va_list args;

	va_start(args, format);
	length += vsnprintf(command + length,
			    sizeof(command) - (size_t)length, format, args);
	va_end(args);
	snprintf(command + length, sizeof(command) - (size_t)length,
		 " >/dev/null 2>&1");
	return WEXITSTATUS(system(command));
}

struct files {
	char directory[64], base[96], other[96], out[96];
};

static void files_make(struct files *f, const struct two *two)
{
	struct error err = { "" };

	made_directory(f->directory, sizeof(f->directory));
	snprintf(f->base, sizeof(f->base), "%s/base.csv", f->directory);
	snprintf(f->other, sizeof(f->other), "%s/new.csv", f->directory);
	snprintf(f->out, sizeof(f->out), "%s/out", f->directory);
	cr_assert_eq(csv_save(&two->base, f->base, &err), 0, "%s", err.text);
	cr_assert_eq(csv_save(&two->other, f->other, &err), 0, "%s", err.text);
}

static void files_remove(const struct files *f)
{
	unlink(f->base);
	unlink(f->other);
	unlink(f->out);
	rmdir(f->directory);
}

Test(compare, the_command_ends_with_what_it_found)
{
	struct two two;
	struct files f;

	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.05);
	files_make(&f, &two);
	cr_expect_eq(status_of("compare %s %s", f.base, f.base), 0);
	cr_expect_eq(status_of("compare %s %s", f.base, f.other), 1);
	cr_expect_eq(status_of("compare %s %s", f.other, f.base), 0);
	cr_expect_eq(status_of("compare --threshold 6%% %s %s", f.base,
			       f.other), 0);
	cr_expect_eq(status_of("compare --threshold 6 %s %s", f.base,
			       f.other), 2);
	cr_expect_eq(status_of("compare %s", f.base), 2);
	cr_expect_eq(status_of("compare %s /nowhere.csv", f.base), 2);
	two.other.sample[0].state = SAMPLE_FAILED;
	slow_down(&two.other, MADE_THREADS, 1.0 / 1.05);
	files_remove(&f);
	files_make(&f, &two);
	cr_expect_eq(status_of("compare %s %s", f.base, f.other), 3);
	snprintf(two.other.env.cpu, sizeof(two.other.env.cpu), "Z80");
	files_remove(&f);
	files_make(&f, &two);
	cr_expect_eq(status_of("compare %s %s", f.base, f.other), 2);
	cr_expect_eq(status_of("compare --force %s %s", f.base, f.other), 3);
	files_remove(&f);
	two_term(&two);
}

Test(compare, sides_are_told_apart_by_name)
{
	struct two two;
	struct files f;
	char copy[112];
	size_t size;
	char *text;

	two_init(&two);
	files_make(&f, &two);
	snprintf(copy, sizeof(copy), "%s/copy.csv", f.directory);
	text = made_read(f.base, &size);
	made_write(copy, text, size);
	cr_expect_eq(status_of("compare %s --new %s", f.base, f.other), 0);
	cr_expect_eq(status_of("compare --new %s --base %s", f.other, f.base),
		     0);
	cr_expect_eq(status_of("compare %s %s %s", f.base, f.other, f.other),
		     2);
	cr_expect_eq(status_of("compare --new %s %s", f.base, f.other), 2);
	cr_expect_eq(status_of("compare %s %s --new %s", f.base, copy,
			       f.other), 2);
	two.other.env.seed++;
	cr_assert_eq(csv_save(&two.other, copy, &two.err), 0);
	cr_expect_eq(status_of("compare %s %s --new %s", f.base, copy,
			       f.other), 3);
	unlink(copy);
	free(text);
	files_remove(&f);
	two_term(&two);
}

Test(compare, a_file_that_is_cut_off_is_refused)
{
	struct two two;
	struct files f;
	size_t size;
	char *text;

	two_init(&two);
	files_make(&f, &two);
	text = made_read(f.other, &size);
	made_write(f.other, text, size / 2);
	cr_expect_eq(status_of("compare %s %s", f.base, f.other), 2);
	made_write(f.other, "", 0);
	cr_expect_eq(status_of("compare %s %s", f.base, f.other), 2);
	free(text);
	files_remove(&f);
	two_term(&two);
}

static void check_export(const struct files *f, const char *option,
			 const char *words)
{
	char *text;

	cr_expect_eq(status_of("compare %s %s %s %s", option, f->out, f->base,
			       f->other), 1);
	text = made_read(f->out, NULL);
	cr_expect_not_null(strstr(text, words), "%s", text);
	free(text);
}

Test(compare, exports_hold_the_verdicts)
{
	struct two two;
	struct files f;

	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.05);
	files_make(&f, &two);
	check_export(&f, "--export-json", "\"verdict\": \"SLOWER\"");
	check_export(&f, "--export-json", "\"status\": 1");
	check_export(&f, "--export-json", "\"unit\": \"sample\"");
	check_export(&f, "--lenient --export-json", "\"lenient\": true");
	check_export(&f, "--export-markdown",
		     "run-to-run variance is not in the intervals");
	check_export(&f, "--lenient --export-markdown",
		     "lenient: cells that are unclear pass");
	check_export(&f, "--export-markdown",
		     "### simul compare: REGRESSION: 1 of 3 cells are slower");
	check_export(&f, "--export-markdown",
		     "| squares | threads | 5 | 42.00 ms | 44.10 ms | +5.0 % ");
	files_remove(&f);
	two_term(&two);
}

Test(compare, the_page_holds_the_verdict_and_both_runs)
{
	struct two two;
	struct files f;

	if (page_check(&two.err) < 0)
		cr_skip("built without Chart.js");
	two_init(&two);
	slow_down(&two.other, MADE_THREADS, 1.05);
	files_make(&f, &two);
	check_export(&f, "--export-html",
		     "<b>REGRESSION:</b> 1 of 3 cells are slower");
	check_export(&f, "--export-html", "<td class=\"n\" data-label=\"change\">"
					  "+5.0 %</td>");
	check_export(&f, "--export-html", "base: base.csv</h1>");
	check_export(&f, "--export-html", "new: new.csv</h1>");
	files_remove(&f);
	two_term(&two);
}
