/* cmd_compare.c - `simul compare`: one result file against another. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/cli/percent.h"
#include "bench/page/page.h"
#include "bench/page/page_compare.h"
#include "bench/record/csv.h"
#include "bench/record/exports.h"
#include "bench/report/compare_report.h"
#include "runners/macros.h"

struct compare_command {
	char *threshold;
	double alpha;
	int metric;
	bool force;
	char *json, *markdown, *html;  /* paths, or NULL */
};

#define FIELD(field) .offset = offsetof(struct compare_command, field)

static const struct option_row compare_options[] = {
	{ .name = "threshold", .argument = "PCT", .kind = OPTION_TEXT,
	  FIELD(threshold), .preset = "2.5%",
	  .help = "medians less than this apart are no regression" },
	{ .name = "alpha", .argument = "P", .kind = OPTION_REAL,
	  FIELD(alpha), .preset = "0.01", .least = 1e-6, .most = 0.2,
	  .help = "how often all cells together may alarm by chance" },
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_CHOICE,
	  FIELD(metric), .preset = "wall", .choices = metric_names,
	  .help = "'wall' time of run, or 'cpu': user + system" },
	{ .name = "force", .letter = 'f', .kind = OPTION_FLAG, FIELD(force),
	  .help = "compare other machines and other work, too" },
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(json), .help = "figures and verdicts" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(markdown), .help = "the table" },
	{ .name = "export-html", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(html), .help = "a page: before and after, and both runs" },
	{ 0 }
};

static int on_option(void *user, const struct option_row *row,
		     const char *value, struct error *err)
{
	return option_set(row, user, value, err);
}

static void load(const char *path, struct results *results)
{
	struct error err;

	results_init(results);
	if (csv_load(path, results, &err) < 0)
		fatal("%s", err.text);
}

static void save_page(const struct compare_command *c,
		      const struct compare *compare,
		      const char *const *operand)
{
	char name[2][300];
	struct page_run run[2] = { { name[0], *compare->base },
				   { name[1], *compare->other } };
	struct page_verdict verdict;
	struct page_report page = { .run = run, .runs = 2,
				    .verdict = &verdict, .verdicts = 1 };
	struct error err;

	snprintf(name[0], sizeof(name[0]), "base: %.255s",
		 basename(operand[0]));
	snprintf(name[1], sizeof(name[1]), "new: %.255s",
		 basename(operand[1]));
	if (page_compare(compare, operand[0], operand[1], &verdict) < 0)
		fatal("cannot write '%s': %s", c->html, strerror(ENOMEM));
	if (page_save(&page, c->html, &err) < 0)
		fatal("%s", err.text);
	page_verdict_free(&verdict);
}

static void report(const struct compare_command *c,
		   const struct compare *compare, const char *const *operand)
{
	const char *export[] = { c->json, c->markdown, c->html };
	struct error err;

	if (!exports_take_stdout(export, ARRAY_SIZE(export)))
		compare_print(compare, stdout);
	if (c->json && compare_save_json(compare, c->json, &err) < 0)
		fatal("%s", err.text);
	if (c->markdown &&
	    compare_save_markdown(compare, c->markdown, &err) < 0)
		fatal("%s", err.text);
	if (c->html)
		save_page(c, compare, operand);
}

static enum outcome compare_files(const struct compare_command *c,
				  const struct compare_rules *rules,
				  const char *const *operand)
{
	struct results base, other;
	struct compare compare;
	enum outcome outcome;
	struct error err;

	load(operand[0], &base);
	load(operand[1], &other);
	if (compare_make(&base, &other, rules, &compare, &err) < 0)
		fatal("%s", err.text);
	report(c, &compare, operand);
	outcome = compare.outcome;
	compare_free(&compare);
	results_free(&base);
	results_free(&other);
	return outcome;
}

static void check(const struct compare_command *c,
		  const char *const *operand, struct compare_rules *rules)
{
	const char *export[] = { c->json, c->markdown, c->html };
	struct error err;

	*rules = (struct compare_rules){
		.alpha = c->alpha,
		.metric = (enum metric)c->metric,
		.force = c->force,
	};
	if (percent_parse("threshold", c->threshold, 10.0, &rules->threshold,
			  &err) < 0 ||
	    (c->html && page_check(&err) < 0) ||
	    exports_check(export, ARRAY_SIZE(export), operand, 2, &err) < 0)
		fatal("%s", err.text);
}

int cmd_compare(int argc, char **argv)
{
	const char *operand[2] = { NULL, NULL };
	struct compare_command c;
	struct compare_rules rules;
	struct arguments a = {
		.command = "simul compare",
		.operands = "BASE.csv NEW.csv",
		.doc = "Hold the results of one run against those of another, "
		       "cell by cell: which are slower?"
		       "\vExit status: 0 no regression; 1 a regression; 2 it "
		       "was asked for wrongly, could not be read, or is no "
		       "comparison; 3 inconclusive: too few samples, missing "
		       "cells, failed samples.\n\n"
		       "Example:\n"
		       "  simul run bench/jobs/gate.ini -o new.csv\n"
		       "  simul compare old.csv new.csv\n"
		       "  simul compare old.csv new.csv --export-html "
		       "page.html",
		.operands_least = 2,
		.operands_most = 2,
		.operand = operand,
		.group = { { "Options:", compare_options } },
		.groups = 1,
		.on_option = on_option,
		.user = &c,
	};
	enum outcome outcome;

	option_presets(compare_options, &c);
	arguments_parse(&a, argc, argv);
	check(&c, operand, &rules);
	outcome = compare_files(&c, &rules, operand);
	option_release(compare_options, &c);
	return (int)outcome;
}
