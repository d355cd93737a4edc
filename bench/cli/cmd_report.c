/* cmd_report.c - `simul report`: results as a page for a browser. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/cli/arguments.h"
#include "bench/cli/exports.h"
#include "bench/cli/fatal.h"
#include "bench/page/page.h"
#include "bench/page/page_gate.h"
#include "bench/record/csv.h"
#include "bench/record/peek.h"
#include "bench/record/task_columns.h"
#include "bench/report/paint.h"
#include "runners/secret.h"
#include "runners/units.h"

enum { FILES_AT_MOST = 64, TITLE_SIZE = 1024 };

struct report_command {
	char *output, *title;
};

static const struct option_row report_options[] = {
	{ .name = "output", .letter = 'o', .argument = "FILE",
	  .kind = OPTION_OUTPUT, .preset = "report.html",
	  .offset = offsetof(struct report_command, output),
	  .help = "the page; '-' is the standard output" },
	{ .name = "title", .argument = "TEXT", .kind = OPTION_TEXT,
	  .offset = offsetof(struct report_command, title),
	  .help = "its heading (default: the names of the jobs)" },
	{ 0 }
};

/* A JSON or HTML export is easily mistaken for the CSV file. */
static void check_format(const char *path)
{
	char first[2];

	if (peek(path, first, sizeof(first)) && strchr("[<", *first))
		fatal("'%s' isn't a CSV file: give the one that `simul run "
		      "--export-csv` or --export-tasks wrote",
		      path);
}

/* The name is what the page shows. */
static void load(struct page_report *report, const char *path,
		 const char *name)
{
	struct page_run *run = &report->run[report->runs];
	struct error err;

	if (page_gate_is(path)) {
		if (page_gate_load(path, &report->verdict[report->verdicts++],
				   &err) < 0)
			fatal("%s", err.text);
		return;
	}
	check_format(path);
	if (task_columns_in(path)) {
		if (page_tasks_load(path, &report->timelines, &err) < 0)
			fatal("%s", err.text);
		return;
	}
	if (history_is(path)) {
		if (page_history_load(path, name,
				      &report->history[report->histories++],
				      &err) < 0)
			fatal("%s", err.text);
		return;
	}
	run->name = name;
	results_init(&run->results);
	if (csv_load(path, &run->results, &err) < 0)
		fatal("%s", err.text);
	report->runs++;
}

static void say_written(const char *path, bool old)
{
	struct stat st;
	char size[UNITS_TEXT_SIZE] = "";

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		units_format_bytes((uint64_t)st.st_size, size, sizeof(size));
	paint_text(stdout, path);
	printf(": %s%s%s\n", old ? "replaced" : "written", *size ? ", " : "",
	       size);
}

static void make_report(const struct report_command *command,
			const char *const *operand, size_t count)
{
	struct page_run run[FILES_AT_MOST];
	struct page_verdict verdict[FILES_AT_MOST];
	struct page_history history[FILES_AT_MOST];
	struct page_report report = { .title = command->title,
				      .run = run,
				      .verdict = verdict,
				      .history = history };
	char name[FILES_AT_MOST][NAME_MAX + 1], title[TITLE_SIZE];
	struct error err;
	bool old;

	if (report.title)
		report.title = secret_hide(report.title, title, sizeof(title));
	for (size_t i = 0; i < count; i++)
		load(&report, operand[i],
		     secret_hide(basename(operand[i]), name[i],
				 sizeof(name[i])));
	old = access(command->output, F_OK) == 0;
	if (page_save(&report, command->output, &err) < 0)
		fatal("%s", err.text);
	if (!exports_is_stdout(command->output))
		say_written(command->output, old);
	for (size_t i = 0; i < report.runs; i++)
		results_free(&run[i].results);
	for (size_t i = 0; i < report.verdicts; i++)
		page_verdict_free(&verdict[i]);
	for (size_t i = 0; i < report.histories; i++)
		page_history_free(&history[i]);
	page_timelines_free(&report.timelines);
}

static int run(void *set, const struct arguments *a)
{
	struct error err;

	if (page_check(&err) < 0)
		fatal("%s", err.text);
	make_report(set, a->operand, a->operands);
	return 0;
}

const struct command command_report = {
	.name = "report",
	.summary = "make a page with charts of saved results",
	.operands = "FILE...",
	.operands_least = 1,
	.operands_most = FILES_AT_MOST,
	.doc = "Make a page with charts and tables of results that `simul run "
	       "--export-csv` saved, with timelines of the tasks that "
	       "--export-tasks saved, with the verdict that `simul gate "
	       "--export-json` saved, and of the history that `simul history "
	       "add` keeps. It is one file, which a browser opens "
	       "without a network.",
	.examples = "To compare two runs on a page: `simul compare "
		    "--export-html`.\n\n"
		    "Examples:\n"
		    "  simul report results.csv -o report.html\n"
		    "  simul report results.csv tasks.csv --title 'Our "
		    "server'\n"
		    "  simul report gate.json -o gate.html\n"
		    "  simul report history.csv -o history.html",
	.group = { { .header = "Options:", .rows = report_options } },
	.size = sizeof(struct report_command),
	.main = run,
};
