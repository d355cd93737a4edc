/* test_lane.c - chunks of unstamped tasks: the state of each task, with and
 * without failures. */
#include "tests/lab.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "multiproc/crash.h"
#include "runners/clock.h"
#include "runners/macros.h"

enum { TASKS = 1000 };

/* Which tasks fail, and at which one the worker dies. */
struct fate {
	size_t every;            /* each so many-th fails; 0: none */
	size_t victim;           /* TASKS: none */
	bool valued;             /* odd tasks have a value */
};

static bool fails(const struct fate *f, size_t task)
{
	return f->every && task % f->every == f->every - 1;
}

static int short_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	const struct fate *f = params;

	if (task == f->victim)
		raise(SIGKILL);
	if (f->valued && task % 2)
		v->number = task;
	return fails(f, task) ? io_fail(io, -EIO, "not this one") : 0;
}

static const struct workload short_workload = {
	.name = "short",
	.summary = "tasks that take no time",
	.tasks = TASKS,
	.body = short_body,
	.params_size = sizeof(struct fate),
	.unstamped = true,
};

static void lab_of(struct lab *lab, struct fate fate,
		   const struct workload *workload, const char *keys)
{
	struct job *job;
	char all[256];

	snprintf(all, sizeof(all), "workload=null tasks=%d %s", TASKS, keys);
	lab_init(lab, all);
	job = &lab->jobs.item[0];
	free(job->params);
	job->params = malloc(sizeof(fate));
	memcpy(job->params, &fate, sizeof(fate));
	job->workload = workload;
}

static void check_task(const struct area *area, const struct fate *f,
		       size_t task, const char *model)
{
	bool bad = fails(f, task) || task == f->victim;
	uint64_t right = f->valued && task % 2 && !bad ? task : 0;

	cr_assert_eq(area->state[task], bad ? TASK_FAILED : TASK_OK,
		     "%s, chunk %zu: task %zu is %d", model, area->chunk, task,
		     area->state[task]);
	cr_assert(area->slot[task].value.number == right,
		  "%s, chunk %zu: task %zu", model, area->chunk, task);
}

static void each_has_its_fate(struct lab *lab, struct fate fate,
			      const char *model)
{
	static const size_t chunks[] = { 1, 2, 7, 56, 64, 999, 1000, 5000 };

	for (size_t c = 0; c < ARRAY_SIZE(chunks); c++) {
		lab->jobs.item[0].set.chunk = chunks[c];
		lab_take(lab, model, 3);
		cr_assert_not_null(lab->area);
		cr_assert_not(lab->area->stamped);
		for (size_t i = 0; i < TASKS; i++)
			check_task(lab->area, &fate, i, model);
	}
}

static void each_has_its_fate_under_all(struct fate fate)
{
	struct lab lab;

	lab_of(&lab, fate, &short_workload, "");
	for (size_t m = 0; models[m].name; m++)
		each_has_its_fate(&lab, fate, models[m].name);
	lab_term(&lab);
}

Test(lane, every_task_of_every_chunk_is_ok_and_has_its_value)
{
	each_has_its_fate_under_all((struct fate){ .victim = TASKS,
						   .valued = true });
}

Test(lane, only_those_that_failed_have_failed_wherever_in_a_chunk)
{
	each_has_its_fate_under_all((struct fate){ 7, TASKS, false });
	each_has_its_fate_under_all((struct fate){ 2, TASKS, true });
}

Test(lane, all_may_fail)
{
	each_has_its_fate_under_all((struct fate){ 1, TASKS, true });
}

Test(lane, a_killed_worker_costs_the_task_in_its_hand_and_no_other)
{
	static const size_t victims[] = { 0, 1, 55, 56, 63, 64, 500, 999 };
	struct lab lab;

	for (size_t i = 0; i < ARRAY_SIZE(victims); i++) {
		struct fate fate = { 9, victims[i], true };

		lab_of(&lab, fate, &short_workload, "");
		each_has_its_fate(&lab, fate, "processes");
		lab_term(&lab);
	}
}

/* --- killed between two stores --- */

struct moment {
	struct lane lane;
	int state;               /* of task 25 */
	size_t ok;               /* tasks from 20 that are said to be */
	size_t failed;           /* of the lane's tasks */
	size_t at;               /* where the next one goes on */
};

/* Chunks of 10; this lane has 20 to 29, and the one before it is noted. What
 * is beyond belongs to others. */
static void dies_at(const struct moment *m)
{
	struct area_plan plan = { .tasks = 60,
				  .chunk = 10,
				  .lanes = 1,
				  .workers = 1 };
	struct area *area = area_new(&plan);
	struct crew crew = { .area = area, .workers = 1 };
	struct crash c = { .status = SIGKILL };

	area->lane[0] = m->lane;
	area->state[25] = (unsigned char)m->state;
	crash_settle(&c, &crew, 0);
	cr_assert_eq(c.tasks_failed, m->failed);
	cr_assert_eq(area->lane[0].at, m->at);
	for (size_t i = 0; i < 60; i++)
		if (i != 25 || m->state == TASK_PENDING)
			cr_assert_eq(area->state[i] == TASK_OK,
				     i >= 10 && i < 20 + m->ok, "task %zu", i);
	if (m->state)
		cr_assert_eq(area->state[25], m->state);
	area_free(area);
}

Test(lane, whatever_store_a_worker_was_killed_after_no_task_is_mistaken)
{
	static const struct moment moments[] = {
		/* the chunk before is done and being noted, and then noted */
		{ { .at = 20, .end = 20, .from = 10, .noted = 0,
		    .done = { 10 } }, 0, 0, 0, 20 },
		{ { .at = 20, .end = 20, .from = 10, .noted = 1,
		    .done = { 10 } }, 0, 0, 0, 20 },
		/* another is claimed: `from`, `at`, and `end` last */
		{ { .at = 20, .end = 20, .from = 40, .noted = 1,
		    .done = { 10 } }, 0, 0, 0, 20 },
		{ { .at = 40, .end = 20, .from = 40, .noted = 1,
		    .done = { 10 } }, 0, 0, 0, 40 },
		/* in the middle of one */
		{ { .at = 20, .end = 30, .from = 20, .noted = 1,
		    .done = { 10 } }, 0, 0, 1, 21 },
		{ { .at = 25, .end = 30, .from = 20, .noted = 1,
		    .done = { 10 } }, 0, 5, 1, 26 },
		{ { .at = 29, .end = 30, .from = 20, .noted = 1,
		    .done = { 10 } }, 0, 9, 1, 30 },
		/* a failure: what was before it is settled, then `from` goes
		 * past it, then it has its state, then comes the step */
		{ { .at = 25, .end = 30, .from = 26, .noted = 1,
		    .done = { 10 } }, 0, 0, 1, 26 },
		{ { .at = 25, .end = 30, .from = 26, .noted = 1,
		    .done = { 10 } }, TASK_FAILED, 0, 0, 26 },
		{ { .at = 26, .end = 30, .from = 26, .noted = 1,
		    .done = { 10 } }, TASK_FAILED, 0, 1, 27 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(moments); i++)
		dies_at(&moments[i]);
}

/* --- cancelled --- */

Test(lane, the_first_failure_leaves_the_rest_of_its_chunk_undone)
{
	struct fate fate = { 7, TASKS, false };
	struct lab lab;

	lab_of(&lab, fate, &short_workload, "fail-fast=yes chunk=100");
	for (size_t m = 0; models[m].name; m++) {
		const unsigned char *state;

		lab_take(&lab, models[m].name, 1);
		state = lab.area->state;
		for (size_t i = 0; i < TASKS; i++)
			cr_assert_eq(state[i], i < 6 ? TASK_OK
					       : i == 6 ? TASK_FAILED
							: TASK_PENDING,
				     "%s: task %zu", models[m].name, i);
	}
	lab_term(&lab);
}

static int first_fails(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	(void)params;
	if (task > 0) {
		v->number = task;
		return 0;
	}
	io_sleep(io, 20 * NS_PER_MS);
	return io_fail(io, -EIO, "the first one");
}

static const struct workload first_workload = {
	.name = "first",
	.summary = "the first task fails",
	.tasks = TASKS,
	.body = first_fails,
	.params_size = sizeof(struct fate),
};

/* The other lane waits for its task's time meanwhile. */
Test(lane, a_task_cancelled_before_its_time_came_was_not_done)
{
	struct lab lab;

	lab_of(&lab, (struct fate){ 0 }, &first_workload,
	       "fail-fast=yes chunk=10 rate=100 arrivals=even");
	for (size_t m = 1; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->tasks_failed, 1, "%s", s->reason);
		for (size_t i = 1; i < TASKS; i++)
			cr_assert_eq(lab.area->state[i] == TASK_OK,
				     lab.area->slot[i].value.number == i,
				     "%s: task %zu", models[m].name, i);
	}
	lab_term(&lab);
}
