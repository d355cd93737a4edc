/* cmd_compare.c - `simul compare`: one side of result files against another.
 *
 * Two files are base and new. With more, --base and --new each say what the
 * files behind them are, so that a shell's pattern can name a whole side.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/result_files.h"
#include "bench/page/page.h"
#include "bench/page/page_compare.h"
#include "bench/record/baseline.h"
#include "bench/record/csv.h"
#include "bench/report/compare_report.h"

struct compare_command {
	double threshold, alpha;
	int metric;
	bool force, lenient;
	bool base, other;        /* which side is meant stands by the operand */
	char *html;              /* a path, or NULL */
	char *baseline;          /* a name, or NULL */
	struct result_files files;
};

#define FIELD(field) .offset = offsetof(struct compare_command, field)

enum { BASE, NEW, SIDES };

/* A side: its files, as one set of results. */
struct side {
	const char *name;
	char saved[PATH_MAX];    /* its path, if it is a baseline */
	const char *file[ARGUMENT_OPERANDS_MAX + 1];
	size_t files;
	struct results results;
};

static const struct option_row compare_options[] = {
	{ .name = "base", .kind = OPTION_FLAG, FIELD(base), .divides = true,
	  .help = "the files after this are of the base side" },
	{ .name = "new", .kind = OPTION_FLAG, FIELD(other), .divides = true,
	  .help = "the files after this are of the new side" },
	{ .name = "baseline", .argument = "NAME", .kind = OPTION_BASELINE,
	  FIELD(baseline),
	  .help = "the base side is a run that was kept by this name" },
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
	{ .name = "lenient", .kind = OPTION_FLAG, FIELD(lenient),
	  .help = "exit with 0, not 3, if cells are merely unclear" },
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

/* --- sides --- */

/* Two operands without --base and --new are one file a side, one is held
 * against a baseline. */
static void sort_operands(const struct arguments *a, struct side *side)
{
	bool plain = a->operands == 2 && !a->under[0] && !a->under[1];

	for (size_t i = 0; i < a->operands; i++) {
		const struct option_row *under = a->under[i];
		struct side *to = &side[BASE];

		if (side[BASE].saved[0] && under == &compare_options[BASE])
			fatal("'--baseline' is the base side: '%s' can't be of "
			      "it too",
			      a->operand[i]);
		if (side[BASE].saved[0] ||
		    (plain ? i == 1 : under == &compare_options[NEW]))
			to = &side[NEW];
		to->file[to->files++] = a->operand[i];
	}
	if (a->operands == 1 && !side[BASE].saved[0])
		fatal("'%s' is one side only: `simul compare BASE.csv "
		      "NEW.csv`, or against a run that was saved by name, "
		      "'--baseline NAME NEW.csv'",
		      a->operand[0]);
	for (size_t i = BASE; i < SIDES; i++)
		if (!side[i].files)
			fatal("no file of %s: write `simul compare BASE.csv "
			      "NEW.csv`, or 'BASE.csv... --new NEW.csv...' "
			      "with several a side",
			      side[i].name);
}

/* One measurement given twice would look like two runs that agree. */
static bool same_measurement(const struct results *a, const struct results *b)
{
	bool same = !strcmp(a->env.started, b->env.started) &&
		    a->env.seed == b->env.seed && a->samples == b->samples;

	for (size_t i = 0; i < a->samples && same; i++)
		same = a->sample[i].run_ns == b->sample[i].run_ns &&
		       a->sample[i].position == b->sample[i].position;
	return same;
}

/* Files of one side must be of one machine and one build. */
static void check_file(const struct side *side, size_t file,
		       const struct results *all, const struct results *more,
		       bool force)
{
	char how[400];

	for (size_t i = 0; i < file; i++)
		if (same_measurement(&all[i], more))
			fatal("'%s' and '%s' hold the same measurement: each "
			      "file of a side is a run of its own",
			      side->file[i], side->file[file]);
	if (file && !force &&
	    (!match_machines(&all[0].env, &more->env, how, sizeof(how)) ||
	     !match_builds(&all[0].env, &more->env, how, sizeof(how))))
		fatal("'%s' and '%s' are both of %s, but differ: %s; "
		      "'--force' compares them all the same",
		      side->file[0], side->file[file], side->name, how);
}

static void load_side(struct side *side, bool force)
{
	struct results *file = calloc(side->files, sizeof(*file));

	if (!file)
		fatal("out of memory");
	results_init(&side->results);
	for (size_t i = 0; i < side->files; i++) {
		load(side->file[i], &file[i]);
		check_file(side, i, file, &file[i], force);
		if (results_append(&side->results, &file[i]) < 0)
			fatal("out of memory");
	}
	for (size_t i = 0; i < side->files; i++)
		results_free(&file[i]);
	free(file);
}

/* "base.csv", "base-1.csv and 4 more" */
static void name_files(const struct side *side, bool whole, char *buf,
		       size_t size)
{
	const char *first = side->file[0];
	char more[40] = "";

	if (side->files > 1)
		snprintf(more, sizeof(more), " and %zu more",
			 side->files - 1);
	snprintf(buf, size, "%.150s%s", whole ? first : basename(first),
		 more);
}

static void save_page(const struct compare_command *c,
		      const struct compare *compare, const struct side *side)
{
	char file[SIDES][220], name[SIDES][240];
	struct page_run run[SIDES] = { { name[BASE], *compare->base },
				       { name[NEW], *compare->other } };
	struct page_verdict verdict;
	struct page_report page = { .run = run, .runs = SIDES,
				    .verdict = &verdict, .verdicts = 1 };
	struct error err;

	for (size_t i = BASE; i < SIDES; i++) {
		name_files(&side[i], false, file[i], sizeof(file[i]));
		snprintf(name[i], sizeof(name[i]), "%s: %.219s", side[i].name,
			 file[i]);
		name_files(&side[i], true, file[i], sizeof(file[i]));
	}
	if (page_compare(compare, file[BASE], file[NEW], &verdict) < 0)
		fatal("cannot write '%s': %s", c->html, strerror(ENOMEM));
	if (page_save(&page, c->html, &err) < 0)
		fatal("%s", err.text);
	page_verdict_free(&verdict);
}

static void report(const struct compare_command *c,
		   const struct compare *compare, const struct arguments *a,
		   const struct side *side)
{
	struct error err;

	if (!a->stdout_taken)
		compare_print(compare, stdout);
	if (result_files_save_compare(&c->files, compare, &err) < 0)
		fatal("%s", err.text);
	if (c->html)
		save_page(c, compare, side);
}

static int run(void *set, const struct arguments *a)
{
	const struct compare_command *c = set;
	const struct compare_rules rules = { .threshold = c->threshold,
					     .alpha = c->alpha,
					     .metric = (enum metric)c->metric,
					     .force = c->force,
					     .lenient = c->lenient };
	struct side *side = calloc(SIDES, sizeof(*side));
	struct compare compare;
	enum outcome outcome;
	struct error err;

	if (c->html && page_check(&err) < 0)
		fatal("%s", err.text);
	if (!side)
		fatal("out of memory");
	side[BASE].name = "base";
	side[NEW].name = "new";
	if (c->baseline) {
		if (baseline_find(c->baseline, side[BASE].saved,
				  sizeof(side[BASE].saved), &err) < 0)
			fatal("%s", err.text);
		side[BASE].file[side[BASE].files++] = side[BASE].saved;
	}
	sort_operands(a, side);
	load_side(&side[BASE], c->force);
	load_side(&side[NEW], c->force);
	if (compare_make(&side[BASE].results, &side[NEW].results, &rules,
			 &compare, &err) < 0)
		fatal("%s", err.text);
	report(c, &compare, a, side);
	outcome = compare.outcome;
	compare_free(&compare);
	results_free(&side[BASE].results);
	results_free(&side[NEW].results);
	free(side);
	return (int)outcome;
}

const struct command command_compare = {
	.name = "compare",
	.summary = "compare the results of two runs: what got slower?",
	.operands = "[BASE.csv] NEW.csv...",
	.operands_least = 1,
	.operands_most = ARGUMENT_OPERANDS_MAX,
	.doc = "Compare the results of one version with those of another, cell "
	       "by cell: which are slower? Two files are base and new; with "
	       "more, '--new' stands between the sides. One file is compared "
	       "with a '--baseline'. Several runs a side, "
	       "in several files or by `simul run --runs`, make the run the "
	       "unit of the tests.",
	.examples =
		"Example:\n"
		"  simul run bench/jobs/gate.ini -o new.csv\n"
		"  simul compare old.csv new.csv\n"
		"  simul compare old-*.csv --new new-*.csv\n"
		"  simul compare --baseline main new.csv\n"
		"  simul compare old.csv new.csv --export-html page.html",
	.group = { { .header = "Options:", .rows = compare_options },
		   { .rows = result_files_compare_options,
		     .at = offsetof(struct compare_command, files) } },
	.size = sizeof(struct compare_command),
	.main = run,
};
