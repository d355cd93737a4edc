/* test_contrast.c - ratios and shifts against published data, R and scipy,
 * and how often their intervals cover.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <float.h>
#include <math.h>

#include "bench/stats/contrast.h"
#include "runners/random.h"

#define COUNT(x) (sizeof(x) / sizeof(*(x)))

/* Permeability of human chorioamnion, Hollander and Wolfe, 1973, p. 69. */
static const double term[] = { 0.80, 0.83, 1.89, 1.04, 1.45,
			       1.38, 1.91, 1.64, 0.73, 1.46 };

static void assert_contrast(const struct contrast *c, double estimate,
			    double low, double high)
{
	cr_assert_float_eq(c->estimate, estimate, 1e-12);
	cr_assert_float_eq(c->interval.low, low, 1e-12);
	cr_assert_float_eq(c->interval.high, high, 1e-12);
}

/* Hamilton depression scale, Hollander and Wolfe, 1973, p. 29: theta = -0.46. R 4.2.2:
 * wilcox.test(after - before, conf.int = TRUE): -0.46, -0.786 to -0.010 */
Test(contrast, paired_shift_agrees_with_hollander_and_wolfe)
{
	const double before[] = { 1.83, 0.50, 1.62, 2.48, 1.68,
				  1.88, 1.55, 3.06, 1.30 };
	const double after[] = { 0.878, 0.647, 0.598, 2.05, 1.06,
				 1.29,	1.06,  3.14,  1.29 };
	double d[9];
	struct contrast c;

	for (int i = 0; i < 9; i++)
		d[i] = after[i] - before[i];
	cr_assert_eq(contrast_paired_shift(d, 9, 0.95, &c), 0);
	assert_contrast(&c, -0.46, -0.786, -0.010);
}

/* R 4.2.2: D <- (((1:50) * 19) %% 53) - 20.25; wilcox.test(D, exact = TRUE,
 * conf.int = TRUE): 6.25, 1.75 to 10.75. D <- (((1:60) * 17) %% 61) - 26.5;
 * W the sorted Walsh averages, K = 649 (test_rank.c): c(median(W), W[K],
 * W[1831 - K]): 4, -1, 9 */
Test(contrast, paired_shift_of_many_samples_agrees_with_r)
{
	double d[60];
	struct contrast c;

	for (int i = 1; i <= 50; i++)
		d[i - 1] = i * 19 % 53 - 20.25;
	cr_assert_eq(contrast_paired_shift(d, 50, 0.95, &c), 0);
	assert_contrast(&c, 6.25, 1.75, 10.75);
	for (int i = 1; i <= 60; i++)
		d[i - 1] = i * 17 % 61 - 26.5;
	cr_assert_eq(contrast_paired_shift(d, 60, 0.95, &c), 0);
	assert_contrast(&c, 4.0, -1.0, 9.0);
}

Test(contrast, a_shift_of_few_samples_has_no_interval)
{
	const double d[] = { 1, 2, 3, 4, 5 };
	struct contrast c;

	cr_assert_eq(contrast_paired_shift(d, 5, 0.95, &c), 0);
	cr_assert_eq(c.estimate, 3.0);
	cr_assert(isnan(c.interval.low) && isnan(c.interval.high));
	cr_assert_float_eq(c.interval.coverage, 0.9375, 1e-14);
}

Test(contrast, one_outlier_hardly_moves_a_shift)
{
	const double d[] = { 0.9, 1.0, 1.1, 1.2, 0.8, 1.05, 0.95, 1e6 };
	struct contrast c;

	cr_assert_eq(contrast_paired_shift(d, COUNT(d), 0.95, &c), 0);
	cr_assert_float_eq(c.estimate, 1.025, 0.03);
}

/* scipy 1.10.1: b = [1.15, .88, .90, .74, 1.21, 2.05, 1.60];
 * bootstrap((a, b), lambda x, y, axis: median(y, axis=axis) / median(x,
 * axis=axis), method='percentile', n_resamples=200000, random_state=1), and
 * random_state=2: 0.5487804878, 1.4846625767; the ratio 0.812720848056537 */
Test(contrast, ratio_has_the_bootstrap_interval_of_scipy)
{
	const double b[] = { 1.15, 0.88, 0.90, 0.74, 1.21, 2.05, 1.60 };
	struct contrast c;

	cr_assert_eq(contrast_ratio(term, 10, b, 7, 0.95, 100000, 1, &c), 0);
	cr_assert_float_eq(c.estimate, 0.812720848056537, 1e-14);
	cr_assert_float_eq(c.interval.low, 0.5487804878, 0.01);
	cr_assert_float_eq(c.interval.high, 1.4846625767, 0.01);
}

Test(contrast, ratio_is_replayed_by_its_seed)
{
	double a[11], b[11];
	struct contrast first, again, other;
	struct random r;

	random_init(&r, 40);
	for (int i = 0; i < 11; i++) {
		a[i] = 1.0 + random_unit(&r);
		b[i] = 1.0 + random_unit(&r);
	}
	contrast_ratio(a, 11, b, 11, 0.9, 200, 1, &first);
	contrast_ratio(a, 11, b, 11, 0.9, 200, 1, &again);
	contrast_ratio(a, 11, b, 11, 0.9, 200, 2, &other);
	cr_assert_eq(first.interval.low, again.interval.low);
	cr_assert_eq(first.interval.high, again.interval.high);
	cr_assert(first.interval.low != other.interval.low ||
		  first.interval.high != other.interval.high);
}

Test(contrast, ratio_of_few_samples_has_no_interval)
{
	const double a[] = { 1, 2, 3, 4, 5, 6 };
	struct contrast c;

	cr_assert_eq(contrast_ratio(a, 6, a, 5, 0.95, CONTRAST_RESAMPLES, 1,
				    &c), 0);
	cr_assert_float_eq(c.estimate, 3.0 / 3.5, 1e-14);
	cr_assert(isnan(c.interval.low) && isnan(c.interval.high));
	cr_assert_float_eq(c.interval.coverage, 0.9375, 1e-12);
	cr_assert_eq(contrast_ratio(a, 6, a, 6, 0.95, CONTRAST_RESAMPLES, 1,
				    &c), 0);
	cr_assert(c.interval.low < 1.0 && 1.0 < c.interval.high);
}

/* Eleven skewed samples a side, b 1.3 times a: of 600 intervals of 95 %,
 * between 92 % and 99.5 % cover. */
Test(contrast, ratio_covers_about_as_often_as_it_says)
{
	struct random r;
	unsigned covered = 0;

	random_init(&r, 41);
	for (int set = 0; set < 600; set++) {
		double a[11], b[11];
		struct contrast c;

		for (int i = 0; i < 11; i++) {
			a[i] = 1.0 + random_exponential(&r, 0.1);
			b[i] = 1.3 * (1.0 + random_exponential(&r, 0.1));
		}
		contrast_ratio(a, 11, b, 11, 0.95, 500, (uint64_t)set, &c);
		covered += c.interval.low <= 1.3 && 1.3 <= c.interval.high;
	}
	cr_assert(covered > 552 && covered < 597, "%u", covered);
}

/* 2000 sets: a standard deviation of about 0.005. */
Test(contrast, shifts_cover_as_often_as_they_say)
{
	struct random r;
	struct contrast c = { 0 };
	unsigned covered = 0;

	random_init(&r, 42);
	for (int set = 0; set < 2000; set++) {
		double d[9];

		for (int i = 0; i < 9; i++) {
			d[i] = -random_exponential(&r, 1.0);
			d[i] += random_exponential(&r, 1.0) + 0.5;
		}
		contrast_paired_shift(d, 9, 0.95, &c);
		covered += c.interval.low <= 0.5 && 0.5 <= c.interval.high;
	}
	cr_assert_float_eq(covered / 2000.0, c.interval.coverage, 0.02, "%u",
			   covered);
}

static void assert_refused(const double *bad, size_t n)
{
	const double good[] = { 1, 2, 3, 4, 5, 6, 7 };
	struct contrast c = { .estimate = 7.0 };

	cr_assert_eq(contrast_paired_shift(bad, n, 0.95, &c), -EINVAL);
	cr_assert_eq(contrast_ratio(bad, n, good, 7, 0.95, 200, 1, &c),
		     -EINVAL);
	cr_assert_eq(contrast_ratio(good, 7, bad, n, 0.95, 200, 1, &c),
		     -EINVAL);
	cr_assert_eq(c.estimate, 7.0);
}

Test(contrast, no_samples_and_samples_that_are_no_numbers_are_refused)
{
	assert_refused((double[]){ 1, 2 }, 0);
	assert_refused((double[]){ 1, NAN, 3 }, 3);
	assert_refused((double[]){ 1, INFINITY, 3 }, 3);
}

Test(contrast, a_ratio_of_what_is_not_above_zero_is_refused)
{
	const double good[] = { 1, 2 }, zero[] = { 1, 0 }, less[] = { -1, 2 };
	struct contrast c;

	cr_assert_eq(contrast_ratio(zero, 2, good, 2, 0.95, 200, 1, &c),
		     -EINVAL);
	cr_assert_eq(contrast_ratio(good, 2, less, 2, 0.95, 200, 1, &c),
		     -EINVAL);
}

Test(contrast, what_is_no_level_is_refused)
{
	const double x[] = { 1, 2 };
	struct contrast c;

	cr_assert_eq(contrast_paired_shift(x, 2, 0.0, &c), -EINVAL);
	cr_assert_eq(contrast_ratio(x, 2, x, 2, NAN, 200, 1, &c), -EINVAL);
	cr_assert_eq(contrast_ratio(x, 2, x, 2, 0.95, 99, 1, &c), -EINVAL);
}

Test(contrast, what_no_double_holds_is_out_of_range)
{
	const double small[] = { DBL_MIN }, large[] = { DBL_MAX };
	struct contrast c;

	cr_assert_eq(contrast_ratio(small, 1, large, 1, 0.95, 200, 1, &c),
		     -ERANGE);
}

Test(contrast, too_many_terms_are_refused)
{
	static double x[3000];
	struct contrast c;

	cr_assert_eq(contrast_paired_shift(x, 3000, 0.95, &c), -E2BIG);
}

/* Of the 70 ways to deal eight samples, the least and the greatest sum of
 * ranks are one each: 1 - 2 / 70. */
Test(contrast, the_rank_ratio_of_four_a_side_spans_all_ratios)
{
	const double a[] = { 1.0, 2.0, 4.0, 8.0 };
	const double b[] = { 3.0, 6.0, 12.0, 24.0 };
	struct contrast c;

	cr_assert_eq(contrast_rank_ratio(a, 4, b, 4, 0.95, &c), 0);
	cr_expect_float_eq(c.estimate, 3.0, 1e-12);
	cr_expect_float_eq(c.interval.low, 3.0 / 8.0, 1e-12);
	cr_expect_float_eq(c.interval.high, 24.0, 1e-12);
	cr_expect_float_eq(c.interval.coverage, 1.0 - 2.0 / 70.0, 1e-12);
	cr_assert_eq(contrast_rank_ratio(a, 3, b, 3, 0.95, &c), 0);
	cr_expect(isnan(c.interval.low));
}

/* qwilcox(0.025, 5, 5) of R is 3: the interval begins at the third ratio, and
 * 1 - 2 * pwilcox(2, 5, 5) = 0.9682540. */
Test(contrast, the_rank_ratio_of_five_a_side_agrees_with_r)
{
	const double a[] = { 1.0, 1.0, 1.0, 1.0, 1.0 };
	const double b[] = { 1.0, 2.0, 3.0, 4.0, 5.0 };
	struct contrast c;

	cr_assert_eq(contrast_rank_ratio(a, 5, b, 5, 0.95, &c), 0);
	cr_expect_float_eq(c.interval.coverage, 0.968254, 1e-6);
	cr_expect_eq(contrast_rank_ratio(a, 0, b, 5, 0.95, &c), -EINVAL);
}
