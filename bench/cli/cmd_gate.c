/* cmd_gate.c - `simul gate`: is this program slower than another one?
 *
 * Three ways to come by pairs (run both programs, read a log, or run this one
 * against itself for the self-test), and one verdict.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/interrupts.h"
#include "bench/cli/result_files.h"
#include "bench/gate/gate.h"
#include "bench/gate/gate_report.h"
#include "bench/gate/self_test.h"
#include "bench/report/terminal.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"

enum {
	SELF_TEST_PCT = 5,        /* injected, unless told otherwise */
	ALARM_TRIALS = 999,
	FOUND_TRIALS = 300,
	SLICE_LEAST_NS = 100 * 1000,
};

struct gate_command {
	char *base, *other, *only;
	double threshold, detect, alpha, power;
	uint64_t control, max_pairs, max_time_ns, slice_ns, inject_pct;
	int metric;               /* of all cells, or -1: as their jobs say */
	uint64_t seed;
	char *log, *replay, *add; /* paths, or NULL */
	struct result_files files;
	bool self_test, quiet, stdout_taken;
	uint64_t logs, rounds;    /* of the self-test; rounds of each kind */
};

#define FIELD(field) .offset = offsetof(struct gate_command, field)

static const struct option_row gate_options[] = {
	{ .name = "base", .letter = 'b', .argument = "PROGRAM",
	  .kind = OPTION_FILE, FIELD(base),
	  .help = "the simul to compare the new one with" },
	{ .name = "new", .argument = "PROGRAM", .kind = OPTION_FILE,
	  FIELD(other), .help = "the new one (default: this program)" },
	{ .name = "only", .argument = "SECTIONS", .kind = OPTION_SECTIONS,
	  FIELD(only), .help = "run these sections of the job file" },
	{ .name = "max-pairs", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(max_pairs), .preset = "60", .least = 8, .most = 10000,
	  .help = "pairs of the test, and of the confirmation, at most" },
	{ .name = "max-time", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(max_time_ns), .preset = "5min", .least = 1e9,
	  .most = 86400e9, .help = "about how long all of it may take" },
	{ .name = "control", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(control), .preset = "12", .least = 9, .most = 1000,
	  .help = "pairs of the base against its own copy" },
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_CHOICE,
	  FIELD(metric), .choices = metric_names,
	  .help = "the time to compare in all cells (default: as their jobs "
		  "say)" },
	{ .name = "slice", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(slice_ns), .preset = "2ms", .most = 10e9,
	  .help = "run both at once, in slices of about this length; 0: one "
		  "after the other" },
	{ .name = "seed", .argument = "N", .kind = OPTION_SEED, FIELD(seed),
	  .help = "repeat the orders of the earlier gate that had this seed" },
	{ .name = "inject-pct", .argument = "PCT", .kind = OPTION_COUNT,
	  FIELD(inject_pct), .preset = "0", .most = 100,
	  .help = "slow the new one down, to see the gate red" },
	{ 0 }
};

static const struct option_row rule_options[] = {
	{ .name = "threshold", .argument = "PCT", .kind = OPTION_PERCENT,
	  FIELD(threshold), .preset = "2.5%", .least = 1e-4, .most = 10.0,
	  .help = "a median less slow than this is no regression" },
	{ .name = "detect", .argument = "PCT", .kind = OPTION_PERCENT,
	  FIELD(detect), .preset = "5%", .least = 1e-4, .most = 10.0,
	  .help = "a slow-down of this size must be found, or it is no "
		  "pass" },
	{ .name = "power", .argument = "P", .kind = OPTION_REAL,
	  FIELD(power), .preset = "0.99", .least = 0.5, .most = 0.999,
	  .help = "with this probability" },
	{ .name = "alpha", .argument = "P", .kind = OPTION_REAL,
	  FIELD(alpha), .preset = "0.01", .least = 1e-3, .most = 0.2,
	  .help = "how often all cells together may alarm by chance" },
	{ 0 }
};

static const struct option_row output_options[] = {
	{ .name = "pairs-log", .argument = "FILE", .kind = OPTION_OUTPUT,
	  FIELD(log),
	  .help = "save all pairs as CSV; a self-test uses them again if the "
		  "file exists" },
	{ .name = "add", .argument = "FILE", .kind = OPTION_FILE, FIELD(add),
	  .help = "continue the inconclusive gate that kept its pairs in this "
		  "file, with more pairs, and save all of them there" },
	{ .name = "replay", .argument = "FILE", .kind = OPTION_FILE,
	  FIELD(replay), .help = "judge the pairs of such a file again" },
	{ .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, FIELD(quiet),
	  .help = "no progress line" },
	{ 0 }
};

static const struct option_row self_test_options[] = {
	{ .name = "self-test", .kind = OPTION_FLAG, FIELD(self_test),
	  .help = "run this program against itself, and say how often the "
		  "gate alarms and how often it finds --inject-pct (5)" },
	{ .name = "rounds", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(rounds), .preset = "60", .least = 40, .most = 100000,
	  .help = "pairs of each kind for each log; a test can have half as "
		  "many, less the control" },
	{ .name = "logs", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(logs), .preset = "5", .least = SELF_TEST_LOGS_LEAST,
	  .most = SELF_TEST_LOGS_MOST,
	  .help = "logs of pairs to take, one after the other" },
	{ 0 }
};

/* --- from options to a plan --- */

/* Of a self-test a log that is there is read. */
static bool reads_log(const struct gate_command *c)
{
	return c->self_test && c->log && access(c->log, F_OK) == 0;
}

/* Below that the machine does little but stop and go on. */
static uint64_t slice_of(const struct gate_command *c)
{
	if (c->slice_ns && c->slice_ns < SLICE_LEAST_NS)
		fatal("'--slice' must be 100us at least, or 0: back to back");
	return c->slice_ns;
}

static void make_plan(const struct gate_command *c, const char *jobs,
		      struct gate_plan *plan)
{
	const struct verdict_rules rules = { .threshold = c->threshold,
					     .detect = c->detect,
					     .alpha = c->alpha,
					     .power = c->power,
					     .seed = c->seed };

	if (c->detect <= c->threshold)
		fatal("'--detect' (%g%%) must be more than '--threshold' "
		      "(%g%%)",
		      100.0 * c->detect, 100.0 * c->threshold);
	*plan = (struct gate_plan){
		.base = c->base,
		.other = c->other ? c->other : "/proc/self/exe",
		.jobs = jobs,
		.only = c->only,
		.rules = rules,
		.control = c->control,
		.max_pairs = c->max_pairs,
		.max_time_ns = c->max_time_ns,
		.slice_ns = slice_of(c),
		.metric = c->metric,
		.seed = c->seed,
		.inject_pct = c->inject_pct,
	};
}

/* --- progress --- */

static void before_round(void *user, enum pair_stage stage, size_t round,
			 size_t rounds)
{
	const struct gating *g = user;
	double left = (double)(rounds - round + 1) *
		      pairs_round_ns(&g->pairs, stage);
	char time[UNITS_TEXT_SIZE] = "";

	if (left > 0.0)
		snprintf(time, sizeof(time), ", ~%.0f s", ceil(left / 1e9));
	fprintf(stderr, "\r\033[K%s: round %zu of %zu%s", pairs_stages[stage],
		round, rounds, time);
	fflush(stderr);
}

static bool shows_progress(const struct gate_command *c)
{
	struct terminal terminal;

	terminal_look(stderr, &terminal);
	return !c->quiet && terminal.is;
}

static void begin(const struct gate_command *c, struct gating *g)
{
	interrupts_catch("simul: interrupted: both programs are ended\n");
	g->interrupts = &interrupts;
	g->user = g;
	if (shows_progress(c))
		g->before = before_round;
}

/* What a failure ends with. Everything that was made is gone by then. */
static int give_up(int rc, const char *why)
{
	if (rc == -EINTR) {
		warning("interrupted: no verdict");
		return interrupts_status();
	}
	fatal("%s", why);
}

/* --- the verdict --- */

/* Its exit status, or a negative errno with err. */
static int report(const struct gate_command *c, const struct pairs *pairs,
		  struct gate_report *r, struct error *err)
{
	struct verdict v;
	enum outcome outcome;
	int rc = verdict_make(pairs, r->rules, &v);

	if (rc < 0)
		error_set(err, rc, "out of memory");
	r->verdict = &v;
	outcome = v.outcome;
	if (rc == 0 && !c->stdout_taken)
		gate_report_print(r, stdout);
	if (rc == 0)
		rc = result_files_save_gate(&c->files, r, err);
	r->verdict = NULL;
	verdict_free(&v);
	return rc < 0 ? rc : (int)outcome;
}

static int replay(const struct gate_command *c, const struct gate_plan *plan)
{
	struct gate_report r = { .rules = &plan->rules,
				 .base = "",
				 .other = "" };
	struct pairs pairs = { 0 };
	struct error err;
	int status;

	if (pairs_load(c->replay, &pairs, &err) < 0)
		fatal("%s", err.text);
	status = report(c, &pairs, &r, &err);
	pairs_free(&pairs);
	return status < 0 ? give_up(status, err.text) : status;
}

/* What is decided stays so: looking on until it changes is what spending alpha
 * rules out. */
static int check_open(const struct gate_command *c, const struct pairs *log,
		      const struct verdict_rules *rules, struct error *err)
{
	struct verdict v;
	int rc = verdict_make(log, rules, &v);

	if (rc < 0)
		error_set(err, rc, "out of memory");
	else if (v.outcome != OUTCOME_INCONCLUSIVE)
		rc = error_set(err, -EINVAL,
			       "'%s' is decided: %s: %s; only an inconclusive "
			       "gate can be continued",
			       c->add, outcome_name(v.outcome), v.why);
	else if (v.look >= VERDICT_LOOKS)
		rc = error_set(err, -EINVAL,
			       "'%s' has had %zu looks, and there are no "
			       "more: begin another gate",
			       c->add, v.look);
	verdict_free(&v);
	return rc;
}

static int continue_log(const struct gate_command *c, struct gating *g,
			struct error *err)
{
	struct pairs log = { 0 };
	int rc = pairs_load(c->add, &log, err);

	if (rc == 0)
		rc = check_open(c, &log, &g->plan.rules, err);
	if (rc == 0)
		rc = gate_continue(g, &log, err);
	pairs_free(&log);
	return rc;
}

static int measure(const struct gate_command *c, const struct gate_plan *plan)
{
	struct gating g = { .plan = *plan };
	const char *log = c->add ? c->add : c->log;
	struct gate_report r = { .rules = &plan->rules,
				 .base = g.version[GATE_BASE],
				 .other = g.version[GATE_NEW],
				 .inject_pct = plan->inject_pct };
	struct error err;
	int rc;

	begin(c, &g);
	rc = gate_open(&g, &err);
	if (rc == 0 && c->add)
		rc = continue_log(c, &g, &err);
	if (rc == 0)
		rc = gate_run(&g, &err);
	if (g.before)
		fputs("\r\033[K", stderr);
	r.took_ns = (double)(clock_ns() - g.start_ns);
	if (rc == 0 && log)
		rc = pairs_save(&g.pairs, log, &err);
	if (rc == 0)
		rc = report(c, &g.pairs, &r, &err);
	gate_close(&g);
	return rc < 0 ? give_up(rc, err.text) : rc;
}

/* --- the self-test --- */

static int make_logs(const struct gate_command *c, struct gating *g,
		     struct error *err)
{
	int rc = gate_open(g, err);

	if (rc == 0)
		rc = gate_calibrate(g, err);
	for (g->batch = 1; g->batch <= c->logs && rc == 0; g->batch++) {
		rc = gate_warm(g, err);
		if (rc == 0)
			rc = gate_stage(g, PAIR_CONTROL, c->rounds, NULL, err);
		if (rc == 0)
			rc = gate_stage(g, PAIR_INJECTED, c->rounds, NULL, err);
	}
	if (g->before)
		fputs("\r\033[K", stderr);
	if (rc == 0 && c->log)
		rc = pairs_save(&g->pairs, c->log, err);
	return rc;
}

static int test_self(const struct gate_command *c, struct gate_plan *plan)
{
	struct gating g = { 0 };
	struct self_test test = { .outcome = OUTCOME_INCONCLUSIVE };
	struct error err;
	int rc;

	if (!plan->base)
		plan->base = plan->other;
	if (!plan->inject_pct)
		plan->inject_pct = SELF_TEST_PCT;
	g.plan = *plan;
	begin(c, &g);
	if (reads_log(c))
		rc = pairs_load(c->log, &g.pairs, &err);
	else if (!plan->jobs)
		rc = error_set(&err, -EINVAL, "no job file given");
	else
		rc = make_logs(c, &g, &err);
	if (rc == 0)
		rc = self_test_make(&g.pairs, plan, ALARM_TRIALS,
				    FOUND_TRIALS, &test, &err);
	gate_close(&g);
	if (rc < 0)
		return give_up(rc, err.text);
	self_test_print(&test, stdout);
	return (int)test.outcome;
}

/* What would do nothing is refused. */
static void check_together(const struct gate_command *c)
{
	const struct {
		const char *option;
		bool given;
	} idle[] = {
		{ "--self-test", c->replay && c->self_test },
		{ "--base", c->replay && c->base },
		{ "--new", c->replay && c->other },
		{ "--metric", c->replay && c->metric >= 0 },
		{ "--inject-pct", c->replay && c->inject_pct },
		{ "--pairs-log", c->replay && c->log },
		{ "--add", (c->replay || c->self_test) && c->add },
	};

	size_t least = self_test_least_rounds(c->control,
					      verdict_spend(c->alpha, 1));

	for (size_t i = 0; i < ARRAY_SIZE(idle); i++)
		if (idle[i].given)
			fatal("'%s' and '%s' don't go together",
			      c->replay ? "--replay" : "--self-test",
			      idle[i].option);
	if (c->self_test && result_files_any(&c->files))
		fatal("'--self-test' and '--%s' don't go together",
		      result_files_first(&c->files));
	if (c->add && (c->log || c->inject_pct))
		fatal("'--add' and '%s' don't go together",
		      c->log ? "--pairs-log" : "--inject-pct");
	if (c->self_test && !reads_log(c) && c->rounds < least)
		fatal("'--rounds' must be %zu at least, with a control of "
		      "%" PRIu64,
		      least, c->control);
}

static int run(void *set, const struct arguments *a)
{
	struct gate_command *c = set;
	const char *jobs = a->operand[0];
	struct gate_plan plan;

	c->stdout_taken = a->stdout_taken;
	make_plan(c, jobs, &plan);
	check_together(c);
	if (c->self_test)
		return test_self(c, &plan);
	if (c->replay)
		return replay(c, &plan);
	if (!jobs)
		fatal("no job file given: `simul gate --base PROGRAM "
		      "bench/jobs/gate.ini`");
	if (!c->base)
		fatal("no base given: '--base PROGRAM' names another simul");
	return measure(c, &plan);
}

const struct command command_gate = {
	.name = "gate",
	.summary = "is this program slower than another build of it?",
	.operands = "FILE.ini",
	.operands_most = 1,
	.doc = "Run two programs at once, in slices, and say whether the new "
	       "one is slower than the base.",
	.examples =
		"Examples:\n"
		"  simul gate --base old/simul bench/jobs/gate.ini\n"
		"  simul gate --base old/simul bench/jobs/gate.ini --add "
		"pairs.csv\n"
		"  simul gate --replay pairs.csv\n"
		"  simul gate --self-test bench/jobs/gate.ini "
		"--pairs-log log.csv",
	.group = { { .header = "What to run:", .rows = gate_options },
		   { .header = "What to find:", .rows = rule_options },
		   { .header = "What comes out:", .rows = output_options },
		   { .rows = result_files_gate_options,
		     .at = offsetof(struct gate_command, files) },
		   { .header = "The gate itself:",
		     .rows = self_test_options } },
	.size = sizeof(struct gate_command),
	.main = run,
};
