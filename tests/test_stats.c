/* test_stats.c - the summary of one set, against R and by simulation. */
#include <criterion/criterion.h>

#include <errno.h>
#include <float.h>
#include <math.h>

#include "bench/stats/normal.h"
#include "bench/stats/stats.h"
#include "runners/random.h"

static const double ten[] = { 3.1, 0.4, 2.7, 9.9, 1.5,
			      4.4, 6.2, 8.8, 5.0, 7.3 };

static double quantile(const double *x, size_t n, double p)
{
	double sorted[16], q = NAN;

	cr_assert_eq(stats_sort(sorted, x, n), 0);
	cr_assert_eq(stats_quantile(sorted, n, p, &q), 0);
	return q;
}

Test(stats, sort_leaves_what_it_was_given)
{
	const double x[] = { 3, 1, 2 };
	double sorted[3];

	cr_assert_eq(stats_sort(sorted, x, 3), 0);
	cr_assert(sorted[0] == 1 && sorted[1] == 2 && sorted[2] == 3);
	cr_assert(x[0] == 3 && x[1] == 1 && x[2] == 2);
}

Test(stats, sort_sorts_in_place)
{
	double x[] = { 3, -1, 2, -1 };

	cr_assert_eq(stats_sort(x, x, 4), 0);
	cr_assert(x[0] == -1 && x[1] == -1 && x[2] == 2 && x[3] == 3);
}

Test(stats, median_of_an_odd_count_is_the_middle_one)
{
	const double x[] = { 1, 5, 100 };
	double median;

	cr_assert_eq(stats_median(x, 3, &median), 0);
	cr_assert_eq(median, 5.0);
	cr_assert_eq(stats_median(x, 1, &median), 0);
	cr_assert_eq(median, 1.0);
}

Test(stats, median_of_an_even_count_is_the_mean_of_the_middle_two)
{
	const double x[] = { 1, 4, 7, 100 };
	double median;

	cr_assert_eq(stats_median(x, 4, &median), 0);
	cr_assert_eq(median, 5.5);
}

Test(stats, median_of_the_largest_numbers_is_finite)
{
	const double x[] = { DBL_MAX, DBL_MAX };
	double median;

	cr_assert_eq(stats_median(x, 2, &median), 0);
	cr_assert_eq(median, DBL_MAX);
}

/* R 4.2.2: z <- c(3.1, 0.4, 2.7, 9.9, 1.5, 4.4, 6.2, 8.8, 5.0, 7.3);
 * quantile(z, c(0, .1, .25, .5, .77, .95, 1), type = 7) */
Test(stats, quantile_is_type_7_of_r)
{
	cr_assert_float_eq(quantile(ten, 10, 0.0), 0.400, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 0.1), 1.390, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 0.25), 2.800, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 0.5), 4.700, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 0.77), 7.223, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 0.95), 9.405, 1e-12);
	cr_assert_float_eq(quantile(ten, 10, 1.0), 9.900, 1e-12);
}

/* R 4.2.2, the same z: mean(z), sd(z), mad(z), mad(z, constant = 1). R's
 * constant has four decimals, 1.4826. */
Test(stats, mean_sd_and_mad_agree_with_r)
{
	double sorted[10], mean, sd, mad;

	cr_assert_eq(stats_sort(sorted, ten, 10), 0);
	cr_assert_eq(stats_mean(ten, 10, &mean), 0);
	cr_assert_eq(stats_sd(ten, 10, &sd), 0);
	cr_assert_eq(stats_mad(sorted, 10, &mad), 0);
	cr_assert_float_eq(mean, 4.93, 1e-12);
	cr_assert_float_eq(sd, 3.12340626027, 1e-11);
	cr_assert_float_eq(mad, 2.3, 1e-12);
	cr_assert_float_eq(mad / normal_point(0.25), 3.40998, 1e-4);
}

Test(stats, sd_is_not_lost_on_a_large_mean)
{
	const double x[] = { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16 };
	double sd;

	cr_assert_eq(stats_sd(x, 4, &sd), 0);
	cr_assert_float_eq(sd, sqrt(30.0), 1e-9);
}

Test(stats, one_outlier_moves_the_mean_and_not_the_median_or_mad)
{
	const double x[] = { 10, 11, 12, 13, 14, 15, 1e6 };
	struct stats_summary s;

	cr_assert_eq(stats_summarise(x, 7, &s), 0);
	cr_assert_eq(s.median, 13.0);
	cr_assert_eq(s.mad, 2.0);
	cr_assert_eq(s.max, 1e6);
	cr_assert_gt(s.mean, 1e5);
}

static bool tail_is_given(double p, size_t n)
{
	static double x[10000];
	double q = 0.0;

	cr_assert_eq(stats_tail(x, n, p, &q), 0);
	return !isnan(q);
}

Test(stats, a_tail_needs_ten_samples_beyond_it)
{
	cr_assert(tail_is_given(0.999, 10000) && !tail_is_given(0.999, 9999));
	cr_assert(tail_is_given(0.99, 1000) && !tail_is_given(0.99, 999));
	cr_assert(tail_is_given(0.95, 200) && !tail_is_given(0.95, 199));
	cr_assert(tail_is_given(0.90, 100) && !tail_is_given(0.90, 99));
	cr_assert(!tail_is_given(1.0, 10000));
}

/* R 4.2.2: j <- max(which(1 - 2 * pbinom((1:(n / 2)) - 1, n, .5) >= .95));
 * 1 - 2 * pbinom(j - 1, n, .5). */
Test(stats, median_ranks_are_those_of_the_tables)
{
	static const struct {
		size_t n, rank;
		double coverage;
	} rows[] = {
		{ 6, 1, 0.96875 },	 { 8, 1, 0.9921875 },
		{ 9, 2, 0.9609375 },	 { 11, 2, 0.98828125 },
		{ 12, 3, 0.9614257812 }, { 20, 6, 0.9586105347 },
		{ 25, 8, 0.9567147493 }, { 30, 10, 0.9572260547 },
		{ 100, 40, 0.9647997998 }, { 1000, 469, 0.9537088026 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double coverage;
		size_t rank = stats_median_rank(rows[i].n, 0.95, &coverage);

		cr_assert_eq(rank, rows[i].rank, "n = %zu", rows[i].n);
		cr_assert_float_eq(coverage, rows[i].coverage, 1e-9);
	}
}

Test(stats, median_interval_of_eleven_is_the_second_to_the_tenth)
{
	double x[11];
	struct stats_interval interval;

	for (int i = 0; i < 11; i++)
		x[i] = i + 1;
	cr_assert_eq(stats_median_interval(x, 11, 0.95, &interval), 0);
	cr_assert_eq(interval.low, 2.0);
	cr_assert_eq(interval.high, 10.0);
}

Test(stats, five_samples_have_no_95_percent_interval)
{
	const double x[] = { 1, 2, 3, 4, 5 };
	struct stats_interval interval;

	cr_assert_eq(stats_median_interval(x, 5, 0.95, &interval), -ENODATA);
	cr_assert(isnan(interval.low) && isnan(interval.high));
	cr_assert_float_eq(interval.coverage, 0.9375, 1e-12);
	cr_assert_eq(stats_median_interval(x, 5, 0.9, &interval), 0);
	cr_assert(interval.low == 1.0 && interval.high == 5.0);
}

/* 4000 sets: a standard deviation of 0.0017 about the exact 0.9883. */
Test(stats, median_interval_covers_as_often_as_it_says)
{
	struct random r;
	unsigned covered = 0;

	random_init(&r, 20);
	for (int set = 0; set < 4000; set++) {
		struct stats_interval interval;
		double x[11];

		for (int i = 0; i < 11; i++)
			x[i] = random_exponential(&r, 1.0);
		stats_sort(x, x, 11);
		stats_median_interval(x, 11, 0.95, &interval);
		covered += interval.low <= log(2.0) &&
			   log(2.0) <= interval.high;
	}
	cr_assert_float_eq(covered / 4000.0, 0.98828125, 0.0068, "%u", covered);
}

Test(stats, summary_of_few_samples_leaves_out_what_they_cannot_say)
{
	const double x[] = { 4.0 };
	struct stats_summary s;

	cr_assert_eq(stats_summarise(x, 1, &s), 0);
	cr_assert(s.n == 1 && s.min == 4.0 && s.median == 4.0 && s.max == 4.0);
	cr_assert(s.mean == 4.0 && s.mad == 0.0 && isnan(s.sd));
	cr_assert(isnan(s.median_interval.low));
}

Test(stats, summary_agrees_with_its_parts)
{
	struct stats_summary s;

	cr_assert_eq(stats_summarise(ten, 10, &s), 0);
	cr_assert(s.min == 0.4 && s.max == 9.9);
	cr_assert_float_eq(s.median, 4.7, 1e-12);
	cr_assert_float_eq(s.mad, 2.3, 1e-12);
	cr_assert(s.median_interval.low == 1.5 &&
		  s.median_interval.high == 8.8);
}

static void assert_refused(const double *x, size_t n)
{
	struct stats_interval interval;
	struct stats_summary s;
	double y = 7.0, out[4];

	cr_assert_eq(stats_check(x, n), -EINVAL);
	cr_assert_eq(stats_sort(out, x, n), -EINVAL);
	cr_assert_eq(stats_median(x, n, &y), -EINVAL);
	cr_assert_eq(stats_quantile(x, n, 0.5, &y), -EINVAL);
	cr_assert_eq(stats_tail(x, n, 0.5, &y), -EINVAL);
	cr_assert_eq(stats_mad(x, n, &y), -EINVAL);
	cr_assert_eq(stats_mean(x, n, &y), -EINVAL);
	cr_assert_eq(stats_sd(x, n, &y), -EINVAL);
	cr_assert_eq(stats_median_interval(x, n, 0.95, &interval), -EINVAL);
	cr_assert_eq(stats_summarise(x, n, &s), -EINVAL);
	cr_assert_eq(y, 7.0);
}

Test(stats, no_samples_and_samples_that_are_no_numbers_are_refused)
{
	assert_refused((double[]){ 1, 2, 3 }, 0);
	assert_refused((double[]){ 1, NAN, 3 }, 3);
	assert_refused((double[]){ NAN }, 1);
	assert_refused((double[]){ -INFINITY, 1, 2 }, 3);
	assert_refused((double[]){ 1, 2, INFINITY }, 3);
}

Test(stats, unsorted_samples_are_refused_where_order_matters)
{
	const double x[] = { 2, 1, 3, 4, 5, 6 };
	struct stats_interval interval;
	double y;

	cr_assert_eq(stats_median(x, 6, &y), -EINVAL);
	cr_assert_eq(stats_quantile(x, 6, 0.5, &y), -EINVAL);
	cr_assert_eq(stats_mad(x, 6, &y), -EINVAL);
	cr_assert_eq(stats_median_interval(x, 6, 0.9, &interval), -EINVAL);
}

Test(stats, what_is_no_probability_is_refused)
{
	const double x[] = { 1, 2, 3, 4, 5, 6 };
	struct stats_interval interval;
	double y;

	cr_assert_eq(stats_quantile(x, 6, 1.1, &y), -EINVAL);
	cr_assert_eq(stats_quantile(x, 6, NAN, &y), -EINVAL);
	cr_assert_eq(stats_median_interval(x, 6, 1.0, &interval), -EINVAL);
	cr_assert_eq(stats_median_interval(x, 6, NAN, &interval), -EINVAL);
	cr_assert_eq(stats_median_rank(0, 0.95, &y), 0);
}

Test(stats, a_result_that_no_double_holds_is_out_of_range)
{
	const double x[] = { -DBL_MAX, 1e308, DBL_MAX };
	struct stats_summary summary;
	double y = 7.0;

	cr_assert_eq(stats_mean(x, 3, &y), -ERANGE);
	cr_assert_eq(stats_sd(x, 3, &y), -ERANGE);
	cr_assert_eq(stats_mad(x, 3, &y), -ERANGE);
	cr_assert_eq(stats_summarise(x, 3, &summary), -ERANGE);
	cr_assert_eq(stats_sd(x, 1, &y), -EINVAL);
	cr_assert_eq(y, 7.0);
}
