/* rates_gate.c - false alarms, false passes and power of bench/gate, with
 * gates of pairs whose truth is known.
 *
 * A pair's ln ratio is the truth, noise, and what the two copies of the
 * programs do to the time: N(0, bias) for each copy and cell. Either the
 * programs are copied once, or freshly for each pair, as gate.c does.
 */
#include <math.h>
#include <stdio.h>

#include "bench/gate/gate.h"
#include "bench/gate/verdict.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "tests/rates.h"
#include "tests/rules.h"

enum { MAX_CELLS = 40, CONTROL = 12, MAX_PAIRS = 60 };

struct machine {
	const char *what;
	size_t cells;
	double sd;                /* of a pair's noise */
	double outliers;          /* the part of pairs that are 30 % off */
	double bias;              /* of a copy */
	bool copied_once;
	double effect;            /* in one cell */
	size_t looks;             /* at most; 0: one */
};

struct trial {
	const struct machine *machine;
	struct random *random;
	struct pairs pairs;
	double bias[GATE_PROGRAMS][MAX_CELLS];
	size_t victim;
};

static double noise(struct trial *t)
{
	const struct machine *m = t->machine;
	double x = m->sd * rates_normal(t->random);

	if (random_unit(t->random) < m->outliers)
		x += random_bits(t->random) >> 63 ? 0.3 : -0.3;
	return x;
}

static double ln_ratio(struct trial *t, enum pair_stage stage, size_t c)
{
	const struct machine *m = t->machine;
	size_t other = stage == PAIR_CONTROL ? GATE_COPY : GATE_NEW;
	double x = noise(t);

	if (m->copied_once)
		x += t->bias[other][c] - t->bias[GATE_BASE][c];
	else
		x += sqrt(2.0) * m->bias * rates_normal(t->random);
	if (stage != PAIR_CONTROL && c == t->victim)
		x += log1p(m->effect);
	return x;
}

static void add(struct trial *t, size_t look, enum pair_stage stage,
		size_t rounds, const struct verdict *v)
{
	uint64_t before;

	t->pairs.batch = look;
	before = pairs_rounds(&t->pairs, stage);
	for (size_t i = 1; i <= rounds; i++)
		for (size_t c = 0; c < t->machine->cells; c++) {
			struct pair pair = { .cell = c,
					     .stage = stage,
					     .batch = look,
					     .round = before + i,
					     .base_ns = 3e8 };

			if (v && !v->cell[c].suspect)
				continue;
			pair.other_ns = 3e8 * exp(ln_ratio(t, stage, c));
			pairs_add(&t->pairs, &pair);
		}
}

static void judge(struct trial *t, uint64_t seed, struct verdict *v)
{
	struct verdict_rules rules = verdict_rules_default;

	rules.seed = seed;
	verdict_make(&t->pairs, &rules, v);
}

/* As gate_run goes; *pairs: of the test. */
static void look(struct trial *t, size_t number, uint64_t seed, size_t *pairs,
		 struct verdict *v)
{
	const struct gate_plan plan = { .rules = verdict_rules_default,
					.max_pairs = MAX_PAIRS,
					.max_time_ns = 3600 * NS_PER_S };
	bool alarm = false;

	add(t, number, PAIR_CONTROL, CONTROL, NULL);
	judge(t, seed, v);
	for (size_t c = 0; c < v->cells; c++)
		alarm |= v->cell[c].control_alarm;
	if (alarm)
		return;
	*pairs = gate_pairs(&plan, number, v->needed, 0, 0.0);
	verdict_free(v);
	add(t, number, PAIR_TEST, *pairs, NULL);
	judge(t, seed, v);
	add(t, number, PAIR_CONFIRM, *pairs, v);
	verdict_free(v);
	judge(t, seed, v);
}

struct count {
	uint64_t red, pass, open, victim;
	double pairs;             /* of first looks */
};

static void gate(struct trial *t, uint64_t seed, struct count *count)
{
	const struct machine *m = t->machine;
	struct verdict v;

	for (size_t c = 0; c < m->cells; c++) {
		pairs_add_cell(&t->pairs, &(struct pair_cell){ .job = "cell" });
		for (int i = 0; i < GATE_PROGRAMS; i++)
			t->bias[i][c] = m->bias * rates_normal(t->random);
	}
	for (size_t n = 1;; n++) {
		size_t pairs = 0;

		look(t, n, seed, &pairs, &v);
		count->pairs += n == 1 ? (double)pairs : 0.0;
		if (n >= m->looks || v.outcome != OUTCOME_INCONCLUSIVE)
			break;
		verdict_free(&v);
	}
	count->red += v.outcome == OUTCOME_REGRESSION;
	count->pass += v.outcome == OUTCOME_PASS;
	count->open += v.outcome == OUTCOME_INCONCLUSIVE;
	count->victim += v.cell[t->victim].outcome == OUTCOME_REGRESSION;
	verdict_free(&v);
}

static struct count run(const struct machine *m, uint64_t trials,
			uint64_t seed)
{
	struct count count = { 0 };
	struct random r;

	random_init(&r, seed);
	for (uint64_t n = 0; n < trials; n++) {
		struct trial t = { .machine = m, .random = &r,
				   .victim = n % m->cells };

		gate(&t, n, &count);
		pairs_free(&t.pairs);
	}
	return count;
}

static const struct machine unchanged[] = {
	{ .what = "40 cells", .cells = 40, .sd = 0.02 },
	{ .what = "40 cells, copied once, bias 1 %", .cells = 40, .sd = 0.02,
	  .bias = 0.01, .copied_once = true },
	{ .what = "40 cells, fresh copies, bias 1 %", .cells = 40, .sd = 0.02,
	  .bias = 0.01 },
	{ .what = "5 cells, 1 in 20 pairs 30 % off", .cells = 5, .sd = 0.02,
	  .outliers = 0.05 },
	{ .what = "5 cells, noise of 8 %, up to 3 looks", .cells = 5,
	  .sd = 0.08, .looks = 3 },
	{ .what = "5 cells, noise of 8 %, bias 1 %, up to 3 looks", .cells = 5,
	  .sd = 0.08, .bias = 0.01, .looks = 3 },
};

static const struct machine slower[] = {
	{ .what = "5 cells, one 5 % slower", .cells = 5, .sd = 0.02,
	  .effect = 0.05 },
	{ .what = "5 cells, bias 1 %, one 5 % slower", .cells = 5, .sd = 0.02,
	  .bias = 0.01, .effect = 0.05 },
	{ .what = "5 cells, 1 in 20 pairs 30 % off, one 5 % slower",
	  .cells = 5, .sd = 0.02, .outliers = 0.05, .effect = 0.05 },
	{ .what = "40 cells, bias 1 %, one 5 % slower", .cells = 40, .sd = 0.02,
	  .bias = 0.01, .effect = 0.05 },
};

/* Of what is this slow a pass says nothing; how often does it come? */
static const double effects[] = { 0.02, 0.025, 0.03, 0.035, 0.04, 0.045,
				  0.05 };

static void row(const char *what, const char *then, uint64_t k, uint64_t n,
		const char *goal)
{
	char text[160];

	snprintf(text, sizeof(text), "%s: %s", what, then);
	rates_row(text, k, n, goal);
}

void rates_gate(uint64_t trials, uint64_t seed)
{
	char text[96];

	for (size_t i = 0; i < ARRAY_SIZE(unchanged); i++) {
		const struct machine *m = &unchanged[i];
		struct count c = run(m, trials, seed);

		row(m->what, "red", c.red, trials,
		    m->copied_once ? "" : "<= 1 %");
		row("there", "pass", c.pass, trials, "");
		printf("| there: pairs of a test, in the mean | %.1f | | | |\n",
		       c.pairs / (double)trials);
	}
	for (size_t i = 0; i < ARRAY_SIZE(slower); i++) {
		const struct machine *m = &slower[i];
		struct count c = run(m, trials, seed);

		row(m->what, "red", c.victim, trials, ">= 95 %");
		row("there", "pass", c.pass, trials, "<= 1 %");
	}
	for (size_t i = 0; i < ARRAY_SIZE(effects); i++) {
		const struct machine m = { .cells = 5, .sd = 0.03,
					   .effect = effects[i] };
		struct count c = run(&m, trials, seed);

		snprintf(text, sizeof(text),
			 "5 cells, noise of 3 %%, one %.1f %% slower",
			 100.0 * effects[i]);
		row(text, "pass", c.pass, trials,
		    effects[i] < 0.05 ? "" : "<= 1 %");
		row("there", "red", c.victim, trials, "");
	}
}
