/* test_tasks_csv.c - a row for each task, from a made-up area. */
#include <errno.h>

#include "bench/measure/tasks_csv.h"
#include "bench/plan/models.h"
#include "runners/workload.h"
#include "tests/made.h"

static const char header[] =
	"schema,job,workload,model,concurrency,round,position,task,worker,lane,"
	"order,due_ns,start_ns,end_ns,state,value,error\r\n";

static const struct workload coins = { .name = "coins", .summary = "coins" };

/* Four tasks in three lanes of two workers: one ok, one failed, one
 * cancelled, one that never began. */
struct made_up {
	struct job job;
	struct subject subject;
	struct sample sample;
	struct area *area;
	char directory[64], path[96];
};

static void make(struct made_up *m)
{
	const struct area_plan plan = { .tasks = 4, .chunk = 1, .lanes = 3,
					.workers = 2, .stamped = true };

	*m = (struct made_up){ .job = { .name = "a, \"b\"",
					.workload = &coins },
			       .sample = { .round = 2, .position = 9 } };
	m->subject = (struct subject){ &m->job, models_find("threads"), 3 };
	m->area = area_new(&plan);
	cr_assert_not_null(m->area);
	m->area->slot[0] = (struct slot){ .value = { 77, 0 }, .start_ns = 10,
					  .end_ns = 900, .lane = 0 };
	m->area->state[0] = TASK_OK;
	m->area->slot[1] = (struct slot){ .start_ns = 20, .end_ns = 500,
					  .due_ns = 15, .lane = 1 };
	area_fail(m->area, 1, TASK_FAILED, -EIO, "said \"no\", twice");
	m->area->slot[2].lane = 2;
	area_fail(m->area, 2, TASK_CANCELLED, -ECANCELED, "");
	made_directory(m->directory, sizeof(m->directory));
	snprintf(m->path, sizeof(m->path), "%s/t.csv", m->directory);
}

static void destroy(struct made_up *m)
{
	area_free(m->area);
	unlink(m->path);
	cr_expect_eq(rmdir(m->directory), 0, "a file was left behind");
}

static void write_all(struct made_up *m, size_t samples)
{
	struct error err = { "" };
	struct save *file;

	cr_assert_eq(tasks_csv_begin(&file, m->path, &err), 0, "%s", err.text);
	for (size_t i = 0; i < samples; i++)
		cr_assert_eq(tasks_csv_append(file, &m->subject, &m->sample,
					      m->area, &err),
			     0, "%s", err.text);
	cr_assert_eq(save_end(file, true, &err), 0, "%s", err.text);
}

Test(tasks_csv, a_run_without_samples_is_a_header)
{
	struct made_up m;
	char *text;

	make(&m);
	write_all(&m, 0);
	text = made_read(m.path, NULL);
	cr_expect_str_eq(text, header);
	free(text);
	destroy(&m);
}

Test(tasks_csv, tasks_stand_in_their_order_with_what_became_of_them)
{
	static const char row[] = "1,\"a, \"\"b\"\"\",coins,threads,3,2,9,";
	struct made_up m;
	char *text, should[1024];

	make(&m);
	write_all(&m, 1);
	text = made_read(m.path, NULL);
	/* Task 1 ended first; the others but task 0 didn't. */
	snprintf(should, sizeof(should),
		 "%s"
		 "%s0,0,0,2,0,10,900,ok,77,\r\n"
		 "%s1,0,1,1,15,20,500,failed,,\"said \"\"no\"\", twice\"\r\n"
		 "%s2,1,2,0,0,0,0,cancelled,,\r\n"
		 "%s3,0,0,0,0,0,0,cancelled,,\r\n",
		 header, row, row, row, row);
	cr_expect_str_eq(text, should);
	free(text);
	destroy(&m);
}

Test(tasks_csv, samples_follow_one_another)
{
	struct made_up m;
	size_t lines = 0;
	char *text;

	make(&m);
	write_all(&m, 3);
	text = made_read(m.path, NULL);
	for (const char *p = text; (p = strstr(p, "\r\n")); p += 2)
		lines++;
	cr_expect_eq(lines, 1 + 3 * 4);
	cr_expect_null(strstr(text + 1, "schema"));
	free(text);
	destroy(&m);
}

Test(tasks_csv, every_row_has_the_fields_of_the_header)
{
	struct made_up m;
	char *text, *rest, *line;

	make(&m);
	write_all(&m, 1);
	rest = text = made_read(m.path, NULL);
	while ((line = strsep(&rest, "\n")) && *line) {
		size_t commas = 0;
		bool quoted = false;

		for (; *line; line++) {
			quoted ^= *line == '"';
			commas += *line == ',' && !quoted;
		}
		cr_expect_eq(commas, 16);
	}
	free(text);
	destroy(&m);
}

Test(tasks_csv, what_is_not_kept_leaves_no_file)
{
	struct error err = { "" };
	struct made_up m;
	struct save *file;

	make(&m);
	cr_assert_eq(tasks_csv_begin(&file, m.path, &err), 0, "%s", err.text);
	cr_assert_eq(tasks_csv_append(file, &m.subject, &m.sample, m.area,
				      &err),
		     0);
	save_end(file, false, &err);
	cr_expect_eq(access(m.path, F_OK), -1);
	destroy(&m);
}

Test(tasks_csv, a_full_disk_is_told)
{
	struct error err = { "" };
	struct made_up m;
	struct save *file = NULL;
	int rc;

	if (access("/dev/full", W_OK) < 0)
		cr_skip_test("no /dev/full here");
	make(&m);
	rc = tasks_csv_begin(&file, "/dev/full", &err);
	/* Wherever it is noticed. */
	for (int i = 0; i < 100 && rc == 0; i++)
		rc = tasks_csv_append(file, &m.subject, &m.sample, m.area,
				      &err);
	cr_expect_eq(rc, -ENOSPC);
	cr_expect_str_eq(err.text, "cannot write '/dev/full': No space left "
				   "on device");
	if (file)
		save_end(file, false, NULL);
	destroy(&m);
}

Test(tasks_csv, a_place_that_cannot_be_written_is_told)
{
	struct error err = { "" };
	struct save *file;

	cr_expect_eq(tasks_csv_begin(&file, "/nonexistent/t.csv", &err),
		     -ENOENT);
	cr_expect_eq(strncmp(err.text, "cannot write '/nonexistent/t.csv'",
			     33), 0, "%s", err.text);
}
