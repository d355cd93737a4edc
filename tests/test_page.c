/* test_page.c - the page's parts that need no browser. */
#include <errno.h>
#include <jansson.h>

#include "bench/page/page.h"
#include "bench/page/page_data.h"
#include "bench/page/page_runs.h"
#include "bench/page/page_text.h"
#include "bench/record/task_columns.h"
#include "bench/report/report_tables.h"
#include "runners/macros.h"
#include "tests/made.h"

/* --- text --- */

static char *put(void (*how)(FILE *out, const char *text), const char *text)
{
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	how(stream, text);
	fclose(stream);
	return out;
}

static void expect_text(const char *text, const char *right)
{
	char *out = put(page_text_put, text);

	cr_expect_str_eq(out, right);
	free(out);
}

Test(page, text_has_no_markup_left)
{
	expect_text("</script><!-- a & \"b\" 'c'",
		    "&lt;/script&gt;&lt;!-- a &amp; &quot;b&quot; &#39;c&#39;");
}

Test(page, what_is_not_utf8_is_replaced_byte_by_byte)
{
	expect_text("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		    "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
	expect_text("\xc3", "\xef\xbf\xbd");
	expect_text("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
	expect_text("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd");
	expect_text("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	expect_text("\xf4\x90\x80\x80",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	expect_text("a\x1b[31m", "a\xef\xbf\xbd[31m");
	expect_text("a\tb\nc", "a\tb\nc");
}

Test(page, json_in_a_script_cannot_end_it)
{
	char *out = put(page_text_put_json, "{\"a\":\"</script><!--\"}");
	json_t *json = json_loads(out, 0, NULL);

	cr_expect_null(strchr(out, '<'));
	cr_expect_str_eq(json_string_value(json_object_get(json, "a")),
			 "</script><!--");
	json_decref(json);
	free(out);
}

/* --- timelines --- */

static struct page_bar made_bar(uint32_t task, uint32_t lane, uint64_t start,
				uint64_t end)
{
	return (struct page_bar){ .start_ns = start,
				  .end_ns = end,
				  .task = task,
				  .lane = lane,
				  .worker = lane,
				  .tasks = 1 };
}

Test(page, few_tasks_are_all_there)
{
	struct page_bar bar[] = { made_bar(2, 1, 5, 9), made_bar(0, 0, 1, 4),
				  made_bar(1, 0, 4, 30) };
	struct page_timeline t = { .tasks = 3 };

	cr_assert_eq(page_timeline_make(&t, bar, 3), 0);
	cr_expect_eq(t.by_tasks, 3);
	cr_expect_eq(t.by_lanes, 3);
	cr_expect_eq(t.every_task, 1);
	cr_expect_eq(t.every_lane, 1);
	cr_expect_not(t.merged);
	cr_expect_eq(t.lanes, 2);
	cr_expect_eq(t.workers, 2);
	cr_expect_eq(t.span_ns, 30);
	cr_expect_eq(t.by_task[0].task, 0);
	cr_expect_eq(t.by_task[2].task, 2);
	cr_expect_eq(t.by_lane[2].lane, 1);
	page_timeline_free(&t);
}

Test(page, no_tasks_make_no_bars)
{
	struct page_timeline t = { .tasks = 5 };

	cr_assert_eq(page_timeline_make(&t, NULL, 0), 0);
	cr_expect_eq(t.by_tasks, 0);
	cr_expect_eq(t.by_lanes, 0);
	page_timeline_free(&t);
}

enum { MANY = 100000 };

static void expect_bounded(const struct page_timeline *t)
{
	cr_expect_leq(t->by_tasks, PAGE_TIMELINE_TASKS);
	cr_expect_leq(t->by_lanes, PAGE_TIMELINE_BARS);
	cr_expect_gt(t->by_tasks, PAGE_TIMELINE_TASKS / 2);
	cr_expect_gt(t->by_lanes, 0);
}

Test(page, many_tasks_in_one_lane_are_joined_and_none_is_lost)
{
	struct page_bar *bar = calloc(MANY, sizeof(*bar));
	struct page_timeline t = { .tasks = MANY };
	uint64_t tasks = 0;

	for (uint32_t i = 0; i < MANY; i++)
		bar[i] = made_bar(i, 0, 100 * i, 100 * i + 90);
	bar[MANY / 2].failed = 1;
	cr_assert_eq(page_timeline_make(&t, bar, MANY), 0);
	expect_bounded(&t);
	cr_expect(t.merged);
	cr_expect_eq(t.every_task, MANY / PAGE_TIMELINE_TASKS);
	for (size_t i = 0; i < t.by_lanes; i++)
		tasks += t.by_lane[i].tasks;
	cr_expect_eq(tasks, MANY);
	cr_expect_eq(t.failed, 1);
	page_timeline_free(&t);
	free(bar);
}

Test(page, of_many_lanes_some_are_shown)
{
	struct page_bar *bar = calloc(MANY, sizeof(*bar));
	struct page_timeline t = { .tasks = MANY };

	for (uint32_t i = 0; i < MANY; i++)
		bar[i] = made_bar(i, i % 5000, 10 * (i / 5000),
				  10 * (i / 5000) + 3);
	cr_assert_eq(page_timeline_make(&t, bar, MANY), 0);
	expect_bounded(&t);
	cr_expect_eq(t.lanes, 5000);
	cr_expect_eq(t.every_lane, 32);
	for (size_t i = 0; i < t.by_lanes; i++)
		cr_expect_eq(t.by_lane[i].lane % 32, 0);
	page_timeline_free(&t);
	free(bar);
}

/* --- rows of tasks --- */

static const char task_header[] =
	"schema,job,workload,model,concurrency,round,position,task,worker,lane,"
	"order,due_ns,start_ns,end_ns,state,value,error\r\n";

struct file {
	char directory[64], path[96];
};

static void write_file(struct file *f, const char *header, const char *rows)
{
	char text[4096];

	made_directory(f->directory, sizeof(f->directory));
	snprintf(f->path, sizeof(f->path), "%s/a.csv", f->directory);
	snprintf(text, sizeof(text), "%s%s", header, rows);
	made_write(f->path, text, strlen(text));
}

static void remove_file(const struct file *f)
{
	unlink(f->path);
	rmdir(f->directory);
}

static int load_tasks(const char *header, const char *rows,
		      struct page_timelines *timelines, struct error *err)
{
	struct file f;
	int rc;

	write_file(&f, header, rows);
	cr_expect(task_columns_in(f.path));
	rc = page_tasks_load(f.path, timelines, err);
	remove_file(&f);
	return rc;
}

/* A sample of one task that took so long. */
static size_t put_sample(char *buf, size_t size, int position, int end)
{
	return (size_t)snprintf(
		buf, size,
		"%d,j,w,threads,2,%d,%d,0,0,0,1,0,1,%d,ok,\"a, b\",\r\n",
		TASKS_SCHEMA, position, position, end);
}

Test(page, the_sample_of_the_median_time_stands_for_its_cell)
{
	const int end[] = { 50, 10, 30, 20, 40 };
	struct page_timelines all = { 0 };
	struct error err = { "" };
	char rows[1024];
	size_t used = 0;

	for (int i = 0; i < 5; i++)
		used += put_sample(rows + used, sizeof(rows) - used, i + 1,
				   end[i]);
	cr_assert_eq(load_tasks(task_header, rows, &all, &err), 0, "%s",
		     err.text);
	cr_assert_eq(all.count, 1);
	cr_expect_eq(all.item[0].round, 3);
	cr_expect_eq(all.item[0].samples, 5);
	cr_expect_eq(all.item[0].span_ns, 30);
	cr_expect_str_eq(all.item[0].model, "threads");
	page_timelines_free(&all);
}

Test(page, a_task_that_never_ran_has_no_bar)
{
	struct page_timelines all = { 0 };
	struct error err = { "" };
	char rows[512];

	snprintf(rows, sizeof(rows),
		 "%d,j,w,async,2,1,1,0,0,0,1,0,1,9,failed,,broken\r\n"
		 "%d,j,w,async,2,1,1,1,0,0,0,0,0,0,cancelled,,\r\n",
		 TASKS_SCHEMA, TASKS_SCHEMA);
	cr_assert_eq(load_tasks(task_header, rows, &all, &err), 0, "%s",
		     err.text);
	cr_assert_eq(all.count, 1);
	cr_expect_eq(all.item[0].tasks, 2);
	cr_expect_eq(all.item[0].ran, 1);
	cr_expect_eq(all.item[0].failed, 1);
	page_timelines_free(&all);
}

static void expect_refused(const char *header, const char *rows,
			   const char *why)
{
	struct page_timelines all = { 0 };
	struct error err = { "" };

	cr_expect_eq(load_tasks(header, rows, &all, &err), -EINVAL);
	cr_expect_not_null(strstr(err.text, why), "'%s' lacks '%s'", err.text,
			   why);
	cr_expect_eq(all.count, 0);
	page_timelines_free(&all);
}

Test(page, rows_of_tasks_that_cannot_be_trusted_are_refused)
{
	expect_refused(task_header, "", "no tasks");
	expect_refused(task_header, "99,j,w,m,1,1,1,0,0,0,1,0,1,9,ok,,\r\n",
		       "schema");
	expect_refused(task_header, "1,j,w,m,1,1,1,0,0,0,1,0,1\r\n",
		       "a.csv:2: 13 fields, where the header has 17");
	expect_refused(task_header, "1,j,w,m,1,1,1,0,0,0,1,0,1,9,ok,,",
		       "cut off");
	expect_refused(task_header, "1,j,w,m,1,1,1,0,0,0,1,0,-1,9,ok,,\r\n",
		       "a.csv:2: start_ns: '-1' is not a whole number");
	expect_refused(task_header, "1,j,w,m,1,1,1,0,0,0,1,0,20,9,ok,,\r\n",
		       "end_ns");
	expect_refused(task_header,
		       "1,j,w,m,1,1,1,99999999999,0,0,1,0,1,9,ok,,\r\n",
		       "too high");
	expect_refused("schema,job,task,x,start_ns,y\r\n", "1,a,1,1,1,1\r\n",
		       "no such column");
}

Test(page, results_are_no_rows_of_tasks)
{
	cr_expect_not(task_columns_in(SIMUL_TESTS "/data/results-1.csv"));
	cr_expect_not(task_columns_in("/nonexistent"));
	cr_expect_not(task_columns_in("/dev/null"));
	cr_expect_not(task_columns_in("/tmp"));
}

/* --- data and page --- */

static json_t *data_of(struct page_run *run)
{
	struct page_report report = { .run = run, .runs = 1 };
	struct summary summary;
	char *text;
	json_t *json;

	cr_assert_eq(summary_make(&run->results, &summary), 0);
	text = page_data(&report, &summary);
	cr_assert_not_null(text);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(json);
	free(text);
	summary_free(&summary);
	return json;
}

static json_t *row_of(json_t *json, size_t row)
{
	json_t *run = json_array_get(json_object_get(json, "runs"), 0);
	json_t *group = json_array_get(json_object_get(run, "groups"), 0);

	return json_array_get(json_object_get(group, "rows"), row);
}

Test(page, every_good_sample_is_a_point)
{
	struct page_run run = { .name = "a.csv" };
	json_t *json, *row, *first;

	made_results(&run.results);
	made_first(&run.results, MADE_THREADS)->state = SAMPLE_FAILED;
	json = data_of(&run);
	row = row_of(json, MADE_THREADS);
	cr_expect_eq(json_array_size(json_object_get(row, "samples")),
		     MADE_SAMPLES - 1);
	cr_expect(json_is_true(json_object_get(row, "void")));
	row = row_of(json, MADE_SERIAL);
	first = json_array_get(json_object_get(row, "samples"), 0);
	cr_expect_eq(json_array_size(json_object_get(row, "samples")),
		     MADE_SAMPLES);
	cr_expect_eq(json_integer_value(json_array_get(first, 1)), 79600000);
	json_decref(json);
	results_free(&run.results);
}

Test(page, many_samples_are_thinned_from_the_fastest_to_the_slowest)
{
	const size_t many = 3 * PAGE_DATA_SAMPLES + 17;
	struct page_run run = { .name = "a.csv" };
	json_t *json, *samples;
	size_t cell;

	results_init(&run.results);
	made_environment(&run.results.env);
	cell = made_cell(&run.results, "serial", 1, 1);
	for (size_t i = 0; i < many; i++)
		made_sample(&run.results, cell, 1000000 + 7919 * i % many,
			    900000);
	json = data_of(&run);
	samples = json_object_get(row_of(json, 0), "samples");
	cr_expect_eq(json_array_size(samples), PAGE_DATA_SAMPLES);
	cr_expect_eq(json_integer_value(
			     json_array_get(json_array_get(samples, 0), 1)),
		     1000000);
	cr_expect_eq(
		json_integer_value(json_array_get(
			json_array_get(samples, PAGE_DATA_SAMPLES - 1), 1)),
		1000000 + (json_int_t)many - 1);
	json_decref(json);
	results_free(&run.results);
}

static char *page_of(struct results *results, size_t *size)
{
	struct page_run run = { .name = "a.csv", .results = *results };
	struct page_report report = { .run = &run, .runs = 1 };
	struct error err = { "" };
	struct file f;
	char *text;

	write_file(&f, "", "");
	cr_assert_eq(page_save(&report, f.path, &err), 0, "%s", err.text);
	text = made_read(f.path, size);
	remove_file(&f);
	return text;
}

static void expect_table(const char *page, const struct table *t)
{
	for (size_t i = 0; i < t->rows; i++)
		for (size_t k = 0; k < t->columns; k++) {
			char cell[TABLE_TEXT + 16];

			snprintf(cell, sizeof(cell), ">%s</t",
				 t->row[i].text[k]);
			cr_expect(!t->row[i].text[k][0] || strstr(page, cell),
				  "no '%s' in the page", cell);
		}
}

Test(page, the_tables_are_those_of_show)
{
	struct summary summary;
	struct results r;
	char *page;

	made_results(&r);
	page = page_of(&r, NULL);
	cr_assert_eq(summary_make(&r, &summary), 0);
	for (size_t i = 0; i < REPORT_TABLES; i++) {
		struct table table;

		table_init(&table);
		cr_assert_eq(report_table(&summary, &summary.group[0],
					  (enum report_table)i, &table),
			     0);
		cr_expect(i != REPORT_MAIN || table.rows == 3);
		expect_table(page, &table);
		table_free(&table);
	}
	summary_free(&summary);
	free(page);
	results_free(&r);
}

static size_t times(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

Test(page, names_that_mean_harm_do_none)
{
	static const char evil[] = "</script><script>x()</script><!--{{data}}";
	struct results good, r;
	char *page, *page_good;
	size_t size;

	made_results(&good);
	made_results(&r);
	for (size_t i = 0; i < r.cells; i++) {
		strcpy(r.cell[i].job, evil);
		strcpy(r.cell[i].params, "\xff\x80 {{style}}");
	}
	page_good = page_of(&good, NULL);
	page = page_of(&r, &size);
	cr_expect_null(strstr(page, evil));
	cr_expect_eq(strlen(page), size);
	cr_expect_eq(times(page, "<script"), times(page_good, "<script"));
	cr_expect_eq(times(page, "</script"), times(page_good, "</script"));
	cr_expect_eq(times(page, "<!--"), times(page_good, "<!--"));
	cr_expect_gt(times(page, "{{data}}"), 0);
	free(page);
	free(page_good);
	results_free(&good);
	results_free(&r);
}

Test(page, a_page_of_no_good_sample_is_made)
{
	struct results r;
	char *page;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].state = SAMPLE_FAILED;
	page = page_of(&r, NULL);
	cr_expect_not_null(strstr(page, "<table"));
	free(page);
	results_free(&r);
}

Test(page, what_a_table_comes_to_stands_above_it)
{
	struct results r;
	char *page;

	made_results(&r);
	page = page_of(&r, NULL);
	cr_expect_not_null(strstr(page, "<p class=\"short\"><b>In short:</b> at "
					"K = 5 threads was fastest;"));
	cr_expect_null(strstr(page, "in short: "));
	cr_expect_not_null(strstr(page, "<h2>squares</h2>\n<p class=\"lead\">"
					"20 tasks, 11 samples each · sums"));
	free(page);
	results_free(&r);
}

Test(page, of_many_remarks_some_are_folded)
{
	struct results r;
	char *page, *folded;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++) {
		r.cell[i].waiting_known = false;
		strcpy(r.cell[i].model, "threads");
		r.cell[i].concurrency = i + 2;
	}
	for (size_t i = 0; i < r.samples; i++) {
		r.sample[i].steal_us = 5000 + 5000 * r.sample[i].cell;
		if (r.sample[i].cell == MADE_ASYNC)
			r.sample[i].run_ns = 1000000;
		if (r.sample[i].round > 4)
			r.sample[i].state = SAMPLE_CANCELLED;
	}
	page = page_of(&r, NULL);
	folded = strstr(page, "more remarks</summary>");
	cr_assert_not_null(folded);
	*folded = '\0';
	cr_expect_eq(times(page, "<li class=\"dim\">"), 4);
	cr_expect_eq(times(page, "<li>answers: "), 1);
	cr_expect_gt(times(folded + 1, "<li class=\"dim\">"), 1);
	cr_expect_eq(times(folded + 1, "<li>"), 0);
	free(page);
	results_free(&r);
}
