/* outputs.c - the rows of the output options, and who writes what. */
#include "bench/cli/outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/seed.h"
#include "bench/measure/tasks_csv.h"
#include "bench/record/csv.h"
#include "bench/record/exports.h"
#include "bench/record/save.h"
#include "bench/report/json.h"
#include "bench/report/markdown.h"
#include "bench/report/report.h"
#include "runners/clock.h"
#include "runners/macros.h"

#define SAVE_EVERY_NS (2 * NS_PER_S)

#define FIELD(field) .offset = offsetof(struct outputs, field)

const struct option_row outputs_options[] = {
	{ .name = "export-csv", .letter = 'o', .argument = "FILE",
	  .kind = OPTION_TEXT, FIELD(csv),
	  .help = "a row a sample: all other outputs can be made from it" },
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(json), .help = "samples and summaries" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(markdown), .help = "the tables" },
	{ .name = "export-tasks", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(tasks), .help = "a CSV row for each task of each sample" },
	{ .name = "only", .argument = "LIST", .kind = OPTION_TEXT,
	  FIELD(only), .help = "of a job file, these sections" },
	{ .name = "seed", .argument = "N", .kind = OPTION_TEXT,
	  FIELD(seed_text),
	  .help = "replay an order: the seed of an earlier run" },
	{ .name = "max-time", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(max_time_ns), .most = 7 * 86400e9,
	  .help = "begin no round that would end later than this; one "
		  "round of each job is run in any case" },
	{ .name = "long", .letter = 'l', .kind = OPTION_FLAG,
	  FIELD(long_form), .help = "more tables: phases, switches, faults, "
				    "service times" },
	{ .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, FIELD(quiet),
	  .help = "no progress line" },
	{ .name = "verbose", .letter = 'v', .kind = OPTION_FLAG,
	  FIELD(verbose),
	  .help = "after each sample a line for each task, in the order in "
		  "which they ended, on stderr" },
	{ 0 }
};

int outputs_check(struct outputs *o, const char *input, struct error *err)
{
	const char *path[] = { o->csv, o->json, o->markdown, o->tasks };
	int rc = seed_choose(o->seed_text, &o->seed, err);

	if (rc == 0)
		rc = exports_check(path, ARRAY_SIZE(path), &input, 1, err);
	o->saved_ns = clock_ns();
	if (rc == 0 && o->tasks)
		rc = tasks_csv_begin(&o->tasks_file, o->tasks, err);
	return rc;
}

int outputs_sample(struct outputs *o, const struct subject *subject,
		   const struct sample *sample, const struct area *area,
		   struct error *err)
{
	if (!o->tasks_file)
		return 0;
	return tasks_csv_append(o->tasks_file, subject, sample, area, err);
}

int outputs_round(struct outputs *o, const struct results *r,
		  struct error *err)
{
	if (!o->csv || exports_is_stdout(o->csv) ||
	    clock_ns() - o->saved_ns < SAVE_EVERY_NS)
		return 0;
	o->saved_ns = clock_ns();
	return csv_save(r, o->csv, err);
}

static void print(const struct outputs *o, const struct summary *s)
{
	const char *path[] = { o->csv, o->json, o->markdown, o->tasks };

	if (exports_take_stdout(path, ARRAY_SIZE(path)))
		return;
	report_print(s, stdout, o->long_form);
}

typedef int save_summary(const struct summary *summary, const char *path,
			 struct error *err);

static int save_csv(const struct summary *s, const char *path,
		    struct error *err)
{
	return csv_save(s->results, path, err);
}

/* An error that came before is kept: the first is the one to tell. */
static int write_one(save_summary *save, const struct summary *s,
		     const char *path, int rc, struct error *err)
{
	struct error local;

	if (!path)
		return rc;
	if (rc < 0) {
		(void)save(s, path, &local);
		return rc;
	}
	return save(s, path, err);
}

static int end_tasks(struct outputs *o, bool keep, struct error *err)
{
	int rc = 0;

	if (o->tasks_file)
		rc = save_end(o->tasks_file, keep, err);
	o->tasks_file = NULL;
	return rc;
}

/* What an earlier run left in these files is worth more. */
static int finish_empty(struct outputs *o, struct error *err)
{
	bool asked = o->csv || o->json || o->markdown || o->tasks_file;
	struct error local;

	end_tasks(o, false, &local);
	return asked ? error_set(err, -ENODATA, "no sample was taken: no file "
						"is written")
		     : 0;
}

/* The CSV file needs no summary: it is written even if none could be made. */
static int write_all(const struct outputs *o, const struct summary *s,
		     int rc, struct error *err)
{
	bool made = rc == 0;

	rc = write_one(save_csv, s, o->csv, rc, err);
	if (made) {
		rc = write_one(json_save, s, o->json, rc, err);
		rc = write_one(markdown_save, s, o->markdown, rc, err);
	}
	return rc;
}

int outputs_finish(struct outputs *o, const struct results *r,
		   struct error *err)
{
	struct error local;
	struct summary s;
	int rc = summary_make(r, &s), ended;

	if (rc < 0)
		error_set(err, rc, "no memory for a summary");
	else
		print(o, &s);
	if (r->samples > 0) {
		rc = write_all(o, &s, rc, err);
		ended = end_tasks(o, true, rc < 0 ? &local : err);
		rc = rc < 0 ? rc : ended;
	} else {
		rc = finish_empty(o, err);
	}
	summary_free(&s);
	return rc;
}
