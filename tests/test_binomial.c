/* test_binomial.c - tails and limits against published values and R's. */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>

#include "bench/stats/binomial.h"

static double lower_tail(uint64_t k, uint64_t n, double p)
{
	double tail = NAN;

	cr_assert_eq(binomial_lower_tail(k, n, p, &tail), 0);
	return tail;
}

/* P(X >= k): so many failures at most. */
static double upper_tail(uint64_t k, uint64_t n, double p)
{
	return lower_tail(n - k, n, 1.0 - p);
}

static double lower_limit(uint64_t k, uint64_t n, double confidence)
{
	double limit = NAN;

	cr_assert_eq(binomial_lower_limit(k, n, confidence, &limit), 0);
	return limit;
}

static double upper_limit(uint64_t k, uint64_t n, double confidence)
{
	double limit = NAN;

	cr_assert_eq(binomial_upper_limit(k, n, confidence, &limit), 0);
	return limit;
}

static void assert_relative(double got, double expected, double within)
{
	cr_assert(fabs(got - expected) <= within * fabs(expected),
		  "%.15g, not %.15g", got, expected);
}

/* R 4.2.2: pbinom(3, 20, .2); pbinom(2, 10, .9); pbinom(480, 1000, .5);
 * pbinom(0, 1e6, 1e-6) */
Test(binomial, lower_tail_agrees_with_r)
{
	assert_relative(lower_tail(3, 20, 0.2), 0.411448861957, 1e-11);
	assert_relative(lower_tail(2, 10, 0.9), 3.736e-07, 1e-11);
	assert_relative(lower_tail(480, 1000, 0.5), 0.108724146602, 1e-11);
	assert_relative(lower_tail(0, 1000000, 1e-6), 0.367879257231645, 1e-9);
}

/* R 4.2.2: pbinom(14, 50, .2, lower = FALSE); pbinom(4, 20, .2, lower =
 * FALSE); pbinom(100, 1e6, 1e-5, lower = FALSE) */
Test(binomial, upper_tail_agrees_with_r)
{
	assert_relative(upper_tail(15, 50, 0.2), 0.0607220796319, 1e-11);
	assert_relative(upper_tail(5, 20, 0.2), 0.370351736097, 1e-11);
	assert_relative(upper_tail(101, 1000000, 1e-5), 5.31755847838275e-64,
			1e-8);
}

Test(binomial, tails_of_the_fair_coin_are_counted_ways)
{
	assert_relative(lower_tail(1, 6, 0.5), 7.0 / 64.0, 1e-14);
	assert_relative(upper_tail(5, 6, 0.5), 7.0 / 64.0, 1e-14);
	assert_relative(upper_tail(3, 6, 0.5), 42.0 / 64.0, 1e-14);
}

Test(binomial, the_two_tails_make_one)
{
	for (uint64_t n = 1; n < 60; n += 7)
		for (uint64_t k = 0; k < n; k++)
			for (double p = 0.01; p < 1.0; p += 0.07)
				cr_assert_float_eq(lower_tail(k, n, p) +
							   upper_tail(k + 1, n,
								      p),
						   1.0, 1e-12);
}

Test(binomial, impossible_and_certain_events_have_their_tails)
{
	cr_assert_eq(lower_tail(0, 5, 0.0), 1.0);
	cr_assert_eq(lower_tail(4, 5, 1.0), 0.0);
	cr_assert_eq(lower_tail(5, 5, 1.0), 1.0);
	cr_assert_eq(upper_tail(1, 5, 0.0), 0.0);
	cr_assert_eq(upper_tail(0, 5, 0.0), 1.0);
	cr_assert_eq(upper_tail(5, 5, 1.0), 1.0);
}

/* The sizes that the gate's own error rates are shown with: 1 - 0.05^(1/299)
 * and 0.05^(1/59), and R 4.2.2: binom.test(1, 473, conf.level = .9)$conf.int,
 * the same of (92, 93), (58, 59) and (2, 473). */
Test(binomial, no_alarm_in_299_shows_at_most_one_percent)
{
	assert_relative(upper_limit(0, 299, 0.95), 1.0 - pow(0.05, 1.0 / 299.0),
			1e-12);
	cr_assert_lt(upper_limit(0, 299, 0.95), 0.01);
	cr_assert_gt(upper_limit(0, 298, 0.95), 0.01);
}

Test(binomial, one_alarm_in_473_shows_at_most_one_percent)
{
	assert_relative(upper_limit(1, 473, 0.95), 0.009989707474225, 1e-10);
	cr_assert_gt(upper_limit(1, 472, 0.95), 0.01);
	assert_relative(upper_limit(2, 473, 0.95), 0.013250032305563, 1e-10);
}

Test(binomial, all_of_59_found_shows_at_least_95_percent)
{
	assert_relative(lower_limit(59, 59, 0.95), 0.950492390112, 1e-10);
	cr_assert_lt(lower_limit(58, 58, 0.95), 0.95);
	assert_relative(lower_limit(58, 59, 0.95), 0.922102078481, 1e-10);
	assert_relative(lower_limit(92, 93, 0.95), 0.950006021612, 1e-10);
	cr_assert_lt(lower_limit(91, 92, 0.95), 0.95);
}

static void assert_interval(uint64_t k, uint64_t n, double low, double high,
			    double within)
{
	double l = NAN, h = NAN;

	cr_assert_eq(binomial_interval(k, n, 0.95, &l, &h), 0);
	cr_assert_float_eq(l, low, within);
	cr_assert_float_eq(h, high, within);
}

/* (81, 263): Newcombe, "Two-sided confidence intervals for the single
 * proportion", Statistics in Medicine 17, 1998, table I, the exact method, to
 * four decimals: 0.2527 to 0.3676, and for (15, 148), (0, 20), (1, 29) as
 * below. The digits: R 4.2.2, binom.test(k, n)$conf.int */
Test(binomial, interval_is_the_published_one)
{
	assert_interval(81, 263, 0.252736745585, 0.367621922601, 1e-11);
	assert_interval(4, 20, 0.057333997050, 0.436614002997, 1e-11);
	assert_interval(0, 10, 0.0, 0.308497107819, 1e-11);
	assert_interval(10, 10, 0.691502892181, 1.0, 1e-11);
	assert_interval(1, 1000000, 2.53178076638e-08, 5.57163065517e-06,
			1e-14);
	assert_interval(15, 148, 0.0578, 0.1617, 0.00005);
	assert_interval(0, 20, 0.0000, 0.1684, 0.00005);
	assert_interval(1, 29, 0.0009, 0.1776, 0.00005);
}

Test(binomial, at_its_limit_a_tail_is_what_was_left_out)
{
	for (uint64_t n = 2; n < 40; n += 9)
		for (uint64_t k = 1; k < n; k++) {
			double p = lower_limit(k, n, 0.99);

			assert_relative(upper_tail(k, n, p), 0.01, 1e-9);
			p = upper_limit(k, n, 0.99);
			assert_relative(lower_tail(k, n, p), 0.01, 1e-9);
		}
}

Test(binomial, interval_covers_at_least_as_often_as_it_says)
{
	double low[31], high[31];

	for (uint64_t k = 0; k <= 30; k++)
		binomial_interval(k, 30, 0.95, &low[k], &high[k]);
	for (double p = 0.003; p < 1.0; p += 0.017) {
		double covered = 0.0;

		for (uint64_t k = 0; k <= 30; k++)
			if (low[k] <= p && p <= high[k])
				covered += lower_tail(k, 30, p) -
					   (k ? lower_tail(k - 1, 30, p) : 0);
		cr_assert(covered >= 0.95, "%g at %g", covered, p);
	}
}

Test(binomial, what_is_no_binomial_is_refused)
{
	double x = 7.0, y = 7.0;

	cr_assert_eq(binomial_lower_tail(0, 0, 0.5, &x), -EINVAL);
	cr_assert_eq(binomial_lower_tail(3, 2, 0.5, &x), -EINVAL);
	cr_assert_eq(binomial_lower_tail(1, 2, NAN, &x), -EINVAL);
	cr_assert_eq(binomial_lower_tail(1, 2, 1.5, &x), -EINVAL);
	cr_assert_eq(binomial_lower_limit(3, 2, 0.95, &x), -EINVAL);
	cr_assert_eq(binomial_lower_limit(1, 2, 1.0, &x), -EINVAL);
	cr_assert_eq(binomial_upper_limit(0, 0, 0.95, &x), -EINVAL);
	cr_assert_eq(binomial_upper_limit(3, 2, 0.95, &x), -EINVAL);
	cr_assert_eq(binomial_upper_limit(1, 2, 0.0, &x), -EINVAL);
	cr_assert_eq(binomial_interval(1, 2, NAN, &x, &y), -EINVAL);
	cr_assert_eq(binomial_interval(1, 2, -1.0, &x, &y), -EINVAL);
	cr_assert_eq(binomial_interval(5, 2, 0.95, &x, &y), -EINVAL);
	cr_assert(x == 7.0 && y == 7.0);
}
