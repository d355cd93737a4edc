/* test_rank.c - rank tests against published data, R and enumeration, and
 * their p-values where nothing differs.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>

#include "bench/stats/rank.h"
#include "runners/random.h"

#define COUNT(x) (sizeof(x) / sizeof(*(x)))

/* Permeability of human chorioamnion, Hollander and Wolfe, 1973, p. 69. */
static const double term[] = { 0.80, 0.83, 1.89, 1.04, 1.45,
			       1.38, 1.91, 1.64, 0.73, 1.46 };
static const double weeks[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };

/* There: W = 35 of 50 pairs, one-sided P = 0.127. R 4.2.2, the same data:
 * wilcox.test(y, x): W = 15, p-value 0.254412254412 */
Test(rank, mann_whitney_agrees_with_hollander_and_wolfe)
{
	struct rank_test t;

	cr_assert_eq(rank_mann_whitney(term, 10, weeks, 5, &t), 0);
	cr_assert(t.exact);
	cr_assert_eq(t.statistic, 15.0);
	cr_assert_float_eq(t.p, 0.254412254412, 1e-11);
	cr_assert_eq(rank_mann_whitney(weeks, 5, term, 10, &t), 0);
	cr_assert_eq(t.statistic, 35.0);
	cr_assert_float_eq(t.p, 0.254412254412, 1e-11);
}

/* All C(15, 7) and C(12, 5) ways, enumerated by Python's itertools over
 * scipy 1.10.1's rankdata: 989 of 6435 and 632 of 792 are as far from the
 * mean. R 4.2.2, coin 1.4-2: pvalue(wilcox_test(v ~ g, distribution =
 * "exact")) gives 0.153690753691 and 0.79797979798. */
Test(rank, mann_whitney_is_exact_with_ties)
{
	const double a[] = { 1, 2, 2, 3, 3, 3, 4, 7 };
	const double b[] = { 2, 3, 4, 4, 5, 5, 6 };
	const double c[] = { 10, 10, 10, 12, 15, 15, 20 };
	const double d[] = { 10, 11, 15, 15, 15 };
	struct rank_test t;

	cr_assert_eq(rank_mann_whitney(a, COUNT(a), b, COUNT(b), &t), 0);
	cr_assert_float_eq(t.p, 989.0 / 6435.0, 1e-14);
	cr_assert_eq(rank_mann_whitney(c, COUNT(c), d, COUNT(d), &t), 0);
	cr_assert_float_eq(t.p, 632.0 / 792.0, 1e-14);
}

/* R 4.2.2: A <- ((1:20) * 37) %% 101; B <- ((1:20) * 53 + 9) %% 101 + .5;
 * wilcox.test(B, A, exact = TRUE): W = 203, p-value 0.946695468889 */
Test(rank, mann_whitney_is_exact_up_to_twenty_a_side)
{
	double a[20], b[20];
	struct rank_test t;

	for (int i = 1; i <= 20; i++) {
		a[i - 1] = i * 37 % 101;
		b[i - 1] = (i * 53 + 9) % 101 + 0.5;
	}
	cr_assert_eq(rank_mann_whitney(a, 20, b, 20, &t), 0);
	cr_assert(t.exact);
	cr_assert_eq(t.statistic, 203.0);
	cr_assert_float_eq(t.p, 0.946695468889, 1e-11);
}

/* R 4.2.2: A <- ((1:25) * 17) %% 61; B <- ((1:30) * 7 + 11) %% 41 + 20;
 * wilcox.test(B, A, exact = FALSE, correct = TRUE), 13 values tied:
 * W = 488.5, p-value 0.0560692965038 */
Test(rank, mann_whitney_beyond_twenty_is_the_normal_of_r)
{
	double a[25], b[30];
	struct rank_test t;

	for (int i = 1; i <= 25; i++)
		a[i - 1] = i * 17 % 61;
	for (int i = 1; i <= 30; i++)
		b[i - 1] = (i * 7 + 11) % 41 + 20;
	cr_assert_eq(rank_mann_whitney(a, 25, b, 30, &t), 0);
	cr_assert(!t.exact);
	cr_assert_eq(t.statistic, 488.5);
	cr_assert_float_eq(t.p, 0.0560692965038, 1e-11);
}

Test(rank, mann_whitney_of_sets_wholly_apart_is_two_of_all_ways)
{
	const double a[] = { 1, 2, 3, 4, 5 };
	const double b[] = { 6, 7, 8, 9, 1e30 };
	struct rank_test t;

	cr_assert_eq(rank_mann_whitney(a, 5, b, 5, &t), 0);
	cr_assert_eq(t.statistic, 25.0);
	cr_assert_float_eq(t.p, 2.0 / 252.0, 1e-15);
}

Test(rank, equal_samples_have_p_of_one)
{
	double same[60] = { 0 };
	struct rank_test t;

	cr_assert_eq(rank_mann_whitney(same, 11, same, 11, &t), 0);
	cr_assert_eq(t.p, 1.0);
	cr_assert_eq(rank_mann_whitney(same, 30, same, 25, &t), 0);
	cr_assert_eq(t.p, 1.0);
}

/* K is one more than the critical T of Wilcoxon's table, two-sided 0.05: T =
 * 0, 2, 3, 5, 8, 25, 52, 89 for n = 6 to 10, 15, 20, 25; n = 50 from R 4.2.2,
 * qsignrank(.025, 50) */
Test(rank, signed_critical_values_are_those_of_the_table)
{
	static const size_t n[] = { 6, 7, 8, 9, 10, 15, 20, 25, 50 };
	static const size_t k[] = { 1, 3, 4, 6, 9, 26, 53, 90, 435 };
	size_t critical;
	double coverage;

	for (size_t i = 0; i < COUNT(n); i++) {
		cr_assert_eq(rank_signed_critical(n[i], 0.95, &critical,
						  &coverage), 0);
		cr_assert_eq(critical, k[i], "n = %zu", n[i]);
	}
	rank_signed_critical(10, 0.95, &critical, &coverage);
	cr_assert_float_eq(coverage, 1.0 - 2.0 * 0.0244140625, 1e-14);
}

Test(rank, too_few_samples_have_no_critical_value)
{
	size_t critical;
	double coverage;

	cr_assert_eq(rank_signed_critical(5, 0.95, &critical, &coverage), 0);
	cr_assert_eq(critical, 0);
	cr_assert_float_eq(coverage, 0.9375, 1e-14);
	cr_assert_eq(rank_signed_critical(1, 0.95, &critical, &coverage), 0);
	cr_assert_eq(critical, 0);
	cr_assert_eq(coverage, 0.0);
}

/* R 4.2.2: K <- 649; 1 - 2 * psignrank(K - 1, 60) = 0.950718494016 */
Test(rank, critical_values_beyond_the_exact_ones_cover_what_they_say)
{
	size_t critical;
	double coverage;

	cr_assert_eq(rank_signed_critical(60, 0.95, &critical, &coverage), 0);
	cr_assert_eq(critical, 649);
	cr_assert_float_eq(coverage, 0.950718494016, 1e-3);
}

/* How often each p came out at most 0.05, 0.2 and 0.5. */
struct tally {
	unsigned at_most[3];
};

static void tally_add(struct tally *t, double p)
{
	static const double level[] = { 0.05, 0.2, 0.5 };

	cr_assert(p > 0.0 && p <= 1.0);
	for (int i = 0; i < 3; i++)
		t->at_most[i] += p <= level[i] + 1e-12;
}

/* Never above its level by more than 4 standard deviations of 3000 sets, nor
 * further below than the steps of the statistic explain. */
static void tally_check(const struct tally *t, double step)
{
	static const double level[] = { 0.05, 0.2, 0.5 };

	for (int i = 0; i < 3; i++) {
		double rate = t->at_most[i] / 3000.0;
		double sd = sqrt(level[i] * (1.0 - level[i]) / 3000.0);

		cr_assert(rate < level[i] + 4.0 * sd, "%g", rate);
		cr_assert(rate > level[i] * (1.0 - step) - 4.0 * sd, "%g",
			  rate);
	}
}

Test(rank, mann_whitney_p_is_uniform_where_nothing_differs)
{
	struct tally t = { { 0 } };
	struct random r;

	random_init(&r, 30);
	for (int set = 0; set < 3000; set++) {
		double a[9], b[11];
		struct rank_test test;

		for (int i = 0; i < 9; i++)
			a[i] = random_exponential(&r, 1.0);
		for (int i = 0; i < 11; i++)
			b[i] = random_exponential(&r, 1.0);
		rank_mann_whitney(a, 9, b, 11, &test);
		tally_add(&t, test.p);
	}
	tally_check(&t, 0.15);
}

Test(rank, mann_whitney_p_is_valid_with_many_ties)
{
	struct tally t = { { 0 } };
	struct random r;

	random_init(&r, 31);
	for (int set = 0; set < 3000; set++) {
		double a[10], b[10];
		struct rank_test test;

		for (int i = 0; i < 10; i++) {
			a[i] = (double)random_below(&r, 4);
			b[i] = (double)random_below(&r, 4);
		}
		rank_mann_whitney(a, 10, b, 10, &test);
		tally_add(&t, test.p);
	}
	tally_check(&t, 0.3);
}

Test(rank, normal_p_is_uniform_where_nothing_differs)
{
	struct tally t = { { 0 } };
	struct random r;

	random_init(&r, 33);
	for (int set = 0; set < 3000; set++) {
		double a[25], b[25];
		struct rank_test test;

		for (int i = 0; i < 25; i++) {
			a[i] = random_unit(&r);
			b[i] = random_unit(&r);
		}
		rank_mann_whitney(a, 25, b, 25, &test);
		tally_add(&t, test.p);
	}
	tally_check(&t, 0.15);
}

Test(rank, what_cannot_be_ranked_is_refused)
{
	const double good[] = { 1, 2, 3 }, nan[] = { 1, NAN, 3 };
	const double inf[] = { 1, 2, INFINITY };
	struct rank_test t;
	size_t k;
	double c;

	cr_assert_eq(rank_mann_whitney(good, 0, good, 3, &t), -EINVAL);
	cr_assert_eq(rank_mann_whitney(good, 3, good, 0, &t), -EINVAL);
	cr_assert_eq(rank_mann_whitney(nan, 3, good, 3, &t), -EINVAL);
	cr_assert_eq(rank_mann_whitney(good, 3, inf, 3, &t), -EINVAL);
	cr_assert_eq(rank_signed_critical(0, 0.95, &k, &c), -EINVAL);
	cr_assert_eq(rank_signed_critical(9, NAN, &k, &c), -EINVAL);
}
