/* cmd_show.c - `simul show`: prints the tables of saved results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/result_files.h"
#include "bench/record/csv.h"
#include "bench/report/paint.h"
#include "bench/report/plot_results.h"
#include "bench/report/report.h"
#include "bench/report/thresholds.h"

enum { FILES_AT_MOST = 1024 };

struct show {
	struct result_files files;
	bool long_form, plot;
	struct texts threshold;
};

static const struct option_row show_options[] = {
	{ .name = "long", .letter = 'l', .kind = OPTION_FLAG,
	  .offset = offsetof(struct show, long_form),
	  .help = "more tables: phases, costs, times of single tasks" },
	{ .name = "plot", .letter = 'p', .kind = OPTION_FLAG,
	  .offset = offsetof(struct show, plot),
	  .help = "pictures in place of the tables: times, memory, samples "
		  "one after another, and histograms if times of tasks were "
		  "kept" },
	{ .name = "threshold", .argument = "'p99<50ms'",
	  .kind = OPTION_TEXTS, .offset = offsetof(struct show, threshold),
	  .help = THRESHOLDS_HELP },
	{ 0 }
};

static void plot(const struct summary *summary)
{
	struct terminal terminal;

	terminal_look(stdout, &terminal);
	if (plot_results(summary, stdout, &terminal) < 0)
		fatal("out of memory");
}

/* Whether a threshold is crossed. */
static bool show_file(const struct show *show, const struct arguments *a,
		      const struct thresholds *thresholds, const char *path)
{
	bool crossed;
	struct results results;
	struct summary summary;
	struct error err;

	results_init(&results);
	if (csv_load(path, &results, &err) < 0)
		fatal("%s", err.text);
	if (summary_make(&results, &summary) < 0)
		fatal("out of memory");
	if (result_files_save(&show->files, &summary, thresholds, &err) < 0)
		fatal("%s", err.text);
	if (a->operands > 1) {
		fputs("== ", stdout);
		paint_text(stdout, path);
		fputs(" ==\n", stdout);
	}
	if (!a->stdout_taken && show->plot)
		plot(&summary);
	else if (!a->stdout_taken)
		report_print(&summary, stdout, show->long_form);
	crossed = thresholds_print(thresholds, &summary,
				   a->stdout_taken ? stderr : stdout);
	summary_free(&summary);
	results_free(&results);
	return crossed;
}

static int run(void *set, const struct arguments *a)
{
	const struct show *show = set;
	struct thresholds thresholds;
	bool crossed = false;
	struct error err;

	if (thresholds_parse(&thresholds, &show->threshold, &err) < 0)
		fatal("%s", err.text);

	if (result_files_any(&show->files) && a->operands > 1)
		fatal("an export takes the results of one file: %zu are given",
		      a->operands);
	for (size_t i = 0; i < a->operands; i++) {
		if (i > 0)
			putchar('\n');
		crossed |= show_file(show, a, &thresholds, a->operand[i]);
	}
	thresholds_free(&thresholds);
	return crossed ? EXIT_CROSSED : 0;
}

const struct command command_show = {
	.name = "show",
	.summary = "print the tables of saved results",
	.operands = "FILE.csv...",
	.operands_least = 1,
	.operands_most = FILES_AT_MOST,
	.doc = "Print the tables of results that `simul run --export-csv` "
	       "saved, as that run printed them. '-' is the standard input.",
	.examples = "Examples:\n"
		    "  simul show --long results.csv\n"
		    "  simul show --plot results.csv\n"
		    "  simul show results.csv --export-markdown table.md\n"
		    "  simul show results.csv --threshold 'failed<1%'",
	.group = {
		{ .header = "Options:", .rows = show_options },
		{ .rows = result_files_options,
		  .at = offsetof(struct show, files) },
	},
	.size = sizeof(struct show),
	.main = run,
};
