/* test_power.c - the pairs needed, against the table and by simulation. */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/stats/family.h"
#include "bench/stats/normal.h"
#include "bench/stats/power.h"
#include "runners/random.h"

/* The table that the gate is planned by: pairs to find +5 % with power 0.95,
 * for one cell at 0.01 and for 12 cells at 0.01 over the family. It must be
 * reproduced within 2 pairs (it is within 1). */
Test(power, pairs_are_those_of_the_table_within_two)
{
	static const struct {
		double sd;
		int one, twelve;
	} rows[] = {
		{ 0.02, 8, 11 },
		{ 0.03, 9, 14 },
		{ 0.05, 20, 30 },
		{ 0.08, 46, 67 },
	};

	for (int i = 0; i < 4; i++) {
		size_t one = 0, twelve = 0;

		cr_assert_eq(power_pairs(log(1.05), rows[i].sd, 1, 0.01, 0.95,
					 &one), 0);
		cr_assert_eq(power_pairs(log(1.05), rows[i].sd, 12, 0.01, 0.95,
					 &twelve), 0);
		cr_assert_leq(abs((int)one - rows[i].one), 2, "%zu", one);
		cr_assert_leq(abs((int)twelve - rows[i].twelve), 2, "%zu",
			      twelve);
	}
}

/* (1.959964 + 0.841621)^2 * 4 + 1.959964^2 / 2 = 33.3; R 4.2.2:
 * power.t.test(delta = 1, sd = 2, sig.level = .025, power = .8, type =
 * "one.sample", alternative = "one.sided"): n = 33.37 */
Test(power, pairs_agree_with_the_t_test_of_r)
{
	size_t pairs;

	cr_assert_eq(power_pairs(1.0, 2.0, 1, 0.025, 0.8, &pairs), 0);
	cr_assert_eq(pairs, 34);
}

Test(power, without_noise_the_patterns_of_signs_decide)
{
	size_t pairs;

	cr_assert_eq(power_pairs(0.05, 0.0, 1, 0.01, 0.95, &pairs), 0);
	cr_assert_eq(pairs, 7);
	cr_assert_eq(power_pairs(0.05, 0.0, 12, 0.01, 0.95, &pairs), 0);
	cr_assert_eq(pairs, 11);
}

Test(power, more_noise_more_cells_and_more_power_need_more_pairs)
{
	size_t base, noise, cells, power;

	power_pairs(0.05, 0.05, 4, 0.01, 0.9, &base);
	power_pairs(0.05, 0.06, 4, 0.01, 0.9, &noise);
	power_pairs(0.05, 0.05, 40, 0.01, 0.9, &cells);
	power_pairs(0.05, 0.05, 4, 0.01, 0.99, &power);
	cr_assert(noise > base && cells > base && power > base);
}

/* The test finds the shift as often as was asked, in 400 trials at 0.95: a
 * standard deviation of 0.011. */
Test(power, that_many_pairs_do_find_the_shift)
{
	struct random r;
	size_t pairs = 0;
	unsigned found = 0;

	random_init(&r, 60);
	cr_assert_eq(power_pairs(log(1.05), 0.05, 1, 0.01, 0.95, &pairs), 0);
	cr_assert_leq(pairs, 32);
	for (uint64_t trial = 0; trial < 400; trial++) {
		double d[32], p;

		for (size_t i = 0; i < pairs; i++)
			d[i] = log(1.05) + 0.05 * normal_point(random_unit(&r) +
							       0x1p-54);
		family_sign_flip(d, 1, pairs, 1999, trial, &p);
		found += p <= 0.01;
	}
	cr_assert(found > 364 && found < 396, "%u", found);
}

Test(power, what_is_no_plan_is_refused)
{
	size_t n = 7;

	cr_assert_eq(power_pairs(0.0, 0.05, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(-0.1, 0.05, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(NAN, 0.05, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(INFINITY, 0.05, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, -1.0, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, NAN, 1, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, 0.05, 0, 0.01, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, 0.05, 1, 0.0, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, 0.05, 1, 0.5, 0.95, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, 0.05, 1, 0.01, 1.0, &n), -EINVAL);
	cr_assert_eq(power_pairs(0.05, 0.05, 1, 0.01, NAN, &n), -EINVAL);
	cr_assert_eq(power_pairs(1e-9, 1.0, 1, 0.01, 0.95, &n), -ERANGE);
	cr_assert_eq(n, 7);
}
