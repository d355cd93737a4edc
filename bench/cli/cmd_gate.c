/* cmd_gate.c - `simul gate`: is this program slower than another one?
 *
 * Three ways to come by pairs (run both programs, read a log, or run this one
 * against itself for the self-test), and one verdict.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cli/arguments.h"
#include "bench/cli/commands.h"
#include "bench/cli/fatal.h"
#include "bench/cli/percent.h"
#include "bench/cli/seed.h"
#include "bench/gate/gate.h"
#include "bench/gate/gate_report.h"
#include "bench/gate/self_test.h"
#include "bench/record/exports.h"
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
	char *threshold, *detect;
	double alpha, power;
	uint64_t control, max_pairs, max_time_ns, slice_ns, inject_pct;
	char *metric;             /* of all cells, or NULL: as their jobs say */
	char *seed_text;
	char *log, *replay;       /* paths, or NULL */
	char *json, *markdown;
	bool self_test, quiet;
	uint64_t rounds;          /* of the self-test's log, of each kind */
};

#define FIELD(field) .offset = offsetof(struct gate_command, field)

static const struct option_row gate_options[] = {
	{ .name = "base", .letter = 'b', .argument = "PROGRAM",
	  .kind = OPTION_TEXT, FIELD(base),
	  .help = "the simul to hold the new one against" },
	{ .name = "new", .argument = "PROGRAM", .kind = OPTION_TEXT,
	  FIELD(other), .help = "the new one (default: this program)" },
	{ .name = "only", .argument = "LIST", .kind = OPTION_TEXT,
	  FIELD(only), .help = "of the job file, these sections" },
	{ .name = "max-pairs", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(max_pairs), .preset = "60", .least = 7, .most = 10000,
	  .help = "pairs of the test, and of the confirmation, at most" },
	{ .name = "max-time", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(max_time_ns), .preset = "5min", .least = 1e9,
	  .most = 86400e9, .help = "for all of it, about" },
	{ .name = "control", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(control), .preset = "12", .least = 8, .most = 1000,
	  .help = "pairs of the base against its own copy" },
	{ .name = "metric", .argument = "WHAT", .kind = OPTION_TEXT,
	  FIELD(metric),
	  .help = "compare 'wall' or 'cpu' time in all cells, whatever their "
		  "jobs say" },
	{ .name = "slice", .argument = "TIME", .kind = OPTION_DURATION,
	  FIELD(slice_ns), .preset = "2ms", .most = 10e9,
	  .help = "run both at once, in slices of about this; 0: back to "
		  "back" },
	{ .name = "seed", .argument = "N", .kind = OPTION_TEXT,
	  FIELD(seed_text),
	  .help = "replay orders: the seed of an earlier gate" },
	{ .name = "inject-pct", .argument = "PCT", .kind = OPTION_COUNT,
	  FIELD(inject_pct), .preset = "0", .most = 100,
	  .help = "slow the new one down, to see the gate red" },
	{ 0 }
};

static const struct option_row rule_options[] = {
	{ .name = "threshold", .argument = "PCT", .kind = OPTION_TEXT,
	  FIELD(threshold), .preset = "2.5%",
	  .help = "a median less slow than this is no regression" },
	{ .name = "detect", .argument = "PCT", .kind = OPTION_TEXT,
	  FIELD(detect), .preset = "5%",
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
	{ .name = "export-json", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(json), .help = "figures and verdicts" },
	{ .name = "export-markdown", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(markdown), .help = "the table, for a pull request" },
	{ .name = "pairs-log", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(log),
	  .help = "keep all pairs as CSV; of a self-test also: use them "
		  "again, if the file is there" },
	{ .name = "replay", .argument = "FILE", .kind = OPTION_TEXT,
	  FIELD(replay), .help = "judge the pairs of such a file" },
	{ .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, FIELD(quiet),
	  .help = "no progress line" },
	{ 0 }
};

static const struct option_row self_test_options[] = {
	{ .name = "self-test", .kind = OPTION_FLAG, FIELD(self_test),
	  .help = "run this program against itself, and say how often the "
		  "gate alarms and how often it finds --inject-pct (5)" },
	{ .name = "rounds", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(rounds), .preset = "100", .least = 40, .most = 100000,
	  .help = "pairs of each kind for its log; a test can have half as "
		  "many, less the control" },
	{ 0 }
};

static const struct option_row *const tables[] = {
	gate_options, rule_options, output_options, self_test_options,
};

static volatile sig_atomic_t interrupts;

static void on_signal(int number)
{
	(void)number;
	interrupts++;
}

static void catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal }, before;

	/* Whoever started us may have had one ignored (nohup). */
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		sigaction(numbers[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}

static int on_option(void *user, const struct option_row *row,
		     const char *value, struct error *err)
{
	return option_set(row, user, value, err);
}

/* --- from options to a plan --- */

/* Of a self-test a log that is there is read. */
static bool reads_log(const struct gate_command *c)
{
	return c->self_test && c->log && access(c->log, F_OK) == 0;
}

static void check_paths(const struct gate_command *c, const char *jobs)
{
	const char *export[] = { c->json, c->markdown,
				 reads_log(c) ? NULL : c->log };
	const char *input[] = { jobs, c->replay, c->base, c->other };
	struct error err;

	if (exports_check(export, ARRAY_SIZE(export), input, ARRAY_SIZE(input),
			  &err) < 0)
		fatal("%s", err.text);
}

/* Below that the machine does little but stop and go on. */
static uint64_t slice_of(const struct gate_command *c)
{
	if (c->slice_ns && c->slice_ns < SLICE_LEAST_NS)
		fatal("'--slice' must be 100us at least, or 0: back to back");
	return c->slice_ns;
}

static int metric_of(const struct gate_command *c)
{
	if (!c->metric)
		return -1;
	for (int i = 0; metric_names[i]; i++)
		if (!strcmp(c->metric, metric_names[i]))
			return i;
	fatal("'--metric' takes 'wall' or 'cpu', not '%s'", c->metric);
}

static void make_plan(const struct gate_command *c, const char *jobs,
		      struct gate_plan *plan)
{
	struct verdict_rules rules = { .alpha = c->alpha,
				       .power = c->power };
	struct error err;

	if (seed_choose(c->seed_text, &rules.seed, &err) < 0 ||
	    percent_parse("threshold", c->threshold, 10.0, &rules.threshold,
			  &err) < 0 ||
	    percent_parse("detect", c->detect, 10.0, &rules.detect, &err) < 0)
		fatal("%s", err.text);
	if (rules.detect <= rules.threshold)
		fatal("'--detect' (%s) must be more than '--threshold' (%s)",
		      c->detect, c->threshold);
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
		.metric = metric_of(c),
		.seed = rules.seed,
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
	catch_signals();
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
		return EXIT_INTERRUPTED;
	}
	fatal("%s", why);
}

/* --- the verdict --- */

/* Its exit status, or a negative errno with err. */
static int report(const struct gate_command *c, const struct pairs *pairs,
		  struct gate_report *r, struct error *err)
{
	const char *export[] = { c->json, c->markdown,
				 c->replay ? NULL : c->log };
	struct verdict v;
	enum outcome outcome;
	int rc = verdict_make(pairs, r->rules, &v);

	if (rc < 0)
		error_set(err, rc, "out of memory");
	r->verdict = &v;
	outcome = v.outcome;
	if (rc == 0 && !exports_take_stdout(export, ARRAY_SIZE(export)))
		gate_report_print(r, stdout);
	if (rc == 0 && c->json)
		rc = gate_report_json(r, c->json, err);
	if (rc == 0 && c->markdown)
		rc = gate_report_markdown(r, c->markdown, err);
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

static int measure(const struct gate_command *c, const struct gate_plan *plan)
{
	struct gating g = { .plan = *plan };
	struct gate_report r = { .rules = &plan->rules,
				 .base = g.version[GATE_BASE],
				 .other = g.version[GATE_NEW],
				 .inject_pct = plan->inject_pct };
	struct error err;
	int rc;

	begin(c, &g);
	rc = gate_open(&g, &err);
	if (rc == 0)
		rc = gate_run(&g, &err);
	if (g.before)
		fputs("\r\033[K", stderr);
	r.took_ns = (double)(clock_ns() - g.start_ns);
	if (rc == 0 && c->log)
		rc = pairs_save(&g.pairs, c->log, &err);
	if (rc == 0)
		rc = report(c, &g.pairs, &r, &err);
	gate_close(&g);
	return rc < 0 ? give_up(rc, err.text) : rc;
}

/* --- the self-test --- */

static int make_log(const struct gate_command *c, struct gating *g,
		    struct error *err)
{
	int rc = gate_open(g, err);

	if (rc == 0)
		rc = gate_warm(g, err);
	if (rc == 0)
		rc = gate_stage(g, PAIR_CONTROL, c->rounds, NULL, err);
	if (rc == 0)
		rc = gate_stage(g, PAIR_INJECTED, c->rounds, NULL, err);
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
		rc = make_log(c, &g, &err);
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
		{ "--metric", c->replay && c->metric },
		{ "--inject-pct", c->replay && c->inject_pct },
		{ "--pairs-log", c->replay && c->log },
		{ "--export-json", c->self_test && c->json },
		{ "--export-markdown", c->self_test && c->markdown },
	};

	for (size_t i = 0; i < ARRAY_SIZE(idle); i++)
		if (idle[i].given)
			fatal("'%s' and '%s' don't go together",
			      c->replay ? "--replay" : "--self-test",
			      idle[i].option);
	if (c->self_test && !reads_log(c) &&
	    c->rounds < self_test_least_rounds(c->control, c->alpha))
		fatal("'--rounds' must be %zu at least, with a control of "
		      "%" PRIu64,
		      self_test_least_rounds(c->control, c->alpha),
		      c->control);
}

static int carry_out(const struct gate_command *c, const char *jobs)
{
	struct gate_plan plan;

	check_paths(c, jobs);
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

int cmd_gate(int argc, char **argv)
{
	const char *operand[1] = { NULL };
	struct gate_command c;
	struct arguments a = {
		.command = "simul gate",
		.operands = "FILE.ini",
		.doc = "Run two programs at once, in slices, and say whether "
		       "the new one is slower than the base."
		       "\vExit status: 0 pass: a slow-down of --detect would "
		       "have been found; 1 "
		       "a regression; 2 it was asked for wrongly, or a "
		       "sample failed; 3 inconclusive: too noisy, too few "
		       "pairs; 130 interrupted.\n\n"
		       "Examples:\n"
		       "  simul gate --base old/simul bench/jobs/gate.ini\n"
		       "  simul gate --replay pairs.csv\n"
		       "  simul gate --self-test bench/jobs/gate.ini "
		       "--pairs-log log.csv",
		.operands_most = 1,
		.operand = operand,
		.group = { { "What to run:", gate_options },
			   { "What to find:", rule_options },
			   { "What comes out:", output_options },
			   { "The gate itself:", self_test_options } },
		.groups = 4,
		.on_option = on_option,
		.user = &c,
	};
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		option_presets(tables[i], &c);
	arguments_parse(&a, argc, argv);
	status = carry_out(&c, operand[0]);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		option_release(tables[i], &c);
	return status;
}
