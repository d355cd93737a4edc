/* suite.c - the loop over groups, rounds and cells. */
#include "bench/measure/suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure/sampler.h"
#include "bench/measure/tally.h"
#include "runners/clock.h"
#include "runners/macros.h"

/* Stamping even tiny tasks is no setting, but it takes most of their time. */
static void describe_options(const struct job *job, bool stamp_all,
			     struct cell *cell)
{
	size_t length;

	settings_spell(&job->set, cell->options, sizeof(cell->options));
	length = strlen(cell->options);
	if (stamp_all && job->workload->unstamped)
		snprintf(cell->options + length,
			 sizeof(cell->options) - length, "%sstamped",
			 length ? ", " : "");
}

static void describe(const struct subject *s, struct cell *cell)
{
	const struct job *job = s->job;
	const struct run run = run_of(s);

	snprintf(cell->job, sizeof(cell->job), "%s", job->name);
	snprintf(cell->workload, sizeof(cell->workload), "%s",
		 job->workload->name);
	snprintf(cell->model, sizeof(cell->model), "%s", s->model->name);
	if (job->workload->describe)
		job->workload->describe(job->params, cell->params,
					sizeof(cell->params));
	cell->concurrency = s->concurrency;
	cell->lanes = model_lanes(s->model, &run);
	cell->workers = model_workers(s->model, &run) *
			(1 + model_pool(s->model, &run));
	cell->tasks = job->set.tasks;
	cell->chunk = job->set.chunk;
	cell->rate = job->set.rate;
	cell->repeat = job->set.repeat;
	cell->inject_pct = job->set.inject_pct;
}

static void describe_answers(const struct job *job, struct cell *cell)
{
	const struct workload *w = job->workload;
	struct value right;

	cell->known = w->answer && w->answer(job->params, 0, &right) == 0;
	cell->waiting_known = w->waiting != NULL;
	for (size_t i = 0; i < job->set.tasks && cell->waiting_known; i++) {
		uint64_t ns = 0;

		if (w->waiting(job->params, i, &ns) < 0) {
			cell->waiting_known = false;
			cell->waiting_ns = cell->longest_ns = 0;
			return;
		}
		cell->waiting_ns += ns;
		cell->longest_ns = MAX(cell->longest_ns, ns);
	}
}

int suite_init(struct suite *suite)
{
	int rc = plan_init(&suite->plan, suite->jobs, suite->seed);

	for (size_t i = 0; i < suite->plan.cells && rc == 0; i++) {
		const struct subject *s = &suite->plan.cell[i];
		struct cell *cell = results_add_cell(suite->results);

		if (!cell)
			return -ENOMEM;
		describe(s, cell);
		describe_options(s->job, suite->stamp_all, cell);
		describe_answers(s->job, cell);
	}
	return rc;
}

void suite_term(struct suite *suite)
{
	plan_term(&suite->plan);
}

static int take_one(struct suite *suite, const struct subject *s,
		    struct sample *sample)
{
	struct take take = {
		.origin = suite->origin,
		.interrupts = suite->interrupts,
		.seed = suite->seed + sample->round,
		.stamp_all = suite->stamp_all,
	};
	struct area *area = sampler_take(s, &take, sample);
	int rc = 0;

	if (suite->after && sample->round && area)
		suite->after(suite->user, s, sample, area);
	if (suite->keep_times && sample->round && sample->state == SAMPLE_OK)
		sample->times = tally_times(area, &rc);
	area_free(area);
	return rc;
}

/* One sample of every cell of the group; drops those of round 0, a warm-up. */
static int run_round(struct suite *suite, size_t group, uint64_t round,
		     size_t left)
{
	size_t *order = calloc(suite->plan.cells, sizeof(*order));
	size_t n = order ? plan_round(&suite->plan, group, order) : 0;
	int rc = order ? 0 : -ENOMEM;

	for (size_t i = 0; i < n && rc == 0 && !*suite->interrupts; i++) {
		const struct subject *s = &suite->plan.cell[order[i]];
		struct sample forgotten = { 0 };
		struct sample *sample = &forgotten;

		if (suite->before)
			suite->before(suite->user, s, left - i);
		if (round)
			sample = results_add_sample(suite->results, order[i]);
		if (!sample) {
			free(order);
			return -ENOMEM;
		}
		sample->run = 1;
		sample->round = round;
		sample->position = suite->results->samples;
		rc = take_one(suite, s, sample);
	}
	free(order);
	return rc;
}

static const struct job *first_of(const struct suite *suite, size_t group)
{
	for (size_t i = 0; i < suite->jobs->count; i++)
		if (suite->jobs->item[i].group == group)
			return &suite->jobs->item[i];
	return NULL;
}

static size_t cells_of(const struct suite *suite, size_t group)
{
	size_t n = 0;

	for (size_t i = 0; i < suite->plan.cells; i++)
		n += suite->plan.cell[i].job->group == group;
	return n;
}

/* Samples from this round of this group to the end of the plan. */
static size_t left_from(const struct suite *suite, size_t group,
			uint64_t rounds_done)
{
	size_t left = 0;

	for (size_t g = group; g < suite->jobs->groups; g++) {
		const struct settings *set = &first_of(suite, g)->set;
		uint64_t rounds = set->warmup + set->repeat;

		if (g == group)
			rounds -= rounds_done;
		left += cells_of(suite, g) * rounds;
	}
	return left;
}

static int run_group(struct suite *suite, size_t group, uint64_t budget_ns)
{
	const struct settings *set = &first_of(suite, group)->set;
	uint64_t start = clock_ns();
	int rc = 0;

	for (uint64_t i = 0; i < set->warmup + set->repeat && rc == 0; i++) {
		uint64_t round = i < set->warmup ? 0 : i - set->warmup + 1;
		uint64_t spent = clock_ns() - start;

		/* The next round may take as long as the mean of those. */
		if (budget_ns && round > 1 && spent + spent / i > budget_ns)
			break;
		rc = run_round(suite, group, round,
			       left_from(suite, group, i));
		if (*suite->interrupts)
			break;
		if (rc == 0 && round && suite->round)
			rc = suite->round(suite->user);
	}
	return rc;
}

int suite_run(struct suite *suite)
{
	size_t groups = suite->jobs->groups;
	uint64_t start = clock_ns();
	int rc = 0;

	for (size_t g = 0; g < groups && rc == 0 && !*suite->interrupts; g++) {
		uint64_t spent = clock_ns() - start;
		uint64_t budget = 0;

		/* Shares what is left evenly. A spent budget is 1 ns, so that
		 * each group still gets one round. */
		if (suite->max_time_ns)
			budget = suite->max_time_ns > spent ?
					 (suite->max_time_ns - spent) /
						 (groups - g) :
					 1;
		rc = run_group(suite, g, budget);
	}
	return rc;
}
