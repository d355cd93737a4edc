/* test_report.c - what people read: tables, sentences, colour. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "bench/record/csv.h"
#include "bench/report/bars.h"
#include "bench/report/markdown.h"
#include "bench/report/paint.h"
#include "bench/report/report.h"
#include "bench/report/table.h"
#include "runners/macros.h"
#include "tests/made.h"

static char *printed(const struct results *r, bool long_form)
{
	char directory[64], path[96], *text;
	struct summary summary;
	FILE *file;

	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/out", directory);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	cr_assert_eq(summary_make(r, &summary), 0);
	report_print(&summary, file, long_form);
	summary_free(&summary);
	cr_assert_eq(fclose(file), 0);
	text = made_read(path, NULL);
	unlink(path);
	rmdir(directory);
	return text;
}

static void load_kept(struct results *r)
{
	struct error err = { "" };

	results_init(r);
	cr_assert_eq(csv_load(SIMUL_TESTS "/data/results-1.csv", r, &err), 0,
		     "%s", err.text);
}

static void check_printed_as(const char *path, bool long_form)
{
	struct results r;
	char *is, *should = made_read(path, NULL);

	load_kept(&r);
	is = printed(&r, long_form);
	cr_expect_str_eq(is, should);
	results_free(&r);
	free(is);
	free(should);
}

Test(report, kept_results_print_as_ever)
{
	check_printed_as(SIMUL_TESTS "/data/report.txt", false);
	check_printed_as(SIMUL_TESTS "/data/report-long.txt", true);
}

/* A table of all columns is a little wider. */
Test(report, sentences_are_not_longer_than_100_columns)
{
	char *text = made_read(SIMUL_TESTS "/data/report-long.txt", NULL);
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		cr_expect_leq(strlen(line), line[0] == ' ' ? 104 : 100, "%s",
			      line);
		cr_expect_neq(*line ? line[strlen(line) - 1] : 'x', ' ',
			      "a space at the end: %s", line);
	}
	free(text);
}

/* Samples of all cells mixed, as a run has them: round by round. */
static void shuffle(struct results *r)
{
	struct results mixed;
	uint64_t most = 0;

	results_init(&mixed);
	mixed.env = r->env;
	for (size_t i = 0; i < r->cells; i++) {
		struct cell *cell = results_add_cell(&mixed);

		*cell = r->cell[i];
		cell->first = cell->last = 0;
	}
	for (size_t i = 0; i < r->samples; i++)
		most = MAX(most, r->sample[i].round);
	for (uint64_t round = 1; round <= most; round++)
		for (size_t i = 0; i < r->samples; i++) {
			const struct sample *from = &r->sample[i];
			struct sample *to;

			if (from->round != round)
				continue;
			to = results_add_sample(&mixed, from->cell);
			*to = *from;
			to->next = 0;
		}
	results_free(r);
	*r = mixed;
}

Test(report, a_run_and_its_csv_file_print_the_same)
{
	char directory[64], path[96], *run, *show;
	struct results r, back;
	struct error err = { "" };

	load_kept(&r);
	shuffle(&r);
	cr_assert_neq(r.sample[0].cell, r.sample[2].cell, "not shuffled");
	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/a.csv", directory);
	cr_assert_eq(csv_save(&r, path, &err), 0, "%s", err.text);
	results_init(&back);
	cr_assert_eq(csv_load(path, &back, &err), 0, "%s", err.text);
	for (int long_form = 0; long_form < 2; long_form++) {
		run = printed(&r, long_form);
		show = printed(&back, long_form);
		cr_expect_str_eq(show, run);
		free(run);
		free(show);
	}
	unlink(path);
	rmdir(directory);
	results_free(&back);
	results_free(&r);
}

static void check_says(const struct results *r, const char *words, bool yes)
{
	char *text = printed(r, false);

	cr_expect_eq(strstr(text, words) != NULL, yes, "'%s' in:\n%s", words,
		     text);
	free(text);
}

Test(report, answers_that_are_known_are_right)
{
	struct results r;

	made_results(&r);
	check_says(&r, "answers: 20 values right in all 33 samples (first "
		       "333333283333335000000, last 333335183336755002109)\n",
		   true);
	results_free(&r);
}

Test(report, answers_that_are_not_known_are_the_same)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].known = false;
	check_says(&r, "answers: 20 values the same in all 33 samples", true);
	made_first(&r, MADE_ASYNC)->digest++;
	check_says(&r, "answers: NOT the same under every model\n", true);
	results_free(&r);
}

Test(report, wrong_answers_are_told)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->tasks_wrong = 3;
	check_says(&r, "answers: WRONG, 3 values in 33 samples\n", true);
	results_free(&r);
}

Test(report, columns_that_hold_nothing_are_left_out)
{
	struct results r;

	made_results(&r);
	check_says(&r, "memory", true);
	check_says(&r, "notes", false);
	check_says(&r, "chunk", false);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].pss_kib = 0;
	r.cell[MADE_THREADS].chunk = 2;
	check_says(&r, "memory", false);
	check_says(&r, "chunk", true);
	results_free(&r);
}

Test(report, control_characters_of_texts_are_not_printed)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++)
		strcpy(r.cell[i].params, "a\x1b[31mb\nc");
	check_says(&r, "a?[31mb?c\n", true);
	check_says(&r, "\x1b", false);
	results_free(&r);
}

Test(report, unknown_waiting_is_told)
{
	struct results r;

	made_results(&r);
	strcpy(r.cell[MADE_SERIAL].model, "processes");
	check_says(&r, "of ideal counts computing only", false);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].waiting_known = false;
	check_says(&r, "of ideal counts computing only", true);
	strcpy(r.cell[MADE_SERIAL].model, "serial");
	check_says(&r, "of ideal counts computing only", false);
	results_free(&r);
}

Test(report, runs_too_short_for_an_ideal_are_told)
{
	struct results r;

	made_results(&r);
	check_says(&r, "left out below", false);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC)
			r.sample[i].run_ns = 1000000;
	check_says(&r, "of ideal is left out below 2 ms", true);
	results_free(&r);
}

static size_t count_of(const char *text, const char *words)
{
	size_t n = 0;

	for (; (text = strstr(text, words)); text++)
		n++;
	return n;
}

Test(report, several_runs_are_told_to_be_no_independent_samples)
{
	struct results r;
	char *text;

	made_results(&r);
	text = printed(&r, false);
	cr_expect_null(strstr(text, "runs"));
	free(text);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].run = 1 + i % MADE_SAMPLES / 6;
	text = printed(&r, false);
	cr_expect_not_null(strstr(text, "from 2 runs, whose samples the "
					"intervals take for independent"));
	free(text);
	results_free(&r);
}

Test(report, connections_on_other_terms_are_told_beside_in_short)
{
	struct results r;
	char *text;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].connections =
			r.sample[i].cell == MADE_SERIAL	   ? 1
			: r.sample[i].cell == MADE_THREADS ? 5
							   : MADE_TASKS;
	text = printed(&r, false);
	cr_expect_not_null(strstr(text, "async, K 5: opened 20 connections a "
					"sample"));
	cr_expect_null(strstr(text, "not comparable"));
	cr_expect_not_null(strstr(text, "in short: at K = 5 threads was "
					"fastest"));
	free(text);
	results_free(&r);
}

Test(report, of_ideal_is_explained_once)
{
	struct results r;
	char *text;

	load_kept(&r);
	text = printed(&r, false);
	cr_expect_eq(count_of(text, "of ideal: the best time"), 1);
	free(text);
	results_free(&r);
}

Test(report, a_sentence_about_several_rows_is_one)
{
	struct results r;
	char *text;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++) {
		if (r.sample[i].cell != MADE_ASYNC)
			r.sample[i].steal_us = 5000;
		r.sample[i].peak_in_flight = 9;
	}
	text = printed(&r, false);
	cr_expect_eq(count_of(text, "hypervisor"), 1, "%s", text);
	cr_expect_not_null(strstr(text, "\nserial, K 1; threads, K 5: the "
					"hypervisor took 3.1 to 6.0 % of the "
					"processors' time for others\n"),
			   "%s", text);
	cr_expect_not_null(strstr(text, "\nnot comparable: threads, K 5; "
					"async, K 5: 11 of 11 samples can't "
					"be right: "),
			   "%s", text);
	free(text);
	results_free(&r);
}

static void check_long_says(const struct results *r, const char *words,
			    bool yes)
{
	char *text = printed(r, true);

	cr_expect_eq(strstr(text, words) != NULL, yes, "'%s' in:\n%s", words,
		     text);
	free(text);
}

/* As the kernel splits samples shorter than a tick: the medians of user and
 * system time add up to 2 ms for threads, which took 3.6, and to 2.6 for
 * async, which took less. */
static void split_all_or_nothing(struct results *r)
{
	static const uint64_t sum_us[MADE_SAMPLES] = { 2000, 3400, 3500, 3550,
						       3590, 3600, 3650, 3700,
						       3750, 3800, 3900 };
	struct sample *threads = made_first(r, MADE_THREADS);
	struct sample *async = made_first(r, MADE_ASYNC);

	for (int i = 0; i < MADE_SAMPLES; i++) {
		threads[i].user_us = i % 2 ? sum_us[i] : 0;
		threads[i].system_us = i % 2 ? 0 : sum_us[i];
		async[i].user_us = 2600;
		async[i].system_us = 0;
	}
}

Test(report, cpu_is_of_whole_samples_and_in_the_order_that_in_short_tells)
{
	struct results r;

	made_results(&r);
	split_all_or_nothing(&r);
	check_says(&r, "3.600 ms", true);
	check_says(&r, "2.600 ms", true);
	check_says(&r, "processor time: async (then threads", true);
	results_free(&r);
}

Test(report, the_share_of_system_time_is_there_if_it_is_known)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	check_long_says(&r, "system", false);
	s = made_first(&r, MADE_THREADS);
	for (int i = 0; i < MADE_SAMPLES; i++) {
		s[i].user_us = i < 7 ? 95000 : 0;
		s[i].system_us = i < 7 ? 0 : 95000;
	}
	check_long_says(&r, "costs in run (medians)\n"
			    "  model    K  system  waits", true);
	check_long_says(&r, "\n  threads  5    36 %     12", true);
	check_says(&r, "36 %", false);
	results_free(&r);
}

Test(report, the_long_form_has_an_interval_for_each_median)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_THREADS);
	for (uint64_t i = 0; i < MADE_SAMPLES; i++) {
		s[i].user_us += 100 * i;
		s[i].pss_kib += 100 * i;
		s[i].service_p50_ns = 8000000 + 100000 * i;
		s[i].service_min_ns = s[i].service_p50_ns;
		s[i].service_max_ns = s[i].service_p50_ns;
		s[i].service_sum_ns = 20 * s[i].service_p50_ns;
	}
	check_long_says(&r, "\n  threads  5  474.3..478.1  80.50..81.30 ms   "
			    "94.9..95.6 %  3.23..4.01 MiB\n", true);
	check_long_says(&r, "95 % intervals of service times\n"
			    "  model    K              p50\n"
			    "  serial   1\n"
			    "  threads  5  8.100..8.900 ms\n", true);
	check_says(&r, "474.3..478.1", false);
	results_free(&r);
}

Test(report, what_was_not_steady_is_told)
{
	struct results r;
	struct sample *s;

	made_results(&r);
	made_first(&r, MADE_SERIAL)[4].stopped_ns = 1240000000;
	s = made_first(&r, MADE_THREADS);
	for (uint64_t i = 0; i < MADE_SAMPLES; i++)
		s[i].run_ns += 500000 * i;
	s = made_first(&r, MADE_ASYNC);
	for (uint64_t i = 0; i < MADE_SAMPLES; i++)
		s[i].run_ns += i % 2 ? 20000000 : 0;
	check_says(&r, "\nserial, K 1: stopped for 1.2 s in between, in round "
		       "5\n", true);
	check_says(&r, "\nthreads, K 5: times rose by 10 % from the first third "
		       "of the samples to the last\n", true);
	check_says(&r, "\nasync, K 5: times fall into two clusters 25 % apart: "
		       "chance decides which of them holds the "
		       "median\n", true);
	results_free(&r);
}

Test(report, a_job_named_after_its_workload_is_named_once)
{
	struct results r;

	made_results(&r);
	check_says(&r, "\nsquares: 20 tasks, 11 samples each\n", true);
	for (size_t i = 0; i < r.cells; i++)
		strcpy(r.cell[i].job, "squares base=5");
	check_says(&r, "\nsquares base=5: 20 tasks", true);
	for (size_t i = 0; i < r.cells; i++)
		strcpy(r.cell[i].job, "squares-5m");
	check_says(&r, "\nsquares-5m: squares, 20 tasks", true);
	results_free(&r);
}

Test(report, one_sample_and_equal_values_have_words_of_their_own)
{
	struct results r;
	struct sample *s;

	results_init(&r);
	made_environment(&r.env);
	made_cell(&r, "async", 5, 1);
	s = made_sample(&r, 0, 80000000, 79600000);
	strcpy(s->last_value, s->first_value);
	check_says(&r, "answers: 20 values right in the only sample (first and "
		       "last 333333283333335000000)\n", true);
	made_sample(&r, 0, 80000000, 79600000)->state = SAMPLE_FAILED;
	check_says(&r, "right in the only good sample of 2 (first", true);
	r.cell[0].tasks = 1;
	check_says(&r, "answers: 1 value right in the only good sample of 2 "
		       "(333333283333335000000)\n", true);
	r.sample[1].tasks_wrong = 1;
	check_says(&r, "answers: WRONG, 1 value in 2 samples\n", true);
	results_free(&r);
}

Test(report, no_samples_are_no_tables)
{
	struct results r;

	results_init(&r);
	made_environment(&r.env);
	check_says(&r, "\nno samples\n", true);
}

Test(report, a_file_has_no_colour)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->state = SAMPLE_FAILED;
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	check_says(&r, "\033", false);
	results_free(&r);
}

/* A terminal of our own; NULL where there is none to be had. */
static FILE *open_terminal(void)
{
	int leader = posix_openpt(O_RDWR | O_NOCTTY);

	if (leader < 0 || grantpt(leader) < 0 || unlockpt(leader) < 0)
		return NULL;
	return fopen(ptsname(leader), "w");
}

Test(report, a_terminal_has_colour_unless_told_otherwise)
{
	FILE *terminal = open_terminal();

	if (!terminal)
		cr_skip_test("no terminal to be had");
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	cr_expect(paint_wanted(terminal));
	setenv("NO_COLOR", "", 1);
	cr_expect(paint_wanted(terminal));
	setenv("NO_COLOR", "1", 1);
	cr_expect_not(paint_wanted(terminal));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	cr_expect_not(paint_wanted(terminal));
	unsetenv("TERM");
	cr_expect_not(paint_wanted(terminal));
	fclose(terminal);
}

Test(report, a_terminal_is_known_by_its_size_and_the_users_locale)
{
	const struct winsize size = { .ws_col = 97, .ws_row = 30 };
	FILE *stream = open_terminal();
	struct terminal t;

	if (!stream)
		cr_skip_test("no terminal to be had");
	setenv("TERM", "xterm", 1);
	setenv("LC_ALL", "C", 1);
	setenv("COLUMNS", "123", 1);
	terminal_look(stream, &t);
	cr_expect(t.is);
	cr_expect_not(t.utf8);
	cr_expect_eq(t.columns, 123, "of a terminal that doesn't tell");
	setenv("COLUMNS", "many", 1);
	terminal_look(stream, &t);
	cr_expect_eq(t.columns, 0);
	setenv("COLUMNS", "123", 1);
	cr_assert_eq(ioctl(fileno(stream), TIOCSWINSZ, &size), 0);
	setenv("LC_ALL", "C.UTF-8", 1);
	terminal_look(stream, &t);
	cr_expect(t.utf8);
	cr_expect_eq(t.columns, 97);
	setenv("LC_ALL", "no_SUCH.UTF-8", 1);
	terminal_look(stream, &t);
	cr_expect_not(t.utf8);
	setenv("TERM", "dumb", 1);
	terminal_look(stream, &t);
	cr_expect_not(t.is);
	fclose(stream);
}

/* --- bars --- */

static const struct terminal ascii = { .is = true, .columns = 200 };

static char *printed_for(const struct results *r,
			 const struct terminal *terminal)
{
	struct summary summary;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_eq(summary_make(r, &summary), 0);
	report_print_for(&summary, out, false, terminal);
	summary_free(&summary);
	fclose(out);
	return text;
}

static void check_for(const struct results *r, const struct terminal *terminal,
		      const char *words, bool yes)
{
	char *text = printed_for(r, terminal);

	cr_expect_eq(strstr(text, words) != NULL, yes, "'%s' in:\n%s", words,
		     text);
	free(text);
}

Test(report, a_terminal_has_bars_beside_the_times)
{
	const struct terminal utf8 = { true, true, 200 };
	struct results r;

	made_results(&r);
	check_for(&r, &ascii, "  model    K      time                  95 % i",
		  true);
	check_for(&r, &ascii, " 80.00 ms  ############  79.68..", true);
	check_for(&r, &ascii, " 42.00 ms  ######        41.83..", true);
	check_for(&r, &ascii, " 81.00 ms  ############  80.68..", true);
	check_for(&r, &utf8,
		  " 42.00 ms  \u2588\u2588\u2588\u2588\u2588\u2588\u258e       "
		  "41.83..",
		  true);
	results_free(&r);
}

Test(report, what_is_no_terminal_has_no_bars)
{
	const struct terminal none = { .is = false };
	struct results r;
	char *is, *should;

	load_kept(&r);
	is = printed_for(&r, &none);
	should = printed(&r, false);
	cr_expect_str_eq(is, should);
	free(is);
	is = printed_for(&r, &ascii);
	cr_expect_str_neq(is, should);
	free(is);
	free(should);
	results_free(&r);
}

Test(report, a_logarithmic_scale_of_bars_is_told)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].waiting_known = false;
	check_for(&r, &ascii, "(log)", false);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC)
			r.sample[i].run_ns /= 54;
	check_for(&r, &ascii, "  model    K      time  (log)  ", true);
	check_for(&r, &ascii, " 80.00 ms  ############  ", true);
	check_for(&r, &ascii, " 1.500 ms  #             ", true);
	results_free(&r);
}

Test(report, a_void_row_has_no_bar_and_no_part_in_the_scale)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_SERIAL)->tasks_wrong = 1;
	made_first(&r, MADE_ASYNC)->tasks_wrong = 1;
	check_for(&r, &ascii, "#", false);
	made_first(&r, MADE_ASYNC)->tasks_wrong = 0;
	check_for(&r, &ascii, " 80.00 ms                79.68..", true);
	check_for(&r, &ascii, " 81.00 ms  ############  80.68..", true);
	results_free(&r);
}

static size_t longest_row(const char *text)
{
	static const char *const begin[] = { "  model ", "  serial ",
					     "  threads ", "  async " };
	size_t longest = 0;
	const char *next;

	for (; *text; text = next) {
		next = strchrnul(text, '\n');
		for (size_t i = 0; i < ARRAY_SIZE(begin); i++)
			if (!strncmp(text, begin[i], strlen(begin[i])) &&
			    (size_t)(next - text) > longest)
				longest = (size_t)(next - text);
		next += *next == '\n';
	}
	return longest;
}

Test(report, a_table_fits_the_terminal_and_bars_move_no_column)
{
	struct results r;
	char *text;
	size_t barred = 0;

	made_results(&r);
	for (size_t columns = 50; columns < 150; columns++) {
		const struct terminal t = { .is = true, .columns = columns };

		text = printed_for(&r, &t);
		cr_expect_leq(longest_row(text), columns, "in %zu:\n%s",
			      columns, text);
		cr_expect_not_null(strstr(text, "of ideal"), "in %zu", columns);
		cr_expect_not_null(strstr(text, "memory"), "in %zu", columns);
		barred += strstr(text, "##") != NULL;
		free(text);
	}
	cr_expect_gt(barred, 30);
	results_free(&r);
}

Test(report, what_is_lighter_goes_below_with_the_names_of_the_rows)
{
	struct table t;
	struct table_row *row;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_init(&t);
	table_add_column(&t, "name", TABLE_LEFT, TABLE_KEY);
	table_add_column(&t, "light", TABLE_RIGHT, TABLE_MINOR);
	table_add_column(&t, "heavy", TABLE_RIGHT, TABLE_MAJOR);
	table_add_column(&t, "last", TABLE_RIGHT, TABLE_MINOR);
	row = table_add_row(&t);
	strcpy(row->text[0], "a");
	for (size_t i = 1; i < 4; i++)
		strcpy(row->text[i], "1");
	table_print(&t, out, false, 20);
	fclose(out);
	cr_expect_str_eq(text, "  name  light  heavy\n  a         1      1\n"
			       "  name  last\n  a        1\n");
	cr_expect_eq(table_width(&t, 20), 20);
	cr_expect_eq(table_width(&t, 0), 26);
	free(text);
	out = open_memstream(&text, &size);
	table_print(&t, out, false, 1);
	fclose(out);
	cr_expect_str_eq(text, "  name  heavy\n  a         1\n"
			       "  name  light\n  a         1\n"
			       "  name  last\n  a        1\n",
			 "as narrow as it can be");
	free(text);
	table_free(&t);
}

Test(report, a_terminal_of_unknown_width_has_bars)
{
	const struct terminal unknown = { .is = true };
	struct results r;

	made_results(&r);
	check_for(&r, &unknown, " 80.00 ms  ############  79.68..", true);
	results_free(&r);
}

Test(report, a_row_that_is_void_is_red)
{
	struct table t;
	struct table_row *row;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_init(&t);
	table_add_column(&t, "a", TABLE_LEFT, TABLE_MINOR);
	row = table_add_row(&t);
	row->paint = PAINT_RED;
	strcpy(row->text[0], "bad");
	table_print(&t, out, true, 0);
	fclose(out);
	cr_expect_str_eq(text, "\033[1m  a\033[0m\n\033[31m  bad\033[0m\n");
	free(text);
	table_free(&t);
}

Test(report, columns_are_aligned_by_characters_not_bytes)
{
	static const char *const cells[3][2] = {
		{ "\u00e4\u00f6", "1" }, { "abc", "22" }, { "", "" },
	};
	struct table t;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_init(&t);
	table_add_column(&t, "m", TABLE_LEFT, TABLE_MINOR);
	table_add_column(&t, "none", TABLE_LEFT, TABLE_MINOR);
	table_add_column(&t, "k", TABLE_RIGHT, TABLE_MINOR);
	for (int i = 0; i < 3; i++) {
		struct table_row *row = table_add_row(&t);

		strcpy(row->text[0], cells[i][0]);
		strcpy(row->text[2], cells[i][1]);
	}
	table_print(&t, out, false, 0);
	fclose(out);
	cr_expect_str_eq(text, "  m     k\n"
			       "  \u00e4\u00f6    1\n"
			       "  abc  22\n"
			       "\n");
	free(text);
	table_free(&t);
}

Test(report, markdown_takes_no_text_for_a_sign)
{
	char directory[64], path[96], *text;
	struct results r;
	struct summary summary;
	struct error err = { "" };

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++) {
		strcpy(r.cell[i].job, "a|b*c_d\ne");
		strcpy(r.cell[i].params, "");
	}
	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/a.md", directory);
	cr_assert_eq(summary_make(&r, &summary), 0);
	cr_assert_eq(markdown_save(&summary, path, &err), 0, "%s", err.text);
	summary_free(&summary);
	text = made_read(path, NULL);
	cr_expect_not_null(strstr(text, "\n### a\\|b\\*c\\_d e: squares, 20 "
					"tasks, 11 samples each\n\n"
					"| model | K | time |"),
			   "%s", text);
	cr_expect_not_null(strstr(text, "\n| --- | ---: | ---: | ---: |"));
	cr_expect_not_null(strstr(text, "\n| threads | 5 | 42.00 ms | "
					"41.83..42.17 ms | 1.90 x |"));
	cr_expect_not_null(strstr(text, "\n- answers: 20 values right"));
	unlink(path);
	rmdir(directory);
	free(text);
	results_free(&r);
}

/* --- notes --- */

static void check_kind(const struct notes *notes, const char *begin,
		       enum note_kind kind)
{
	for (size_t i = 0; i < notes->count; i++)
		if (!strncmp(notes->item[i].text, begin, strlen(begin))) {
			cr_expect_eq(notes->item[i].kind, kind, "%s", begin);
			return;
		}
	cr_expect_fail("no note begins with '%s'", begin);
}

Test(report, a_note_knows_of_which_kind_it_is)
{
	struct results r;
	struct summary s;
	struct notes notes = { 0 };
	const struct note *last;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].steal_us = 5000;
	cr_assert_eq(summary_make(&r, &s), 0);
	report_notes(&s, &s.group[0], &notes);
	cr_assert_eq(notes.rc, 0);
	check_kind(&notes, "of ideal: ", NOTE_REMARK);
	check_kind(&notes, "serial, K 1; threads, K 5; async, K 5: the hyper",
		   NOTE_REMARK);
	check_kind(&notes, "answers: 20 values right", NOTE_PLAIN);
	last = &notes.item[notes.count - 1];
	cr_expect_eq(last->kind, NOTE_SHORT);
	cr_expect_eq(strncmp(last->text, "in short: at K = 5 ", 19), 0);
	cr_expect_eq(strncmp(last->body, "at K = 5 ", 9), 0);
	notes_free(&notes);
	summary_free(&s);
	made_first(&r, MADE_ASYNC)->tasks_wrong = 1;
	cr_assert_eq(summary_make(&r, &s), 0);
	report_notes(&s, &s.group[0], &notes);
	check_kind(&notes, "not comparable: async, K 5: ", NOTE_ALARM);
	check_kind(&notes, "answers: WRONG", NOTE_ALARM);
	notes_free(&notes);
	summary_free(&s);
	results_free(&r);
}

Test(report, the_kind_of_a_note_paints_it)
{
	struct notes notes = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	notes_add(&notes, NOTE_PLAIN, "%d is plain", 1);
	notes_add(&notes, NOTE_REMARK, "dim");
	notes_add(&notes, NOTE_ALARM, "red");
	notes_add(&notes, NOTE_SHORT, "all");
	notes_print(&notes, NOTE_ALL, out, true);
	notes_print(&notes, NOTE_PLAIN | NOTE_SHORT, out, false);
	notes_print_markdown(&notes, NOTE_ALARM, out);
	fclose(out);
	cr_expect_str_eq(text, "1 is plain\n\033[2mdim\033[0m\n"
			       "\033[31mred\033[0m\nin short: all\n"
			       "1 is plain\nin short: all\n- red\n");
	free(text);
	notes_free(&notes);
}
