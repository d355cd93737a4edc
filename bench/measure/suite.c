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
#include "runners/secret.h"

/* So many tasks tell what one waits on average. */
#define AVERAGED 65536

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
	char params[sizeof(cell->params)] = "";

	snprintf(cell->job, sizeof(cell->job), "%s", job->name);
	snprintf(cell->workload, sizeof(cell->workload), "%s",
		 job->workload->name);
	snprintf(cell->model, sizeof(cell->model), "%s", s->model->name);
	if (job->workload->describe) {
		job->workload->describe(job->params, params, sizeof(params));
		secret_hide(params, cell->params, sizeof(cell->params));
	}
	cell->concurrency = s->concurrency;
	cell->lanes = model_lanes(s->model, &run);
	cell->workers = model_workers(s->model, &run) *
			(1 + model_pool(s->model, &run));
	cell->tasks = job->set.tasks;
	cell->chunk = job->set.chunk;
	cell->rate = job->set.rate;
	cell->duration_ns = job->set.duration_ns;
	cell->repeat = job->set.repeat;
	cell->inject_pct = job->set.inject_pct;
}

static void describe_answers(const struct job *job, struct cell *cell)
{
	const struct workload *w = job->workload;
	struct value right;
	size_t tasks = job->set.tasks;

	/* Nobody knows how many there will be: one, on average. */
	if (job->set.duration_ns)
		tasks = MIN(tasks, (size_t)AVERAGED);
	cell->known = w->answer && w->answer(job->params, 0, &right) == 0;
	cell->waiting_known = w->waiting != NULL;
	for (size_t i = 0; i < tasks && cell->waiting_known; i++) {
		uint64_t ns = 0;

		if (w->waiting(job->params, i, &ns) < 0) {
			cell->waiting_known = false;
			cell->waiting_ns = cell->longest_ns = 0;
			return;
		}
		cell->waiting_ns += ns;
		cell->longest_ns = MAX(cell->longest_ns, ns);
	}
	if (job->set.duration_ns)
		cell->waiting_ns /= tasks;
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
	suite->ran = calloc(suite->plan.cells + 1, sizeof(*suite->ran));
	if (!suite->ran)
		rc = -ENOMEM;
	return rc;
}

void suite_term(struct suite *suite)
{
	free(suite->ran);
	plan_term(&suite->plan);
}

/* *ran: how many tasks the cell's last sample did. */
static int take_one(struct suite *suite, const struct subject *s,
		    struct sample *sample, size_t *ran)
{
	struct take take = {
		.origin = suite->origin,
		.interrupts = suite->interrupts,
		.seed = suite->seed + sample->round,
		.stamp_all = suite->stamp_all,
		.expected = *ran + *ran / 8,
	};
	struct area *area = sampler_take(s, &take, sample);
	int rc = 0;

	*ran = sample->tasks_ok;
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
		rc = take_one(suite, s, sample, &suite->ran[order[i]]);
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

/* Samples from this round of this group (0: a warm-up) to the end of the plan.
 * Of a warm-up by time the rest is taken for one round. */
static size_t left_from(const struct suite *suite, size_t group,
			uint64_t round)
{
	size_t left = 0;

	for (size_t g = group; g < suite->jobs->groups; g++) {
		const struct settings *set = &first_of(suite, g)->set;
		uint64_t warmups = set->warmup.ns ? 1 : set->warmup.count;
		uint64_t rounds = warmups + set->repeat;

		if (g == group && round)
			rounds = set->repeat - (round - 1);
		else if (g == group && !set->warmup.ns)
			rounds -= suite->warmups - 1;
		left += cells_of(suite, g) * rounds;
	}
	return left;
}

/* Whole rounds, until they are enough or their time has been spent. */
static int warm_up(struct suite *suite, size_t group, uint64_t start)
{
	const struct rounds *warmup = &first_of(suite, group)->set.warmup;
	int rc = 0;

	suite->warmups = 0;
	while (rc == 0 && !*suite->interrupts &&
	       (warmup->ns ? clock_ns() - start < warmup->ns
			   : suite->warmups < warmup->count)) {
		suite->warmups++;
		rc = run_round(suite, group, 0, left_from(suite, group, 0));
	}
	return rc;
}

static int run_group(struct suite *suite, size_t group, uint64_t budget_ns)
{
	uint64_t repeat = first_of(suite, group)->set.repeat;
	uint64_t start = clock_ns();
	int rc = warm_up(suite, group, start);

	for (uint64_t round = 1; round <= repeat && rc == 0; round++) {
		uint64_t spent = clock_ns() - start;
		uint64_t done = suite->warmups + round - 1;

		/* The next round may take as long as the mean of those. */
		if (*suite->interrupts ||
		    (budget_ns && round > 1 && spent + spent / done > budget_ns))
			break;
		rc = run_round(suite, group, round,
			       left_from(suite, group, round));
		if (rc == 0 && !*suite->interrupts && suite->round)
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
