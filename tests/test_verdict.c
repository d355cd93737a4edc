/* test_verdict.c - red, green and noisy, from made-up pairs;
 * and how often the gate alarms, and finds, under noise with a memory.
 */
#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "bench/analysis/outcome.h"
#include "bench/gate/verdict.h"
#include "bench/stats/binomial.h"
#include "bench/stats/normal.h"
#include "runners/macros.h"
#include "runners/random.h"
#include "tests/rules.h"

enum { CELLS = 5, CONTROL = 12 };

/* Times in ten of which the noise goes on from one sample to the next. */
#define MEMORY 0.5

struct machine {
	struct random random;
	double level[CELLS];
	double sd;                /* of a ln ratio between neighbours */
	double effect[CELLS];     /* ratio of new to base */
};

static void machine_init(struct machine *m, uint64_t seed, double sd)
{
	*m = (struct machine){ .sd = sd };
	random_init(&m->random, seed);
	for (size_t c = 0; c < CELLS; c++)
		m->effect[c] = 1.0;
}

/* The next ln time of the cell: autoregressive, lag-1 correlation MEMORY. Two
 * neighbours differ by sd. */
static double sample(struct machine *m, size_t c)
{
	double fresh = normal_point(random_unit(&m->random) + 0x1p-54);

	m->level[c] = MEMORY * m->level[c] +
		      sqrt(1.0 - MEMORY * MEMORY) * m->sd * fresh;
	return m->level[c];
}

/* `rounds` pairs of all cells, or of those that v suspects. */
static void stage(struct machine *m, struct pairs *p, enum pair_stage which,
		  size_t rounds, const struct verdict *v)
{
	for (size_t i = 1; i <= rounds; i++)
		for (size_t c = 0; c < p->cells; c++) {
			bool other_first = random_bits(&m->random) >> 63;
			double first, second, effect;

			if (v && !v->cell[c].suspect)
				continue;
			first = sample(m, c);
			second = sample(m, c);
			effect = which == PAIR_CONTROL ? 1.0 : m->effect[c];
			cr_assert_eq(pairs_add(p, &(struct pair){
				.cell = c, .stage = which, .round = i,
				.other_first = other_first,
				.base_ns = 3e8 * exp(other_first ? second
								 : first),
				.other_ns = 3e8 * effect *
					    exp(other_first ? first : second),
			}), 0);
		}
}

static void cells(struct pairs *p, size_t n)
{
	*p = (struct pairs){ 0 };
	for (size_t c = 0; c < n; c++)
		pairs_add_cell(p, &(struct pair_cell){ .job = "cell" });
}

/* A whole gate on that machine, as gate.c runs it. */
static void gate(struct machine *m, struct pairs *p, size_t n_cells,
		 size_t max_pairs, uint64_t seed, struct verdict *v)
{
	struct verdict_rules rules = verdict_rules_default;
	size_t pairs;

	rules.seed = seed;
	cells(p, n_cells);
	stage(m, p, PAIR_CONTROL, CONTROL, NULL);
	cr_assert_eq(verdict_make(p, &rules, v), 0);
	pairs = MIN(v->needed, max_pairs);
	verdict_free(v);
	stage(m, p, PAIR_TEST, pairs, NULL);
	cr_assert_eq(verdict_make(p, &rules, v), 0);
	stage(m, p, PAIR_CONFIRM, pairs, v);
	verdict_free(v);
	cr_assert_eq(verdict_make(p, &rules, v), 0);
}

static void done(struct pairs *p, struct verdict *v)
{
	verdict_free(v);
	pairs_free(p);
}

/* Whole gates on a machine on which one cell has an effect. The outcome of
 * each cell by its first letter: pass, REGRESSION, inconclusive. */
static const struct whole {
	const char *fact;
	double sd;
	size_t cell;
	double effect;
	size_t cells, max_pairs;
	enum outcome outcome;
	const char *each, *why;
	size_t needed_more_than;
} wholes[] = {
	{ "what is slower in both stages is red", 0.02, 1, 1.06, 3, 60,
	  OUTCOME_REGRESSION, "pRp", "1 of 3 cells are slower", 0 },
	{ "what is the same passes, and what is faster too", 0.02, 0, 0.7, 3,
	  60, OUTCOME_PASS, "ppp", "no cell of 3 is slower", 0 },
	{ "what is sure but small is no regression", 0.002, 0, 1.015, 2, 60,
	  OUTCOME_PASS, "pp", "no cell of 2 is slower", 0 },
	{ "too noisy for the pairs allowed is never a pass", 0.10, 0, 1.0, 3,
	  30, OUTCOME_INCONCLUSIVE, "iii", "", 60 },
	{ "a huge slow-down is red with too few pairs for a pass", 0.10, 2,
	  2.0, 3, 10, OUTCOME_REGRESSION, "iiR", "1 of 3 cells are slower",
	  10 },
};

static void check_whole(const struct whole *w, const struct verdict *v)
{
	const struct verdict_cell *cell = &v->cell[w->cell];

	cr_expect_eq(v->outcome, w->outcome, "%s: %s", w->fact, v->why);
	cr_expect(strstr(v->why, w->why), "%s: '%s'", w->fact, v->why);
	for (size_t c = 0; c < w->cells; c++)
		cr_expect_eq(outcome_name(v->cell[c].outcome)[0], w->each[c],
			     "%s: cell %zu: %s", w->fact, c,
			     v->cell[c].why);
	cr_expect_float_eq(cell->ratio.estimate, w->effect, w->sd * 2.5,
			   "%s: %g", w->fact, cell->ratio.estimate);
	if (w->effect > 1.0)
		cr_expect_leq(cell->p, 0.01, "%s: p %g", w->fact, cell->p);
	if (w->needed_more_than)
		cr_expect_gt(v->needed, w->needed_more_than, "%s: %zu",
			     w->fact, v->needed);
	if (w->outcome == OUTCOME_INCONCLUSIVE)
		cr_expect(strstr(cell->why, "too noisy"), "%s: '%s'", w->fact,
			  cell->why);
}

Test(verdict, whole_gates)
{
	for (size_t i = 0; i < ARRAY_SIZE(wholes); i++) {
		const struct whole *w = &wholes[i];
		struct machine m;
		struct pairs p;
		struct verdict v;

		machine_init(&m, i + 1, w->sd);
		m.effect[w->cell] = w->effect;
		gate(&m, &p, w->cells, w->max_pairs, 1, &v);
		check_whole(w, &v);
		done(&p, &v);
	}
}

/* Gates to which something is missing: pairs of a stage, the last ones of the
 * log, a time that is above 0, a machine as calm as in the control. */
static const struct partial {
	const char *fact;
	size_t cells, control, test;
	double test_sd;
	size_t lost;             /* pairs, from the end */
	size_t zero;             /* so far from the end: no time; 0: none */
	const char *why;         /* of the first cell, if there is one */
} partials[] = {
	{ "nothing at all", 0, 0, 0, 0.01, 0, 0, "" },
	{ "a test without a control", 1, 0, 20, 0.01, 0, 0,
	  "0 pairs of control, and it takes 9" },
	{ "a control without a test", 1, CONTROL, 6, 0.01, 0, 0,
	  "6 pairs, and it takes 8 for any verdict" },
	{ "a pair that is missing", 2, CONTROL, 20, 0.01, 1, 0, "" },
	{ "a time of zero", 1, CONTROL, 20, 0.01, 0, 3, "" },
	{ "a machine noisier than in the control", 1, CONTROL, 14, 0.20, 0, 0,
	  "noisier than the control" },
};

Test(verdict, what_is_not_whole_is_inconclusive)
{
	for (size_t i = 0; i < ARRAY_SIZE(partials); i++) {
		const struct partial *q = &partials[i];
		struct machine m;
		struct pairs p;
		struct verdict v;

		machine_init(&m, 6 + i, 0.01);
		cells(&p, q->cells);
		stage(&m, &p, PAIR_CONTROL, q->control, NULL);
		m.sd = q->test_sd;
		stage(&m, &p, PAIR_TEST, q->test, NULL);
		p.count -= q->lost;
		if (q->zero)
			p.item[p.count - q->zero].other_ns = 0.0;
		cr_assert_eq(verdict_make(&p, &verdict_rules_default, &v), 0);
		cr_expect_eq(v.outcome, OUTCOME_INCONCLUSIVE, "%s: %s",
			     q->fact, v.why);
		if (q->cells)
			cr_expect(strstr(v.cell[0].why, q->why), "%s: '%s'",
				  q->fact, v.cell[0].why);
		if (q->test_sd > 0.01)
			cr_expect_leq(v.needed, q->test, "%s", q->fact);
		done(&p, &v);
	}
}

Test(verdict, a_suspicion_that_fresh_pairs_deny_is_inconclusive)
{
	struct machine m;
	struct pairs p;
	struct verdict v;

	machine_init(&m, 7, 0.02);
	cells(&p, 2);
	m.effect[0] = 1.10;
	stage(&m, &p, PAIR_CONTROL, CONTROL, NULL);
	stage(&m, &p, PAIR_TEST, 20, NULL);
	m.effect[0] = 1.0;
	cr_assert_eq(verdict_make(&p, &verdict_rules_default, &v), 0);
	cr_expect_not_null(strstr(v.cell[0].why, "no fresh pairs"));
	cr_expect_eq(v.outcome, OUTCOME_INCONCLUSIVE);
	stage(&m, &p, PAIR_CONFIRM, 20, &v);
	verdict_free(&v);
	cr_assert_eq(verdict_make(&p, &verdict_rules_default, &v), 0);
	cr_expect_eq(v.outcome, OUTCOME_INCONCLUSIVE, "%s", v.cell[0].why);
	cr_expect_eq(v.cell[0].confirm_pairs, 20u);
	cr_expect_eq(v.cell[1].confirm_pairs, 0u);
	done(&p, &v);
}

static void check_control_alarm(double effect)
{
	struct machine m;
	struct pairs p;
	struct verdict v;

	machine_init(&m, 8, 0.01);
	cells(&p, 2);
	m.effect[1] = effect;
	stage(&m, &p, PAIR_TEST, CONTROL, NULL);
	for (size_t i = 0; i < p.count; i++)
		p.item[i].stage = PAIR_CONTROL;
	m.effect[1] = 1.5;
	stage(&m, &p, PAIR_TEST, 20, NULL);
	cr_assert_eq(verdict_make(&p, &verdict_rules_default, &v), 0);
	cr_expect(v.cell[1].control_alarm && !v.cell[0].control_alarm);
	cr_expect_eq(v.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_not_null(strstr(v.why, "null control alarms in 1 of 2"));
	done(&p, &v);
}

Test(verdict, a_control_that_alarms_either_way_makes_all_inconclusive)
{
	check_control_alarm(1.06);
	check_control_alarm(1.0 / 1.06);
}

Test(verdict, the_same_pairs_and_seed_have_the_same_verdict)
{
	struct verdict_rules rules = verdict_rules_default;
	struct machine m;
	struct pairs p;
	struct verdict a, b;

	machine_init(&m, 13, 0.03);
	rules.seed = 99;
	cells(&p, 3);
	stage(&m, &p, PAIR_CONTROL, CONTROL, NULL);
	stage(&m, &p, PAIR_TEST, 24, NULL);
	cr_assert_eq(verdict_make(&p, &rules, &a), 0);
	cr_assert_eq(verdict_make(&p, &rules, &b), 0);
	for (size_t c = 0; c < 3; c++)
		cr_expect(a.cell[c].p == b.cell[c].p &&
			  a.cell[c].at_most == b.cell[c].at_most);
	verdict_free(&a);
	done(&p, &b);
}

/* 0 alarms in 299 show at most 1 %, with 95 % confidence. */
Test(verdict, where_nothing_differs_it_alarms_in_one_percent_at_most)
{
	size_t alarms = 0, trials = 299, passes = 0;
	double limit;

	for (size_t t = 0; t < trials; t++) {
		struct machine m;
		struct pairs p;
		struct verdict v;

		machine_init(&m, 1000 + t, 0.02);
		gate(&m, &p, CELLS, 60, t, &v);
		alarms += v.outcome == OUTCOME_REGRESSION;
		passes += v.outcome == OUTCOME_PASS;
		done(&p, &v);
	}
	cr_assert_eq(binomial_upper_limit(alarms, trials, 0.95, &limit), 0);
	cr_expect_leq(limit, 0.01, "%zu alarms", alarms);
	cr_expect_geq(passes, trials * 95 / 100, "%zu passes", passes);
}

/* 92 of 93 show at least 95 %. */
Test(verdict, five_percent_in_one_cell_are_found)
{
	size_t found = 0, trials = 93;
	double limit;

	for (size_t t = 0; t < trials; t++) {
		struct machine m;
		struct pairs p;
		struct verdict v;

		machine_init(&m, 5000 + t, 0.02);
		m.effect[t % CELLS] = 1.05;
		gate(&m, &p, CELLS, 60, t, &v);
		found += v.outcome == OUTCOME_REGRESSION &&
			 v.cell[t % CELLS].outcome == OUTCOME_REGRESSION;
		done(&p, &v);
	}
	cr_assert_eq(binomial_lower_limit(found, trials, 0.95, &limit), 0);
	cr_expect_geq(limit, 0.95, "%zu found", found);
}
