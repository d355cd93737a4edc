/* self_test.c - trial gates out of logs of pairs. */
#include "bench/gate/self_test.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/binomial.h"
#include "bench/stats/normal.h"
#include "bench/stats/stats.h"
#include "runners/macros.h"
#include "runners/memory.h"

enum { BLOCK = 5 };               /* rounds that stay together */

/* The rounds of one kind in one log: pair[round * cells + cell]. They are drawn
 * in blocks, whose order is shuffled for each trial. */
struct supply {
	const struct pair **pair;
	size_t rounds;            /* a multiple of BLOCK */
	size_t *block;
	size_t drawn;
};

struct log {
	struct supply plain, slowed;
};

struct trials {
	const struct pairs *pairs;  /* of all logs */
	const struct gate_plan *plan;
	struct log *log;
	size_t logs;
	size_t room;              /* pairs that a test can have */
	double round_ns;
	struct random random;
};

/* --- the logs --- */

/* Which round of its log this one is, from 0; SIZE_MAX: of another log or
 * kind. `first` is the first round of the log. */
static size_t place(const struct pair *pair, enum pair_stage stage,
		    size_t log, uint64_t first)
{
	if (pair->stage != stage || pair->batch != log + 1)
		return SIZE_MAX;
	return pair->round - first;
}

static uint64_t first_round(const struct pairs *p, enum pair_stage stage,
			    size_t log)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < p->count; i++)
		if (place(&p->item[i], stage, log, 0) != SIZE_MAX)
			first = MIN(first, p->item[i].round);
	return first;
}

static size_t fill(const struct pairs *p, enum pair_stage stage, size_t log,
		   struct supply *s)
{
	uint64_t first = first_round(p, stage, log);
	size_t count = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct pair *pair = &p->item[i];
		size_t round = place(pair, stage, log, first);

		count += round != SIZE_MAX;
		if (round < p->count / p->cells)
			s->pair[round * p->cells + pair->cell] = pair;
	}
	return count;
}

static int supply_make(const struct pairs *p, enum pair_stage stage,
		       size_t log, size_t least, struct supply *s,
		       struct error *err)
{
	size_t count;

	s->pair = memory_new(p->count + 1, sizeof(*s->pair));
	if (!s->pair)
		return error_set(err, -ENOMEM, "out of memory");
	count = p->cells ? fill(p, stage, log, s) : 0;
	s->rounds = p->cells ? count / p->cells : 0;
	for (size_t i = 0; i < s->rounds * p->cells; i++)
		if (!s->pair[i])
			s->rounds = 0;
	if (s->rounds * p->cells != count || s->rounds < least)
		return error_set(err, -ENODATA,
				 "log %zu has %zu pairs '%s' of %zu cells: it "
				 "takes %zu complete rounds at the least",
				 log + 1, count, pairs_stages[stage], p->cells,
				 least);
	s->rounds -= s->rounds % BLOCK;
	s->block = memory_new(s->rounds / BLOCK, sizeof(*s->block));
	return s->block ? 0 : error_set(err, -ENOMEM, "out of memory");
}

static void supply_free(struct supply *s)
{
	free(s->block);
	free(s->pair);
}

static int make_logs(struct trials *t, struct error *err)
{
	double alpha = verdict_spend(t->plan->rules.alpha, 1);
	size_t control = t->plan->control;
	int rc = 0;

	t->logs = t->pairs->batch;
	if (t->logs < SELF_TEST_LOGS_LEAST || t->logs > SELF_TEST_LOGS_MOST)
		return error_set(err, -ENODATA,
				 "%zu logs of pairs: it takes %d to %d, for "
				 "all trials of one log share its pairs",
				 t->logs, SELF_TEST_LOGS_LEAST,
				 SELF_TEST_LOGS_MOST);
	t->log = memory_new(t->logs, sizeof(*t->log));
	if (!t->log)
		return error_set(err, -ENOMEM, "out of memory");
	t->room = SIZE_MAX;
	for (size_t i = 0; i < t->logs && rc == 0; i++) {
		struct log *log = &t->log[i];

		rc = supply_make(t->pairs, PAIR_CONTROL, i,
				 self_test_least_rounds(control, alpha),
				 &log->plain, err);
		if (rc == 0)
			rc = supply_make(t->pairs, PAIR_INJECTED, i,
					 self_test_least_rounds(0, alpha),
					 &log->slowed, err);
		t->room = MIN(t->room, (log->plain.rounds - control) / 2);
		t->room = MIN(t->room, log->slowed.rounds / 2);
	}
	return rc;
}

static void free_logs(struct trials *t)
{
	for (size_t i = 0; t->log && i < t->logs; i++) {
		supply_free(&t->log[i].plain);
		supply_free(&t->log[i].slowed);
	}
	free(t->log);
}

static void shuffle(struct supply *s, struct random *r)
{
	for (size_t i = 0; i < s->rounds / BLOCK; i++)
		s->block[i] = i;
	random_shuffle(r, s->block, s->rounds / BLOCK);
	s->drawn = 0;
}

/* The next round, none twice. There must be one. */
static size_t next(struct supply *s)
{
	size_t i = s->drawn++;

	return s->block[i / BLOCK] * BLOCK + i % BLOCK;
}

/* --- one trial --- */

/* Adds `rounds` rounds of this stage. */
static int draw(struct log *log, struct pairs *trial, enum pair_stage stage,
		size_t rounds, const bool *which, size_t victim)
{
	bool control = stage == PAIR_CONTROL;
	int rc = 0;

	for (size_t i = 0; i < rounds; i++) {
		size_t plain = next(&log->plain) * trial->cells;
		size_t slowed = control ? 0 : next(&log->slowed) * trial->cells;

		for (size_t c = 0; c < trial->cells && rc == 0; c++) {
			bool slow = c == victim && !control;
			struct pair pair =
				*(slow ? log->slowed.pair[slowed + c]
				       : log->plain.pair[plain + c]);

			if (which && !which[c])
				continue;
			pair.stage = stage;
			pair.batch = 1;
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
	size_t n = gate_pairs(plan, 1, needed, (uint64_t)spent, t->round_ns);

	return MIN(n, t->room);
}

static int trial_init(const struct trials *t, struct pairs *trial)
{
	for (size_t c = 0; c < t->pairs->cells; c++)
		if (pairs_add_cell(trial, &t->pairs->cell[c]) == (size_t)-1)
			return -ENOMEM;
	return 0;
}

/* As gate_run goes, stage by stage, but for a test after a control that
 * alarms too: the verdict is the same. *v is made if 0 is returned. */
static int run(const struct trials *t, struct log *log, struct pairs *trial,
	       size_t victim, const struct verdict_rules *rules,
	       size_t *pairs, struct verdict *v)
{
	bool *which = memory_new(t->pairs->cells + 1, sizeof(*which));
	int rc = which ? trial_init(t, trial) : -ENOMEM;

	if (rc == 0)
		rc = draw(log, trial, PAIR_CONTROL, t->plan->control, NULL,
			  victim);
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	if (rc == 0) {
		*pairs = plan_pairs(t, v->needed);
		verdict_free(v);
		rc = draw(log, trial, PAIR_TEST, *pairs, NULL, victim);
	}
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	if (rc == 0) {
		for (size_t c = 0; c < v->cells; c++)
			which[c] = v->cell[c].suspect;
		verdict_free(v);
		rc = draw(log, trial, PAIR_CONFIRM, *pairs, which, victim);
	}
	if (rc == 0)
		rc = verdict_make(trial, rules, v);
	free(which);
	return rc;
}

static int run_trial(struct trials *t, size_t number, bool slowed,
		     struct self_test_rate *rate, double *pairs_sum)
{
	size_t which = number % t->logs;
	struct log *log = &t->log[which];
	size_t victim = number / t->logs % t->pairs->cells;
	struct verdict_rules rules = t->plan->rules;
	struct pairs trial = { 0 };
	struct verdict v;
	size_t pairs = 0;
	int rc;

	if (!slowed)
		victim = (size_t)-1;
	rules.seed = random_bits(&t->random);
	shuffle(&log->plain, &t->random);
	shuffle(&log->slowed, &t->random);
	rc = run(t, log, &trial, victim, &rules, &pairs, &v);
	if (rc == 0) {
		bool red = v.outcome == OUTCOME_REGRESSION;
		bool hit = red && (!slowed || v.cell[victim].outcome ==
						      OUTCOME_REGRESSION);

		rate->trials++;
		rate->red += red;
		rate->pass += v.outcome == OUTCOME_PASS;
		rate->open += v.outcome == OUTCOME_INCONCLUSIVE;
		rate->hits += hit;
		rate->log_trials[which]++;
		rate->log_hits[which] += hit;
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
		double *ln_ratio = memory_new(n + 1, sizeof(*ln_ratio));
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

/* Student's two-sided 95 % point, after Fisher and Cornish: at least 97 % of it
 * from 2 degrees of freedom on (Abramowitz and Stegun 26.7.5). */
static double student_point(double df)
{
	double z = normal_point(0.025), y = z * z;

	return z * (1.0 + (y + 1.0) / (4.0 * df) +
		    ((5.0 * y + 16.0) * y + 3.0) / (96.0 * df * df) +
		    (((3.0 * y + 19.0) * y + 17.0) * y - 15.0) /
			    (384.0 * df * df * df));
}

size_t self_test_worth(const size_t *hits, const size_t *trials, size_t logs)
{
	double n = 0.0, k = 0.0, sum = 0.0, variance, worth, few;

	for (size_t i = 0; i < logs; i++) {
		n += (double)trials[i];
		k += (double)hits[i];
	}
	if (logs < 2 || n < 1.0)
		return 1;
	for (size_t i = 0; i < logs; i++) {
		double off = (double)hits[i] - k / n * (double)trials[i];

		sum += off * off;
	}
	variance = (double)logs / ((double)logs - 1.0) * sum / (n * n);
	worth = variance > 0.0 ? fmin(k / n * (1.0 - k / n) / variance, n) : n;
	few = normal_point(0.025) / student_point((double)logs - 1.0);
	return (size_t)fmax(worth * few * few, 1.0);
}

/* The rate as hits of so many trials, rounded up or down. */
static size_t hits_of(const struct self_test_rate *r, bool up)
{
	double hits = (double)r->hits / (double)r->trials * (double)r->worth;

	return (size_t)(up ? ceil(hits - 1e-9) : floor(hits + 1e-9));
}

static int bound(struct self_test_rate *r, size_t logs)
{
	double none;
	int rc;

	r->worth = self_test_worth(r->log_hits, r->log_trials, logs);
	rc = binomial_interval(hits_of(r, false), r->worth, 0.95, &r->low,
			       &none);
	if (rc == 0)
		rc = binomial_interval(hits_of(r, true), r->worth, 0.95, &none,
				       &r->high);
	return rc;
}

static int judge(struct self_test *test)
{
	struct self_test_rate *a = &test->alarms, *f = &test->found;
	double least = 0.0;
	int rc = bound(a, test->logs);

	if (rc == 0)
		rc = bound(f, test->logs);
	if (rc == 0)
		rc = binomial_upper_limit(hits_of(a, true), a->worth, 0.95,
					  &a->limit);
	if (rc == 0)
		rc = binomial_lower_limit(hits_of(f, false), f->worth, 0.95,
					  &f->limit);
	if (rc == 0)
		rc = binomial_lower_limit(hits_of(a, false), a->worth, 0.95,
					  &least);
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

int self_test_make(const struct pairs *logs, const struct gate_plan *plan,
		   size_t alarm_trials, size_t found_trials,
		   struct self_test *test, struct error *err)
{
	struct trials t = { .pairs = logs, .plan = plan };
	int rc = make_logs(&t, err);

	*test = (struct self_test){ .outcome = OUTCOME_INCONCLUSIVE,
				    .logs = t.logs,
				    .room = t.room };
	random_init(&t.random, plan->seed);
	t.round_ns = pairs_round_ns(logs, PAIR_CONTROL);
	if (rc == 0) {
		rc = measure_effect(logs, test);
		if (rc == 0)
			rc = run_trials(&t, alarm_trials, found_trials, test);
		if (rc == 0)
			rc = judge(test);
		if (rc < 0)
			error_set(err, rc, "cannot judge the logs: %s",
				  strerror(-rc));
	}
	free_logs(&t);
	return rc;
}
