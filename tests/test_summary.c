/* test_summary.c - rows, groups, and what they are compared with. */
#include <errno.h>
#include <math.h>

#include "bench/analysis/series.h"
#include "bench/analysis/summary.h"
#include "tests/made.h"

#define MS 1000000

static void check_near(double is, double should)
{
	cr_expect(fabs(is - should) <= 1e-9 * fabs(should), "%.17g, not %.17g",
		  is, should);
}

static const char *model(const struct summary *s, size_t row)
{
	return summary_cell(s, &s->row[row])->model;
}

Test(summary, a_row_has_medians_and_an_interval)
{
	struct results r;
	struct summary s;
	const struct summary_row *row;

	made_results(&r);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_assert_eq(s.rows, 3);
	cr_assert_eq(s.groups, 1);
	row = &s.row[MADE_THREADS];
	cr_expect_eq(row->samples, 11);
	cr_expect_eq(row->good, 11);
	cr_expect_eq(row->failed + row->cancelled, 0);
	check_near(row->run_ns.median, 42.0 * MS);
	check_near(row->run_ns.median_interval.low, 41.832 * MS);
	check_near(row->run_ns.median_interval.high, 42.168 * MS);
	check_near(row->tasks_per_s, 20 / 0.042);
	check_near(row->cpu_ns.median, 80.4 * MS);
	check_near(row->pss_kib.median, 3210);
	cr_expect_not(row->is_void);
	summary_free(&s);
	results_free(&r);
}

/* As the kernel does it with samples shorter than a tick. */
static void split_all_or_nothing(struct results *r, size_t cell,
				 uint64_t cpu_us, uint64_t in_system)
{
	struct sample *s = made_first(r, cell);

	for (uint64_t i = 0; i < MADE_SAMPLES; i++) {
		uint64_t sum = cpu_us + i;

		s[i].user_us = i * 7 % MADE_SAMPLES < in_system ? 0 : sum;
		s[i].system_us = sum - s[i].user_us;
	}
}

Test(summary, cpu_is_the_median_of_sums)
{
	struct results r;
	struct summary s;
	const struct stats_summary *cpu;

	made_results(&r);
	split_all_or_nothing(&r, MADE_THREADS, 3615, 5);
	split_all_or_nothing(&r, MADE_ASYNC, 2615, 6);
	cr_assert_eq(summary_make(&r, &s), 0);
	cpu = &s.row[MADE_THREADS].cpu_ns;
	check_near(cpu->median, 3.620 * MS);
	check_near(cpu->median_interval.low, 3.616 * MS);
	check_near(cpu->median_interval.high, 3.624 * MS);
	check_near(s.row[MADE_ASYNC].cpu_ns.median, 2.620 * MS);
	cr_expect_eq(cpu->median, series_cpu_ns(&r, MADE_THREADS));
	summary_free(&s);
	results_free(&r);
}

Test(summary, time_is_split_only_where_ticks_are_many)
{
	struct results r;
	struct summary s;

	made_results(&r);
	split_all_or_nothing(&r, MADE_SERIAL, 90900, 4);
	split_all_or_nothing(&r, MADE_THREADS, 90905, 4);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect(isnan(s.row[MADE_SERIAL].system_share), "of 0.999955 s");
	cr_expect(fabs(s.row[MADE_THREADS].system_share - 4.0 / 11.0) < 1e-4,
		  "%g of 1 s", s.row[MADE_THREADS].system_share);
	summary_free(&s);
	results_free(&r);
}

Test(summary, speed_up_is_serial_over_this_with_an_interval)
{
	struct results r;
	struct summary s;
	const struct contrast *c;

	made_results(&r);
	cr_assert_eq(summary_make(&r, &s), 0);
	c = &s.row[MADE_THREADS].speed_up;
	check_near(c->estimate, 80.0 / 42.0);
	cr_expect_lt(c->interval.low, c->estimate);
	cr_expect_gt(c->interval.high, c->estimate);
	cr_expect(isnan(s.row[MADE_SERIAL].speed_up.estimate));
	summary_free(&s);
	results_free(&r);
}

Test(summary, without_serial_there_is_no_speed_up)
{
	struct results r;
	struct summary s;

	made_results(&r);
	strcpy(r.cell[MADE_SERIAL].model, "processes");
	cr_assert_eq(summary_make(&r, &s), 0);
	for (size_t i = 0; i < s.rows; i++)
		cr_expect(isnan(s.row[i].speed_up.estimate));
	summary_free(&s);
	results_free(&r);
}

Test(summary, samples_that_are_not_good_are_counted_and_left_out)
{
	struct results r;
	struct summary s;
	struct sample *first;

	made_results(&r);
	first = made_first(&r, MADE_ASYNC);
	first[0].state = SAMPLE_FAILED;
	first[0].run_ns = 1;
	first[10].state = SAMPLE_CANCELLED;
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_eq(s.row[MADE_ASYNC].good, 9);
	cr_expect_eq(s.row[MADE_ASYNC].failed, 1);
	cr_expect_eq(s.row[MADE_ASYNC].cancelled, 1);
	check_near(s.row[MADE_ASYNC].run_ns.median, 81.0 * MS);
	summary_free(&s);
	results_free(&r);
}

Test(summary, a_void_cell_is_compared_with_nothing)
{
	struct results r;
	struct summary s;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->state = SAMPLE_FAILED;
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect(s.row[MADE_ASYNC].is_void);
	cr_expect(isnan(s.row[MADE_ASYNC].speed_up.estimate));
	cr_expect(isnan(s.row[MADE_ASYNC].bound.efficiency));
	cr_expect(isfinite(s.row[MADE_ASYNC].run_ns.median));
	cr_expect(isfinite(s.row[MADE_THREADS].speed_up.estimate));
	summary_free(&s);
	results_free(&r);
}

Test(summary, a_void_serial_is_no_measure)
{
	struct results r;
	struct summary s;

	made_results(&r);
	made_first(&r, MADE_SERIAL)->state = SAMPLE_FAILED;
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect(isnan(s.row[MADE_THREADS].speed_up.estimate));
	summary_free(&s);
	results_free(&r);
}

Test(summary, a_cell_without_good_samples_has_a_row_of_nothing)
{
	struct results r;
	struct summary s;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_THREADS)
			r.sample[i].state = SAMPLE_FAILED;
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_eq(s.rows, 3);
	cr_expect_eq(s.row[MADE_THREADS].run_ns.n, 0);
	cr_expect(isnan(s.row[MADE_THREADS].run_ns.median));
	cr_expect(isnan(s.row[MADE_THREADS].tasks_per_s));
	summary_free(&s);
	results_free(&r);
}

Test(summary, a_cell_without_samples_has_no_row)
{
	struct results r;
	struct summary s;

	made_results(&r);
	made_cell(&r, "processes", 5, 5);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_eq(s.rows, 3);
	summary_free(&s);
	results_free(&r);
}

Test(summary, a_sample_of_no_time_is_no_ratio)
{
	struct results r;
	struct summary s;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		r.sample[i].run_ns = 0;
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect(isnan(s.row[MADE_THREADS].tasks_per_s));
	cr_expect(isnan(s.row[MADE_THREADS].speed_up.estimate));
	summary_free(&s);
	results_free(&r);
}

Test(summary, cells_of_one_work_stand_together)
{
	struct results r;
	struct summary s;

	made_results(&r);
	for (int i = 0; i < 2; i++) {
		size_t cell = made_cell(&r, i ? "async" : "serial", 1, 1);

		strcpy(r.cell[cell].job, "another");
		made_samples(&r, cell, 1 * MS, 1 * MS);
	}
	made_samples(&r, made_cell(&r, "processes", 5, 5), 45 * MS, 80 * MS);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_assert_eq(s.groups, 2);
	cr_expect_eq(s.group[0].first, 0);
	cr_expect_eq(s.group[0].rows, 4);
	cr_expect_str_eq(model(&s, 3), "processes");
	cr_expect_eq(s.group[1].first, 4);
	cr_expect_eq(s.group[1].rows, 2);
	cr_expect_not(s.group[0].scaling);
	summary_free(&s);
	results_free(&r);
}

/* K from the outer, models from the inner loop, as a plan has them. */
static void make_scaling(struct results *r, uint64_t most)
{
	results_init(r);
	made_environment(&r->env);
	made_samples(r, made_cell(r, "serial", 1, 1), 800 * MS, 10 * MS);
	for (uint64_t k = most; k > 0; k /= 2)
		for (int i = 0; i < 2; i++) {
			size_t cell = made_cell(r, i ? "async" : "threads", k,
						i ? 1 : k);

			made_samples(r, cell,
				     (uint64_t)(800.0 * MS / (double)k *
						(1 + 0.02 * (double)(k - 1))),
				     10 * MS);
		}
}

Test(summary, three_concurrencies_make_a_scaling_table)
{
	struct results r;
	struct summary s;

	make_scaling(&r, 4);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_assert_eq(s.groups, 1);
	cr_assert(s.group[0].scaling);
	cr_assert_eq(s.rows, 7);
	cr_expect_str_eq(model(&s, 0), "serial");
	for (size_t i = 1; i < 7; i++) {
		uint64_t k = UINT64_C(1) << (i - 1) % 3;

		cr_expect_str_eq(model(&s, i), i < 4 ? "threads" : "async");
		cr_expect_eq(summary_cell(&s, &s.row[i])->concurrency, k);
		if (k == 1)
			cr_expect(isnan(s.row[i].scale_up));
		else
			check_near(s.row[i].scale_up,
				   (double)k / (1 + 0.02 * (double)(k - 1)));
	}
	summary_free(&s);
	results_free(&r);
}

Test(summary, two_concurrencies_make_none)
{
	struct results r;
	struct summary s;

	make_scaling(&r, 2);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_not(s.group[0].scaling);
	cr_expect(isnan(s.row[3].scale_up));
	summary_free(&s);
	results_free(&r);
}

Test(summary, of_nothing_there_is_nothing)
{
	struct results r;
	struct summary s;

	results_init(&r);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_expect_eq(s.rows, 0);
	cr_expect_eq(s.groups, 0);
	summary_free(&s);
}
