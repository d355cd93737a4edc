/* gate_cells.c - the cells of a gate, from its jobs and from the log that it
 * continues.
 */
#include "bench/gate/gate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/jobfile.h"
#include "bench/plan/plan.h"
#include "runners/memory.h"

/* Do its tasks wait for anything but each other and the origin, or may they?
 * What comes from another server may always wait; our own origin waits only
 * if asked to. */
static bool waits(const struct job *job)
{
	const struct workload *w = job->workload;
	uint64_t ns = 0;

	if (job->set.rate > 0 || job->set.task_timeout_ns || !w->waiting)
		return true;
	for (size_t task = 0; task < job->set.tasks; task++)
		if (w->waiting(job->params, task, &ns) < 0 || ns > 0)
			return true;
	return false;
}

/* One for each worker, unless the job says how many. */
static size_t processors(const struct subject *s)
{
	const struct run run = run_of(s);

	return s->job->set.processors ? s->job->set.processors
				      : model_workers(s->model, &run);
}

static int add_cell(struct gating *g, const struct subject *s,
		    struct error *err)
{
	const struct job *job = s->job;
	struct pair_cell what = {
		.concurrency = s->concurrency,
		.metric = (enum metric)(g->plan.metric < 0
						? job->set.metric
						: g->plan.metric),
	};

	if (job->set.duration_ns)
		return error_set(err, -EINVAL,
				 "'%s': a gate compares how long the same "
				 "tasks take, and with 'duration' they aren't "
				 "the same: leave it out",
				 job->name);
	snprintf(what.job, sizeof(what.job), "%s", job->name);
	snprintf(what.model, sizeof(what.model), "%s", s->model->name);
	g->cell[g->cells] = (struct gate_cell){
		.processors = processors(s),
		.deadline_ns = job->set.deadline_ns,
		.waits = what.metric == METRIC_WALL && waits(job),
		.work_ns = job->set.work_ns,
	};
	if (job->set.work_ns && (job->set.rate > 0 || job->workload->tasks_of))
		return error_set(err, -EINVAL,
				 "'%s': 'work' chooses the number of tasks, "
				 "and %s",
				 job->name,
				 job->set.rate > 0
					 ? "with 'rate' the schedule says how "
					   "long they take"
					 : "this workload's is fixed by its "
					   "other keys");
	if (pairs_add_cell(&g->pairs, &what) == (size_t)-1)
		return error_set(err, -ENOMEM, "out of memory");
	g->cells++;
	return 0;
}

/* Which cells a section has must be known beforehand, and a list of sizes
 * would make several of one name. */
static int check_lists(const struct jobs *jobs, struct error *err)
{
	for (size_t i = 1; i < jobs->count; i++)
		if (jobs->item[i].group == jobs->item[i - 1].group)
			return error_set(
				err, -EINVAL,
				"'%s' and '%s' come from one section: where "
				"a gate is concerned, only models and "
				"concurrency may be lists",
				jobs->item[i - 1].name, jobs->item[i].name);
	return 0;
}

int gate_read_cells(struct gating *g, struct error *err)
{
	const struct draft none = { 0 };
	struct jobs jobs = { 0 };
	struct plan plan = { 0 };
	int rc = jobfile_read(&jobs, g->plan.jobs, &none, g->plan.only, err);

	if (rc == 0)
		rc = check_lists(&jobs, err);
	if (rc == 0 && plan_init(&plan, &jobs, g->plan.seed) < 0)
		rc = error_set(err, -ENOMEM, "out of memory");
	if (rc == 0) {
		g->cell = memory_new(plan.cells + 1, sizeof(*g->cell));
		if (!g->cell)
			rc = error_set(err, -ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < plan.cells && rc == 0; i++)
		rc = add_cell(g, &plan.cell[i], err);
	plan_term(&plan);
	jobs_free(&jobs);
	return rc;
}

/* --- a log that is continued --- */

/* The cell of this gate that is the log's, with the log's number of tasks. */
static int adopt_cell(struct gating *g, const struct pair_cell *cell,
		      size_t *index, struct error *err)
{
	char name[PAIRS_NAME_SIZE];

	for (size_t c = 0; c < g->cells; c++) {
		struct pair_cell *ours = &g->pairs.cell[c];

		if (strcmp(ours->job, cell->job) != 0 ||
		    strcmp(ours->model, cell->model) != 0 ||
		    ours->concurrency != cell->concurrency ||
		    ours->metric != cell->metric)
			continue;
		if (cell->tasks != 0 && g->cell[c].work_ns == 0)
			break;
		ours->tasks = cell->tasks;
		*index = c;
		return 0;
	}
	return error_set(err, -EINVAL,
			 "the log has a cell '%s' (%s time) that the jobs "
			 "don't have: continue it with the same ones",
			 pairs_name(cell, name), metric_names[cell->metric]);
}

int gate_continue(struct gating *g, const struct pairs *log,
		  struct error *err)
{
	if (log->base_id != g->pairs.base_id ||
	    log->other_id != g->pairs.other_id)
		return error_set(err, -EINVAL,
				 "the log is of %s: it takes the same two "
				 "programs to continue it",
				 log->base_id != g->pairs.base_id
					 ? "another base"
					 : "another new program");
	if (log->cells != g->cells)
		return error_set(err, -EINVAL,
				 "the log has %zu cells, and the jobs have "
				 "%zu: continue it with the same ones",
				 log->cells, g->cells);
	for (size_t i = 0; i < log->count; i++) {
		struct pair pair = log->item[i];
		int rc = adopt_cell(g, &log->cell[pair.cell], &pair.cell, err);

		if (rc < 0)
			return rc;
		if (pairs_add(&g->pairs, &pair) < 0)
			return error_set(err, -ENOMEM, "out of memory");
	}
	g->batch = log->batch + 1;
	return 0;
}
