/* cmd_run.c - `simul run`: from the command line to tables and files.
 *
 *   parse -> build jobs -> check -> origin -> prepare -> plan and run -> print
 *
 * Everything that can be refused is refused before anything is measured.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <curl/curl.h>

#include "bench/cli/arguments.h"
#include "bench/cli/fatal.h"
#include "bench/cli/progress.h"
#include "bench/cli/run_outputs.h"
#include "bench/cli/task_lines.h"
#include "bench/measure/environment.h"
#include "bench/measure/suite.h"
#include "bench/plan/job_check.h"
#include "bench/plan/jobfile.h"
#include "bench/plan/plugin.h"
#include "runners/clock.h"
#include "runners/macros.h"

struct run_command {
	struct draft draft;      /* of the options of jobs */
	struct run_outputs outputs;
	struct jobs jobs;
	struct origin origin;
	struct results results;
	struct suite suite;
	struct progress progress;
	int stop_rc;             /* 0, or why it ends after this round: a */
	struct error stop_error; /* row that can't be kept, a lost origin */
};

static volatile sig_atomic_t interrupts;

static void on_signal(int number)
{
	static const char hint[] =
		"simul: interrupted: tasks that run may end, no other is "
		"started; again to stop at once\n";

	if (number == SIGINT && interrupts == 0 &&
	    write(STDERR_FILENO, hint, sizeof(hint) - 1) < 0)
		interrupts = 0;
	interrupts++;
}

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
		if (left_out.text[0])
			warning("%s", left_out.text);
	}
}

static void start_origin(struct run_command *c)
{
	struct error err;

	if (!jobs_want_origin(&c->jobs))
		return;
	if (origin_start(&c->origin, &err) < 0)
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

/* Raised as far as it goes; what still doesn't fit is refused now. */
static void check_descriptors(struct run_command *c)
{
	struct rlimit limit;
	struct error err;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (size_t i = 0; i < c->suite.plan.cells; i++) {
		const struct subject *s = &c->suite.plan.cell[i];
		size_t need = subject_descriptors(s);

		if (need <= limit.rlim_max)
			continue;
		error_set(&err, -EMFILE,
			  "'%s' with K = %zu under %s needs %zu file "
			  "descriptors, and the limit is %ju (ulimit -Hn)",
			  s->job->name, s->concurrency, s->model->name, need,
			  (uintmax_t)limit.rlim_max);
		give_up(c, err.text);
	}
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

	if (run_outputs_round(&c->outputs, &c->results, &err) < 0)
		warning("%s", err.text);
	return c->stop_rc;
}

/* A signal that was ignored (nohup) stays so. */
static void catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal }, before;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		sigaction(numbers[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}

static void make_ready(struct run_command *c, const char *operand)
{
	struct error err;

	build_jobs(c, operand);
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
		.stamp_all = c->outputs.tasks || c->outputs.verbose,
		.user = c,
		.before = before,
		.after = after,
		.round = after_round,
	};
	results_init(&c->results);
	environment_read(&c->results.env, c->suite.seed);
	if (!c->outputs.quiet)
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
	if (interrupts)
		return EXIT_INTERRUPTED;
	for (size_t i = 0; i < c->results.samples; i++)
		if (c->results.sample[i].state != SAMPLE_OK)
			return EXIT_SAMPLE_FAILED;
	return 0;
}

static void clean_up(struct run_command *c)
{
	progress_free(&c->progress);
	suite_term(&c->suite);
	jobs_free(&c->jobs);
	results_free(&c->results);
	curl_global_cleanup();
}

static int run(void *set, const struct arguments *a)
{
	struct run_command *c = set;
	struct error err;
	int rc, status;

	make_ready(c, a->operand[0]);
	check_descriptors(c);
	catch_signals();
	progress_init(&c->progress, &c->suite, c->outputs.quiet);
	rc = suite_run(&c->suite);
	progress_clear(&c->progress);
	origin_stop(&c->origin);
	if (c->stop_rc < 0)
		warning("stopped: %s", c->stop_error.text);
	else if (rc < 0)
		fatal("out of memory after %zu samples", c->results.samples);
	status = status_of(c);
	rc = run_outputs_finish(&c->outputs, &c->results, !a->stdout_taken,
				&err);
	if (rc == -ENODATA)
		warning("%s", err.text);
	else if (rc < 0)
		fatal("%s", err.text);
	clean_up(c);
	return status;
}

const struct command command_run = {
	.name = "run",
	.summary = "run a workload, or the jobs of a file, under models",
	.operands = "WORKLOAD|FILE.so|FILE.ini",
	.operands_least = 1,
	.operands_most = 1,
	.doc = "Run a workload, or the jobs of a file, under models, and say "
	       "what each costs.",
	.examples =
		"Exit status: 0; 1 if a sample failed; 2 if the command line "
		"is wrong or a file could not be written; 130 if "
		"interrupted.\n\n"
		"Examples:\n"
		"  simul run download -n 160 -c 160 --latency 50ms\n"
		"  simul run squares --base 10000000 -m serial,threads -c 2\n"
		"  simul run download -c 1,2,4..64 --latency 5ms -m async\n"
		"  simul run bench/jobs/default.ini -o results.csv\n"
		"  simul run ./mine.so -m all",
	.group = {
		/* The first row, the workload, is the operand here. */
		{ .header = "What to run, and how:",
		  .rows = settings_options + 1,
		  .at = offsetof(struct run_command, draft), .draft = true },
		{ .header = "What comes out:", .rows = result_files_options,
		  .at = offsetof(struct run_command, outputs.files) },
		{ .rows = run_outputs_options,
		  .at = offsetof(struct run_command, outputs) },
	},
	.workloads = true,
	.size = sizeof(struct run_command),
	.main = run,
};
