/* cmd_show.c - `simul show`: the tables of results that were kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/record/csv.h"
#include "bench/record/exports.h"
#include "bench/report/json.h"
#include "bench/report/markdown.h"
#include "bench/report/report.h"
#include "runners/macros.h"

enum { FILES_AT_MOST = 1024 };

struct show {
	bool long_form;
	char *json, *markdown;    /* paths, or NULL */
};

static const struct option_row show_options[] = {
	{ .name = "long", .letter = 'l', .kind = OPTION_FLAG,
	  .offset = offsetof(struct show, long_form),
	  .help = "more tables: phases, costs, times of single tasks" },
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_TEXT,
	  .offset = offsetof(struct show, json),
	  .help = "samples and summaries" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_TEXT,
	  .offset = offsetof(struct show, markdown), .help = "the tables" },
	{ 0 }
};

static int on_option(void *user, const struct option_row *row,
		     const char *value, struct error *err)
{
	return option_set(row, user, value, err);
}

static void export_one(const struct show *show, const struct summary *s)
{
	struct error err;

	if (show->json && json_save(s, show->json, &err) < 0)
		fatal("%s", err.text);
	if (show->markdown && markdown_save(s, show->markdown, &err) < 0)
		fatal("%s", err.text);
}

static void show_file(const struct show *show, const char *path, bool named)
{
	const char *export[] = { show->json, show->markdown };
	struct results results;
	struct summary summary;
	struct error err;

	results_init(&results);
	if (csv_load(path, &results, &err) < 0)
		fatal("%s", err.text);
	if (summary_make(&results, &summary) < 0)
		fatal("no memory for a summary");
	export_one(show, &summary);
	if (named)
		printf("== %s ==\n", path);
	if (!exports_take_stdout(export, ARRAY_SIZE(export)))
		report_print(&summary, stdout, show->long_form);
	summary_free(&summary);
	results_free(&results);
}

static void check(const struct show *show, const char *const *operand,
		  size_t files)
{
	const char *export[] = { show->json, show->markdown };
	struct error err;

	if ((show->json || show->markdown) && files > 1)
		fatal("an export is of one file, and there are %zu", files);
	if (exports_check(export, ARRAY_SIZE(export), operand, files, &err) < 0)
		fatal("%s", err.text);
}

int cmd_show(int argc, char **argv)
{
	const char *operand[FILES_AT_MOST];
	struct show show;
	struct arguments a = {
		.command = "simul show",
		.operands = "FILE.csv...",
		.doc = "Print the tables of results that `simul run "
		       "--export-csv` kept, as that run printed them. '-' "
		       "is the standard input."
		       "\vExamples:\n"
		       "  simul show --long results.csv\n"
		       "  simul show results.csv --export-markdown table.md",
		.operands_least = 1,
		.operands_most = FILES_AT_MOST,
		.operand = operand,
		.group = { { "Options:", show_options } },
		.groups = 1,
		.on_option = on_option,
		.user = &show,
	};

	option_presets(show_options, &show);
	arguments_parse(&a, argc, argv);
	check(&show, operand, a.count);
	for (size_t i = 0; i < a.count; i++) {
		if (i > 0)
			putchar('\n');
		show_file(&show, operand[i], a.count > 1);
	}
	option_release(show_options, &show);
	return 0;
}
