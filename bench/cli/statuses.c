/* statuses.c - the table, and the status of a run. */
#include "bench/cli/statuses.h"

#include <inttypes.h>
#include <string.h>

#include "bench/analysis/fairness.h"
#include "bench/cli/fatal.h"
#include "runners/macros.h"

const struct status_row statuses[] = {
	{ 0, NULL, "success" },
	{ 0, "run", "all samples are good and gave the same answers" },
	{ 0, "show",
	  "printed, whatever the results say, and no --threshold is crossed" },
	{ 0, "report", "the page was made, whatever the results say" },
	{ 0, "compare", "no cell is shown to be slower" },
	{ 0, "gate", "pass: a slow-down of --detect would have been found" },
	{ EXIT_SAMPLE_FAILED, "run",
	  "a sample or a task failed, or values differ between models, samples "
	  "or from the right ones" },
	{ EXIT_SAMPLE_FAILED, "compare", "a regression" },
	{ EXIT_SAMPLE_FAILED, "gate", "a regression" },
	{ EXIT_SAMPLE_FAILED, "history", "with --check: there is a slow-down" },
	{ EXIT_USAGE, NULL,
	  "the command line is wrong, or a file could not be read or written" },
	{ EXIT_USAGE, "compare",
	  "the command line is wrong, a file could not be read, or the sides "
	  "cannot be compared" },
	{ EXIT_USAGE, "gate",
	  "the command line is wrong, or a program or a sample failed" },
	{ 3, "compare",
	  "inconclusive: cells that may be slower ('unclear'; '--lenient' "
	  "makes this 0), too few samples or runs, missing cells, failed "
	  "samples, values that differ between models" },
	{ 3, "gate", "inconclusive: too noisy, or too few pairs" },
	{ EXIT_CROSSED, "run", "a --threshold is crossed, or can't be judged" },
	{ EXIT_CROSSED, "show",
	  "a --threshold is crossed, or can't be judged" },
	{ 130, "run",
	  "interrupted (by SIGTERM: 143, by SIGHUP: 129): the samples taken "
	  "until then were printed and written" },
	{ 130, "gate",
	  "interrupted (by SIGTERM: 143, by SIGHUP: 129): no verdict" },
};

const size_t statuses_count = ARRAY_SIZE(statuses);

static bool is_of(const struct status_row *row, const char *command)
{
	return row->command && strcmp(row->command, command) == 0;
}

bool statuses_hold(const struct status_row *row, const char *command)
{
	if (row->command)
		return is_of(row, command);
	for (size_t i = 0; i < statuses_count; i++)
		if (statuses[i].status == row->status &&
		    is_of(&statuses[i], command))
			return false;
	return true;
}

bool statuses_special(const char *command)
{
	for (size_t i = 0; i < statuses_count; i++)
		if (is_of(&statuses[i], command))
			return true;
	return false;
}

/* Nothing else is wrong than that tasks failed: all of them ended. */
static bool only_tasks_failed(const struct sample *s)
{
	return s->state == SAMPLE_FAILED && s->tasks_failed &&
	       !s->tasks_wrong && !s->tasks_cancelled;
}

static bool all_good(const struct results *r, const struct thresholds *t)
{
	for (size_t i = 0; i < r->samples; i++) {
		const struct sample *s = &r->sample[i];

		if (s->state != SAMPLE_OK &&
		    !(only_tasks_failed(s) &&
		      thresholds_judge_failures(t, &r->cell[s->cell])))
			return false;
	}
	return true;
}

/* The first thing that is wrong and not a threshold's to judge. */
static const struct finding *first_wrong(const struct results *r,
					 const struct findings *all,
					 const struct thresholds *t)
{
	const struct finding *f = NULL;

	while ((f = fairness_wrong(all, f))) {
		bool failed = f->kind == FAIRNESS_FAILED ||
			      f->kind == FAIRNESS_TASKS_FAILED;

		if (!failed || !thresholds_judge_failures(t, &r->cell[f->cell]))
			return f;
	}
	return NULL;
}

int statuses_judge(const struct results *r, const struct thresholds *t)
{
	const struct finding *wrong;
	struct findings findings;
	int status = EXIT_SAMPLE_FAILED;

	if (!all_good(r, t))
		return status;
	if (fairness_check(r, &findings) < 0) {
		warning("no memory to compare the answers");
	} else if ((wrong = first_wrong(r, &findings, t))) {
		const struct cell *cell = &r->cell[wrong->cell];

		warning("exit status %d: '%s' under %s, K %" PRIu64 ": %s",
			status, cell->job, cell->model, cell->concurrency,
			wrong->sentence);
	} else {
		status = 0;
	}
	fairness_free(&findings);
	return status;
}
