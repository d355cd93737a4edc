/* test_plan.c - every cell once a round, in an order that the seed gives. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "bench/plan/plan.h"

struct planned {
	struct jobs jobs;
	struct plan plan;
};

static void add_job(struct jobs *jobs, const char *name, const char *names,
		    const char *concurrency)
{
	struct draft d = { .name = strdup(name) };
	struct error err = { "" };

	draft_add(&d, "workload", "squares", NULL, false);
	draft_add(&d, "model", names, NULL, false);
	draft_add(&d, "concurrency", concurrency, NULL, false);
	cr_assert_eq(jobs_build(jobs, &d, &err), 0, "%s", err.text);
	draft_free(&d);
}

static void plan_of(struct planned *p, uint64_t seed)
{
	cr_assert_eq(plan_init(&p->plan, &p->jobs, seed), 0);
}

static void term(struct planned *p)
{
	plan_term(&p->plan);
	jobs_free(&p->jobs);
}

static size_t cells_with(const struct planned *p, const char *model,
			 size_t concurrency)
{
	size_t n = 0;

	for (size_t i = 0; i < p->plan.cells; i++)
		n += !strcmp(p->plan.cell[i].model->name, model) &&
		     p->plan.cell[i].concurrency == concurrency;
	return n;
}

Test(plan, every_model_stands_at_every_concurrency_but_serial_once)
{
	struct planned p = { 0 };

	add_job(&p.jobs, "a", "serial,threads,async", "1,4,16");
	plan_of(&p, 1);
	cr_assert_eq(p.plan.cells, 7);
	cr_assert_eq(cells_with(&p, "serial", 1), 1);
	for (size_t k = 1; k <= 16; k *= 4) {
		cr_assert_eq(cells_with(&p, "threads", k), 1);
		cr_assert_eq(cells_with(&p, "async", k), 1);
	}
	term(&p);
}

Test(plan, serial_stands_once_for_each_job)
{
	struct planned p = { 0 };

	add_job(&p.jobs, "a", "serial,threads", "2,3");
	add_job(&p.jobs, "b", "serial", "5");
	plan_of(&p, 1);
	cr_assert_eq(p.plan.cells, 4);
	cr_assert_eq(cells_with(&p, "serial", 1), 2);
	cr_assert_eq(p.plan.cell[3].job, &p.jobs.item[1]);
	term(&p);
}

Test(plan, cells_stand_in_the_order_of_the_table)
{
	struct planned p = { 0 };

	add_job(&p.jobs, "a", "threads,async", "2,4");
	plan_of(&p, 99);
	cr_assert_eq(p.plan.cell[0].concurrency, 2);
	cr_assert_eq(p.plan.cell[1].concurrency, 2);
	cr_assert_str_eq(p.plan.cell[1].model->name, "async");
	cr_assert_eq(p.plan.cell[2].concurrency, 4);
	term(&p);
}

/* Two groups, the first of two jobs: they share rounds. */
static void two_groups(struct planned *p, uint64_t seed)
{
	struct draft d = { .name = strdup("both") };

	draft_add(&d, "workload", "squares", NULL, false);
	draft_add(&d, "base", "10,20", NULL, false);
	draft_add(&d, "concurrency", "2,4", NULL, false);
	cr_assert_eq(jobs_build(&p->jobs, &d, NULL), 0);
	draft_free(&d);
	add_job(&p->jobs, "other",
		"serial,threads,processes,async,threads+async,processes+async",
		"3");
	plan_of(p, seed);
}

Test(plan, a_round_has_every_cell_of_its_group_once_and_no_other)
{
	struct planned p = { 0 };
	size_t order[64];

	two_groups(&p, 5);
	cr_assert_eq(p.plan.cells, 2 * 7 + 6);
	for (unsigned round = 0; round < 50; round++)
		for (size_t group = 0; group < 2; group++) {
			unsigned seen[64] = { 0 };
			size_t n = plan_round(&p.plan, group, order);

			cr_assert_eq(n, group ? 6 : 14);
			for (size_t i = 0; i < n; i++) {
				const struct subject *s =
					&p.plan.cell[order[i]];

				cr_assert_eq(s->job->group, group);
				cr_assert_eq(seen[order[i]]++, 0);
			}
		}
	term(&p);
}

/* All orders of `rounds` rounds, one after the other. */
static size_t orders(uint64_t seed, unsigned rounds, size_t *all)
{
	struct planned p = { 0 };
	size_t n = 0;

	two_groups(&p, seed);
	for (unsigned i = 0; i < rounds; i++)
		n += plan_round(&p.plan, i % 2, all + n);
	term(&p);
	return n;
}

Test(plan, the_same_seed_gives_the_same_orders)
{
	size_t a[256], b[256];
	size_t n = orders(7, 20, a);

	cr_assert_eq(n, 200);
	cr_assert_eq(orders(7, 20, b), n);
	cr_assert_eq(memcmp(a, b, n * sizeof(*a)), 0);
}

Test(plan, another_seed_gives_other_orders)
{
	size_t a[256], b[256];
	size_t n = orders(7, 20, a);

	orders(8, 20, b);
	cr_assert_neq(memcmp(a, b, n * sizeof(*a)), 0);
}

Test(plan, rounds_differ_from_each_other)
{
	struct planned p = { 0 };
	size_t a[64], b[64], n;

	two_groups(&p, 1);
	n = plan_round(&p.plan, 0, a);
	plan_round(&p.plan, 0, b);
	cr_assert_neq(memcmp(a, b, n * sizeof(*a)), 0);
	term(&p);
}

Test(plan, every_cell_comes_first_now_and_then)
{
	struct planned p = { 0 };
	unsigned first[64] = { 0 };
	size_t order[64];

	two_groups(&p, 1);
	for (unsigned round = 0; round < 600; round++) {
		plan_round(&p.plan, 1, order);
		first[order[0]]++;
	}
	/* 100 each are expected, with a deviation of 9. */
	for (size_t i = 14; i < 20; i++) {
		cr_assert_gt(first[i], 50);
		cr_assert_lt(first[i], 150);
	}
	term(&p);
}

Test(plan, no_jobs_make_no_cells)
{
	struct planned p = { 0 };
	size_t order[1];

	plan_of(&p, 1);
	cr_assert_eq(p.plan.cells, 0);
	cr_assert_eq(plan_round(&p.plan, 0, order), 0);
	term(&p);
}
