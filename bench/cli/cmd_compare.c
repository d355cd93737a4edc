/* cmd_compare.c - `simul compare`: one result file against another. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/page/page.h"
#include "bench/page/page_compare.h"
#include "bench/record/csv.h"
#include "bench/report/compare_report.h"

struct compare_command {
	double threshold, alpha;
	int metric;
	bool force;
	char *json, *markdown, *html;  /* paths, or NULL */
};

#define FIELD(field) .offset = offsetof(struct compare_command, field)

static const struct option_row compare_options[] = {
	{ .name = "threshold", .argument = "PCT", .kind = OPTION_PERCENT,
	  FIELD(threshold), .preset = "2.5%", .least = 1e-4, .most = 10.0,
	  .help = "medians less than this apart are no regression" },
	{ .name = "alpha", .argument = "P", .kind = OPTION_REAL,
	  FIELD(alpha), .preset = "0.01", .least = 1e-6, .most = 0.2,
	  .help = "how often all cells together may alarm by chance" },
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_CHOICE,
	  FIELD(metric), .preset = "wall", .choices = metric_names,
	  .help = "'wall' time of run, or 'cpu': user + system" },
	{ .name = "force", .letter = 'f', .kind = OPTION_FLAG, FIELD(force),
	  .help = "compare other machines and other work, too" },
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(json), .help = "figures and verdicts" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(markdown), .help = "the table" },
	{ .name = "export-html", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(html), .help = "a page: before and after, and both runs" },
	{ 0 }
};

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
		   const struct compare *compare, const struct arguments *a)
{
	struct error err;

	if (!a->stdout_taken)
		compare_print(compare, stdout);
	if (c->json && compare_save_json(compare, c->json, &err) < 0)
		fatal("%s", err.text);
	if (c->markdown &&
	    compare_save_markdown(compare, c->markdown, &err) < 0)
		fatal("%s", err.text);
	if (c->html)
		save_page(c, compare, a->operand);
}

static int run(void *set, const struct arguments *a)
{
	const struct compare_command *c = set;
	const struct compare_rules rules = { .threshold = c->threshold,
					     .alpha = c->alpha,
					     .metric = (enum metric)c->metric,
					     .force = c->force };
	struct results base, other;
	struct compare compare;
	enum outcome outcome;
	struct error err;

	if (c->html && page_check(&err) < 0)
		fatal("%s", err.text);
	load(a->operand[0], &base);
	load(a->operand[1], &other);
	if (compare_make(&base, &other, &rules, &compare, &err) < 0)
		fatal("%s", err.text);
	report(c, &compare, a);
	outcome = compare.outcome;
	compare_free(&compare);
	results_free(&base);
	results_free(&other);
	return (int)outcome;
}

const struct command command_compare = {
	.name = "compare",
	.summary = "compare the results of two runs: what got slower?",
	.operands = "BASE.csv NEW.csv",
	.operands_least = 2,
	.operands_most = 2,
	.doc = "Compare the results of one run with those of another, cell by "
	       "cell: which are slower?",
	.examples =
		"Exit status: 0 no regression; 1 a regression; 2 the command "
		"line is wrong, a file could not be read, or the runs cannot "
		"be compared; 3 inconclusive: too few samples, missing cells, "
		"failed samples.\n\n"
		"Example:\n"
		"  simul run bench/jobs/gate.ini -o new.csv\n"
		"  simul compare old.csv new.csv\n"
		"  simul compare old.csv new.csv --export-html page.html",
	.group = { { .header = "Options:", .rows = compare_options } },
	.size = sizeof(struct compare_command),
	.main = run,
};
