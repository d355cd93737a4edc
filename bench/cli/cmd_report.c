/* cmd_report.c - `simul report`: results as a page for a browser. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/page/page.h"
#include "bench/page/page_gate.h"
#include "bench/record/csv.h"
#include "bench/record/exports.h"

enum { FILES_AT_MOST = 64 };

struct report_command {
	char *output, *title;
};

static const struct option_row report_options[] = {
	{ .name = "output",
	  .letter = 'o',
	  .argument = "FILE",
	  .kind = OPTION_TEXT,
	  .preset = "report.html",
	  .offset = offsetof(struct report_command, output),
	  .help = "the page; '-' is the standard output" },
	{ .name = "title",
	  .argument = "TEXT",
	  .kind = OPTION_TEXT,
	  .offset = offsetof(struct report_command, title),
	  .help = "its heading (default: the names of the jobs)" },
	{ 0 }
};

static int on_option(void *user, const struct option_row *row,
		     const char *value, struct error *err)
{
	return option_set(row, user, value, err);
}

/* What people mistake for the file that all of this is made from. */
static void check_format(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char first = 0;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, &first, 1) == 1 && (first == '[' || first == '<'))
		fatal("'%s' is no CSV file: give the one that `simul run "
		      "--export-csv` or --export-tasks wrote",
		      path);
	if (fd >= 0)
		close(fd);
}

static void load(struct page_report *report, const char *path)
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
	if (page_tasks_is(path)) {
		if (page_tasks_load(path, &report->timelines, &err) < 0)
			fatal("%s", err.text);
		return;
	}
	run->name = basename(path);
	results_init(&run->results);
	if (csv_load(path, &run->results, &err) < 0)
		fatal("%s", err.text);
	report->runs++;
}

static void check(const struct report_command *command,
		  const char *const *operand, size_t count)
{
	struct error err;

	if (page_check(&err) < 0)
		fatal("%s", err.text);
	if (!command->output[0])
		fatal("'--output' takes the name of a file");
	if (exports_check((const char *const *)&command->output, 1, operand,
			  count, &err) < 0)
		fatal("%s", err.text);
}

static void make_report(const struct report_command *command,
			const char *const *operand, size_t count)
{
	struct page_run run[FILES_AT_MOST];
	struct page_verdict verdict[FILES_AT_MOST];
	struct page_report report = { .title = command->title,
				      .run = run,
				      .verdict = verdict };
	struct error err;

	for (size_t i = 0; i < count; i++)
		load(&report, operand[i]);
	if (page_save(&report, command->output, &err) < 0)
		fatal("%s", err.text);
	for (size_t i = 0; i < report.runs; i++)
		results_free(&run[i].results);
	for (size_t i = 0; i < report.verdicts; i++)
		page_verdict_free(&verdict[i]);
	page_timelines_free(&report.timelines);
}

int cmd_report(int argc, char **argv)
{
	const char *operand[FILES_AT_MOST];
	struct report_command command;
	struct arguments a = {
		.command = "simul report",
		.operands = "FILE...",
		.doc = "Make a page with charts and tables of results that "
		       "`simul run --export-csv` kept, with timelines of "
		       "tasks that --export-tasks kept, and with the verdict "
		       "that `simul gate --export-json` kept. It is one file, "
		       "which a browser opens without a network."
		       "\vTwo runs held against each other: `simul compare "
		       "--export-html`.\n\n"
		       "Examples:\n"
		       "  simul report results.csv -o report.html\n"
		       "  simul report results.csv tasks.csv --title 'Our "
		       "server'\n"
		       "  simul report gate.json -o gate.html",
		.operands_least = 1,
		.operands_most = FILES_AT_MOST,
		.operand = operand,
		.group = { { "Options:", report_options } },
		.groups = 1,
		.on_option = on_option,
		.user = &command,
	};

	option_presets(report_options, &command);
	arguments_parse(&a, argc, argv);
	check(&command, operand, a.count);
	make_report(&command, operand, a.count);
	option_release(report_options, &command);
	return 0;
}
