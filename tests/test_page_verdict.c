/* test_page_verdict.c - a page shows the same figures as the comparison or the
 * gate itself; and which documents it refuses.
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <sys/wait.h>

#include "bench/page/page.h"
#include "bench/page/page_compare.h"
#include "bench/page/page_gate.h"
#include "bench/report/compare_report.h"
#include "runners/macros.h"
#include "tests/made.h"

#ifndef SIMUL_PROGRAM
#define SIMUL_PROGRAM "./simul"
#endif

struct file {
	char directory[64], json[96], other[96];
};

static void make_files(struct file *f)
{
	made_directory(f->directory, sizeof(f->directory));
	snprintf(f->json, sizeof(f->json), "%s/gate.json", f->directory);
	snprintf(f->other, sizeof(f->other), "%s/other", f->directory);
}

static void remove_files(const struct file *f)
{
	unlink(f->json);
	unlink(f->other);
	rmdir(f->directory);
}

static int status_of(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static int status_of(const char *format, ...)
{
	char arguments[800], command[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	snprintf(command, sizeof(command), "%s %s >/dev/null 2>&1",
		 SIMUL_PROGRAM, arguments);
	return WEXITSTATUS(system(command));
}

static char *markdown_of(const struct table *table)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_print_markdown(table, out);
	fclose(out);
	return text;
}

static char *page_of(struct page_verdict *verdict, const struct file *f)
{
	struct page_report report = {.verdict = verdict, .verdicts = 1};
	struct error err = {""};

	cr_assert_eq(page_save(&report, f->other, &err), 0, "%s", err.text);
	return made_read(f->other, NULL);
}

/* --- a gate --- */

/* Replays saved pairs, and loads what the gate reports about them. */
static void load_replay(const char *log, int status, struct file *f,
			struct page_verdict *verdict)
{
	struct error err = {""};

	make_files(f);
	cr_assert_eq(status_of("gate --replay %s/data/%s --export-json %s "
			       "--export-markdown %s",
			       SIMUL_TESTS, log, f->json, f->other),
		     status);
	cr_expect(page_gate_is(f->json));
	cr_assert_eq(page_gate_load(f->json, verdict, &err), 0, "%s", err.text);
}

static void expect_own_table(const char *log, int status)
{
	struct page_verdict v;
	struct file f;
	char *own, *ours;

	load_replay(log, status, &f, &v);
	own = made_read(f.other, NULL);
	ours = markdown_of(&v.table);
	cr_expect_not_null(strstr(own, ours), "'%s' has no '%s'", own, ours);
	cr_expect_not_null(strstr(own, v.outcome));
	cr_expect_not_null(strstr(own, v.why));
	free(own);
	free(ours);
	page_verdict_free(&v);
	remove_files(&f);
}

Test(page_verdict, the_table_of_a_gate_is_its_own)
{
	expect_own_table("gate-red.csv", 1);
	expect_own_table("gate-green.csv", 0);
	expect_own_table("gate-noisy.csv", 3);
}

Test(page_verdict, a_gate_has_control_test_and_confirmation)
{
	struct page_verdict v;
	struct file f;

	load_replay("gate-red.csv", 1, &f, &v);
	cr_assert_eq(v.rows, 2);
	cr_expect_str_eq(v.row[0].job, "downloads");
	cr_expect_str_eq(v.row[0].model, "async");
	cr_expect_eq(v.row[0].concurrency, 16);
	cr_expect_eq(v.row[0].tone, PAGE_SLOWER);
	cr_expect_eq(v.row[1].tone, PAGE_CALM);
	cr_expect_eq(v.tone, PAGE_SLOWER);
	cr_expect_float_eq(v.row[0].test.ratio.estimate, 1.058, 0.001);
	cr_expect_str_eq(v.row[0].test.text, "+5.8 % (+5.1..+9.1 %)");
	cr_expect_str_eq(v.row[0].control.text, "+0.1 %, spread 2.6 %");
	cr_expect_float_eq(v.row[0].confirm.ratio.estimate, 1.058, 0.001);
	cr_expect(isnan(v.row[1].confirm.ratio.estimate));
	cr_expect_float_eq(v.row[0].at_most, 1.081, 0.001);
	cr_expect_float_eq(v.threshold, 0.025, 1e-9);
	cr_expect_float_eq(v.detect, 0.05, 1e-9);
	page_verdict_free(&v);
	remove_files(&f);
}

Test(page_verdict, a_gate_alone_makes_a_page)
{
	struct page_verdict v;
	struct file f;
	char *page;

	load_replay("gate-noisy.csv", 3, &f, &v);
	page = page_of(&v, &f);
	cr_expect_not_null(strstr(page, "<title>simul gate: inconclusive"));
	cr_expect_not_null(strstr(page, "data-verdict=\"0\""));
	cr_expect_not_null(strstr(page, "takes 168, and there are 30"));
	free(page);
	page_verdict_free(&v);
	remove_files(&f);
}

/* --- invalid documents --- */

static const char rules[] = "\"rules\":{\"alpha\":0.01,\"threshold\":0.025,"
			    "\"detect\":0.05,\"power\":0.95}";
static const char head[] = "\"schema\":1,\"outcome\":\"pass\",\"reason\":\"r\","
			   "\"base\":\"\",\"new\":\"\",\"inject_pct\":0";
static const char cell[] =
	"{\"cell\":\"%s\",%s\"metric\":\"wall\",\"control\":{\"ratio\":1.0,"
	"\"sd\":0.01},\"test\":{\"pairs\":12,\"base_ns\":1e9,\"new_ns\":1e9,"
	"\"ratio\":%s,\"ratio_low\":null,\"ratio_high\":null,\"at_most\":null,"
	"\"p\":0.5},\"confirm\":{\"ratio\":null},\"verdict\":\"%s\","
	"\"reason\":\"x\"}";

static int load_text(const char *text, struct page_verdict *verdict,
		     struct error *err)
{
	struct file f;
	int rc;

	make_files(&f);
	made_write(f.json, text, strlen(text));
	rc = page_gate_load(f.json, verdict, err);
	cr_expect(rc == 0 || strstr(err->text, f.json),
		  "'%s' doesn't name the file", err->text);
	remove_files(&f);
	return rc;
}

/* more: '"job":"a",' and the like, or "" as older gates wrote it. */
static int load_named(const char *name, const char *more, const char *ratio,
		      const char *verdict, struct page_verdict *v,
		      struct error *err)
{
	char one[1024], text[2048];

	snprintf(one, sizeof(one), cell, name, more, ratio, verdict);
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":[%s],\"notes\":[\"x\"]}",
		 head, rules, one);
	return load_text(text, v, err);
}

static int load_cell(const char *name, const char *ratio, const char *verdict,
		     struct page_verdict *v, struct error *err)
{
	return load_named(name, "", ratio, verdict, v, err);
}

static void expect_refused(const char *text, const char *why)
{
	struct page_verdict v;
	struct error err = {""};

	cr_expect_eq(load_text(text, &v, &err), -EINVAL, "%s", text);
	cr_expect_not_null(strstr(err.text, why), "'%s' lacks '%s'", err.text,
			   why);
	page_verdict_free(&v);
}

Test(page_verdict, what_no_gate_wrote_is_refused)
{
	char text[1024];

	expect_refused("{", "no JSON: line 1");
	expect_refused("{}", "not what `simul gate --export-json` writes");
	expect_refused("{\"schema\":1,\"environment\":{},\"cells\":[]}",
		       "results as JSON");
	expect_refused("{\"schema\":1,\"forced\":false,\"cells\":[]}",
		       "--export-html");
	snprintf(text, sizeof(text), "{\"schema\":99,%s,\"cells\":[]}", rules);
	expect_refused(text, "schema 99, and this simul reads 1");
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":{}}", head, rules);
	expect_refused(text, "'cells' is no list");
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":[]}", head, rules);
	expect_refused(text, "'notes' is no list");
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":[],\"notes\":[7]}",
		 head, rules);
	expect_refused(text, "'notes[0]' is no text");
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":[{}]}", head, rules);
	expect_refused(text, "'cells[0].control' is missing");
	snprintf(text, sizeof(text), "{%s,%s,\"cells\":[7]}", head, rules);
	expect_refused(text, "cells[0]");
	snprintf(text, sizeof(text), "{%s,\"rules\":{},\"cells\":[]}", head);
	expect_refused(text, "'rules.threshold' is missing");
	snprintf(text, sizeof(text), "{\"schema\":1,%s,\"cells\":[]}", rules);
	expect_refused(text, "'base' is missing");
}

Test(page_verdict, a_cell_that_cannot_be_is_refused)
{
	static const struct {
		const char *ratio, *verdict, *why;
	} wrong[] = {
		{"-1", "pass", "'cells[0].test.ratio' is too small"},
		{"0", "pass", "'cells[0].test.ratio' is too small"},
		{"\"1\"", "pass", "'cells[0].test.ratio' is no number"},
		{"1", "fine", "no verdict is called 'fine'"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct page_verdict v;
		struct error err = {""};

		cr_expect_eq(load_cell("a, serial, K 1", wrong[i].ratio,
				       wrong[i].verdict, &v, &err),
			     -EINVAL);
		cr_expect_not_null(strstr(err.text, wrong[i].why),
				   "'%s' lacks '%s'", err.text, wrong[i].why);
		page_verdict_free(&v);
	}
}

Test(page_verdict, the_name_of_an_older_cell_is_its_job)
{
	struct page_verdict v;
	struct error err = {""};

	cr_assert_eq(load_cell("a, serial, K 1", "1", "pass", &v, &err), 0,
		     "%s", err.text);
	cr_expect_str_eq(v.row[0].job, "a, serial, K 1");
	cr_expect_str_eq(v.row[0].model, "");
	cr_expect_eq(v.row[0].concurrency, 0);
	page_verdict_free(&v);
}

Test(page_verdict, job_model_and_k_are_members_of_their_own)
{
	char name[96], more[256], whole[160];
	struct page_verdict v;
	struct error err = {""};

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	name[1] = ',';
	snprintf(whole, sizeof(whole), "%s, processes+async, K 1000000", name);
	snprintf(more, sizeof(more),
		 "\"job\":\"%s\",\"model\":\"processes+async\","
		 "\"concurrency\":1000000,",
		 name);
	cr_assert_eq(load_named(whole, more, "1", "pass", &v, &err), 0, "%s",
		     err.text);
	cr_expect_str_eq(v.row[0].job, name);
	cr_expect_str_eq(v.row[0].model, "processes+async");
	cr_expect_eq(v.row[0].concurrency, 1000000);
	cr_expect_str_eq(v.table.row[0].text[0], whole);
	page_verdict_free(&v);
	cr_expect_eq(load_named(whole, "\"job\":\"a\",", "1", "pass", &v, &err),
		     -EINVAL);
	cr_expect_not_null(strstr(err.text, "'cells[0].model' is missing"));
	page_verdict_free(&v);
}

Test(page_verdict, a_gate_that_has_no_ratio_yet_is_shown)
{
	struct page_verdict v;
	struct error err = {""};

	cr_assert_eq(load_cell("a", "null", "inconclusive", &v, &err), 0, "%s",
		     err.text);
	cr_expect(isnan(v.row[0].test.ratio.estimate));
	cr_expect_str_eq(v.row[0].test.text, "");
	cr_expect_eq(v.row[0].tone, PAGE_OPEN);
	cr_expect_str_eq(v.notes.item[0].text, "x");
	page_verdict_free(&v);
}

Test(page_verdict, names_that_mean_harm_do_none)
{
	struct page_verdict v;
	struct error err = {""};
	struct file f;
	char *page;

	cr_assert_eq(load_cell("</script><script>x()</script>", "1",
			       "inconclusive", &v, &err),
		     0, "%s", err.text);
	make_files(&f);
	page = page_of(&v, &f);
	cr_expect_null(strstr(page, "</script><script>x()"));
	cr_expect_not_null(strstr(page, "&lt;/script&gt;"));
	free(page);
	remove_files(&f);
	page_verdict_free(&v);
}

Test(page_verdict, results_are_no_verdict)
{
	cr_expect_not(page_gate_is(SIMUL_TESTS "/data/results-1.csv"));
	cr_expect_not(page_gate_is("/nonexistent"));
	cr_expect_not(page_gate_is("/dev/null"));
	cr_expect_not(page_gate_is("/tmp"));
}

Test(page_verdict, the_command_refuses_with_status_2)
{
	struct file f;

	make_files(&f);
	made_write(f.json, " {\"schema\": 1}", 14);
	cr_expect_eq(status_of("report %s -o %s", f.json, f.other), 2);
	cr_expect_eq(access(f.other, F_OK), -1);
	remove_files(&f);
}

/* --- a comparison --- */

Test(page_verdict, a_comparison_has_the_cells_and_the_table_of_compare)
{
	static const struct compare_rules how = {.alpha = 0.01,
						 .threshold = 0.025};
	struct results base, other;
	struct page_verdict v;
	struct compare c;
	struct error err = {""};
	struct table table;
	char *own, *ours;

	made_results(&base);
	made_results(&other);
	for (size_t i = 0; i < other.samples; i++)
		if (other.sample[i].cell == MADE_THREADS)
			other.sample[i].run_ns += other.sample[i].run_ns / 10;
	cr_assert_eq(compare_make(&base, &other, &how, &c, &err), 0);
	cr_assert_eq(page_compare(&c, "a.csv", "b.csv", &v), 0);
	cr_assert_eq(v.rows, c.cells);
	for (size_t i = 0; i < v.rows; i++) {
		cr_expect_eq(v.row[i].test.ratio.estimate,
			     c.cell[i].ratio.estimate);
		cr_expect_eq(v.row[i].test.ratio.interval.low,
			     c.cell[i].ratio.interval.low);
		cr_expect_eq(v.row[i].tone,
			     i == MADE_THREADS ? PAGE_SLOWER : PAGE_CALM);
	}
	cr_assert_eq(compare_report_table(&c, &table), 0);
	own = markdown_of(&table);
	ours = markdown_of(&v.table);
	cr_expect_str_eq(ours, own);
	cr_expect_str_eq(v.outcome, "REGRESSION");
	cr_expect_str_eq(v.why, "1 of 3 cells are slower");
	free(own);
	free(ours);
	table_free(&table);
	page_verdict_free(&v);
	compare_free(&c);
	results_free(&base);
	results_free(&other);
}
