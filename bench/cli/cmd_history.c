/* cmd_history.c - `simul history`: results of many commits in one file, and
 * where they changed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/history_changes.h"
#include "bench/analysis/history_entry.h"
#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/record/csv.h"
#include "bench/record/history.h"
#include "bench/report/history_report.h"
#include "bench/report/paint.h"

struct history_command {
	char *file, *commit;
	bool force, dirty, long_form;
	int metric;
	double alpha;
	uint64_t last, check;
};

#define FIELD(field) .offset = offsetof(struct history_command, field)

static const struct option_row common_options[] = {
	{ .name = "history", .argument = "FILE", .kind = OPTION_FILE,
	  FIELD(file), .preset = "history.csv", .help = "the history" },
	{ .name = "force", .letter = 'f', .kind = OPTION_FLAG, FIELD(force),
	  .help = "add: a run that is there already, too; show: take all "
		  "machines for one" },
	{ 0 }
};

static const struct option_row add_options[] = {
	{ .name = "commit", .argument = "NAME", .kind = OPTION_TEXT,
	  FIELD(commit),
	  .help = "what was measured (default: simul's own commit)" },
	{ .name = "dirty", .kind = OPTION_FLAG, FIELD(dirty),
	  .help = "add runs of changes that are in no commit, too" },
	{ 0 }
};

static const struct option_row show_options[] = {
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_CHOICE,
	  FIELD(metric), .preset = "wall", .choices = metric_names,
	  .help = "'wall' time of run, or 'cpu': user + system" },
	{ .name = "alpha", .argument = "P", .kind = OPTION_REAL,
	  FIELD(alpha), .preset = "0.04", .least = 1e-4, .most = 0.2,
	  .help = "how often all cells together may show a change by "
		  "chance" },
	{ .name = "last", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(last), .preset = "500", .least = HISTORY_LEAST,
	  .most = CHANGE_MAX_POINTS,
	  .help = "look at the newest N runs of each cell" },
	{ .name = "check", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(check), .least = CHANGE_MIN_RUN, .most = CHANGE_MAX_POINTS,
	  .help = "exit status 1 if a cell's newest change is a slow-down "
		  "within the last N runs" },
	{ .name = "long", .letter = 'l', .kind = OPTION_FLAG,
	  FIELD(long_form), .help = "a table of all cells, too" },
	{ 0 }
};

/* --- add --- */

static void check_commit(const struct history_command *c,
			 const struct environment *env, const char *path)
{
	const char *dirty = strstr(env->commit, "-dirty");

	if (!*env->commit || !strcmp(env->commit, "unknown"))
		fatal("the commit of '%s' is not known: name it by --commit",
		      path);
	if (dirty && !dirty[strlen("-dirty")] && !c->dirty)
		fatal("'%s' is of changes that are in no commit (%s): commit "
		      "and measure again, or add it with --dirty",
		      path, env->commit);
}

/* What is wrong with a file is said before the history is opened. */
static struct results *load_all(const struct history_command *c,
				const char *const *path, size_t count)
{
	struct results *r = calloc(count, sizeof(*r));
	struct error err;

	if (!r)
		fatal("out of memory");
	for (size_t i = 0; i < count; i++) {
		results_init(&r[i]);
		if (csv_load(path[i], &r[i], &err) < 0)
			fatal("%s", err.text);
		if (c->commit && strlen(c->commit) >= sizeof(r->env.commit))
			fatal("--commit: '%.40s...' is longer than %zu bytes",
			      c->commit, sizeof(r->env.commit) - 1);
		if (c->commit)
			strcpy(r[i].env.commit, c->commit);
		check_commit(c, &r[i].env, path[i]);
	}
	return r;
}

/* A sentence in err, for the caller who holds the lock. */
static int add_one(const struct history_command *c, struct history *history,
		   const struct results *r, const char *path,
		   struct error *err)
{
	size_t before = history->points, left_out;
	int rc;

	if (!c->force && history_find(history, &r->env) < history->runs)
		return error_set(err, -EEXIST,
				 "'%s' is in '%s' already (commit %s, started "
				 "%s): --force adds it again",
				 path, c->file, r->env.commit, r->env.started);
	rc = history_entry(history, r, &left_out);
	if (rc < 0)
		return error_set(err, rc, "out of memory");
	if (history->points == before)
		return error_set(err, -ENODATA,
				 "'%s' has no cell whose samples are good",
				 path);
	if (left_out)
		warning("'%s': left out %zu cell%s that failed or are void",
			path, left_out, left_out == 1 ? "" : "s");
	return 0;
}

static int add(const struct history_command *c, const char *const *path,
	       size_t count)
{
	struct results *r = load_all(c, path, count);
	struct history history;
	struct error err;
	int fd = history_open(c->file, &history, &err), rc = fd;

	for (size_t i = 0; i < count && rc >= 0; i++)
		rc = add_one(c, &history, &r[i], path[i], &err);
	if (rc >= 0)
		rc = history_save(&history, c->file, &err);
	if (fd >= 0)
		history_close(fd, c->file);
	if (rc < 0)
		fatal("%s", err.text);
	paint_text(stdout, c->file);
	printf(": added %zu, which makes %zu run%s of %zu cell%s\n", count,
	       history.runs, history.runs == 1 ? "" : "s",
	       history.cells, history.cells == 1 ? "" : "s");
	history_free(&history);
	for (size_t i = 0; i < count; i++)
		results_free(&r[i]);
	free(r);
	return 0;
}

/* --- show --- */

static int show(const struct history_command *c, const char *path)
{
	const struct history_rules rules = {
		.alpha = c->alpha,
		.metric = (enum metric)c->metric,
		.last = c->last,
		.mix = c->force,
	};
	struct history_changes changes;
	struct history history;
	struct error err;
	size_t slower;

	if (history_load(path, &history, &err) < 0)
		fatal("%s", err.text);
	if (history_changes_make(&history, &rules, &changes) < 0 ||
	    history_report_print(&changes, stdout, c->long_form) < 0)
		fatal("out of memory");
	slower = history_changes_slower(&changes, c->check);
	if (c->check)
		printf("check: %zu cell%s slower within the last %" PRIu64
		       " runs\n", slower, slower == 1 ? " became" : "s became",
		       c->check);
	history_changes_free(&changes);
	history_free(&history);
	return slower ? 1 : 0;
}

static int run(void *set, const struct arguments *a)
{
	const struct history_command *c = set;
	const char *what = a->operand[0];

	if (!strcmp(what, "add")) {
		if (a->operands < 2)
			fatal("no file to add: simul history add FILE.csv...");
		return add(c, a->operand + 1, a->operands - 1);
	}
	if (strcmp(what, "show") != 0)
		fatal("'%s' is neither add nor show", what);
	if (a->operands > 2)
		fatal("one history at a time, not '%s' too", a->operand[2]);
	return show(c, a->operands > 1 ? a->operand[1] : c->file);
}

const struct command command_history = {
	.name = "history",
	.summary = "keep results of many commits, and find what changed",
	.operands = "add|show [FILE.csv...]",
	.operands_least = 1,
	.operands_most = ARGUMENT_OPERANDS_MAX,
	.doc = "`add` appends the results of runs, which `simul run "
	       "--export-csv` saved, to a history: the medians of each cell. "
	       "`show` says since which commit a cell is slower or faster.",
	.examples =
		"Runs stand in the order in which they started, and those of "
		"other machines are kept apart. A change needs three runs "
		"after it to be seen. `simul report history.csv` draws the "
		"history.\n\n"
		"Examples:\n"
		"  simul run bench/jobs/gate.ini -o results.csv\n"
		"  simul history add results.csv\n"
		"  simul history show --check 10",
	.group = {
		{ .header = "Options:", .rows = common_options },
		{ .header = "Options of add:", .rows = add_options },
		{ .header = "Options of show:", .rows = show_options },
	},
	.size = sizeof(struct history_command),
	.main = run,
};
