/* run_outputs.c - the output options of `simul run`, and when each file is
 * written. */
#include "bench/cli/run_outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/exports.h"
#include "bench/measure/tasks_csv.h"
#include "bench/record/csv.h"
#include "bench/record/save.h"
#include "bench/report/report.h"
#include "runners/clock.h"
#include "runners/macros.h"

#define SAVE_EVERY_NS (2 * NS_PER_S)

#define FIELD(field) .offset = offsetof(struct run_outputs, field)

const struct option_row run_outputs_options[] = {
	{ .name = "export-tasks", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(tasks), .help = "a CSV row for each task of each sample" },
	{ .name = "export-trace", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(trace),
	  .help = "each task as a Chrome Trace Event, for Perfetto" },
	{ .name = "save-baseline", .argument = "NAME",
	  .kind = OPTION_BASELINE, FIELD(baselines.save),
	  .help = "keep the samples by this name, for --baseline" },
	{ .name = "baseline", .argument = "NAME", .kind = OPTION_BASELINE,
	  FIELD(baselines.base),
	  .help = "compare with the run that was kept by this name, below the "
		  "tables" },
	{ .name = "only", .argument = "SECTIONS", .kind = OPTION_SECTIONS,
	  FIELD(only), .help = "run these sections of a job file" },
	{ .name = "seed", .argument = "N", .kind = OPTION_SEED, FIELD(seed),
	  .help = "repeat the order of the earlier run that had this seed" },
	{ .name = "max-time", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(max_time_ns), .most = 7 * 86400e9,
	  .help = "start no round that would end later than this; each job "
		  "gets one round anyway" },
	{ .name = "runs", .argument = "R", .kind = OPTION_COUNT, FIELD(runs),
	  .preset = "1", .least = 1, .most = 1000,
	  .help = "execute the program R times, each with --repeat rounds: a "
		  "new address layout each time" },
	{ .name = "percentiles", .kind = OPTION_FLAG, FIELD(percentiles),
	  .help = "keep the time of every task: p50, p90, p99 and p99.9 in the "
		  "table, a histogram in the report" },
	{ .name = "threshold", .argument = "'p99<50ms'",
	  .kind = OPTION_TEXTS, FIELD(threshold),
	  .help = THRESHOLDS_HELP },
	{ .name = "long", .letter = 'l', .kind = OPTION_FLAG,
	  FIELD(long_form), .help = "more tables: phases, switches, faults, "
				    "service times" },
	{ .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, FIELD(quiet),
	  .help = "no progress line" },
	{ .name = "verbose", .letter = 'v', .kind = OPTION_FLAG,
	  FIELD(verbose),
	  .help = "on stderr, a line for each task of a sample, in the order "
		  "in which they ended" },
	{ 0 }
};

int run_outputs_begin(struct run_outputs *o, struct error *err)
{
	int rc = thresholds_parse(&o->thresholds, &o->threshold, err);

	if (rc < 0)
		return rc;
	o->percentiles |= thresholds_need_times(&o->thresholds);
	o->saved_ns = clock_ns();
	rc = baselines_begin(&o->baselines, err);
	if (rc == 0 && o->tasks)
		rc = tasks_csv_begin(&o->tasks_file, o->tasks, err);
	if (rc == 0 && o->trace)
		rc = trace_begin(&o->trace_file, o->trace, err);
	return rc;
}

/* A sample's tasks on their way into the trace. */
struct tracing {
	struct trace *trace;
	uint64_t began_ns;
	struct error *err;
};

static int trace_task(void *user, const struct task_row *row)
{
	const struct tracing *t = user;

	return trace_add(t->trace, row, t->began_ns, t->err);
}

static int trace_sample(struct run_outputs *o, const struct subject *subject,
			const struct sample *sample, const struct area *area,
			struct error *err)
{
	struct tracing t = { o->trace_file, sample->run_began_ns, err };

	error_set(err, -ENOMEM, "out of memory for the rows of tasks");
	return tasks_each(subject, sample, area, trace_task, &t);
}

int run_outputs_sample(struct run_outputs *o, const struct subject *subject,
		       const struct sample *sample, const struct area *area,
		       struct error *err)
{
	int rc = 0;

	if (o->tasks_file)
		rc = tasks_csv_append(o->tasks_file, subject, sample, area,
				      err);
	if (rc == 0 && o->trace_file)
		rc = trace_sample(o, subject, sample, area, err);
	return rc;
}

int run_outputs_round(struct run_outputs *o, const struct results *r,
		      struct error *err)
{
	const char *csv = o->files.path[RESULT_CSV];

	if (!csv || exports_is_stdout(csv) ||
	    clock_ns() - o->saved_ns < SAVE_EVERY_NS)
		return 0;
	o->saved_ns = clock_ns();
	return csv_save(r, csv, err);
}

static int end_tasks(struct run_outputs *o, bool keep, struct error *err)
{
	struct error later;
	int rc = 0, traced = 0;

	if (o->tasks_file)
		rc = save_end(o->tasks_file, keep, err);
	if (o->trace_file)
		traced = trace_end(o->trace_file, keep, rc < 0 ? &later : err);
	o->tasks_file = NULL;
	o->trace_file = NULL;
	return rc < 0 ? rc : traced;
}

/* Keeps the files of an earlier run: they are worth more than empty ones. */
static int finish_empty(struct run_outputs *o, struct error *err)
{
	bool asked = o->tasks || o->trace || result_files_any(&o->files);
	struct error local;

	end_tasks(o, false, &local);
	return asked ? error_set(err, -ENODATA, "no sample was taken: no file "
						"was written")
		     : 0;
}

/* The CSV file needs no summary: write it even if there is no memory for
 * one. */
static int save_all(const struct run_outputs *o, const struct results *r,
		    const struct summary *summary, struct error *err)
{
	const char *csv = o->files.path[RESULT_CSV];
	struct error local;

	if (summary)
		return result_files_save(&o->files, summary, &o->thresholds,
					 err);
	if (csv)
		csv_save(r, csv, &local);
	return error_set(err, -ENOMEM, "out of memory");
}

int run_outputs_finish(struct run_outputs *o, const struct results *r,
		       bool print, struct error *err)
{
	struct summary summary;
	struct error local;
	bool made = summary_make(r, &summary) == 0;
	int rc, ended;

	/* Files first: who reads the tables may be slow, or gone. */
	if (r->samples == 0) {
		rc = finish_empty(o, err);
	} else {
		rc = save_all(o, r, made ? &summary : NULL, err);
		ended = end_tasks(o, true, rc < 0 ? &local : err);
		rc = rc < 0 ? rc : ended;
	}
	if (made && print)
		report_print(&summary, stdout, o->long_form);
	ended = baselines_finish(&o->baselines, r, print, rc < 0 ? &local : err);
	rc = rc < 0 ? rc : ended;
	if (made)
		o->crossed = thresholds_print(&o->thresholds, &summary,
					      print ? stdout : stderr);
	summary_free(&summary);
	thresholds_free(&o->thresholds);
	return rc;
}
