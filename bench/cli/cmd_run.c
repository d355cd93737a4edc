/* cmd_run.c - `simul run`: from the command line to tables and files.
 *
 *   parse -> build jobs -> check -> origin -> prepare -> plan and run -> print
 *
 * Everything that can be refused is refused before anything is measured.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/interrupts.h"
#include "bench/cli/progress.h"
#include "bench/cli/run_outputs.h"
#include "bench/cli/runs.h"
#include "bench/cli/statuses.h"
#include "bench/cli/task_lines.h"
#include "bench/measure/environment.h"
#include "bench/measure/headroom.h"
#include "bench/measure/needs.h"
#include "bench/measure/suite.h"
#include "bench/plan/job_check.h"
#include "bench/plan/jobfile.h"
#include "bench/plan/plugin.h"
#include "runners/clock.h"
#include "runners/macros.h"

#define SEED_STEP UINT64_C(0x9e3779b97f4a7c15)

#define HINT                                                                \
	"simul: interrupted: tasks that run may end, no other is started; " \
	"again to stop at once\n"

struct run_command {
	struct draft draft;      /* of the options of jobs */
	struct run_outputs outputs;
	struct jobs jobs;
	struct origin origin;
	struct results results;
	struct suite suite;
	struct progress progress;
	struct hand_over one;    /* if it is one of several runs; run > 0 */
	int stop_rc;             /* 0, or why it ends after this round: a */
	struct error stop_error; /* row that can't be kept, a lost origin */
};

/* The one job is named like its workload. */
static int build_one(struct run_command *c, const char *operand,
		     struct error *err)
{
	const struct workload *w = NULL;

	if (c->outputs.only)
		return error_set(err, -EINVAL,
				 "'--only' picks sections of a job file; '%s' "
				 "is a workload",
				 operand);
	if (plugin_named(operand) && plugin_load(operand, &w, err) < 0)
		return -EINVAL;
	c->draft.name = strdup(w ? w->name : operand);
	if (draft_add(&c->draft, "workload", operand, NULL, false) < 0)
		return error_set(err, -ENOMEM, "out of memory");
	return jobs_build(&c->jobs, &c->draft, err);
}

static void build_jobs(struct run_command *c, const char *operand)
{
	struct error err;
	int rc;

	if (jobfile_named(operand) && !plugin_named(operand))
		rc = jobfile_read(&c->jobs, operand, &c->draft,
				  c->outputs.only, &err);
	else
		rc = build_one(c, operand, &err);
	if (rc < 0)
		fatal("%s", err.text);
}

static void check_lanes(struct run_command *c)
{
	struct error left_out, err;

	for (size_t i = 0; i < c->jobs.count; i++) {
		if (job_check_lanes(&c->jobs.item[i], &left_out, &err) < 0)
			fatal("%s", err.text);
		if (left_out.text[0] && c->one.run <= 1)
			warning("%s", left_out.text);
	}
}

/* For `all`; the same for each job. */
static void tell_left_out(const struct run_command *c)
{
	const struct job *first = c->jobs.item;

	if (c->jobs.count && first->models.left_out.text[0] && c->one.run <= 1)
		warning("%s", first->models.left_out.text);
}

static void start_origin(struct run_command *c)
{
	bool tls = jobs_want_tls(&c->jobs);
	struct error err;
	int rc;

	if (!jobs_want_origin(&c->jobs))
		return;
	rc = tls ? origin_start_tls(&c->origin, &err) :
		   origin_start(&c->origin, &err);
	if (rc < 0)
		fatal("%s", err.text);
}

/* From here on every way out must end the origin, and what workloads made
 * ready must be put away. */
static _Noreturn void give_up(struct run_command *c, const char *why)
{
	jobs_free(&c->jobs);
	origin_stop(&c->origin);
	fatal("%s", why);
}

static void check_needs(struct run_command *c)
{
	uint64_t available = headroom_bytes("");
	struct error err;

	needs_raise_limits();
	for (size_t i = 0; i < c->suite.plan.cells; i++)
		if (needs_check(&c->suite.plan.cell[i], available, &err) < 0)
			give_up(c, err.text);
}

static void before(void *user, const struct subject *s, size_t left)
{
	struct run_command *c = user;

	progress_show(&c->progress, s, left);
}

static void after(void *user, const struct subject *s,
		  const struct sample *sample, const struct area *area)
{
	struct run_command *c = user;

	if (c->outputs.verbose) {
		progress_clear(&c->progress);
		task_lines_print(s, sample, area, stderr);
	}
	if (c->stop_rc == 0)
		c->stop_rc = run_outputs_sample(&c->outputs, s, sample,
						area, &c->stop_error);
	if (c->stop_rc == 0 && sample->state == SAMPLE_FAILED)
		c->stop_rc = origin_check(&c->origin, &c->stop_error);
}

static int after_round(void *user)
{
	struct run_command *c = user;
	struct error err;

	if (!c->one.run &&
	    run_outputs_round(&c->outputs, &c->results, &err) < 0)
		warning("%s", err.text);
	return c->stop_rc;
}

static void make_ready(struct run_command *c, const char *operand)
{
	struct error err;

	build_jobs(c, operand);
	if (c->one.runs > 1 && job_inputs(&c->jobs))
		fatal("'-' is standard input, which can be read once: save it "
		      "to a file for several '--runs'");
	tell_left_out(c);
	check_lanes(c);
	if (run_outputs_begin(&c->outputs, &err) < 0)
		fatal("%s", err.text);
	c->suite = (struct suite){
		.jobs = &c->jobs,
		.origin = &c->origin,
		.results = &c->results,
		.seed = c->outputs.seed,
		.max_time_ns = c->outputs.max_time_ns,
		.interrupts = &interrupts,
		.stamp_all = c->outputs.tasks || c->outputs.trace ||
			     c->outputs.verbose || c->outputs.percentiles,
		.keep_times = c->outputs.percentiles,
		.user = c,
		.before = before,
		.after = after,
		.round = after_round,
	};
	results_init(&c->results);
	environment_read(&c->results.env, c->suite.seed);
	if (c->one.run <= 1)
		environment_warn(&c->results.env, 0, 0, WARNING_PREFIX,
				 stderr);
	start_origin(c);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (jobs_prepare(&c->jobs, &c->origin, &err) < 0)
		give_up(c, err.text);
	if (suite_init(&c->suite) < 0)
		give_up(c, "out of memory");
}

static int status_of(const struct run_command *c)
{
	return interrupts ? interrupts_status() :
			    statuses_judge(&c->results,
					   &c->outputs.thresholds);
}

static void clean_up(struct run_command *c)
{
	progress_free(&c->progress);
	baselines_free(&c->outputs.baselines);
	suite_term(&c->suite);
	jobs_free(&c->jobs);
	results_free(&c->results);
	curl_global_cleanup();
}

/* From the origin's start to its end. */
static void measure(struct run_command *c, const char *operand)
{
	int rc;

	make_ready(c, operand);
	check_needs(c);
	if (c->one.run)
		interrupts_follow();
	else
		interrupts_catch(HINT);
	progress_init(&c->progress, &c->suite, c->outputs.quiet);
	c->progress.run = c->one.run;
	c->progress.runs = c->one.runs;
	rc = suite_run(&c->suite);
	progress_clear(&c->progress);
	origin_stop(&c->origin);
	if (c->stop_rc < 0)
		warning("stopped: %s", c->stop_error.text);
	else if (rc < 0)
		fatal("out of memory after %zu samples", c->results.samples);
}

static void finish(struct run_command *c, bool print)
{
	struct error err;
	int rc = run_outputs_finish(&c->outputs, &c->results, print, &err);

	if (rc == -ENODATA)
		warning("%s", err.text);
	else if (rc < 0)
		fatal("%s", err.text);
}

/* --- several runs --- */

/* What is left of the bound, shared evenly; at least one round is run. */
static uint64_t share_of_time(const struct run_outputs *o, uint64_t start_ns,
			      uint64_t run)
{
	uint64_t spent = clock_ns() - start_ns;

	if (!o->max_time_ns)
		return 0;
	if (o->max_time_ns <= spent)
		return 1;
	return (o->max_time_ns - spent) / (o->runs - run + 1);
}

/* Takes one run. 0: go on; else the status to end with. */
static int take_run(struct run_command *c, struct hand_over *h,
		    const struct arguments *a, bool *lost)
{
	size_t before = c->results.samples;
	struct error err;
	int rc = runs_take(h, a->argc, a->argv, &interrupts_child, &c->results, &err);

	if (interrupts)
		return interrupts_status();
	/* It has said why. What the first refuses, the others would too. */
	if (rc == EXIT_USAGE && h->run == 1)
		return EXIT_USAGE;
	if (rc < 0)
		warning("run %" PRIu64 " of %" PRIu64 ": %s", h->run, h->runs,
			err.text);
	else if (rc > 128)
		warning("run %" PRIu64 " of %" PRIu64 " was killed by signal "
			"%d: its samples are lost", h->run, h->runs, rc - 128);
	*lost |= c->results.samples == before;
	return 0;
}

static int run_several(struct run_command *c, const struct arguments *a)
{
	struct hand_over h = { .runs = c->outputs.runs };
	uint64_t start_ns = clock_ns();
	struct error err;
	bool lost = false;
	int status = 0;

	if (c->outputs.tasks || c->outputs.trace)
		fatal("'--export-%s' is for one run: leave '--runs' out",
		      c->outputs.tasks ? "tasks" : "trace");
	results_init(&c->results);
	environment_read(&c->results.env, c->outputs.seed);
	if (run_outputs_begin(&c->outputs, &err) < 0)
		fatal("%s", err.text);
	interrupts_catch(HINT);
	for (h.run = 1; h.run <= h.runs && status == 0; h.run++) {
		/* Any odd step: other orders in each run, the same each time. */
		h.seed = c->outputs.seed + (h.run - 1) * SEED_STEP;
		h.max_time_ns = share_of_time(&c->outputs, start_ns, h.run);
		status = take_run(c, &h, a, &lost);
		if (status == 0)
			after_round(c);
	}
	if (status == EXIT_USAGE)
		return status;
	if (status == 0)
		status = lost ? EXIT_SAMPLE_FAILED : status_of(c);
	finish(c, !a->stdout_taken);
	baselines_free(&c->outputs.baselines);
	results_free(&c->results);
	return status == 0 && c->outputs.crossed ? EXIT_CROSSED : status;
}

static int run_one(void *set, const struct arguments *a)
{
	struct run_command *c = set;
	int status, rc;

	if (runs_parse(a->operand[0], &c->one) < 0)
		fatal("'__run' is for simul itself: use `simul run --runs`");
	c->outputs.seed = c->one.seed;
	c->outputs.max_time_ns = c->one.max_time_ns;
	measure(c, a->operand[1]);
	/* All runs together are judged where they are collected. */
	status = interrupts ? interrupts_status() : 0;
	rc = runs_leave(&c->one, &c->results);
	if (rc < 0)
		fatal("cannot hand over the samples of run %" PRIu64 ": %s",
		      c->one.run, strerror(-rc));
	clean_up(c);
	return status;
}

static int run(void *set, const struct arguments *a)
{
	struct run_command *c = set;
	int status;

	if (c->outputs.runs > 1)
		return run_several(c, a);
	measure(c, a->operand[0]);
	status = status_of(c);
	finish(c, !a->stdout_taken);
	clean_up(c);
	return status == 0 && c->outputs.crossed ? EXIT_CROSSED : status;
}

#define GROUPS                                                              \
	/* The first row, the workload, is the operand here. */             \
	{ .header = "What to run, and how:", .rows = settings_options + 1,  \
	  .at = offsetof(struct run_command, draft), .draft = true },       \
	{ .header = "What comes out:", .rows = result_files_options,        \
	  .at = offsetof(struct run_command, outputs.files) },              \
	{ .rows = run_outputs_options,                                      \
	  .at = offsetof(struct run_command, outputs) },

const struct command command_one_run = {
	.name = "__run",
	.operands = "HANDOVER WORKLOAD|FILE.so|FILE.ini",
	.operands_least = 2,
	.operands_most = 2,
	.group = { GROUPS },
	.workloads = true,
	.size = sizeof(struct run_command),
	.main = run_one,
};

const struct command command_run = {
	.name = "run",
	.summary = "run a workload, or the jobs of a file, under models",
	.operands = "WORKLOAD|FILE.so|FILE.ini",
	.operands_least = 1,
	.operands_most = 1,
	.doc = "Run a workload, or the jobs of a file, under models, and say "
	       "what each costs.",
	.examples =
		"Examples:\n"
		"  simul run download -n 160 -c 160 --latency 50ms\n"
		"  simul run squares --base 10000000 -m serial,threads -c 2\n"
		"  simul run download -c 1,2,4..64 --latency 5ms -m async\n"
		"  simul run bench/jobs/default.ini -o results.csv\n"
		"  simul run bench/jobs/gate.ini --runs 7 -o results.csv\n"
		"  simul run ./mine.so -m all",
	.group = { GROUPS },
	.workloads = true,
	.size = sizeof(struct run_command),
	.main = run,
};
