/* test_suite.c - rounds of samples: all of them, in order, and ends. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure/suite.h"
#include "runners/clock.h"

#define NAP_NS (2 * NS_PER_MS)

/* A workload of naps, with answers. */
static int nap(struct io *io, const void *params, size_t task,
	       struct value *v)
{
	int rc = io_sleep(io, NAP_NS);

	(void)params;
	v->number = task * task;
	return rc;
}

static int nap_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	*right = (struct value){ task * task, 0 };
	return 0;
}

static int nap_waiting(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	*ns = NAP_NS * (1 + (task == 1));
	return 0;
}

/* Of the last task nothing is known. */
static int half_waiting(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	*ns = NAP_NS;
	return task == 2 ? -ENODATA : 0;
}

static void nap_describe(const void *params, char *buf, size_t size)
{
	(void)params;
	snprintf(buf, size, "naps of 2 ms");
}

static const struct workload naps = { .name = "naps",
				      .summary = "naps",
				      .tasks = 3,
				      .body = nap,
				      .answer = nap_answer,
				      .waiting = nap_waiting,
				      .describe = nap_describe };

enum { TAKEN_MOST = 1024 };

/* A suite, and what its callbacks saw. */
struct show {
	struct job item[4];
	struct jobs jobs;
	struct results results;
	struct origin origin;
	volatile sig_atomic_t interrupts;
	struct suite suite;

	size_t befores, afters, rounds;
	struct {
		const struct job *job;
		const struct model *model;
		size_t concurrency, left;
	} taken[TAKEN_MOST];
	size_t interrupt_at;     /* before the nth sample; 0: never */
	size_t fail_at;          /* after the nth round; 0: never */
};

static void before(void *user, const struct subject *s, size_t left)
{
	struct show *show = user;

	cr_assert_lt(show->befores, TAKEN_MOST);
	show->taken[show->befores].job = s->job;
	show->taken[show->befores].model = s->model;
	show->taken[show->befores].concurrency = s->concurrency;
	show->taken[show->befores].left = left;
	if (++show->befores == show->interrupt_at)
		show->interrupts = 1;
}

static void after(void *user, const struct subject *s,
		  const struct sample *sample, const struct area *area)
{
	struct show *show = user;
	const struct cell *cell = &show->results.cell[sample->cell];

	show->afters++;
	cr_assert_str_eq(cell->model, s->model->name);
	cr_assert_eq(cell->concurrency, s->concurrency);
	cr_assert_eq(area->tasks, s->job->set.tasks);
	if (sample->state == SAMPLE_OK)
		cr_assert(area->slot[2].value.number == 4);
}

static int after_round(void *user)
{
	struct show *show = user;

	return ++show->rounds == show->fail_at ? -ENOSPC : 0;
}

/* A job is a group of its own. */
static struct job *add_job(struct show *show, const char *names,
			   const char *concurrency)
{
	struct job *job = &show->item[show->jobs.count];
	struct error err = { "" };

	*job = (struct job){ .name = "naps",
			     .group = show->jobs.groups++,
			     .workload = &naps,
			     .set = { .tasks = 3,
				      .chunk = 1,
				      .workers = 1,
				      .repeat = 3,
				      .warmup.count = 1,
				      .deadline_ns = 60 * NS_PER_S } };
	cr_assert_eq(models_parse(names, &job->models, &err), 0);
	cr_assert_eq(counts_parse("c", concurrency, 1, 99, &job->concurrency,
				  &err),
		     0);
	show->jobs.item = show->item;
	show->jobs.count++;
	return job;
}

static struct show *show_new(void)
{
	struct show *show = calloc(1, sizeof(*show));

	results_init(&show->results);
	return show;
}

static int play(struct show *show, uint64_t seed, uint64_t max_time_ns)
{
	int rc;

	show->suite = (struct suite){ .jobs = &show->jobs,
				      .origin = &show->origin,
				      .results = &show->results,
				      .seed = seed,
				      .max_time_ns = max_time_ns,
				      .interrupts = &show->interrupts,
				      .user = show,
				      .before = before,
				      .after = after,
				      .round = after_round };
	cr_assert_eq(suite_init(&show->suite), 0);
	rc = suite_run(&show->suite);
	suite_term(&show->suite);
	return rc;
}

static void show_free(struct show *show)
{
	for (size_t i = 0; i < show->jobs.count; i++)
		models_free(&show->item[i].models);
	results_free(&show->results);
	free(show);
}

static size_t samples_of(const struct show *show, size_t cell)
{
	size_t n = 0;

	for (size_t i = 0; i < show->results.samples; i++)
		n += show->results.sample[i].cell == cell;
	return n;
}

Test(suite, every_cell_has_a_good_sample_of_each_round)
{
	struct show *show = show_new();
	bool seen[3][7] = { { false } };

	add_job(show, "serial,threads,processes,async", "2,3");
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->results.cells, 7);
	cr_assert_eq(show->results.samples, 3 * 7);
	for (size_t i = 0; i < 3 * 7; i++) {
		const struct sample *s = &show->results.sample[i];

		cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
		cr_assert_eq(s->position, i + 1);
		cr_assert_eq(s->round, i / 7 + 1);
		cr_assert_not(seen[s->round - 1][s->cell]);
		seen[s->round - 1][s->cell] = true;
		cr_assert_eq(s->tasks_ok, 3);
		cr_assert_geq(s->run_ns, NAP_NS);
	}
	show_free(show);
}

Test(suite, warm_ups_are_run_and_forgotten)
{
	struct show *show = show_new();

	add_job(show, "threads,async", "3")->set.warmup.count = 2;
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->befores, (2 + 3) * 2);
	cr_assert_eq(show->afters, 3 * 2);
	cr_assert_eq(show->results.samples, 3 * 2);
	cr_assert_eq(show->rounds, 3);
	show_free(show);
}

/* A round takes 4 ms or more, and the time is looked at before each. */
Test(suite, a_warm_up_by_time_is_whole_rounds)
{
	struct show *show = show_new();
	struct job *job = add_job(show, "threads,async", "3");
	size_t warm;

	job->set.warmup = (struct rounds){ .ns = 30 * NS_PER_MS };
	cr_assert_eq(play(show, 1, 0), 0);
	warm = show->befores - 3 * 2;
	cr_expect_geq(warm, 2);
	cr_expect_leq(warm, 2 * 8, "%zu", warm);
	cr_expect_eq(warm % 2, 0, "%zu", warm);
	cr_expect_eq(show->results.samples, 3 * 2);
	cr_expect_eq(show->taken[warm - 1].left, 1 + 3 * 2);
	cr_expect_eq(show->taken[warm].left, 3 * 2);
	show_free(show);
}

Test(suite, what_is_left_counts_down_to_one_over_all_groups)
{
	struct show *show = show_new();

	add_job(show, "serial,async", "3");
	add_job(show, "threads", "1,2,3")->set.repeat = 1;
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->befores, 4 * 2 + 2 * 3);
	for (size_t i = 0; i < show->befores; i++)
		cr_assert_eq(show->taken[i].left, show->befores - i);
	show_free(show);
}

Test(suite, a_group_ends_before_the_next_begins)
{
	struct show *show = show_new();

	add_job(show, "serial,async", "3");
	add_job(show, "threads", "3");
	cr_assert_eq(play(show, 1, 0), 0);
	for (size_t i = 0; i < show->befores; i++)
		cr_assert_eq(show->taken[i].job, &show->item[i >= 4 * 2]);
	show_free(show);
}

Test(suite, cells_say_what_is_measured)
{
	struct show *show = show_new();
	const struct cell *cell;

	add_job(show, "async", "2");
	cr_assert_eq(play(show, 1, 0), 0);
	cell = &show->results.cell[0];
	cr_assert_str_eq(cell->job, "naps");
	cr_assert_str_eq(cell->workload, "naps");
	cr_assert_str_eq(cell->model, "async");
	cr_assert_str_eq(cell->params, "naps of 2 ms");
	cr_assert_eq(cell->concurrency, 2);
	cr_assert_eq(cell->lanes, 2);
	cr_assert_eq(cell->workers, 1);
	cr_assert_eq(cell->tasks, 3);
	cr_assert_eq(cell->repeat, 3);
	cr_assert(cell->known);
	cr_assert(cell->waiting_known);
	cr_assert_eq(cell->waiting_ns, 4 * NAP_NS);
	cr_assert_eq(cell->longest_ns, 2 * NAP_NS);
	show_free(show);
}

Test(suite, waiting_is_unknown_if_it_is_of_one_task)
{
	struct workload half = naps, silent = naps;
	struct show *show = show_new();

	half.waiting = half_waiting;
	silent.waiting = NULL;
	add_job(show, "async", "2");
	show->item[0].workload = &half;
	add_job(show, "async", "2");
	show->item[1].workload = &silent;
	cr_assert_eq(play(show, 1, 0), 0);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_not(show->results.cell[i].waiting_known);
		cr_expect_eq(show->results.cell[i].waiting_ns, 0);
		cr_expect_eq(show->results.cell[i].longest_ns, 0);
	}
	show_free(show);
}

/* The order in which its samples were taken. */
static struct show *played(uint64_t seed)
{
	struct show *show = show_new();

	add_job(show, "serial,threads,processes,async", "2,3");
	cr_assert_eq(play(show, seed, 0), 0);
	return show;
}

static bool same_order(const struct show *a, const struct show *b)
{
	cr_assert_eq(a->befores, b->befores);
	for (size_t i = 0; i < a->befores; i++)
		if (a->taken[i].model != b->taken[i].model ||
		    a->taken[i].concurrency != b->taken[i].concurrency)
			return false;
	return true;
}

Test(suite, the_same_seed_gives_the_same_order_and_another_another)
{
	struct show *a = played(7), *b = played(7), *c = played(8);

	cr_assert(same_order(a, b));
	cr_assert_not(same_order(a, c));
	show_free(a);
	show_free(b);
	show_free(c);
}

/* A round takes at least two naps of each of three tasks one after the other:
 * 12 ms. Of 1,000 rounds 300 ms carry 25 at most. */
Test(suite, a_time_bound_drops_whole_rounds)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "1")->set.repeat = 1000;
	cr_assert_eq(play(show, 1, 300 * NS_PER_MS), 0);
	cr_assert_geq(samples_of(show, 0), 1);
	cr_assert_leq(samples_of(show, 0), 25);
	cr_assert_eq(samples_of(show, 0), samples_of(show, 1));
	cr_assert_eq(show->rounds, samples_of(show, 0));
	show_free(show);
}

Test(suite, a_time_bound_that_is_passed_leaves_every_group_a_round)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "1");
	add_job(show, "async", "2");
	add_job(show, "serial", "1")->set.warmup.count = 0;
	cr_assert_eq(play(show, 1, 1), 0);
	cr_assert_eq(show->results.samples, 2 + 1 + 1);
	for (size_t cell = 0; cell < 4; cell++)
		cr_assert_eq(samples_of(show, cell), 1);
	show_free(show);
}

Test(suite, a_time_bound_that_is_not_reached_drops_nothing)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "2");
	add_job(show, "async", "2");
	cr_assert_eq(play(show, 1, 600 * NS_PER_S), 0);
	cr_assert_eq(show->results.samples, 3 * 2 + 3);
	show_free(show);
}

Test(suite, an_interrupt_stops_after_the_sample_under_way)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "2");
	add_job(show, "async", "2");
	show->interrupt_at = 2 + 2 + 1;    /* in the second round */
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->befores, 5);
	cr_assert_eq(show->results.samples, 3);
	cr_assert_eq(show->rounds, 1, "half a round is no round");
	show_free(show);
}

Test(suite, an_interrupt_cancels_tasks_that_have_not_started)
{
	struct show *show = show_new();
	struct job *job = add_job(show, "serial", "1");

	job->set.warmup.count = 0;
	job->set.tasks = 5000;             /* 10 s */
	show->interrupt_at = 1;
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->results.samples, 1);
	cr_assert_eq(show->results.sample[0].state, SAMPLE_CANCELLED);
	cr_assert_lt(show->results.sample[0].tasks_ok, 5000);
	show_free(show);
}

Test(suite, an_interrupt_in_a_warm_up_leaves_no_sample)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "2");
	show->interrupt_at = 1;
	cr_assert_eq(play(show, 1, 0), 0);
	cr_assert_eq(show->befores, 1);
	cr_assert_eq(show->results.samples, 0);
	show_free(show);
}

Test(suite, an_error_after_a_round_stops_it_and_comes_back)
{
	struct show *show = show_new();

	add_job(show, "serial,threads", "2");
	add_job(show, "async", "2");
	show->fail_at = 2;
	cr_assert_eq(play(show, 1, 0), -ENOSPC);
	cr_assert_eq(show->results.samples, 2 * 2);
	show_free(show);
}

Test(suite, callbacks_are_not_required)
{
	struct show *show = show_new();

	add_job(show, "async", "2");
	show->suite = (struct suite){ .jobs = &show->jobs,
				      .origin = &show->origin,
				      .results = &show->results,
				      .interrupts = &show->interrupts };
	cr_assert_eq(suite_init(&show->suite), 0);
	cr_assert_eq(suite_run(&show->suite), 0);
	cr_assert_eq(show->results.samples, 3);
	suite_term(&show->suite);
	show_free(show);
}
