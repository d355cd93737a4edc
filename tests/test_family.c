/* test_family.c - Holm against R, sign flips against Fisher and enumeration,
 * and how often a family alarms where nothing differs.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench/stats/family.h"
#include "bench/stats/normal.h"
#include "runners/random.h"

static double normal_draw(struct random *r)
{
	return normal_point(random_unit(r) + 0x1p-54);
}

/* R 4.2.2: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2, 0.03), "holm"):
 * 0.05 0.12 0.12 0.03 0.20 0.12 */
Test(family, holm_agrees_with_r)
{
	const double p[] = { 0.01, 0.04, 0.03, 0.005, 0.2, 0.03 };
	const double expected[] = { 0.05, 0.12, 0.12, 0.03, 0.20, 0.12 };
	double adjusted[6];

	cr_assert_eq(family_holm(p, 6, adjusted), 0);
	for (int i = 0; i < 6; i++)
		cr_assert_float_eq(adjusted[i], expected[i], 1e-14);
}

Test(family, holm_adjusts_in_place_and_never_beyond_one)
{
	double p[] = { 0.6, 0.7, 0.5 };

	cr_assert_eq(family_holm(p, 3, p), 0);
	cr_assert(p[0] == 1.0 && p[1] == 1.0 && p[2] == 1.0);
}

Test(family, holm_leaves_a_family_of_one_alone)
{
	double p = 0.03;

	cr_assert_eq(family_holm(&p, 1, &p), 0);
	cr_assert_eq(p, 0.03);
}

Test(family, holm_alarms_in_as_few_families_as_it_says)
{
	struct random r;
	unsigned alarms = 0;

	random_init(&r, 50);
	for (int set = 0; set < 4000; set++) {
		double p[12], least = 1.0;

		for (int i = 0; i < 12; i++)
			p[i] = random_unit(&r);
		family_holm(p, 12, p);
		for (int i = 0; i < 12; i++)
			least = fmin(least, p[i]);
		alarms += least <= 0.05;
	}
	/* 1 - (1 - 0.05/12)^12 = 0.0489, +- 4 standard deviations */
	cr_assert(alarms > 141 && alarms < 250, "%u", alarms);
}

/* Darwin's maize, in eighths of an inch: Fisher, The Design of Experiments,
 * 1935, section 21, counts 863 of the 2^15 totals at 314 or more. With 60, 67
 * and 75 brought to 58, twice the median, they are 702 of the totals (all
 * patterns by Python's itertools.product). */
Test(family, sign_flip_agrees_with_enumeration)
{
	const double d[] = { 49, -67, 8,  16, 6,  23, 28, 41,
			     14, 29,  56, 24, 75, 60, -48 };
	double p;

	cr_assert_eq(family_sign_flip(d, 1, 15, 1, 0, &p), 0);
	cr_assert_float_eq(p, 702.0 / 32768.0, 1e-15);
}

/* None of these is beyond twice the median: 6 of the 2^8 totals are as large
 * as theirs. */
Test(family, what_is_not_far_out_is_left_as_it_is)
{
	const double d[] = { 49, -41, 28, 29, 56, 24, 48, 23 };
	double p;

	cr_assert_eq(family_sign_flip(d, 1, 8, 1, 0, &p), 0);
	cr_assert_float_eq(p, 6.0 / 256.0, 1e-15);
}

/* By the same: 38 of 1024 patterns; of the plain mean 513. */
Test(family, one_pair_that_is_far_out_hides_nothing)
{
	const double d[] = { .05, .04, .06, .05, -.9,
			     .04, .05, .06, .05, .04 };
	double p;

	cr_assert_eq(family_sign_flip(d, 1, 10, 1, 0, &p), 0);
	cr_assert_float_eq(p, 38.0 / 1024.0, 1e-15);
}

static const double three[3][10] = {
	{ .05, .04, .07, .02, .06, .03, .08, -.01, .05, .04 },
	{ .01, -.3, .25, .4, -.2, .1, -.15, .3, .05, -.1 },
	{ -.02, .01, -.03, .02, .005, -.015, .01, -.04, .03, -.005 },
};

/* All 1024 patterns by Python's itertools.product, Student's t of each cell
 * by numpy, of values that are clipped (numpy.clip), the maximum over the
 * cells: 2, 744 and 1015 reach that of each. */
Test(family, sign_flip_is_the_maximum_of_students_t)
{
	double p[3];

	cr_assert_eq(family_sign_flip(three[0], 3, 10, 1, 0, p), 0);
	cr_assert_float_eq(p[0], 2.0 / 1024.0, 1e-15);
	cr_assert_float_eq(p[1], 744.0 / 1024.0, 1e-15);
	cr_assert_float_eq(p[2], 1015.0 / 1024.0, 1e-15);
}

Test(family, sign_flip_does_not_depend_on_the_unit_of_a_cell)
{
	double scaled[3][10], p[3];

	for (int c = 0; c < 3; c++)
		for (int i = 0; i < 10; i++)
			scaled[c][i] = three[c][i] * (c == 1 ? 1e200 : 1e-200);
	cr_assert_eq(family_sign_flip(scaled[0], 3, 10, 1, 0, p), 0);
	cr_assert_float_eq(p[0], 2.0 / 1024.0, 1e-15);
	cr_assert_float_eq(p[1], 744.0 / 1024.0, 1e-15);
	cr_assert_float_eq(p[2], 1015.0 / 1024.0, 1e-15);
}

Test(family, random_flips_come_near_the_exact_p)
{
	double d[2][18], p[2], again[2], other[2];
	struct random r;

	random_init(&r, 51);
	for (int c = 0; c < 2; c++)
		for (int i = 0; i < 18; i++)
			d[c][i] = 0.02 * c + 0.05 * normal_draw(&r);
	cr_assert_eq(family_sign_flip(d[0], 2, 18, 99999, 1, p), 0);
	cr_assert_eq(family_sign_flip(d[0], 2, 18, 99999, 1, again), 0);
	cr_assert_eq(family_sign_flip(d[0], 2, 18, 99999, 2, other), 0);
	cr_assert_arr_eq(p, again, sizeof(p));
	for (int c = 0; c < 2; c++) {
		cr_assert_float_eq(p[c], other[c], 0.01);
		cr_assert_neq(p[c], other[c]);
	}
}

/* Darwin's with two pairs of no difference at all: 2692 of 2^17 patterns, by
 * the same enumeration. */
Test(family, random_flips_find_the_exact_p)
{
	const double d[] = { 49, -67, 8,  16, 6,   23, 28, 41, 14,
			     29, 56,  24, 75, 60, -48, 0,  0 };
	double p;

	cr_assert_eq(family_sign_flip(d, 1, 17, 99999, 3, &p), 0);
	cr_assert_float_eq(p, 2692.0 / 131072.0, 0.0026);
}

Test(family, the_least_p_is_one_pattern_of_all)
{
	double d[17], p;

	for (int i = 0; i < 17; i++)
		d[i] = 1.0 + 0.01 * i;
	cr_assert_eq(family_sign_flip(d, 1, 7, 1, 0, &p), 0);
	cr_assert_float_eq(p, 1.0 / 128.0, 1e-15);
	cr_assert_eq(family_sign_flip(d, 1, 16, 1, 0, &p), 0);
	cr_assert_float_eq(p, 1.0 / 65536.0, 1e-15);
	cr_assert_eq(family_sign_flip(d, 1, 17, 999, 0, &p), 0);
	cr_assert_float_eq(p, 1.0 / 1000.0, 2e-3);
	cr_assert_geq(p, 1.0 / 1000.0);
}

Test(family, a_gain_is_no_alarm)
{
	double d[16], p;

	for (int i = 0; i < 16; i++)
		d[i] = -0.05 - 0.001 * i;
	cr_assert_eq(family_sign_flip(d, 1, 16, 1, 0, &p), 0);
	cr_assert_eq(p, 1.0);
}

Test(family, a_cell_without_any_difference_has_p_of_one)
{
	double d[2][8] = { { 0 } }, p[2];

	for (int i = 0; i < 8; i++)
		d[1][i] = 0.1;
	cr_assert_eq(family_sign_flip(d[0], 2, 8, 1, 0, p), 0);
	cr_assert_eq(p[0], 1.0);
	cr_assert_float_eq(p[1], 1.0 / 256.0, 1e-15);
}

/* Twelve cells, one noisier than the next, with a common noise in a round. */
static void draw_rounds(struct random *r, size_t pairs, double *d)
{
	for (size_t i = 0; i < pairs; i++) {
		double common = 0.03 * normal_draw(r);

		for (size_t c = 0; c < 12; c++)
			d[c * pairs + i] = common + 0.01 * (double)(c + 1) *
							    normal_draw(r);
	}
}

static double least_of(const double *p)
{
	double least = 1.0;

	for (int c = 0; c < 12; c++)
		least = fmin(least, p[c]);
	return least;
}

/* 1000 families: a standard deviation of 0.0095 about 0.1. */
Test(family, sign_flip_alarms_as_often_as_it_says)
{
	struct random r;
	unsigned exact = 0, drawn = 0;

	random_init(&r, 52);
	for (uint64_t set = 0; set < 1000; set++) {
		double d[12 * 18], p[12];

		draw_rounds(&r, 9, d);
		family_sign_flip(d, 12, 9, 1, 0, p);
		exact += least_of(p) <= 0.1;
		draw_rounds(&r, 18, d);
		family_sign_flip(d, 12, 18, 199, set, p);
		drawn += least_of(p) <= 0.1;
	}
	cr_assert(exact > 62 && exact < 138, "%u", exact);
	cr_assert(drawn > 62 && drawn < 138, "%u", drawn);
}

/* The quietest cell is 5 % slower; the plain mean of the noisiest would hide
 * it. The other eleven must not alarm more often than the family may. */
Test(family, a_slow_quiet_cell_is_found_among_noisy_ones)
{
	struct random r;
	unsigned found = 0, wrong = 0;

	random_init(&r, 53);
	for (uint64_t set = 0; set < 100; set++) {
		double d[12 * 20], p[12];

		draw_rounds(&r, 20, d);
		for (size_t i = 0; i < 20; i++)
			d[i] += 0.05;
		family_sign_flip(d, 12, 20, 999, set, p);
		found += p[0] <= 0.01;
		p[0] = 1.0;
		wrong += least_of(p) <= 0.01;
	}
	cr_assert_geq(found, 95);
	cr_assert_leq(wrong, 5);
}

Test(family, what_is_no_family_is_refused)
{
	const double good[] = { 0.1, 0.2 }, nan[] = { 0.1, NAN };
	const double inf[] = { 0.1, INFINITY }, high[] = { 0.1, 1.1 };
	double p[2] = { 7.0, 7.0 };

	cr_assert_eq(family_holm(good, 0, p), -EINVAL);
	cr_assert_eq(family_holm(nan, 2, p), -EINVAL);
	cr_assert_eq(family_holm(high, 2, p), -EINVAL);
	cr_assert_eq(family_sign_flip(good, 0, 2, 9, 0, p), -EINVAL);
	cr_assert_eq(family_sign_flip(good, 1, 0, 9, 0, p), -EINVAL);
	cr_assert_eq(family_sign_flip(good, 1, 2, 0, 0, p), -EINVAL);
	cr_assert_eq(family_sign_flip(nan, 1, 2, 9, 0, p), -EINVAL);
	cr_assert_eq(family_sign_flip(inf, 2, 1, 9, 0, p), -EINVAL);
	cr_assert(p[0] == 7.0 && p[1] == 7.0);
}
