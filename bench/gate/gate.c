/* gate.c - stages, rounds, pairs. What came of them is for verdict.c; what
 * they run in is gate_files.c's.
 */
#include "bench/gate/gate.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/gate/duet.h"
#include "bench/plan/settings.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/memory.h"
#include "runners/units.h"

enum { CALIBRATIONS = 3 };

/* What runs against the base. */
static enum gate_program opponent(enum pair_stage stage)
{
	return stage == PAIR_CONTROL ? GATE_COPY : GATE_NEW;
}

/* One of the pair, which must be of the same work as all before it. */
static int check(struct gating *g, enum gate_program who, size_t index,
		 const struct measurement *m, double *ns, struct error *err)
{
	struct gate_cell *cell = &g->cell[index];
	const struct pair_cell *what = &g->pairs.cell[index];
	const char *program = g->program[who].name;
	char name[PAIRS_NAME_SIZE];

	pairs_name(what, name);
	*ns = what->metric == METRIC_CPU ? m->cpu_ns : m->wall_ns;
	memcpy(g->version[who], m->version, sizeof(m->version));
	if (!*cell->work)
		memcpy(cell->work, m->work, sizeof(m->work));
	if (strcmp(cell->work, m->work) != 0)
		return error_set(err, -EBADMSG,
				 "%s: not the same work in '%s': '%.180s', "
				 "before: '%.180s'",
				 program, name, m->work, cell->work);
	if (isnan(*ns))
		return error_set(err, -EBADMSG,
				 "%s writes no column 'run_began_ns', which "
				 "the time of '%s' takes in slices: "
				 "'--slice 0', or '--metric cpu'",
				 program, name);
	if (!(*ns > 0.0))
		return error_set(err, -ERANGE,
				 "%s: '%s' took no time: give it more tasks",
				 program, name);
	return 0;
}

/* m[0] is of the base. */
static int run_pair(struct gating *g, size_t index, enum gate_program other,
		    size_t first, struct measurement m[2], struct error *err)
{
	const struct gate_cell *cell = &g->cell[index];
	const struct pair_cell *what = &g->pairs.cell[index];
	struct program copy[2];
	struct measurement measured[2];
	char jobs[PATH_MAX + 16];
	struct random slices;
	struct duet duet = {
		.program = { &copy[first], &copy[!first] },
		.spec = { .directory = g->directory.path,
			  .jobs = jobs,
			  .section = what->job,
			  .model = what->model,
			  .concurrency = what->concurrency,
			  .tasks = what->tasks,
			  .processors = cell->processors,
			  .first_processor = random_below(&g->random, 4096),
			  .seed = random_below(&g->random, 1000000000) },
		.slice_ns = cell->waits ? 0 : g->plan.slice_ns,
		.deadline_ns = 2 * cell->deadline_ns + 20 * NS_PER_S,
		.random = &slices,
		.interrupts = g->interrupts,
	};
	int rc = gate_copy(g, GATE_BASE, 'a', &copy[0], err);

	if (rc == 0)
		rc = gate_copy(g, other, 'b', &copy[1], err);
	/* How many slices there are follows from the clock: what is drawn for
	 * them must not move what comes after. */
	random_init(&slices, random_bits(&g->random));
	snprintf(jobs, sizeof(jobs), "%s/jobs.ini", g->directory.path);
	if (rc == 0)
		rc = duet_run(&duet, measured, err);
	for (size_t i = 0; i < 2 && rc == 0; i++)
		m[i] = measured[i ^ first];
	return rc;
}

static int measure(struct gating *g, size_t index, enum gate_program other,
		   struct pair *pair, struct error *err)
{
	const enum gate_program which[2] = { GATE_BASE, other };
	double *ns[2] = { &pair->base_ns, &pair->other_ns };
	struct measurement m[2];
	int rc = run_pair(g, index, other, pair->other_first, m, err);

	for (size_t i = 0; i < 2 && rc == 0; i++)
		rc = check(g, which[i], index, &m[i], ns[i], err);
	return rc;
}

static int take_pair(struct gating *g, enum pair_stage stage, size_t round,
		     size_t cell, struct error *err)
{
	struct pair pair = {
		.cell = cell,
		.stage = stage,
		.batch = g->batch,
		.round = round,
		.other_first = random_bits(&g->random) >> 63,
	};
	uint64_t start = clock_ns();
	int rc = measure(g, cell, opponent(stage), &pair, err);

	pair.took_ns = (double)(clock_ns() - start);
	if (rc == 0 && round > 0 && pairs_add(&g->pairs, &pair) < 0)
		rc = error_set(err, -ENOMEM, "out of memory");
	return rc;
}

static int run_round(struct gating *g, enum pair_stage stage, size_t round,
		     const bool *which, struct error *err)
{
	size_t *order = memory_new(g->cells + 1, sizeof(*order));
	size_t n = 0;
	int rc = 0;

	if (!order)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t c = 0; c < g->cells; c++)
		if (!which || which[c])
			order[n++] = c;
	random_shuffle(&g->random, order, n);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = take_pair(g, stage, round, order[i], err);
	free(order);
	return rc;
}

int gate_stage(struct gating *g, enum pair_stage stage, size_t rounds,
	       const bool *which, struct error *err)
{
	int rc = 0;

	uint64_t before;

	/* So that earlier confirmations don't count any more. */
	g->pairs.batch = g->batch;
	before = pairs_rounds(&g->pairs, stage);
	for (size_t round = 1; round <= rounds && rc == 0; round++) {
		if (g->before)
			g->before(g->user, stage, round, rounds);
		rc = run_round(g, stage, before + round, which, err);
	}
	return rc;
}

/* --- tasks that do the work asked for --- */

/* The next number of tasks to try, or to keep. */
static int scale_tasks(const struct gating *g, size_t index, uint64_t tasks,
		       double ns, uint64_t *next, struct error *err)
{
	double wanted = (double)tasks * (double)g->cell[index].work_ns / ns;
	char name[PAIRS_NAME_SIZE], time[UNITS_TEXT_SIZE];

	*next = (uint64_t)fmax(ceil(wanted), 1.0);
	if (wanted <= TASKS_MAX)
		return 0;
	units_format_duration((double)g->cell[index].work_ns, time,
			      sizeof(time));
	return error_set(err, -ERANGE,
			 "'%s' would take %.3g tasks to do %s of work: make "
			 "each task larger",
			 pairs_name(&g->pairs.cell[index], name), wanted,
			 time);
}

/* By processor time, which doesn't grow where others use the machine; but what
 * a task waits for takes none. Of a handful of tasks most is overhead, so once
 * isn't enough. */
static int calibrate_cell(struct gating *g, size_t index, struct error *err)
{
	struct pair_cell *what = &g->pairs.cell[index];
	int rc = 0;

	for (int i = 0; i < CALIBRATIONS && rc == 0; i++) {
		struct measurement m[2];
		double ns;

		rc = run_pair(g, index, GATE_COPY, i % 2, m, err);
		if (rc < 0)
			break;
		ns = g->cell[index].waits ? m[0].wall_ns : m[0].cpu_ns;
		if (ns > 0.0)
			rc = scale_tasks(g, index, m[0].tasks, ns,
					 &what->tasks, err);
		else
			what->tasks = MIN(10 * m[0].tasks, TASKS_MAX);
	}
	return rc;
}

int gate_calibrate(struct gating *g, struct error *err)
{
	int rc = 0;

	for (size_t c = 0; c < g->cells && rc == 0; c++)
		if (g->cell[c].work_ns && !g->pairs.cell[c].tasks)
			rc = calibrate_cell(g, c, err);
	return rc;
}

/* Round 0 is discarded. */
int gate_warm(struct gating *g, struct error *err)
{
	int rc = run_round(g, PAIR_CONTROL, 0, NULL, err);

	return rc < 0 ? rc : run_round(g, PAIR_TEST, 0, NULL, err);
}

size_t gate_pairs(const struct gate_plan *plan, size_t look, size_t needed,
		  uint64_t spent_ns, double round_ns)
{
	double alpha = verdict_spend(plan->rules.alpha, look);
	size_t least = verdict_least_pairs(alpha);
	uint64_t left = 0, n = MIN(needed, plan->max_pairs);

	if (plan->max_time_ns > spent_ns)
		left = plan->max_time_ns - spent_ns;
	if (round_ns > 0.0)
		n = MIN(n, (uint64_t)((double)left / 2.0 / round_ns));
	return n < least ? 0 : (size_t)n;
}

/* How many pairs this look takes; 0: none, the control decides already. That
 * may depend on the control, but never on the contrast that is tested. */
static int plan_test(struct gating *g, size_t *pairs, struct error *err)
{
	struct verdict v;
	int rc = verdict_make(&g->pairs, &g->plan.rules, &v);
	bool alarm = false;

	for (size_t c = 0; c < v.cells; c++)
		alarm |= v.cell[c].control_alarm;
	*pairs = alarm ? 0 : gate_pairs(&g->plan, v.look, v.needed,
					clock_ns() - g->start_ns,
					pairs_round_ns(&g->pairs,
						       PAIR_CONTROL));
	verdict_free(&v);
	return rc < 0 ? error_set(err, rc, "out of memory") : 0;
}

static int confirm(struct gating *g, size_t pairs, struct error *err)
{
	bool *which = memory_new(g->cells + 1, sizeof(*which));
	bool any = false;
	struct verdict v;
	int rc = verdict_make(&g->pairs, &g->plan.rules, &v);

	if (rc < 0 || !which)
		rc = error_set(err, -ENOMEM, "out of memory");
	for (size_t c = 0; c < v.cells && rc == 0; c++)
		any |= which[c] = v.cell[c].suspect;
	if (rc == 0 && any)
		rc = gate_stage(g, PAIR_CONFIRM, pairs, which, err);
	verdict_free(&v);
	free(which);
	return rc;
}

int gate_run(struct gating *g, struct error *err)
{
	size_t pairs = 0;
	int rc = gate_calibrate(g, err);

	if (rc == 0)
		rc = gate_warm(g, err);
	if (rc == 0)
		rc = gate_stage(g, PAIR_CONTROL, g->plan.control, NULL, err);
	if (rc == 0)
		rc = plan_test(g, &pairs, err);
	if (rc == 0)
		rc = gate_stage(g, PAIR_TEST, pairs, NULL, err);
	if (rc == 0 && pairs > 0)
		rc = confirm(g, pairs, err);
	return rc;
}
