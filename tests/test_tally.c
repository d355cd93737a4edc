/* test_tally.c - the samples that made-up areas give. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure/tally.h"
#include "runners/clock.h"

#define MS NS_PER_MS

/* The right value of task x is 10 + x. */
static int answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	*right = (struct value){ 10 + task, 0 };
	return 0;
}

static int no_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	(void)task;
	*right = (struct value){ 0 };
	return -ENODATA;
}

static const struct workload knowing = { .name = "knowing",
					 .answer = answer };
static const struct workload silent = { .name = "silent" };
static const struct workload ignorant = { .name = "ignorant",
					  .answer = no_answer };

static struct area *area_of(size_t tasks, bool due)
{
	struct area_plan plan = { .tasks = tasks,
				  .chunk = 1,
				  .lanes = 2,
				  .workers = 1,
				  .stamped = true,
				  .due = due };
	struct area *area = area_new(&plan);

	cr_assert_not_null(area);
	return area;
}

static void ran(struct area *area, size_t task, uint64_t start, uint64_t end)
{
	area->state[task] = TASK_OK;
	area->slot[task].value.number = 10 + task;
	area->slot[task].start_ns = start;
	area->slot[task].end_ns = end;
}

/* All tasks right, each from `start` for `step` times its number. */
static struct area *area_run(size_t tasks, uint64_t step)
{
	struct area *area = area_of(tasks, false);

	for (size_t i = 0; i < tasks; i++)
		ran(area, i, 1000, 1000 + (i + 1) * step);
	return area;
}

static struct sample tallied(const struct workload *w, struct area *area)
{
	struct job job = { .workload = w };
	struct sample s = { 0 };

	tally_tasks(&job, area, &s);
	return s;
}

/* --- counting --- */

Test(tally, tasks_are_counted_by_how_they_ended)
{
	struct area *area = area_run(10, 1);
	struct sample s;

	area_fail(area, 3, TASK_FAILED, -EIO, "broken");
	area_fail(area, 4, TASK_FAILED, -EIO, "broken too");
	area_fail(area, 5, TASK_CANCELLED, -ECANCELED, "cancelled");
	area->state[6] = TASK_PENDING;
	s = tallied(&knowing, area);
	cr_assert_eq(s.tasks_ok, 6);
	cr_assert_eq(s.tasks_failed, 2);
	cr_assert_eq(s.tasks_cancelled, 2);
	cr_assert_eq(s.tasks_wrong, 0);
	area_free(area);
}

Test(tally, what_a_lane_has_noted_counts_as_done)
{
	struct area *area = area_run(5, 1);
	struct sample s;

	area->state[1] = area->state[4] = TASK_PENDING;
	area->lane[1].done[0] = 1;
	area->lane[1].done[1] = 4;
	area->lane[1].noted = 2;
	s = tallied(&knowing, area);
	cr_assert_eq(s.tasks_ok, 5);
	area_free(area);
}

Test(tally, a_value_that_is_not_the_answer_is_wrong)
{
	struct area *area = area_run(6, 1);
	struct sample s;

	area->slot[2].value.number++;
	area->slot[3].value.check = 1;
	area->slot[5].value.number += (unsigned __int128)1 << 64;
	s = tallied(&knowing, area);
	cr_assert_eq(s.tasks_ok, 6);
	cr_assert_eq(s.tasks_wrong, 3);
	area_free(area);
}

Test(tally, a_failed_task_is_not_wrong_as_well)
{
	struct area *area = area_run(3, 1);
	struct sample s;

	area->slot[1].value.number = 0;
	area_fail(area, 1, TASK_FAILED, -EIO, "broken");
	s = tallied(&knowing, area);
	cr_assert_eq(s.tasks_wrong, 0);
	area_free(area);
}

Test(tally, nothing_is_wrong_where_the_answer_is_not_known)
{
	struct area *area = area_run(3, 1);

	area->slot[1].value.number = 0;
	cr_assert_eq(tallied(&silent, area).tasks_wrong, 0);
	cr_assert_eq(tallied(&ignorant, area).tasks_wrong, 0);
	area_free(area);
}

Test(tally, state_and_reason_are_left_alone)
{
	struct area *area = area_run(3, 1);
	struct job job = { .workload = &knowing };
	struct sample s = { .state = SAMPLE_FAILED, .reason = "because" };

	tally_tasks(&job, area, &s);
	cr_assert_eq(s.state, SAMPLE_FAILED);
	cr_assert_str_eq(s.reason, "because");
	area_free(area);
}

Test(tally, the_first_reason_is_that_of_the_first_failure)
{
	struct area *area = area_run(3, 1);

	cr_assert_str_eq(tally_first_reason(area), "");
	area_fail(area, 2, TASK_FAILED, -EIO, "first in time");
	area_fail(area, 0, TASK_FAILED, -EIO, "second");
	cr_assert_str_eq(tally_first_reason(area), "first in time");
	area_free(area);
}

/* --- values --- */

Test(tally, the_digest_depends_on_the_order_of_the_values)
{
	struct area *area = area_run(4, 1);
	uint64_t before = tallied(&silent, area).digest, after;
	struct value v = area->slot[1].value;

	area->slot[1].value = area->slot[2].value;
	area->slot[2].value = v;
	after = tallied(&silent, area).digest;
	cr_assert_neq(before, after);
	area->slot[2].value = area->slot[1].value;
	area->slot[1].value = v;
	cr_assert_eq(tallied(&silent, area).digest, before);
	area_free(area);
}

Test(tally, the_digest_depends_on_every_bit_of_a_value)
{
	struct area *area = area_run(2, 1);
	uint64_t before = tallied(&silent, area).digest;

	for (unsigned bit = 0; bit < 128; bit++) {
		unsigned __int128 one = (unsigned __int128)1 << bit;

		area->slot[1].value.number ^= one;
		cr_assert_neq(tallied(&silent, area).digest, before);
		area->slot[1].value.number ^= one;
	}
	for (unsigned bit = 0; bit < 64; bit++) {
		area->slot[0].value.check ^= UINT64_C(1) << bit;
		cr_assert_neq(tallied(&silent, area).digest, before);
		area->slot[0].value.check ^= UINT64_C(1) << bit;
	}
	area_free(area);
}

Test(tally, the_digest_does_not_depend_on_who_ran_what_when)
{
	struct area *a = area_run(4, 1), *b = area_run(4, 1000);

	for (size_t i = 0; i < 4; i++) {
		memset((char *)&b->slot[i].value + 24, 0xa5, 8);
		b->slot[i].lane = 1;
	}
	cr_assert_eq(tallied(&silent, a).digest, tallied(&silent, b).digest);
	area_free(a);
	area_free(b);
}

Test(tally, first_and_last_value_are_those_of_the_first_and_last_task)
{
	struct area *area = area_run(12, 1);
	struct sample s = tallied(&knowing, area);

	cr_assert_str_eq(s.first_value, "10");
	cr_assert_str_eq(s.last_value, "21");
	area_free(area);
}

static void formats_as(struct value v, const char *right)
{
	char text[96];

	tally_format(&silent, &v, text, sizeof(text));
	cr_assert_str_eq(text, right);
}

Test(tally, values_are_written_in_decimal_with_their_check_in_hex)
{
	formats_as((struct value){ 0, 0 }, "0");
	formats_as((struct value){ 1234567890, 0 }, "1234567890");
	formats_as((struct value){ UINT64_MAX, 0 }, "18446744073709551615");
	formats_as((struct value){ ~(unsigned __int128)0, 0 },
		   "340282366920938463463374607431768211455");
	formats_as((struct value){ 5, 0xabc }, "5 0000000000000abc");
}

static void shout(const struct value *v, char *buf, size_t size)
{
	snprintf(buf, size, "%u!", (unsigned)v->number);
}

Test(tally, a_workload_may_write_its_values_its_own_way)
{
	const struct workload loud = { .name = "loud", .format = shout };
	struct value v = { 7, 9 };
	char text[96];

	tally_format(&loud, &v, text, sizeof(text));
	cr_assert_str_eq(text, "7!");
}

/* --- times --- */

Test(tally, service_times_are_summed_up)
{
	struct area *area = area_run(5, 100);
	struct sample s = tallied(&knowing, area);

	cr_assert_eq(s.service_min_ns, 100);
	cr_assert_eq(s.service_max_ns, 500);
	cr_assert_eq(s.service_sum_ns, 1500);
	cr_assert_eq(s.service_p50_ns, 300);
	area_free(area);
}

Test(tally, the_median_of_an_even_number_is_between_the_middle_two)
{
	struct area *area = area_run(4, 100);

	cr_assert_eq(tallied(&knowing, area).service_p50_ns, 250);
	area_free(area);
}

Test(tally, a_tail_is_known_only_with_ten_samples_beyond_it)
{
	struct area *few = area_run(199, 100), *enough = area_run(200, 100);
	struct area *many = area_run(10000, 100);
	struct sample s = tallied(&knowing, few);

	cr_assert_eq(s.service_p95_ns, 0);
	cr_assert_neq(s.service_p50_ns, 0);
	s = tallied(&knowing, enough);
	/* 199 * 0.95 = 189.05: 5 % of the way from the 190th to the next;
	 * what is less than a nanosecond is cut off. */
	cr_assert_geq(s.service_p95_ns, 19004);
	cr_assert_leq(s.service_p95_ns, 19005);
	cr_assert_eq(s.service_p99_ns, 0);
	s = tallied(&knowing, many);
	/* 9,999 * 0.999 = 9,989.001 */
	cr_assert_geq(s.service_p999_ns, 998999);
	cr_assert_leq(s.service_p999_ns, 999001);
	cr_assert_gt(s.service_p99_ns, s.service_p95_ns);
	area_free(few);
	area_free(enough);
	area_free(many);
}

static void check_times(const struct area *area, const char *expected)
{
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	int rc = -1;
	struct times *times = tally_times(area, &rc);

	cr_expect_eq(rc, 0);
	times_put(times, out);
	fclose(out);
	free(times);
	cr_expect_str_eq(text, expected);
}

Test(tally, times_of_tasks_are_of_service_or_from_when_they_were_due)
{
	struct area *closed = area_run(3, 10), *open = area_of(3, true);
	struct area *idle = area_of(3, false);

	for (size_t i = 0; i < 3; i++) {
		ran(open, i, 1000, 1500);
		open->slot[i].due_ns = i == 2 ? 900 : 1000;
	}
	closed->state[1] = TASK_PENDING;
	check_times(closed, ": 10 20");
	check_times(open, ": 500x2 100");
	check_times(idle, "");
	area_free(closed);
	area_free(open);
	area_free(idle);
}

Test(tally, tasks_that_never_ran_have_no_times)
{
	struct area *area = area_run(5, 100);
	struct sample s;

	area->state[4] = TASK_PENDING;
	area->slot[0] = (struct slot){ 0 };
	s = tallied(&silent, area);
	cr_assert_eq(s.service_min_ns, 200);
	cr_assert_eq(s.service_max_ns, 400);
	area_free(area);
}

Test(tally, a_failed_task_s_time_counts)
{
	struct area *area = area_run(5, 100);

	area_fail(area, 4, TASK_FAILED, -EIO, "broken");
	cr_assert_eq(tallied(&knowing, area).service_max_ns, 500);
	area_free(area);
}

Test(tally, without_stamps_no_time_is_known)
{
	struct area *area = area_run(5, 100);
	struct sample s;

	area->stamped = false;
	s = tallied(&knowing, area);
	cr_assert_eq(s.tasks_ok, 5);
	cr_assert_eq(s.service_max_ns, 0);
	cr_assert_eq(s.peak_in_flight, 0);
	area_free(area);
}

Test(tally, when_no_task_ran_nothing_is_known)
{
	struct area *area = area_of(5, true);
	struct sample s = tallied(&knowing, area);

	cr_assert_eq(s.tasks_cancelled, 5);
	cr_assert_eq(s.service_sum_ns, 0);
	cr_assert_eq(s.peak_in_flight, 0);
	cr_assert_str_eq(s.first_value, "0");
	area_free(area);
}

/* --- in flight --- */

static uint64_t peak(size_t tasks, const uint64_t (*span)[2])
{
	struct area *area = area_of(tasks, false);
	struct sample s;

	for (size_t i = 0; i < tasks; i++)
		ran(area, i, span[i][0], span[i][1]);
	s = tallied(&knowing, area);
	area_free(area);
	return s.peak_in_flight;
}

Test(tally, one_after_the_other_is_one_in_flight)
{
	static const uint64_t span[][2] = { { 1, 5 }, { 6, 9 }, { 10, 12 } };

	cr_assert_eq(peak(3, span), 1);
}

Test(tally, one_that_starts_as_another_ends_is_not_in_flight_with_it)
{
	static const uint64_t span[][2] = { { 1, 5 }, { 5, 9 }, { 9, 12 } };

	cr_assert_eq(peak(3, span), 1);
}

Test(tally, the_peak_is_the_most_at_any_time_in_whatever_order)
{
	static const uint64_t span[][2] = { { 50, 60 }, { 1, 10 },
					    { 5, 30 },  { 8, 20 },
					    { 9, 10 },  { 25, 55 } };

	/* At 9: those from 1, 5, 8 and 9. */
	cr_assert_eq(peak(6, span), 4);
}

Test(tally, all_at_once_is_all_in_flight)
{
	static const uint64_t span[][2] = { { 3, 9 }, { 3, 9 }, { 3, 9 } };

	cr_assert_eq(peak(3, span), 3);
}

Test(tally, tasks_of_no_time_at_all_are_one_in_flight)
{
	static const uint64_t span[][2] = { { 5, 5 }, { 5, 5 }, { 5, 5 },
					    { 7, 7 } };

	cr_assert_eq(peak(4, span), 1);
}

/* --- open loop --- */

Test(tally, latency_counts_from_when_a_task_was_due)
{
	struct area *area = area_of(3, true);
	struct sample s;

	for (size_t i = 0; i < 3; i++) {
		ran(area, i, (10 + i) * MS, (12 + i) * MS);
		area->slot[i].due_ns = area->due_ns[i] = 10 * MS;
	}
	s = tallied(&knowing, area);
	cr_assert_eq(s.latency_p50_ns, 3 * MS);
	cr_assert_eq(s.latency_max_ns, 4 * MS);
	cr_assert_eq(s.service_max_ns, 2 * MS);
	area_free(area);
}

Test(tally, more_than_a_millisecond_late_is_late)
{
	struct area *area = area_of(3, true);

	for (size_t i = 0; i < 3; i++) {
		ran(area, i, 11 * MS + i, 12 * MS + i);
		area->slot[i].due_ns = area->due_ns[i] = 10 * MS;
	}
	cr_assert_eq(tallied(&knowing, area).late_starts, 2);
	area_free(area);
}

Test(tally, a_closed_loop_has_no_latency)
{
	struct area *area = area_run(300, 100);
	struct sample s = tallied(&knowing, area);

	cr_assert_eq(s.latency_p50_ns, 0);
	cr_assert_eq(s.latency_max_ns, 0);
	cr_assert_eq(s.late_starts, 0);
	area_free(area);
}

Test(tally, even_arrivals_are_evenly_spaced_from_zero)
{
	struct settings set = { .rate = 1000, .arrivals = ARRIVALS_EVEN };
	struct area *area = area_of(100, true);

	tally_schedule(&set, 1, area);
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(area->due_ns[i], i * MS);
	area_free(area);
}

Test(tally, poisson_arrivals_come_at_the_rate_and_vary_as_they_should)
{
	struct settings set = { .rate = 1000, .arrivals = ARRIVALS_POISSON };
	struct area *area = area_of(10001, true);
	size_t short_gaps = 0;

	tally_schedule(&set, 1, area);
	cr_assert_eq(area->due_ns[0], 0);
	for (size_t i = 0; i < 10000; i++) {
		cr_assert_geq(area->due_ns[i + 1], area->due_ns[i]);
		short_gaps += area->due_ns[i + 1] - area->due_ns[i] < MS;
	}
	/* A mean of 1 ms with a deviation of 1 %; and 63.2 % of exponential
	 * gaps are shorter than their mean, with one of 0.5 %. */
	cr_assert_gt(area->due_ns[10000], 9500 * MS);
	cr_assert_lt(area->due_ns[10000], 10500 * MS);
	cr_assert_gt(short_gaps, 6121);
	cr_assert_lt(short_gaps, 6521);
	area_free(area);
}

Test(tally, the_same_seed_gives_the_same_arrivals)
{
	struct settings set = { .rate = 1000, .arrivals = ARRIVALS_POISSON };
	struct area *a = area_of(100, true), *b = area_of(100, true);

	tally_schedule(&set, 5, a);
	tally_schedule(&set, 5, b);
	cr_assert_eq(memcmp(a->due_ns, b->due_ns, 800), 0);
	tally_schedule(&set, 6, b);
	cr_assert_neq(memcmp(a->due_ns, b->due_ns, 800), 0);
	area_free(a);
	area_free(b);
}
