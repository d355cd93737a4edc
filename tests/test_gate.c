/* test_gate.c - how many pairs; what kept logs are judged to be, by the
 * command; and the self-test on a made-up log.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/gate/gate.h"
#include "bench/gate/self_test.h"
#include "bench/stats/normal.h"
#include "runners/clock.h"
#include "tests/rules.h"

#ifndef SIMUL_PROGRAM
#define SIMUL_PROGRAM "./simul"
#endif
#ifndef SIMUL_TESTS
#define SIMUL_TESTS "tests"
#endif

static struct gate_plan made_plan(void)
{
	struct gate_plan plan = { .rules = verdict_rules_default,
				  .control = 12,
				  .max_pairs = 60,
				  .max_time_ns = 300 * NS_PER_S,
				  .seed = 5 };
	return plan;
}

Test(gate, as_many_pairs_as_are_needed)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 1, 23, 0, 1e9), 23u);
	cr_expect_eq(gate_pairs(&plan, 1, 8, 0, 1e9), 8u);
}

Test(gate, later_looks_spend_less_and_so_need_more_pairs_for_any_verdict)
{
	struct gate_plan plan = made_plan();

	plan.max_pairs = 8;
	cr_expect_eq(gate_pairs(&plan, 1, 20, 0, 1e9), 8u);
	cr_expect_eq(gate_pairs(&plan, 2, 20, 0, 1e9), 0u);
}

Test(gate, no_more_pairs_than_allowed)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 1, 1000, 0, 1e9), 60u);
	cr_expect_eq(gate_pairs(&plan, 1, VERDICT_PAIRS_NONE, 0, 1e9), 60u);
}

Test(gate, half_of_the_time_left_is_for_confirming)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 1, 60, 100 * NS_PER_S, 4e9), 25u);
}

Test(gate, too_little_time_for_any_verdict_is_no_pair_at_all)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 1, 60, 290 * NS_PER_S, 1e9), 0u);
	cr_expect_eq(gate_pairs(&plan, 1, 60, 400 * NS_PER_S, 1e9), 0u);
}

/* --- the command, on kept logs --- */

static int status_of(const char *arguments)
{
	char command[1024];

	snprintf(command, sizeof(command), "%s gate %s >/dev/null 2>&1",
		 SIMUL_PROGRAM, arguments);
	return WEXITSTATUS(system(command));
}

static int status_of_log(const char *name)
{
	char arguments[512];

	snprintf(arguments, sizeof(arguments), "--seed 1 --replay %s/data/%s",
		 SIMUL_TESTS, name);
	return status_of(arguments);
}

Test(gate, a_green_log_passes)
{
	cr_expect_eq(status_of_log("gate-green.csv"), 0);
}

Test(gate, a_red_log_is_a_regression)
{
	cr_expect_eq(status_of_log("gate-red.csv"), 1);
}

Test(gate, a_noisy_log_is_inconclusive)
{
	cr_expect_eq(status_of_log("gate-noisy.csv"), 3);
}

Test(gate, what_is_no_log_never_passes)
{
	cr_expect_eq(status_of_log("gate-empty.csv"), 2);
	cr_expect_eq(status_of_log("gate-truncated.csv"), 2);
	cr_expect_eq(status_of_log("gate-missing.csv"), 2);
	cr_expect_eq(status_of_log("results-1.csv"), 2);
}

Test(gate, a_log_that_ends_early_never_passes)
{
	struct pairs p = { 0 };
	struct error err = { "" };
	struct verdict_rules rules = verdict_rules_default;
	size_t whole;

	cr_assert_eq(pairs_load(SIMUL_TESTS "/data/gate-green.csv", &p, &err),
		     0, "%s", err.text);
	whole = p.count;
	for (p.count = 0; p.count < whole; p.count++) {
		struct verdict v;

		/* Complete rounds of test may be enough for a verdict. */
		if (pairs_count(&p, 0, PAIR_TEST) >= 8 && p.count % 2 == 0)
			continue;
		cr_assert_eq(verdict_make(&p, &rules, &v), 0);
		cr_expect_eq(v.outcome, OUTCOME_INCONCLUSIVE, "%zu rows",
			     p.count);
		verdict_free(&v);
	}
	pairs_free(&p);
}

Test(gate, what_is_asked_for_wrongly_is_refused)
{
	cr_expect_eq(status_of(""), 2);
	cr_expect_eq(status_of("bench/jobs/gate.ini"), 2);
	cr_expect_eq(status_of("--base /nowhere x.ini"), 2);
	cr_expect_eq(status_of("--base /nowhere --detect 1% x.ini"), 2);
	cr_expect_eq(status_of("--control 3 --base /bin/true x.ini"), 2);
	cr_expect_eq(status_of("--base /bin/true --metric time x.ini"), 2);
	cr_expect_eq(status_of("--base /bin/true --slice 2 x.ini"), 2);
	cr_expect_eq(status_of("--base /bin/true --slice 1us x.ini"), 2);
	cr_expect_eq(status_of("--self-test"), 2);
	cr_expect_eq(status_of("--self-test --rounds 40 --control 60 x.ini"),
		     2);
	cr_expect_eq(status_of("--self-test --export-json x x.ini"), 2);
	cr_expect_eq(status_of("--replay x.csv --metric cpu"), 2);
	cr_expect_eq(status_of("--self-test --replay x.csv"), 2);
	cr_expect_eq(status_of("--self-test --add x.csv x.ini"), 2);
	cr_expect_eq(status_of("--replay x.csv --add x.csv"), 2);
	cr_expect_eq(status_of("--add /nowhere --base " SIMUL_PROGRAM
			       " " SIMUL_TESTS "/../bench/jobs/gate.ini"), 2);
}

/* --- the self-test --- */

enum { CELLS = 3, LOGS = 5 };

/* Rounds of ln ratios of this spread; those injected are slower by effect. */
static void add_log(struct pairs *log, size_t number, size_t rounds, double sd,
		    double effect, struct random *r)
{
	for (size_t i = 0; i < 2 * rounds * CELLS; i++) {
		bool slow = i >= rounds * CELLS;
		double x = normal_point(random_unit(r) + 0x1p-54);
		struct pair pair = {
			.cell = i % CELLS,
			.batch = number + 1,
			.stage = slow ? PAIR_INJECTED : PAIR_CONTROL,
			.round = number * rounds + i / CELLS % rounds + 1,
			.base_ns = 3e8,
			.other_ns = 3e8 * exp(sd * x) * (slow ? effect : 1.0),
			.took_ns = 7e8,
		};

		cr_assert_eq(pairs_add(log, &pair), 0);
	}
}

static void made_logs(struct pairs *log, size_t logs, size_t rounds, double sd,
		      double effect)
{
	struct random r;

	random_init(&r, 77);
	*log = (struct pairs){ 0 };
	for (size_t c = 0; c < CELLS; c++) {
		struct pair_cell cell = { .concurrency = c };

		pairs_add_cell(log, &cell);
	}
	for (size_t i = 0; i < logs; i++)
		add_log(log, i, rounds, sd, effect, &r);
}

Test(self_test, a_quiet_machine_is_shown_to_keep_to_its_rates)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	made_logs(&log, LOGS, 60, 0.012, 1.05);
	cr_assert_eq(self_test_make(&log, &plan, 700, 180, &test, &err), 0,
		     "%s", err.text);
	cr_expect_eq(test.outcome, OUTCOME_PASS);
	cr_expect_eq(test.alarms.trials, 700u);
	cr_expect_eq(test.logs, 5u);
	cr_expect_eq(test.alarms.hits, 0u);
	cr_expect_leq(test.alarms.limit, 0.01);
	cr_expect_eq(test.found.trials, 180u);
	cr_expect_eq(test.found.hits, 180u);
	cr_expect_geq(test.found.limit, 0.95);
	cr_expect_float_eq(test.least, 1.05, 0.01);
	cr_expect_float_eq(test.most, 1.05, 0.01);
	cr_expect_eq(test.room, 24u);
	pairs_free(&log);
}

/* Drawn again and again, the few pairs of a log would seem to be many. */
Test(self_test, a_test_has_no_more_pairs_than_the_log)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	plan.max_pairs = 1000;
	plan.max_time_ns = 86400 * NS_PER_S;
	made_logs(&log, LOGS, 40, 0.2, 1.05);
	cr_assert_eq(self_test_make(&log, &plan, 60, 12, &test, &err), 0,
		     "%s", err.text);
	cr_expect_eq(test.room, 14u);
	cr_expect_leq(test.pairs, 14.0);
	cr_expect_leq(test.alarms.hits, 1u);
	pairs_free(&log);
}

Test(self_test, a_noisy_machine_is_inconclusive)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	plan.max_pairs = 12; /* of 24 that the log has room for */
	made_logs(&log, LOGS, 60, 0.15, 1.05);
	cr_assert_eq(self_test_make(&log, &plan, 100, 20, &test, &err), 0,
		     "%s", err.text);
	cr_expect_eq(test.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_gt(test.alarms.open, 90u);
	pairs_free(&log);
}

Test(self_test, a_slow_down_that_is_none_is_not_found)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	made_logs(&log, LOGS, 60, 0.012, 1.0);
	cr_assert_eq(self_test_make(&log, &plan, 60, 60, &test, &err), 0);
	cr_expect_eq(test.outcome, OUTCOME_INCONCLUSIVE);
	cr_expect_eq(test.found.hits, 0u);
	pairs_free(&log);
}

Test(self_test, a_log_that_lacks_a_kind_or_pairs_is_refused)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	made_logs(&log, LOGS, 60, 0.012, 1.05);
	log.count--;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	cr_expect_not_null(strstr(err.text, "'injected'"), "%s", err.text);
	log.count = (8 * 60 + 60) * CELLS;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	log.count = 0;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	pairs_free(&log);
}

/* All trials of one log share its pairs. */
Test(self_test, a_log_or_two_are_too_few)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	made_logs(&log, 2, 60, 0.012, 1.05);
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	cr_expect_not_null(strstr(err.text, "2 logs"), "%s", err.text);
	pairs_free(&log);
}

Test(self_test, the_log_is_the_unit)
{
	const size_t trials[] = { 200, 200, 200, 200, 200 };
	const size_t none[5] = { 0 };
	const size_t even[] = { 10, 10, 10, 10, 10 };
	const size_t one[] = { 50, 0, 0, 0, 0 };
	size_t most = self_test_worth(none, trials, 5);

	/* (1.960 / 2.776)^2: 4 degrees of freedom. */
	cr_expect_float_eq((double)most, 498.0, 5.0, "%zu", most);
	cr_expect_eq(self_test_worth(even, trials, 5), most);
	/* 0.05 * 0.95 / 0.05^2 = 19, and of that half. */
	cr_expect_float_eq((double)self_test_worth(one, trials, 5), 9.5, 1.0);
	cr_expect_eq(self_test_worth(one, trials, 1), 1u);
}
