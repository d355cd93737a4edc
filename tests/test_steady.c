/* test_steady.c - drifts and clusters are seen, and chance is not taken for
 * them.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>

#include "bench/stats/binomial.h"
#include "bench/stats/normal.h"
#include "bench/stats/steady.h"
#include "runners/macros.h"
#include "runners/random.h"

enum { MOST = 100 };

static double normal(struct random *r)
{
	return normal_point(random_unit(r) + 0x1p-54);
}

Test(steady, kendalls_p_is_that_of_the_textbook)
{
	static const double x[] = { 1, 2, 3, 5, 4, 6.5 };
	static const double tied[] = { 1, 2, 2, 2, 3, 3 };
	struct steady_trend t;

	/* 14 pairs up, 1 down; the variance is n (n - 1) (2 n + 5) / 18. */
	cr_assert_eq(steady_trend(x, 6, &t), 0);
	cr_expect(fabs(t.p - 2.0 * normal_upper(12.0 / sqrt(510.0 / 18.0))) <
			  1e-12,
		  "%g", t.p);
	cr_expect(fabs(t.change - 5.25 / 1.5 + 1.0) < 1e-12, "%g", t.change);
	cr_assert_eq(steady_trend(tied, 6, &t), 0);
	/* 11 up, 4 tied; 3 and 2 alike take 66 and 18 of 510. */
	cr_expect(fabs(t.p - 2.0 * normal_upper(10.0 / sqrt(426.0 / 18.0))) <
			  1e-12,
		  "%g", t.p);
}

Test(steady, a_fall_is_a_negative_change)
{
	double x[30];
	struct steady_trend t;

	for (size_t i = 0; i < ARRAY_SIZE(x); i++)
		x[i] = 100.0 - (double)i + (i % 3 == 0);
	cr_assert_eq(steady_trend(x, ARRAY_SIZE(x), &t), 0);
	cr_expect_lt(t.p, 1e-6);
	cr_expect(fabs(t.change + 0.2) < 0.02, "%g", t.change);
}

Test(steady, what_says_nothing_is_no_trend)
{
	static const double same[] = { 5, 5, 5, 5, 5, 5, 5, 5 };
	static const double few[] = { 1, 2, 3, 4, 5 };
	static const double bad[] = { 1, 2, 3, NAN, 5, 6 };
	struct steady_trend t;

	cr_expect_eq(steady_trend(same, ARRAY_SIZE(same), &t), 0);
	cr_expect_eq(t.p, 1.0);
	cr_expect_eq(steady_trend(few, ARRAY_SIZE(few), &t), 0);
	cr_expect_eq(t.p, 1.0);
	cr_expect_eq(steady_trend(NULL, 0, &t), 0);
	cr_expect_eq(steady_trend(bad, ARRAY_SIZE(bad), &t), -EINVAL);
}

Test(steady, clusters_are_told_with_their_medians)
{
	static const double x[] = { 10.1, 12.0, 10.0, 12.2, 10.2, 10.3,
				 12.1, 10.0, 10.1, 12.1, 10.15, 12.0 };
	struct steady_modes m;

	cr_assert_eq(steady_modes(x, ARRAY_SIZE(x), &m), 0);
	cr_assert(m.two);
	cr_expect(fabs(m.low - 10.1) < 1e-9, "%g", m.low);
	cr_expect(fabs(m.high - 12.1) < 1e-9, "%g", m.high);
	cr_expect_eq(m.in_high, 5);
}

Test(steady, what_is_too_few_or_too_coarse_is_not_two_clusters)
{
	static const double few[] = { 1, 1.01, 1.02, 1.03, 1.04,
				 2, 2.01, 2.02, 2.03, 2.04 };
	static const double outliers[] = { 1, 1.01, 1.02, 1.03, 1.04, 1.05,
					 1.06, 1.07, 9, 9.01, 9.02 };
	static const double ticks[] = { 10, 10, 10, 14, 10, 14,
				 14, 10, 14, 10, 14, 14 };
	struct steady_modes m;

	cr_expect_eq(steady_modes(few, ARRAY_SIZE(few), &m), 0);
	cr_expect_not(m.two);
	cr_expect_eq(steady_modes(outliers, ARRAY_SIZE(outliers), &m), 0);
	cr_expect_not(m.two, "3 of 11 are outliers");
	cr_expect_eq(steady_modes(ticks, ARRAY_SIZE(ticks), &m), 0);
	cr_expect_not(m.two, "a clock of 4 ms");
}

/* --- how often chance is taken for one --- */

static double t2(struct random *r)
{
	return normal(r) / sqrt(random_exponential(r, 1.0));
}

static double draw(struct random *r, int noise)
{
	switch (noise) {
	case 0:
		return exp(0.3 * normal(r));
	case 1:
		return exp(0.05 * t2(r));
	case 2:
		return 1.0 + 0.1 * random_exponential(r, 1.0);
	case 3:
		return 1.0 + random_unit(r);
	default:
		return 1.0 + 0.02 * round(normal(r));
	}
}

/* With 99.9 % confidence k of n is no more than this rate. */
static void expect_at_most(double rate, uint64_t k, uint64_t n,
			   const char *what, size_t size, int noise)
{
	double low;

	cr_assert_eq(binomial_lower_limit(k, n, 0.999, &low), 0);
	cr_expect_leq(low, rate, "%s: %ju of %ju, n = %zu, noise %d", what,
		      (uintmax_t)k, (uintmax_t)n, size, noise);
}

Test(steady, chance_is_seldom_taken_for_either)
{
	static const size_t sizes[] = { 6, 11, 30, 100 };
	const uint64_t trials = 4000;
	struct random r;

	random_init(&r, 11);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (int noise = 0; noise < 5; noise++) {
			uint64_t trends = 0, modes = 0;

			for (uint64_t k = 0; k < trials; k++) {
				struct steady_trend t;
				struct steady_modes m;
				double x[MOST];

				for (size_t j = 0; j < sizes[i]; j++)
					x[j] = draw(&r, noise);
				steady_trend(x, sizes[i], &t);
				steady_modes(x, sizes[i], &m);
				trends += t.p < 0.01;
				modes += m.two;
			}
			expect_at_most(0.01, trends, trials, "trend", sizes[i],
				       noise);
			expect_at_most(0.002, modes, trials, "clusters",
				       sizes[i], noise);
		}
}

Test(steady, what_is_there_is_mostly_found)
{
	uint64_t trends = 0, modes = 0;
	struct random r;

	random_init(&r, 12);
	for (int k = 0; k < 1000; k++) {
		struct steady_trend t;
		struct steady_modes m;
		double x[30], y[30];

		for (size_t i = 0; i < 30; i++) {
			double noise = 0.02 * normal(&r);

			x[i] = exp(noise + 0.1 * (double)i / 29.0);
			y[i] = exp(noise + (random_unit(&r) < 0.5 ? 0.2 : 0));
		}
		steady_trend(x, 30, &t);
		steady_modes(y, 30, &m);
		trends += t.p < 0.0025;
		modes += m.two;
	}
	cr_expect_geq(trends, 980, "%ju", (uintmax_t)trends);
	cr_expect_geq(modes, 950, "%ju", (uintmax_t)modes);
}
