/* plan.c - listing cells and shuffling rounds. */
#include "bench/plan/plan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "runners/grow.h"

static bool planned(const struct plan *plan, const struct subject *s)
{
	for (size_t i = 0; i < plan->cells; i++)
		if (plan->cell[i].job == s->job &&
		    plan->cell[i].model == s->model &&
		    plan->cell[i].concurrency == s->concurrency)
			return true;
	return false;
}

static int add(struct plan *plan, const struct subject *s)
{
	struct subject *more;

	if (planned(plan, s))
		return 0;
	more = grow(plan->cell, plan->cells, sizeof(*more));
	if (!more)
		return -ENOMEM;
	plan->cell = more;
	plan->cell[plan->cells++] = *s;
	return 0;
}

static int add_job(struct plan *plan, const struct job *job)
{
	int rc = 0;

	for (size_t k = 0; k < job->concurrency.count; k++)
		for (size_t m = 0; m < job->models.count && rc == 0; m++) {
			const struct model *model = job->models.item[m];
			struct subject s = {
				.job = job,
				.model = model,
				.concurrency = subject_concurrency(
					model, job->concurrency.item[k]),
			};

			rc = add(plan, &s);
		}
	return rc;
}

size_t subject_concurrency(const struct model *m, size_t asked)
{
	struct run run = { .tasks = asked, .lanes = asked };

	return model_lanes(m, &run);
}

struct run run_of(const struct subject *s)
{
	const struct workload *w = s->job->workload;
	const struct settings *set = &s->job->set;

	return (struct run){
		.workload = w,
		.params = s->job->params,
		.body = w->body,
		.body_params = s->job->params,
		.tasks = set->tasks,
		.chunk = set->chunk,
		.lanes = s->concurrency,
		.workers = set->workers,
		.stamped = !w->unstamped || set->rate > 0 ||
			   set->task_timeout_ns,
		.fail_fast = set->fail_fast,
		.due = set->rate > 0,
		.offload = set->offload,
		.task_timeout_ns = set->task_timeout_ns,
	};
}

int plan_init(struct plan *plan, const struct jobs *jobs, uint64_t seed)
{
	int rc = 0;

	*plan = (struct plan){ 0 };
	random_init(&plan->random, seed);
	for (size_t i = 0; i < jobs->count && rc == 0; i++)
		rc = add_job(plan, &jobs->item[i]);
	if (rc < 0)
		plan_term(plan);
	return rc;
}

void plan_term(struct plan *plan)
{
	free(plan->cell);
}

size_t plan_round(struct plan *plan, size_t group, size_t *order)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->cells; i++)
		if (plan->cell[i].job->group == group)
			order[n++] = i;
	random_shuffle(&plan->random, order, n);
	return n;
}
