/* test_gate.c - how many pairs; what kept logs are judged to be, by the
 * command; and the self-test on a log that nobody measured.
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

	cr_expect_eq(gate_pairs(&plan, 23, 0, 1e9), 23u);
	cr_expect_eq(gate_pairs(&plan, 7, 0, 1e9), 7u);
}

Test(gate, no_more_pairs_than_allowed)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 1000, 0, 1e9), 60u);
	cr_expect_eq(gate_pairs(&plan, VERDICT_PAIRS_NONE, 0, 1e9), 60u);
}

Test(gate, half_of_the_time_left_is_for_confirming)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 60, 100 * NS_PER_S, 4e9), 25u);
}

Test(gate, too_little_time_for_any_verdict_is_no_pair_at_all)
{
	struct gate_plan plan = made_plan();

	cr_expect_eq(gate_pairs(&plan, 60, 290 * NS_PER_S, 1e9), 0u);
	cr_expect_eq(gate_pairs(&plan, 60, 400 * NS_PER_S, 1e9), 0u);
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
		if (pairs_count(&p, 0, PAIR_TEST) >= 7 && p.count % 2 == 0)
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
}

/* --- the self-test --- */

enum { CELLS = 3 };

/* Rounds of ln ratios of this spread; those injected are slower by effect. */
static void made_log(struct pairs *log, size_t rounds, double sd,
		     double effect)
{
	struct random r;

	random_init(&r, 77);
	*log = (struct pairs){ 0 };
	for (size_t c = 0; c < CELLS; c++) {
		struct pair_cell cell = { .concurrency = c };

		pairs_add_cell(log, &cell);
	}
	for (size_t i = 0; i < 2 * rounds * CELLS; i++) {
		bool slow = i >= rounds * CELLS;
		double x = normal_point(random_unit(&r) + 0x1p-54);
		struct pair pair = {
			.cell = i % CELLS,
			.stage = slow ? PAIR_INJECTED : PAIR_CONTROL,
			.round = i / CELLS % rounds + 1,
			.base_ns = 3e8,
			.other_ns = 3e8 * exp(sd * x) * (slow ? effect : 1.0),
			.took_ns = 7e8,
		};

		cr_assert_eq(pairs_add(log, &pair), 0);
	}
}

Test(self_test, a_quiet_machine_is_shown_to_keep_to_its_rates)
{
	struct gate_plan plan = made_plan();
	struct self_test test;
	struct error err = { "" };
	struct pairs log;

	made_log(&log, 60, 0.012, 1.05);
	cr_assert_eq(self_test_make(&log, &plan, 299, 90, &test, &err), 0,
		     "%s", err.text);
	cr_expect_eq(test.outcome, OUTCOME_PASS);
	cr_expect_eq(test.alarms.trials, 299u);
	cr_expect_eq(test.alarms.hits, 0u);
	cr_expect_leq(test.alarms.limit, 0.01);
	cr_expect_eq(test.found.trials, 90u);
	cr_expect_eq(test.found.hits, 90u);
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
	made_log(&log, 40, 0.2, 1.05);
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
	made_log(&log, 60, 0.15, 1.05);
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

	made_log(&log, 60, 0.012, 1.0);
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

	made_log(&log, 60, 0.012, 1.05);
	log.count--;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	cr_expect_not_null(strstr(err.text, "'injected'"), "%s", err.text);
	log.count = 60 * CELLS;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	log.count = 0;
	cr_expect_eq(self_test_make(&log, &plan, 9, 9, &test, &err), -ENODATA);
	cr_expect_not_null(strstr(err.text, "'control'"), "%s", err.text);
	pairs_free(&log);
}
