/* rates_history.c - false and missed changes of whole histories
 * (bench/analysis/history_changes.h): ten cells, noise of 1 % unless it says
 * otherwise.
 */
#include <math.h>
#include <stdlib.h>

#include "tests/made_history.h"
#include "tests/rates.h"

enum { CELLS = 10 };

struct plan {
	size_t cells, runs;
	double (*noise)(struct random *r);
	double sd;
	size_t at, steps;         /* in cell 0 from run `at` on, as many */
	double step;              /* steps of this, `at` runs apart */
};

static double exponential(struct random *r)
{
	return random_exponential(r, 1.0);
}

static double level(const struct plan *p, size_t cell, size_t run)
{
	size_t steps = cell == 0 && p->steps ? run / p->at : 0;

	return p->step * (double)(steps < p->steps ? steps : p->steps);
}

static void draw(const struct plan *p, struct random *r, struct history *h)
{
	struct environment env;

	history_init(h);
	for (size_t i = 0; i < p->runs; i++) {
		made_history_run(&env, i);
		for (size_t c = 0; c < p->cells; c++)
			if (made_history_add(h, &env, c,
					     5e7 * exp(level(p, c, i) +
						       p->sd * p->noise(r))))
				abort();
	}
}

static void find(const struct history *h, struct history_changes *c)
{
	const struct history_rules rules = { HISTORY_ALPHA, METRIC_WALL,
					     CHANGE_MAX_POINTS, false };

	if (history_changes_make(h, &rules, c) < 0)
		abort();
}

/* Changes of cells from .. to - 1. */
static size_t count(const struct history_changes *c, size_t from, size_t to)
{
	size_t found = 0;

	for (size_t i = from; i < to; i++)
		found += c->series[i].changes;
	return found;
}

static void no_change(uint64_t trials, uint64_t seed, size_t cells,
		      size_t runs, const char *name,
		      double (*noise)(struct random *r))
{
	const struct plan plan = { cells, runs, noise, 0.01, 1, 0, 0.0 };
	struct history_changes c;
	struct history h;
	uint64_t found = 0;
	struct random r;
	char what[96];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		draw(&plan, &r, &h);
		find(&h, &c);
		found += count(&c, 0, cells) > 0;
		history_changes_free(&c);
		history_free(&h);
	}
	snprintf(what, sizeof(what),
		 "no change, %zu cell%s, %zu runs, %s: a change", cells,
		 cells == 1 ? "" : "s", runs, name);
	rates_row(what, found, trials, "<= 5 %");
}

static size_t near(const struct history_series *s, size_t at, size_t off)
{
	for (size_t i = 0; i < s->changes; i++)
		if (s->change[i].at + off >= at && s->change[i].at <= at + off)
			return 1;
	return 0;
}

static void steps(uint64_t trials, uint64_t seed, const struct plan *plan)
{
	uint64_t found = 0, placed = 0, elsewhere = 0, all = 0;
	size_t off = plan->at / 4;
	struct history_changes c;
	struct history h;
	struct random r;
	char what[128];

	random_init(&r, seed);
	for (uint64_t t = 0; t < trials; t++) {
		draw(plan, &r, &h);
		find(&h, &c);
		found += c.series[0].changes > 0;
		all += c.series[0].changes;
		for (size_t k = 1; k <= plan->steps; k++)
			placed += near(&c.series[0], k * plan->at, off);
		elsewhere += count(&c, 1, plan->cells) > 0;
		history_changes_free(&c);
		history_free(&h);
	}
	snprintf(what, sizeof(what),
		 "%zu step%s of %.0f %% in one cell of %zu, noise %.0f %%, "
		 "%zu runs each: a change there", plan->steps,
		 plan->steps == 1 ? "" : "s", 100.0 * plan->step, plan->cells,
		 100.0 * plan->sd, plan->at);
	rates_row(what, found, trials, "");
	snprintf(what, sizeof(what), "there: steps found within %zu runs",
		 off);
	rates_row(what, placed, plan->steps * trials, "");
	rates_row("there: a change in another cell", elsewhere, trials,
		  "<= 5 %");
	printf("| there: changes found, of %zu | %.2f | | | |\n", plan->steps,
	       (double)all / (double)trials);
}

/* `--check 10` after each run from the 20th on. */
static void checks(uint64_t trials, uint64_t seed)
{
	struct plan plan = { 5, 80, rates_normal, 0.01, 1, 0, 0.0 };
	uint64_t alarms = 0;
	struct random r;

	for (uint64_t t = 0; t < trials; t++) {
		bool alarm = false;

		for (plan.runs = 20; plan.runs <= 80 && !alarm; plan.runs++) {
			struct history_changes c;
			struct history h;

			random_init(&r, seed + t);
			draw(&plan, &r, &h);
			find(&h, &c);
			alarm = history_changes_slower(&c, 10) > 0;
			history_changes_free(&c);
			history_free(&h);
		}
		alarms += alarm;
	}
	rates_row("no change, 5 cells, --check 10 after each of 60 runs: an "
		  "alarm in any", alarms, trials, "");
}

void rates_history(uint64_t trials, uint64_t seed)
{
	static const struct plan plans[] = {
		{ CELLS, 40, rates_normal, 0.01, 20, 1, 0.03 },
		{ CELLS, 40, rates_normal, 0.02, 20, 1, 0.03 },
		{ CELLS, 220, rates_normal, 0.01, 20, 10, 0.01 },
	};

	/* What is said to stay below 1 in 20 is counted closely. */
	trials *= 4;
	no_change(trials, seed, 1, 40, "normal", rates_normal);
	no_change(trials, seed, CELLS, 40, "normal", rates_normal);
	no_change(trials, seed, CELLS, 40, "t2", rates_t2);
	no_change(trials, seed, CELLS, 40, "exponential", exponential);
	no_change(trials, seed, CELLS, 100, "normal", rates_normal);
	trials /= 4;
	steps(trials, seed, &plans[0]);
	steps(trials, seed, &plans[1]);
	steps(trials / 10, seed, &plans[2]);
	checks(trials / 5, seed);
}
