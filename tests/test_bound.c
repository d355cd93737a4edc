/* test_bound.c - the ideal time, and what can't be. */
#include <errno.h>
#include <math.h>

#include "bench/analysis/bound.h"
#include "runners/random.h"
#include "tests/made.h"

#define MS 1000000

static void check_near(double is, double should)
{
	cr_expect(fabs(is - should) <= 1e-9 * fabs(should), "%.17g, not %.17g",
		  is, should);
}

/* The bound of one cell. */
static void find(const struct results *r, size_t cell, struct bound *b)
{
	struct bound *all = calloc(r->cells, sizeof(*all));

	cr_assert_eq(bound_all(r, all), 0);
	*b = all[cell];
	free(all);
}

Test(bound, computing_is_bound_by_the_processors)
{
	struct results r;
	struct bound b;

	made_results(&r);
	find(&r, MADE_THREADS, &b);
	/* 79.6 ms of user and 0.4 of system time, on two processors. */
	check_near(b.cpu_ns, 80.0 * MS);
	check_near(b.processors, 2);
	check_near(b.ideal_ns, 40.0 * MS);
	check_near(b.efficiency, 40.0 / 42.0);
	results_free(&r);
}

Test(bound, one_event_loop_computes_on_one_processor)
{
	struct results r;
	struct bound b;

	made_results(&r);
	find(&r, MADE_ASYNC, &b);
	check_near(b.processors, 1);
	check_near(b.ideal_ns, 80.0 * MS);
	check_near(b.efficiency, 80.0 / 81.0);
	results_free(&r);
}

/* Samples of a cell: all run and compute for so long. */
static void set_times(struct results *r, size_t cell, uint64_t run_ns,
		      uint64_t cpu_ns)
{
	for (size_t i = 0; i < r->samples; i++) {
		if (r->sample[i].cell != cell)
			continue;
		r->sample[i].run_ns = run_ns;
		r->sample[i].user_us = cpu_ns / 1000;
		r->sample[i].system_us = 0;
	}
}

static void set_waiting(struct results *r, bool known, uint64_t all_ns,
			uint64_t longest_ns)
{
	for (size_t i = 0; i < r->cells; i++) {
		r->cell[i].waiting_known = known;
		r->cell[i].waiting_ns = all_ns;
		r->cell[i].longest_ns = longest_ns;
	}
}

Test(bound, a_quota_counts_beyond_its_first_period)
{
	struct results r;
	struct bound b;

	made_results(&r);
	r.env.quota = 1.25;
	find(&r, MADE_THREADS, &b);
	check_near(b.ideal_ns, 40.0 * MS); /* within a period: both */
	set_times(&r, MADE_SERIAL, 8000ull * MS, 8000ull * MS);
	set_times(&r, MADE_THREADS, 7000ull * MS, 8000ull * MS);
	set_times(&r, MADE_ASYNC, 8000ull * MS, 8000ull * MS);
	find(&r, MADE_THREADS, &b);
	check_near(b.ideal_ns, 6300.0 * MS);
	r.env.quota = 8;
	find(&r, MADE_THREADS, &b);
	check_near(b.ideal_ns, 4000.0 * MS);
	results_free(&r);
}

Test(bound, serial_needs_computing_and_waiting_both)
{
	struct results r;
	struct bound b;

	made_results(&r);
	set_waiting(&r, true, 1000ull * MS, 50ull * MS);
	set_times(&r, MADE_SERIAL, 1100ull * MS, 80ull * MS);
	set_times(&r, MADE_THREADS, 240ull * MS, 80ull * MS);
	set_times(&r, MADE_ASYNC, 240ull * MS, 80ull * MS);
	find(&r, MADE_SERIAL, &b);
	check_near(b.ideal_ns, 1080.0 * MS);
	find(&r, MADE_THREADS, &b);
	check_near(b.longest_ns, 50.0 * MS);
	check_near(b.ideal_ns, 216.0 * MS);
	cr_expect(b.waiting_known);
	results_free(&r);
}

Test(bound, waiting_is_taken_from_serial_where_the_workload_is_silent)
{
	struct results r;
	struct bound b;

	made_results(&r);
	set_waiting(&r, false, 0, 0);
	set_times(&r, MADE_SERIAL, 80ull * MS, 1ull * MS);
	set_times(&r, MADE_THREADS, 42ull * MS, 1ull * MS);
	set_times(&r, MADE_ASYNC, 81ull * MS, 1ull * MS);
	find(&r, MADE_THREADS, &b);
	cr_expect(b.waiting_known);
	check_near(b.waiting_ns, 79.0 * MS);
	check_near(b.ideal_ns, 16.0 * MS); /* (1 + 79) / 5 */
	strcpy(r.cell[MADE_SERIAL].job, "another");
	find(&r, MADE_THREADS, &b);
	cr_expect_not(b.waiting_known);
	check_near(b.ideal_ns, 0.5 * MS);
	results_free(&r);
}

Test(bound, tasks_known_not_to_wait_are_not_said_to_on_a_crowded_machine)
{
	struct results r;
	struct bound b;

	made_results(&r);
	set_times(&r, MADE_SERIAL, 240ull * MS, 80ull * MS);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].service_max_ns = 12ull * MS;
	find(&r, MADE_SERIAL, &b);
	cr_expect(b.waiting_known);
	check_near(b.waiting_ns, 0);
	check_near(b.efficiency, 1.0 / 3.0);
	/* Of one task as well, whose service is as long as the run. */
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].service_max_ns = r.sample[i].service_sum_ns =
			r.sample[i].cell == MADE_SERIAL ? 240ull * MS :
							  400ull * MS;
	find(&r, MADE_SERIAL, &b);
	check_near(b.efficiency, 1.0 / 3.0);
	results_free(&r);
}

Test(bound, no_model_is_faster_than_the_longest_task)
{
	struct results r;
	struct bound b;

	made_results(&r);
	set_waiting(&r, false, 0, 0);
	set_times(&r, MADE_THREADS, 70ull * MS, 80ull * MS);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].service_max_ns = 60ull * MS + i;
	find(&r, MADE_THREADS, &b);
	check_near(b.ideal_ns, 60.0 * MS); /* the least of all */
	/* Which doesn't tell how long it has to be, without serial. */
	strcpy(r.cell[MADE_SERIAL].job, "another");
	find(&r, MADE_THREADS, &b);
	check_near(b.longest_ns, 0);
	/* Of what only computes it is the time on a processor. */
	set_waiting(&r, true, 0, 0);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].service_sum_ns = 160ull * MS;
	find(&r, MADE_THREADS, &b);
	cr_expect_gt(b.longest_ns, 29.0 * MS);
	cr_expect_lt(b.longest_ns, 31.0 * MS);
	results_free(&r);
}

Test(bound, processor_time_read_around_a_short_run_is_no_more_than_it)
{
	struct results r;
	struct bound b;

	made_results(&r);
	for (size_t i = 0; i < r.cells; i++)
		set_times(&r, i, 4ull * MS, 14ull * MS);
	find(&r, MADE_SERIAL, &b);
	check_near(b.cpu_ns, 4.0 * MS);
	check_near(b.efficiency, 1);
	results_free(&r);
}

Test(bound, of_too_short_a_run_no_efficiency_is_told)
{
	struct results r;
	struct bound b;

	made_results(&r);
	set_times(&r, MADE_ASYNC, 1900000, 1800000);
	find(&r, MADE_ASYNC, &b);
	cr_expect(b.too_short);
	cr_expect(isnan(b.efficiency));
	cr_expect_not(isnan(b.ideal_ns));
	find(&r, MADE_THREADS, &b);
	cr_expect_not(b.too_short);
	results_free(&r);
}

static uint64_t between(struct random *random, uint64_t low, uint64_t high)
{
	return low + random_below(random, high - low + 1);
}

/* Anything that can be measured. */
static void invent(struct results *r, struct random *random)
{
	made_results(r);
	set_waiting(r, between(random, 0, 1), 0, 0);
	for (size_t i = 0; i < r->samples; i++) {
		struct sample *s = &r->sample[i];
		const struct cell *c = &r->cell[s->cell];
		uint64_t run = between(random, 3ull * MS, 300ull * MS);

		s->run_ns = run;
		s->user_us = between(random, 0, run / 500);
		s->service_max_ns = between(random, run / 20, run);
		s->service_sum_ns = between(random, s->service_max_ns,
					    c->lanes * run);
	}
}

Test(bound, no_model_is_better_than_ideal_whatever_was_measured)
{
	struct random random;

	random_init(&random, 444);
	for (int i = 0; i < 200; i++) {
		struct results r;
		struct bound b;

		invent(&r, &random);
		for (size_t k = 0; k < r.cells; k++) {
			find(&r, k, &b);
			cr_expect_gt(b.efficiency, 0);
			cr_expect_leq(b.efficiency, 1 + 1e-9);
		}
		results_free(&r);
	}
}

Test(bound, the_least_processor_time_is_what_the_work_needs)
{
	struct results r;
	struct bound b;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_ASYNC)
			r.sample[i].user_us = 39600;
	find(&r, MADE_THREADS, &b);
	check_near(b.cpu_ns, 40.0 * MS);
	find(&r, MADE_ASYNC, &b);
	cr_expect_leq(b.efficiency, 1.0);
	results_free(&r);
}

Test(bound, an_open_loop_has_no_ideal)
{
	struct results r;
	struct bound b;

	made_results(&r);
	r.cell[MADE_THREADS].rate = 100;
	find(&r, MADE_THREADS, &b);
	cr_expect(isnan(b.ideal_ns));
	cr_expect(isnan(b.efficiency));
	results_free(&r);
}

Test(bound, without_good_samples_nothing_is_known)
{
	struct results r;
	struct bound b;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].state = SAMPLE_FAILED;
	find(&r, MADE_SERIAL, &b);
	cr_expect(isnan(b.ideal_ns));
	cr_expect(isnan(b.efficiency));
	results_free(&r);
}

Test(bound, a_cell_that_has_none_but_whose_work_is_known_has_an_ideal)
{
	struct results r;
	struct bound b;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_THREADS)
			r.sample[i].state = SAMPLE_CANCELLED;
	find(&r, MADE_THREADS, &b);
	check_near(b.ideal_ns, 40.0 * MS);
	cr_expect(isnan(b.efficiency));
	results_free(&r);
}

/* --- Little's law --- */

/* 20 tasks that wait 10 ms each, 5 at a time: 40 ms. */
static void make_stamped(struct cell *c, struct sample *s)
{
	*c = (struct cell){ .lanes = 5, .concurrency = 5, .tasks = 20,
			    .waiting_ns = 200ull * MS,
			    .longest_ns = 10ull * MS };
	*s = (struct sample){ .run_ns = 41ull * MS, .tasks_ok = 20,
			      .peak_in_flight = 5,
			      .service_sum_ns = 202ull * MS,
			      .service_min_ns = 10ull * MS,
			      .service_p50_ns = 10ull * MS,
			      .service_max_ns = 11ull * MS };
}

static void check_void(const struct cell *c, const struct sample *s,
		       const char *reason)
{
	struct error why = { "" };

	cr_expect_eq(bound_little(c, s, &why), -EPROTO);
	cr_expect_str_eq(why.text, reason);
}

Test(little, a_sample_that_can_be_is_let_pass)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	cr_expect_eq(bound_little(&c, &s, NULL), 0);
	/* Not stamped. */
	s.service_sum_ns = s.service_min_ns = s.service_max_ns = 0;
	s.peak_in_flight = 0;
	cr_expect_eq(bound_little(&c, &s, NULL), 0);
}

Test(little, lanes_may_stand_idle)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.run_ns = 1000ull * MS;
	cr_expect_eq(bound_little(&c, &s, NULL), 0);
}

Test(little, more_in_flight_than_lanes_is_void)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.peak_in_flight = 6;
	check_void(&c, &s, "6 tasks were in flight at once in 5 lanes");
	make_stamped(&c, &s);
	s.run_ns = 30ull * MS;
	check_void(&c, &s, "6.7 tasks were in flight on average in 5 lanes");
}

Test(little, a_task_longer_than_the_run_is_void)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.service_max_ns = 50ull * MS;
	check_void(&c, &s, "a task took 50 ms, longer than the run with its "
			   "41 ms");
}

Test(little, sums_beyond_their_extremes_are_void)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.service_min_ns = 11ull * MS;
	s.service_max_ns = 11ull * MS;
	check_void(&c, &s, "service times add up to 202 ms, which their "
			   "extremes deny; the longest is 11 ms");
	make_stamped(&c, &s);
	s.service_max_ns = 9ull * MS;
	s.service_min_ns = 8ull * MS;
	cr_expect_eq(bound_little(&c, &s, NULL), -EPROTO);
}

Test(little, waiting_less_than_had_to_be_waited_is_void)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.service_sum_ns = 150ull * MS;
	s.service_min_ns = 5ull * MS;
	check_void(&c, &s, "the tasks were in service for 150 ms, and had to "
			   "wait for 200 ms");
	make_stamped(&c, &s);
	s.service_sum_ns = 0;
	s.service_max_ns = 0;
	s.run_ns = 30ull * MS;
	check_void(&c, &s, "the run took 30 ms, and in its lanes had to wait "
			   "for 40 ms");
	c.waiting_ns = 0;
	c.longest_ns = 35ull * MS;
	check_void(&c, &s, "the run took 30 ms, and one of its tasks had to "
			   "wait for 35 ms");
}

Test(little, tasks_that_did_not_run_did_not_have_to_wait)
{
	struct cell c;
	struct sample s;

	make_stamped(&c, &s);
	s.tasks_ok = 10;
	s.service_sum_ns = 101ull * MS;
	s.run_ns = 21ull * MS;
	cr_expect_eq(bound_little(&c, &s, NULL), 0);
}
