/* self_test.c - trial gates out of a log of pairs. */
#include "bench/gate/self_test.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/binomial.h"
#include "bench/stats/stats.h"
#include "runners/macros.h"

enum { BLOCK = 5 };               /* rounds that stay together */

/* The rounds of one kind: pair[round * cells + cell]. They are dealt in blocks,
 * whose order is shuffled for each trial. */
struct deck {
	const struct pair **pair;
	size_t rounds;            /* a multiple of BLOCK */
	size_t *block;
	size_t dealt;
};

struct trials {
	const struct pairs *log;
	const struct gate_plan *plan;
	struct deck plain, slowed;
	size_t room;              /* pairs that a test can have */
	double round_ns;
	struct random random;
};

/* --- the log as decks --- */

static int deck_make(const struct pairs *log, enum pair_stage stage,
		     size_t least, struct deck *deck, struct error *err)
{
	size_t count = 0;

	for (size_t i = 0; i < log->count; i++)
		count += log->item[i].stage == stage;
	deck->rounds = log->cells ? count / log->cells : 0;
	deck->pair = calloc(count + 1, sizeof(*deck->pair));
	if (!deck->pair)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < log->count; i++) {
		const struct pair *pair = &log->item[i];
		uint64_t round = pair->round - 1;

		if (pair->stage == stage && round < deck->rounds)
			deck->pair[round * log->cells + pair->cell] = pair;
	}
	for (size_t i = 0; i < deck->rounds * log->cells; i++)
		if (!deck->pair[i])
			deck->rounds = 0;
	if (deck->rounds * log->cells != count || deck->rounds < least)
		return error_set(err, -ENODATA,
				 "the log has %zu pairs '%s' of %zu cells: it "
				 "takes %zu complete rounds at the least",
				 count, pairs_stages[stage], log->cells,
				 least);
	deck->rounds -= deck->rounds % BLOCK;
	deck->block = calloc(deck->rounds / BLOCK, sizeof(*deck->block));
	return deck->block ? 0 : error_set(err, -ENOMEM, "out of memory");
}

static void deck_free(struct deck *deck)
{
	free(deck->block);
	free(deck->pair);
}

static void shuffle(struct deck *deck, struct random *r)
{
	for (size_t i = 0; i < deck->rounds / BLOCK; i++)
		deck->block[i] = i;
	random_shuffle(r, deck->block, deck->rounds / BLOCK);
	deck->dealt = 0;
}

/* The next round, none twice. There must be one. */
static size_t deal(struct deck *deck)
{
	size_t i = deck->dealt++;

	return deck->block[i / BLOCK] * BLOCK + i % BLOCK;
}

/* --- one trial --- */

/* Adds `rounds` rounds of this stage, each cell's from its deck. */
static int draw(struct trials *t, struct pairs *trial, enum pair_stage stage,
		size_t rounds, const bool *which, size_t victim)
{
	bool control = stage == PAIR_CONTROL;
	int rc = 0;

	for (size_t i = 0; i < rounds; i++) {
		size_t plain = deal(&t->plain) * t->log->cells;
		size_t slowed = control ? 0
					: deal(&t->slowed) * t->log->cells;

		for (size_t c = 0; c < t->log->cells && rc == 0; c++) {
			bool slow = c == victim && !control;
			struct pair pair =
				*(slow ? t->slowed.pair[slowed + c]
				       : t->plain.pair[plain + c]);

			if (which && !which[c])
				continue;
			pair.stage = stage;
			pair.round = i + 1;
			rc = pairs_add(trial, &pair);
		}
	}
	return rc;
}

/* As gate.c plans it, but no more than the log has fresh pairs for. */
static size_t plan_pairs(const struct trials *t, size_t needed)
{
	const struct gate_plan *plan = t->plan;
	double spent = t->round_ns * (double)(plan->control + 2);
	size_t n = gate_pairs(plan, needed, (uint64_t)spent, t->round_ns);

	n = MIN(n, t->room);
	return n < verdict_least_pairs(plan->rules.alpha) ? 0 : n;
}

static int trial_init(const struct trials *t, struct pairs *trial)
{
	for (size_t c = 0; c < t->log->cells; c++)
		if (pairs_add_cell(trial, &t->log->cell[c]) == (size_t)-1)
			return -ENOMEM;
	return 0;
}

/* As gate_run goes, stage by stage, but for a test after a control that
 * alarms too: the verdict is the same. *v is made if 0 is returned. */
static int run(struct trials *t, struct pairs *trial, size_t victim,
	       const struct verdict_rules *rules, size_t *pairs,
	       struct verdict *v)
{
	bool *which = calloc(t->log->cells + 1, sizeof(*which));
	int rc = which ? trial_init(t, trial) : -ENOMEM;

	if (rc == 0)
		rc = draw(t, trial, PAIR_CONTROL, t->plan->control, NULL,
			  victim);
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	if (rc == 0) {
		*pairs = plan_pairs(t, v->needed);
		verdict_free(v);
		rc = draw(t, trial, PAIR_TEST, *pairs, NULL, victim);
	}
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	if (rc == 0) {
		for (size_t c = 0; c < v->cells; c++)
			which[c] = v->cell[c].suspect;
		verdict_free(v);
		rc = draw(t, trial, PAIR_CONFIRM, *pairs, which, victim);
	}
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	free(which);
	return rc;
}

static int run_trial(struct trials *t, size_t number, bool slowed,
		     struct self_test_rate *rate, double *pairs_sum)
{
	size_t victim = slowed ? number % t->log->cells : (size_t)-1;
	struct verdict_rules rules = t->plan->rules;
	struct pairs trial = { 0 };
	struct verdict v;
	size_t pairs = 0;
	int rc;

	rules.seed = random_bits(&t->random);
	shuffle(&t->plain, &t->random);
	shuffle(&t->slowed, &t->random);
	rc = run(t, &trial, victim, &rules, &pairs, &v);
	if (rc == 0) {
		bool red = v.outcome == OUTCOME_REGRESSION;

		rate->trials++;
		rate->red += red;
		rate->pass += v.outcome == OUTCOME_PASS;
		rate->open += v.outcome == OUTCOME_INCONCLUSIVE;
		rate->hits += red && (!slowed || v.cell[victim].outcome ==
							 OUTCOME_REGRESSION);
		*pairs_sum += (double)pairs;
		verdict_free(&v);
	}
	pairs_free(&trial);
	return rc;
}

static int run_trials(struct trials *t, size_t alarm_trials,
		      size_t found_trials, struct self_test *test)
{
	double sum = 0.0;
	int rc = 0;

	for (size_t i = 0; i < alarm_trials && rc == 0; i++)
		rc = run_trial(t, i, false, &test->alarms, &sum);
	for (size_t i = 0; i < found_trials && rc == 0; i++)
		rc = run_trial(t, i, true, &test->found, &sum);
	test->pairs = sum / (double)(alarm_trials + found_trials);
	return rc;
}

/* --- what they show --- */

/* What was injected is work; this is what it cost. */
static int measure_effect(const struct pairs *log, struct self_test *test)
{
	test->least = INFINITY;
	for (size_t c = 0; c < log->cells; c++) {
		size_t n = pairs_count(log, c, PAIR_INJECTED);
		double *ln_ratio = calloc(n + 1, sizeof(*ln_ratio));
		double median = 0.0;
		int rc = ln_ratio ? pairs_ln_ratios(log, c, PAIR_INJECTED,
						    ln_ratio)
				  : -ENOMEM;

		if (rc == 0)
			rc = stats_sort(ln_ratio, ln_ratio, n);
		if (rc == 0)
			rc = stats_median(ln_ratio, n, &median);
		free(ln_ratio);
		if (rc < 0)
			return rc;
		test->least = fmin(test->least, exp(median));
		test->most = fmax(test->most, exp(median));
	}
	return 0;
}

static int judge(struct self_test *test)
{
	struct self_test_rate *a = &test->alarms, *f = &test->found;
	double least = 0.0;
	int rc = binomial_interval(a->hits, a->trials, 0.95, &a->low,
				   &a->high);

	if (rc == 0)
		rc = binomial_interval(f->hits, f->trials, 0.95, &f->low,
				       &f->high);
	if (rc == 0)
		rc = binomial_upper_limit(a->hits, a->trials, 0.95, &a->limit);
	if (rc == 0)
		rc = binomial_lower_limit(f->hits, f->trials, 0.95, &f->limit);
	if (rc == 0)
		rc = binomial_lower_limit(a->hits, a->trials, 0.95, &least);
	if (least > SELF_TEST_ALARMS)
		test->outcome = OUTCOME_REGRESSION;
	else if (a->limit <= SELF_TEST_ALARMS && f->limit >= SELF_TEST_POWER)
		test->outcome = OUTCOME_PASS;
	else
		test->outcome = OUTCOME_INCONCLUSIVE;
	return rc;
}

size_t self_test_least_rounds(size_t control, double alpha)
{
	return control + 2 * verdict_least_pairs(alpha) + BLOCK;
}

int self_test_make(const struct pairs *log, const struct gate_plan *plan,
		   size_t alarm_trials, size_t found_trials,
		   struct self_test *test, struct error *err)
{
	struct trials t = { .log = log, .plan = plan };
	double alpha = plan->rules.alpha;
	int rc = deck_make(log, PAIR_CONTROL,
			   self_test_least_rounds(plan->control, alpha),
			   &t.plain, err);

	*test = (struct self_test){ .outcome = OUTCOME_INCONCLUSIVE };
	random_init(&t.random, plan->seed);
	t.round_ns = pairs_round_ns(log, PAIR_CONTROL);
	if (rc == 0)
		rc = deck_make(log, PAIR_INJECTED,
			       self_test_least_rounds(0, alpha), &t.slowed,
			       err);
	if (rc == 0) {
		t.room = MIN((t.plain.rounds - plan->control) / 2,
			     t.slowed.rounds / 2);
		test->room = t.room;
		rc = measure_effect(log, test);
		if (rc == 0)
			rc = run_trials(&t, alarm_trials, found_trials, test);
		if (rc == 0)
			rc = judge(test);
		if (rc < 0)
			error_set(err, rc, "cannot judge the log: %s",
				  strerror(-rc));
	}
	deck_free(&t.plain);
	deck_free(&t.slowed);
	return rc;
}

static void print_rate(const struct self_test_rate *r, const char *what,
		       const char *hits, const char *limit, FILE *stream)
{
	fprintf(stream,
		"%s: %zu of %zu trial gates %s: %.2f %%, 95 %% interval "
		"%.2f..%.2f %%;\n  %s %.2f %% with 95 %% confidence "
		"(passed: %zu, inconclusive: %zu)\n",
		what, r->hits, r->trials, hits,
		100.0 * (double)r->hits / (double)r->trials, 100.0 * r->low,
		100.0 * r->high, limit, 100.0 * r->limit, r->pass, r->open);
}

void self_test_print(const struct self_test *test, FILE *stream)
{
	print_rate(&test->alarms, "nothing changed", "alarm", "at most",
		   stream);
	print_rate(&test->found, "one cell slowed down", "find it",
		   "at least", stream);
	fprintf(stream,
		"the slow-down was %.1f to %.1f %% (median of pairs, cell by "
		"cell)\n",
		100.0 * (test->least - 1.0), 100.0 * (test->most - 1.0));
	fprintf(stream,
		"a test had %.1f pairs in the mean; the log has room for "
		"%zu\n",
		test->pairs, test->room);
	switch (test->outcome) {
	case OUTCOME_PASS:
		fprintf(stream, "pass: alarms at most %g %%, found at least "
				"%g %%\n",
			100.0 * SELF_TEST_ALARMS, 100.0 * SELF_TEST_POWER);
		break;
	case OUTCOME_REGRESSION:
		fprintf(stream, "FAILED: more than %g %% alarms\n",
			100.0 * SELF_TEST_ALARMS);
		break;
	case OUTCOME_INCONCLUSIVE:
		fprintf(stream,
			"inconclusive: neither shown to keep to %g %% of "
			"alarms and %g %% found, nor that it alarms more\n",
			100.0 * SELF_TEST_ALARMS, 100.0 * SELF_TEST_POWER);
		break;
	}
}
