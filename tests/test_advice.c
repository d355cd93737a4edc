/* test_advice.c - what is said in short, and when nothing is. */
#include "bench/report/advice.h"
#include "runners/random.h"
#include "tests/made.h"

#define MS 1000000ull

/* The advice of the first group, for free(); "" for none. */
static char *advice(const struct results *r)
{
	struct summary s;
	char *text;

	cr_assert_eq(summary_make(r, &s), 0);
	text = advice_give(&s, &s.group[0]);
	summary_free(&s);
	return text ? text : strdup("");
}

static void check(const struct results *r, const char *should)
{
	char *text = advice(r);

	cr_expect_str_eq(text, should);
	free(text);
}

static void check_holds(const struct results *r, const char *words, bool yes)
{
	char *text = advice(r);

	cr_expect_eq(strstr(text, words) != NULL, yes, "'%s' in: %s", words,
		     text);
	free(text);
}

static void set_memory(struct results *r, size_t cell, uint64_t kib)
{
	for (size_t i = 0; i < r->samples; i++)
		if (r->sample[i].cell == cell)
			r->sample[i].pss_kib = kib;
}

static void set_waiting(struct results *r, bool known, uint64_t each_ns)
{
	for (size_t i = 0; i < r->cells; i++) {
		r->cell[i].waiting_known = known;
		r->cell[i].waiting_ns = each_ns * r->cell[i].tasks;
		r->cell[i].longest_ns = each_ns;
	}
}

enum { A, B, C };

/* Models at K = 5 without serial, 20 tasks that wait 50 ms each. */
static void waiting_results(struct results *r, uint64_t b_ns, uint64_t c_ns)
{
	results_init(r);
	made_environment(&r->env);
	made_cell(r, "async", 5, 1);
	made_cell(r, "threads", 5, 5);
	made_cell(r, "processes", 5, 5);
	made_samples(r, A, 210 * MS, 3 * MS);
	made_samples(r, B, b_ns, 6 * MS);
	made_samples(r, C, c_ns, 9 * MS);
	set_memory(r, A, 1000);
	set_memory(r, B, 1030);
	set_memory(r, C, 3000);
	set_waiting(r, true, 50 * MS);
}

Test(advice, the_fastest_is_named_with_the_ratio_to_the_next)
{
	struct results r;

	made_results(&r);
	check(&r, "at K = 5 threads was fastest; serial (K = 1) "
		  "took 1.90 x as long (1.90..1.90). These tasks only compute: "
		  "more than 2 in flight can't help on 2 processors.");
	results_free(&r);
}

/* Each round's times as they are, but in the other order. */
static void turn_round(struct results *r, size_t cell)
{
	for (size_t i = 0; i < r->samples; i++)
		if (r->sample[i].cell == cell)
			r->sample[i].round = 1 + MADE_SAMPLES -
					     r->sample[i].round;
}

/* Spreads the times of a cell over percent more, in another order. */
static void spread(struct results *r, size_t cell, uint64_t percent)
{
	for (size_t i = 0; i < r->samples; i++)
		if (r->sample[i].cell == cell)
			r->sample[i].run_ns += r->sample[i].run_ns *
				(r->sample[i].round * 7 % MADE_SAMPLES) *
				percent / 100 / MADE_SAMPLES;
}

Test(advice, times_that_are_surely_near_each_other_are_fastest_together)
{
	struct results r;

	waiting_results(&r, 210 * MS + MS / 10, 260 * MS);
	turn_round(&r, B);
	check(&r, "at K = 5 async and threads were fastest, within 1 % of "
		  "each other; processes took 1.24 x as long as async "
		  "(1.23..1.24). Least processor time: async (then threads, "
		  "1.88 x). Least memory: async and threads (then processes, "
		  "3.00 x). These tasks waited 95 % of the time: more than 5 "
		  "in flight would help.");
	results_free(&r);
}

Test(advice, where_all_are_alike_it_says_how_far_apart_at_most)
{
	struct results r;

	waiting_results(&r, 210 * MS, 210 * MS);
	check_holds(&r, "at K = 5 async, threads and processes were within "
			"1 % of each other in time. ", true);
	results_free(&r);
}

Test(advice, times_that_cannot_be_told_apart_are_no_difference)
{
	struct results r;

	waiting_results(&r, 200 * MS, 400 * MS);
	spread(&r, B, 20);
	check_holds(&r, "at K = 5 this run can show no difference in time "
			"between async and threads (if any, it is below ",
		    true);
	check_holds(&r, "; processes took 1.90 x as long as async (1.", true);
	results_free(&r);
}

/* Rounds of which half favour one, half the other. */
Test(advice, copies_of_one_model_are_not_told_apart)
{
	static const char *const names[] = { "serial", "threads", "processes",
					     "async", "threads+async" };
	struct results r;

	results_init(&r);
	made_environment(&r.env);
	for (size_t i = 0; i < 5; i++) {
		made_samples(&r, made_cell(&r, names[i], i ? 5 : 1, 1),
			     80 * MS, 40 * MS);
		set_memory(&r, i, 1000);
	}
	check(&r, "at K = 5 serial (K = 1), threads, processes, async and "
		  "threads+async were within 1 % of each other in time. These "
		  "tasks only compute: more than 2 in flight can't help on 2 "
		  "processors.");
	results_free(&r);
}

Test(advice, a_small_difference_has_digits_enough_to_be_one)
{
	struct results r;

	waiting_results(&r, 210 * MS + MS / 10, 260 * MS);
	check_holds(&r, "async was fastest; threads took 1.0005 x as long "
			"(1.0005..1.0005).", true);
	results_free(&r);
}

/* Times from 0 to 9 % longer by chance, and of threads 4 % longer. */
static void draw_times(struct results *r, uint64_t seed)
{
	struct random random;

	random_init(&random, seed);
	for (size_t i = 0; i < r->samples; i++) {
		struct sample *s = &r->sample[i];

		s->run_ns = 210 * MS + random_below(&random, 19 * MS);
		if (s->cell == B)
			s->run_ns += s->run_ns / 25;
	}
}

Test(advice, no_interval_prints_as_if_it_held_1)
{
	size_t more_than_1 = 0, differ = 0;
	struct results r;

	waiting_results(&r, 210 * MS, 210 * MS);
	for (uint64_t seed = 0; seed < 100; seed++) {
		char *text;

		draw_times(&r, seed);
		r.env.seed = seed;
		text = advice(&r);
		cr_expect_null(strstr(text, "(1.00.."), "%s", text);
		cr_expect_null(strstr(text, "(0."), "%s", text);
		cr_expect_null(strstr(text, "took 1.00 x"), "%s", text);
		more_than_1 += strstr(text, "(more than 1, at most 1.") != NULL;
		differ += strstr(text, " x as long") != NULL;
		free(text);
	}
	cr_expect_gt(more_than_1, 0);
	cr_expect_gt(differ, more_than_1);
	results_free(&r);
}

/* By its order in the file a slow round would meet a fast one. */
Test(advice, samples_are_paired_by_their_round)
{
	struct results r;

	waiting_results(&r, 210 * MS, 260 * MS);
	turn_round(&r, B);
	for (size_t i = 0; i < r.samples; i++) {
		struct sample *s = &r.sample[i];

		s->run_ns = (200 + 40 * s->round) * MS;
		if (s->cell != A)
			s->run_ns += s->run_ns / (s->cell == B ? 30 : 10);
	}
	check_holds(&r, "async was fastest; threads took 1.03 x as long "
			"(1.03..1.03).", true);
	results_free(&r);
}

/* At K = 5 each model is the fastest in a third of the rounds. */
Test(advice, the_k_compared_is_that_of_the_fastest_rounds)
{
	struct results r;

	waiting_results(&r, 220 * MS, 220 * MS);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].run_ns = r.sample[i].round % 3 == r.sample[i].cell ?
				     200 * MS : 220 * MS;
	made_cell(&r, "async", 20, 1);
	made_cell(&r, "threads", 20, 20);
	made_samples(&r, 3, 205 * MS, 3 * MS);
	made_samples(&r, 4, 300 * MS, 6 * MS);
	set_waiting(&r, true, 40 * MS);
	check_holds(&r, "at K = 5 this run can show no difference", true);
	results_free(&r);
}

Test(advice, equal_costs_are_not_told)
{
	struct results r;

	waiting_results(&r, 250 * MS, 260 * MS);
	for (size_t i = 0; i < r.samples; i++) {
		r.sample[i].user_us = 3000 + r.sample[i].cell * 20;
		r.sample[i].pss_kib = 0; /* not known */
	}
	check_holds(&r, "processor time", false);
	check_holds(&r, "memory", false);
	results_free(&r);
}

Test(advice, a_cost_that_most_share_is_not_told)
{
	struct results r;

	waiting_results(&r, 250 * MS, 260 * MS);
	made_cell(&r, "processes+async", 5, 2);
	made_samples(&r, 3, 270 * MS, 20 * MS);
	set_waiting(&r, true, 50 * MS);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell != 3)
			r.sample[i].pss_kib = 1000;
	check_holds(&r, "processor time: async (then threads", true);
	check_holds(&r, "memory", false);
	results_free(&r);
}

Test(advice, too_few_samples_tell_nothing)
{
	struct results r;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC && r.sample[i].round > 5)
			r.sample[i].state = SAMPLE_CANCELLED;
	check(&r, "too few samples to tell which model is faster: 6 "
		  "of each are the least");
	results_free(&r);
}

Test(advice, a_void_cell_silences_it)
{
	struct results r;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->tasks_wrong = 1;
	check(&r, "");
	results_free(&r);
}

Test(advice, an_open_loop_or_an_injection_silences_it)
{
	struct results r;

	made_results(&r);
	r.cell[MADE_ASYNC].inject_pct = 5;
	check(&r, "");
	r.cell[MADE_ASYNC].inject_pct = 0;
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].rate = 100;
	check(&r, "");
	results_free(&r);
}

Test(advice, one_model_alone_is_no_comparison)
{
	struct results r;

	results_init(&r);
	made_environment(&r.env);
	made_cell(&r, "async", 5, 1);
	made_cell(&r, "async", 10, 1);
	made_samples(&r, 0, 80 * MS, 79 * MS);
	made_samples(&r, 1, 81 * MS, 79 * MS);
	check(&r, "");
	/* Another, at a K that isn't the fastest one's. */
	made_cell(&r, "threads", 10, 10);
	made_samples(&r, 2, 90 * MS, 79 * MS);
	check(&r, "");
	results_free(&r);
}

Test(advice, the_k_of_the_fastest_is_the_one_compared)
{
	struct results r;

	waiting_results(&r, 220 * MS, 230 * MS);
	made_cell(&r, "async", 20, 1);
	made_cell(&r, "threads", 20, 20);
	made_samples(&r, 3, 60 * MS, 3 * MS);
	made_samples(&r, 4, 66 * MS, 3 * MS);
	set_waiting(&r, true, 50 * MS);
	check_holds(&r, "at K = 20 async was fastest; threads took "
			"1.10 x as long", true);
	/* All 20 are in flight. */
	check_holds(&r, "would help", false);
	results_free(&r);
}

Test(advice, more_in_flight_is_not_advised_where_it_ran_and_was_slower)
{
	struct results r;

	waiting_results(&r, 220 * MS, 230 * MS);
	check_holds(&r, "more than 5 in flight would help", true);
	made_cell(&r, "threads", 10, 10);
	made_samples(&r, 3, 300 * MS, 6 * MS);
	set_waiting(&r, true, 50 * MS);
	check_holds(&r, "would help", false);
	results_free(&r);
}

Test(advice, more_in_flight_that_helped_is_not_said_to_be_useless)
{
	struct results r;

	made_results(&r);
	check_holds(&r, "more than 2 in flight can't help", true);
	made_cell(&r, "threads", 8, 8);
	made_samples(&r, 3, 41900000, 80 * MS);
	check_holds(&r, "more than 2 in flight can't help", true);
	made_no_samples(&r);
	made_samples(&r, MADE_SERIAL, 80 * MS, 79 * MS);
	made_samples(&r, MADE_THREADS, 42 * MS, 80 * MS);
	made_samples(&r, MADE_ASYNC, 81 * MS, 79 * MS);
	made_samples(&r, 3, 40500000, 80 * MS);
	check_holds(&r, "can't help", false);
	results_free(&r);
}

Test(advice, a_speed_up_beyond_the_processors_contradicts_it_too)
{
	struct results r;

	made_results(&r);
	made_no_samples(&r);
	made_samples(&r, MADE_SERIAL, 90 * MS, 79 * MS);
	made_samples(&r, MADE_THREADS, 42 * MS, 80 * MS);
	made_samples(&r, MADE_ASYNC, 81 * MS, 79 * MS);
	check_holds(&r, "can't help", false);
	results_free(&r);
}

Test(advice, of_unknown_waiting_nothing_is_advised)
{
	struct results r;

	made_results(&r);
	set_waiting(&r, false, 0);
	check_holds(&r, "in flight", false);
	results_free(&r);
}
