/* test_scaling.c - the scalability law, fitted to known curves and to
 * published measurements, and the shape that they say.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>

#include "bench/stats/normal.h"
#include "bench/stats/scaling.h"
#include "bench/stats/shape.h"
#include "bench/stats/stats.h"
#include "runners/random.h"

#define COUNT(x) (sizeof(x) / sizeof(*(x)))

static const double workers[] = { 1, 2, 4, 8, 16, 32, 64, 128 };

static void assert_relative(double got, double expected, double within)
{
	cr_assert(fabs(got - expected) <= within * fabs(expected),
		  "%.12g, not %.12g", got, expected);
}

static struct scaling fit_curve(double lambda, double sigma, double kappa)
{
	struct scaling truth = { lambda, sigma, kappa, 0, 0 }, fit;
	double x[COUNT(workers)];

	for (size_t i = 0; i < COUNT(workers); i++)
		x[i] = scaling_throughput(&truth, workers[i]);
	cr_assert_eq(scaling_fit(workers, x, COUNT(workers), &fit), 0);
	return fit;
}

Test(scaling, throughput_of_one_is_lambda)
{
	struct scaling s = { .lambda = 12.5, .sigma = 0.3, .kappa = 0.01 };

	cr_assert_float_eq(scaling_throughput(&s, 1.0), 12.5, 1e-12);
	cr_assert_float_eq(scaling_throughput(&s, 3.0), 12.5 * 3.0 / 1.66,
			   1e-12);
}

Test(scaling, a_curve_of_the_law_is_found_again)
{
	struct scaling fit = fit_curve(950.0, 0.03, 0.0008);

	assert_relative(fit.lambda, 950.0, 1e-8);
	assert_relative(fit.sigma, 0.03, 1e-7);
	assert_relative(fit.kappa, 0.0008, 1e-7);
	assert_relative(fit.peak, sqrt(0.97 / 0.0008), 1e-7);
	cr_assert_lt(fit.rms_relative, 1e-8);
}

Test(scaling, units_do_not_matter)
{
	struct scaling small = fit_curve(3e-9, 0.2, 0.004);
	struct scaling large = fit_curve(3e12, 0.2, 0.004);

	assert_relative(small.lambda, 3e-9, 1e-8);
	assert_relative(small.kappa, 0.004, 1e-7);
	assert_relative(large.lambda, 3e12, 1e-8);
	assert_relative(large.kappa, 0.004, 1e-7);
}

Test(scaling, perfect_scaling_has_no_contention_and_no_peak)
{
	struct scaling fit = fit_curve(10.0, 0.0, 0.0);

	assert_relative(fit.lambda, 10.0, 1e-12);
	cr_assert_eq(fit.sigma, 0.0);
	cr_assert_eq(fit.kappa, 0.0);
	cr_assert_eq(fit.peak, INFINITY);
}

Test(scaling, amdahls_law_has_no_coherency_cost)
{
	struct scaling fit = fit_curve(10.0, 0.1, 0.0);

	assert_relative(fit.sigma, 0.1, 1e-8);
	cr_assert_eq(fit.kappa, 0.0);
	cr_assert_eq(fit.peak, INFINITY);
}

Test(scaling, coherency_alone_has_no_contention)
{
	struct scaling fit = fit_curve(10.0, 0.0, 0.001);

	cr_assert_eq(fit.sigma, 0.0);
	assert_relative(fit.kappa, 0.001, 1e-8);
	assert_relative(fit.peak, sqrt(1000.0), 1e-8);
}

/* All wait for one: sigma = 1, and no more than one helps. */
Test(scaling, a_flat_throughput_is_all_contention)
{
	struct scaling fit = fit_curve(42.0, 1.0, 0.0);

	assert_relative(fit.lambda, 42.0, 1e-6);
	cr_assert_float_eq(scaling_throughput(&fit, 64.0), 42.0, 1e-6);
	cr_assert_float_eq(fit.peak, 1.0, 1e-3);
	cr_assert_lt(fit.rms_relative, 1e-6);
}

Test(scaling, a_throughput_that_only_falls_peaks_at_one)
{
	struct scaling fit = fit_curve(42.0, 1.5, 0.02);

	assert_relative(fit.sigma, 1.5, 1e-5);
	cr_assert_eq(fit.peak, 1.0);
}

/* Superlinear: what the law can't say is fitted as well as it can. */
Test(scaling, superlinear_growth_is_fitted_without_negative_parameters)
{
	double x[COUNT(workers)];
	struct scaling fit;

	for (size_t i = 0; i < COUNT(workers); i++)
		x[i] = pow(workers[i], 1.2);
	cr_assert_eq(scaling_fit(workers, x, COUNT(workers), &fit), 0);
	cr_assert_eq(fit.sigma, 0.0);
	cr_assert_eq(fit.kappa, 0.0);
	cr_assert(fit.lambda > 1.0 && fit.lambda < pow(128.0, 0.2));
	cr_assert_gt(fit.rms_relative, 0.1);
}

/* SPEC SDM91 on a Sun SPARCcenter 2000: Gunther, Guerrilla Capacity Planning,
 * 2007, and data(specsdm91) of the R package usl, whose own test
 * expects a peak of 97. scipy 1.10.1: x0 = [90, .03, 1e-4]; least_squares(
 * lambda p: p[0] * n / (1 + p[1] * (n - 1) + p[2] * n * (n - 1)) - x, x0,
 * method='lm', x_scale=x0, xtol=1e-15, ftol=1e-15, gtol=1e-15):
 * 89.99523244 0.02772847518 0.0001043654842; from that R^2 0.989561478053,
 * rms of x / fit - 1 0.1141534977, peak 96.51956081 */
Test(scaling, specsdm91_agrees_with_scipy)
{
	const double n[] = { 1, 18, 36, 72, 108, 144, 216 };
	const double x[] = { 64.9,   995.9,  1652.4, 1853.2,
			     1828.9, 1775.0, 1702.2 };
	struct scaling fit;

	cr_assert_eq(scaling_fit(n, x, COUNT(n), &fit), 0);
	assert_relative(fit.lambda, 89.99523244, 1e-7);
	assert_relative(fit.sigma, 0.02772847518, 1e-7);
	assert_relative(fit.kappa, 0.0001043654842, 1e-7);
	assert_relative(fit.peak, 96.51956081, 1e-7);
	assert_relative(fit.rms_relative, 0.1141534977, 1e-7);
}

/* A ray tracer on an SGI Origin 2000, there and data(raytracer) of
 * usl. Without the bound kappa would be below zero: R 4.2.2's nls finds
 * -0.000201. scipy as above, without p[2] and from [20, .05]: 21.84884268
 * 0.05777077992, R^2 0.990694924055, rms 0.04776399249 */
Test(scaling, raytracer_agrees_with_scipy_at_the_bound)
{
	const double n[] = { 1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64 };
	const double x[] = { 20,  78,  130, 170, 190, 200,
			     210, 230, 260, 280, 310 };
	struct scaling fit;

	cr_assert_eq(scaling_fit(n, x, COUNT(n), &fit), 0);
	assert_relative(fit.lambda, 21.84884268, 1e-7);
	assert_relative(fit.sigma, 0.05777077992, 1e-7);
	cr_assert_eq(fit.kappa, 0.0);
	assert_relative(fit.rms_relative, 0.04776399249, 1e-7);
}

/* scipy as above from [950, .01, 1e-4]: 1001.102611 0.02734619122
 * 0.0007703561508 */
Test(scaling, order_and_repeats_of_points_do_not_matter)
{
	const double n[] = { 25, 5, 1, 30, 15, 20, 10 };
	const double x[] = { 12075.41, 4315.54,	 955.16, 12118.04,
			     9645.37,  10798.52, 7867.61 };
	double n2[14], x2[14];
	struct scaling fit;

	for (int i = 0; i < 14; i++) {
		n2[i] = n[i % 7];
		x2[i] = x[i % 7];
	}
	cr_assert_eq(scaling_fit(n, x, 7, &fit), 0);
	assert_relative(fit.lambda, 1001.102611, 1e-7);
	assert_relative(fit.sigma, 0.02734619122, 1e-7);
	assert_relative(fit.kappa, 0.0007703561508, 1e-7);
	cr_assert_eq(scaling_fit(n2, x2, 14, &fit), 0);
	assert_relative(fit.sigma, 0.02734619122, 1e-7);
}

/* No step to either side of what was found may be better. */
Test(scaling, no_neighbour_of_a_noisy_fit_is_better)
{
	struct random r;

	random_init(&r, 70);
	for (int set = 0; set < 200; set++) {
		struct scaling truth = { 100.0, 0.3 * random_unit(&r),
					 0.01 * random_unit(&r), 0, 0 };
		double x[COUNT(workers)];
		struct scaling fit;

		for (size_t i = 0; i < COUNT(workers); i++)
			x[i] = scaling_throughput(&truth, workers[i]) *
			       (0.8 + 0.4 * random_unit(&r));
		cr_assert_eq(scaling_fit(workers, x, COUNT(x), &fit), 0);
		for (int side = 0; side < 6; side++) {
			struct scaling near = fit;
			double by = side % 2 ? 1e-3 : -1e-3;
			double here = 0.0, there = 0.0;

			near.lambda *= side / 2 == 0 ? 1.0 + by : 1.0;
			near.sigma += side / 2 == 1 ? by : 0.0;
			near.kappa += side / 2 == 2 ? by * 0.01 : 0.0;
			if (near.sigma < 0.0 || near.kappa < 0.0)
				continue;
			for (size_t i = 0; i < COUNT(workers); i++) {
				double n = workers[i];

				here += pow(x[i] - scaling_throughput(&fit, n),
					    2);
				there += pow(x[i] -
						     scaling_throughput(&near,
									n),
					     2);
			}
			cr_assert(here <= there, "set %d, side %d", set, side);
		}
	}
}

Test(scaling, fewer_than_six_concurrencies_are_too_few)
{
	const double n[] = { 1, 2, 4, 8, 16, 16, 8, 4 };
	const double x[] = { 1, 2, 3, 4, 5, 5, 4, 3 };
	struct scaling fit;

	cr_assert_eq(scaling_fit(n, x, 8, &fit), -ENODATA);
	cr_assert_eq(scaling_fit(n, x, 5, &fit), -ENODATA);
}

Test(scaling, what_is_no_measurement_is_refused)
{
	double n[] = { 1, 2, 4, 8, 16, 32 }, x[] = { 1, 2, 3, 4, 5, 6 };
	struct scaling fit = { .lambda = 7.0 };

	cr_assert_eq(scaling_fit(n, x, 0, &fit), -EINVAL);
	n[0] = 0.0;
	cr_assert_eq(scaling_fit(n, x, 6, &fit), -EINVAL);
	n[0] = NAN;
	cr_assert_eq(scaling_fit(n, x, 6, &fit), -EINVAL);
	n[0] = 1.0;
	x[3] = 0.0;
	cr_assert_eq(scaling_fit(n, x, 6, &fit), -EINVAL);
	x[3] = INFINITY;
	cr_assert_eq(scaling_fit(n, x, 6, &fit), -EINVAL);
	cr_assert_eq(fit.lambda, 7.0);
}

/* Each throughput is known to one part in `sure` (up and down). */
static struct shape shape_known(const double *x, double sure)
{
	double low[COUNT(workers)], high[COUNT(workers)];
	struct shape shape;

	for (size_t i = 0; i < COUNT(workers); i++) {
		low[i] = x[i] * (1.0 - sure);
		high[i] = x[i] * (1.0 + sure);
	}
	cr_assert_eq(shape_of(workers, x, low, high, COUNT(workers), &shape),
		     0);
	return shape;
}

static struct shape shape_capped(double each, double cap)
{
	double x[COUNT(workers)];

	for (size_t i = 0; i < COUNT(workers); i++)
		x[i] = each * fmin(workers[i], cap);
	return shape_known(x, 0.01);
}

static struct shape shape_curve(double sigma, double kappa, double sure)
{
	struct scaling truth = { 950.0, sigma, kappa, 0, 0 };
	double x[COUNT(workers)];

	for (size_t i = 0; i < COUNT(workers); i++)
		x[i] = scaling_throughput(&truth, workers[i]);
	return shape_known(x, sure);
}

Test(shape, a_cap_is_found_at_a_point_and_between_two)
{
	static const double caps[] = { 1, 2, 3, 8, 20.5, 64 };

	for (size_t i = 0; i < COUNT(caps); i++) {
		struct shape s = shape_capped(7.0, caps[i]);

		cr_assert_eq(s.kind, SHAPE_FLAT, "%g", caps[i]);
		assert_relative(s.each, 7.0, 1e-9);
		assert_relative(s.flat_from, caps[i], 1e-9);
		cr_assert_lt(s.flat_rms, 1e-9);
		cr_assert_not(s.falls);
	}
}

Test(shape, the_unit_does_not_matter)
{
	struct shape small = shape_capped(3e-9, 11.0);
	struct shape large = shape_capped(3e12, 11.0);

	cr_assert_eq(small.kind, SHAPE_FLAT);
	cr_assert_eq(large.kind, SHAPE_FLAT);
	assert_relative(small.flat_from, 11.0, 1e-9);
	assert_relative(large.flat_from, 11.0, 1e-9);
}

Test(shape, what_rises_to_the_last_grows)
{
	cr_assert_eq(shape_capped(7.0, 128.0).kind, SHAPE_GROWS);
	cr_assert_eq(shape_capped(7.0, 1000.0).kind, SHAPE_GROWS);
	cr_assert_eq(shape_curve(0.1, 0.0, 0.01).kind, SHAPE_GROWS);
}

Test(shape, a_fall_that_the_points_show_is_a_peak)
{
	struct shape s = shape_curve(0.02, 0.0005, 0.01);

	cr_assert_eq(s.kind, SHAPE_PEAK);
	cr_assert(s.falls);
	assert_relative(s.usl.peak, sqrt(0.98 / 0.0005), 1e-6);
}

/* It falls by 30 %. */
Test(shape, a_fall_within_the_intervals_is_no_peak)
{
	struct shape s = shape_curve(0.02, 0.0005, 0.3);

	cr_assert_neq(s.kind, SHAPE_PEAK);
	cr_assert_not(s.falls);
}

Test(shape, without_intervals_there_is_no_peak)
{
	cr_assert_neq(shape_curve(0.02, 0.0005, NAN).kind, SHAPE_PEAK);
}

Test(shape, a_last_point_that_drops_off_a_plateau_is_no_peak_of_the_law)
{
	const double x[] = { 1, 2, 4, 8, 8, 8, 8, 5 };
	struct shape s = shape_known(x, 0.01);

	cr_assert_neq(s.kind, SHAPE_PEAK);
	cr_assert(s.falls);
}

Test(shape, what_no_law_describes_is_unknown)
{
	const double x[] = { 5, 1, 7, 2, 9, 1, 8, 2 };

	cr_assert_eq(shape_known(x, 0.01).kind, SHAPE_UNKNOWN);
}

Test(shape, sigma_above_one_is_beyond_the_law)
{
	cr_assert(shape_curve(1.5, 0.02, 0.01).beyond_law);
	cr_assert_not(shape_curve(0.9, 0.02, 0.01).beyond_law);
}

Test(shape, an_interval_without_its_throughput_is_refused)
{
	const double x[] = { 1, 2, 4, 8, 8, 8, 8, 8 };
	double low[8], high[8];
	struct shape s = { .each = 7.0 };

	for (int i = 0; i < 8; i++)
		low[i] = high[i] = x[i];
	low[3] = 8.5;
	cr_assert_eq(shape_of(workers, x, low, high, 8, &s), -EINVAL);
	cr_assert_eq(shape_of(workers, x, low, high, 5, &s), -ENODATA);
	cr_assert_eq(s.each, 7.0);
}

/* The median of eleven samples of 5 % at each, and its interval. */
static enum shape_kind shape_drawn(struct random *r, const double *truth)
{
	double x[COUNT(workers)], low[COUNT(workers)], high[COUNT(workers)];
	struct shape shape;

	for (size_t i = 0; i < COUNT(workers); i++) {
		struct stats_interval interval;
		double s[11];

		for (int k = 0; k < 11; k++)
			s[k] = truth[i] * exp(0.05 * normal_point(
					random_unit(r) + 0x1p-54));
		stats_sort(s, s, 11);
		stats_median(s, 11, &x[i]);
		stats_median_interval(s, 11, 0.95, &interval);
		low[i] = interval.low;
		high[i] = interval.high;
	}
	cr_assert_eq(shape_of(workers, x, low, high, COUNT(workers), &shape),
		     0);
	return shape.kind;
}

/* 200 of each: caps of 1 to 100, and laws that fall by 30 to 60 %. */
Test(shape, noise_makes_no_peak_and_hides_none)
{
	unsigned wrong = 0, flat = 0, found = 0;
	struct random r;

	random_init(&r, 97);
	for (int set = 0; set < 200; set++) {
		double cap = pow(100.0, random_unit(&r)), x[COUNT(workers)];
		struct scaling law = { .lambda = 1.0,
				       .sigma = 0.05 * random_unit(&r),
				       .kappa = 0.0005 * (1.0 +
					       random_unit(&r)) };
		enum shape_kind kind;

		for (size_t i = 0; i < COUNT(workers); i++)
			x[i] = fmin(workers[i], cap);
		kind = shape_drawn(&r, x);
		wrong += kind == SHAPE_PEAK;
		flat += kind == SHAPE_FLAT;
		for (size_t i = 0; i < COUNT(workers); i++)
			x[i] = scaling_throughput(&law, workers[i]);
		found += shape_drawn(&r, x) == SHAPE_PEAK;
	}
	cr_assert_leq(wrong, 10, "%u", wrong);
	cr_assert_geq(flat, 180, "%u", flat);
	cr_assert_geq(found, 180, "%u", found);
}
