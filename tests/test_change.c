/* test_change.c - changes found by hand, what must not matter, and small
 * simulations; the large ones are `rates change`.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "bench/stats/change.h"
#include "bench/stats/normal.h"
#include "runners/random.h"

#define MAX_CHANGES 200

static double normal_draw(struct random *r)
{
	return normal_point(random_unit(r) + 0x1p-54);
}

static size_t find(const double *x, size_t n, struct change *changes)
{
	size_t count = 99;

	cr_assert_eq(change_points(x, n, 0.05, 1, changes, &count), 0);
	return count;
}

/* n = levels * run points, noise of sd 1 on steps of this height. */
static void stairs(struct random *r, double *x, size_t levels, size_t run,
		   double height)
{
	for (size_t i = 0; i < levels * run; i++)
		x[i] = normal_draw(r) + height * (double)(i / run);
}

/* 2 of the 924 ways to put six ones among twelve places split them as well:
 * p is near 0.0022, and has 399 permutations to be found in. */
Test(change, a_plain_step_stands_where_it_is)
{
	const double x[] = { 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 };
	struct change changes[4];

	cr_assert_eq(find(x, 12, changes), 1);
	cr_assert_eq(changes[0].at, 6);
	cr_assert(changes[0].p >= 1.0 / 400.0 && changes[0].p <= 6.0 / 400.0);
}

/* 2 of 20 ways: p = 0.1. */
Test(change, six_points_are_too_few)
{
	const double x[] = { 0, 0, 0, 1, 1, 1 };
	struct change changes[2];

	cr_assert_eq(find(x, 6, changes), 0);
}

Test(change, few_or_equal_points_have_no_change)
{
	double x[40] = { 0 };
	struct change changes[13];

	for (size_t n = 1; n <= 40; n++)
		cr_assert_eq(find(x, n, changes), 0);
}

Test(change, one_far_out_is_no_change)
{
	struct change changes[13];
	struct random r;
	double x[40];

	random_init(&r, 90);
	stairs(&r, x, 1, 40, 0.0);
	x[20] = 50.0;
	cr_assert_eq(find(x, 40, changes), 0);
}

Test(change, up_and_down_again_are_two)
{
	struct change changes[20];
	struct random r;
	double x[60];

	random_init(&r, 99);
	for (int i = 0; i < 60; i++)
		x[i] = normal_draw(&r) + (i >= 20 && i < 40 ? 5.0 : 0.0);
	cr_assert_eq(find(x, 60, changes), 2);
	cr_assert_eq(changes[0].at, 20);
	cr_assert_eq(changes[1].at, 40);
	cr_assert(changes[0].p <= 0.05 && changes[1].p <= 0.05);
}

/* What was broken and soon mended: against the mean of all that follows, the
 * five would be nothing. */
Test(change, a_level_that_soon_returns_is_found)
{
	struct change changes[20];
	struct random r;
	double x[60];

	random_init(&r, 98);
	for (int i = 0; i < 60; i++)
		x[i] = normal_draw(&r) + (i >= 28 && i < 33 ? 6.0 : 0.0);
	cr_assert_eq(find(x, 60, changes), 2);
	cr_assert_eq(changes[0].at, 28);
	cr_assert_eq(changes[1].at, 33);
}

Test(change, a_wider_spread_is_a_change_too)
{
	struct change changes[40];
	struct random r;
	double x[120];

	random_init(&r, 92);
	for (int i = 0; i < 120; i++)
		x[i] = normal_draw(&r) * (i < 60 ? 1.0 : 6.0);
	cr_assert_eq(find(x, 120, changes), 1);
	cr_assert(changes[0].at >= 55 && changes[0].at <= 70, "%zu",
		  changes[0].at);
}

Test(change, scale_and_sign_do_not_matter)
{
	struct change a[20], b[20];
	double x[60], y[60];
	struct random r;
	size_t count;

	random_init(&r, 93);
	stairs(&r, x, 3, 20, 3.0);
	count = find(x, 60, a);
	cr_assert_geq(count, 2);
	for (int i = 0; i < 60; i++)
		y[i] = -1e9 * x[i] + 5.0;
	cr_assert_eq(find(y, 60, b), count);
	for (size_t i = 0; i < count; i++)
		cr_assert(a[i].at == b[i].at && a[i].p == b[i].p);
}

Test(change, the_end_of_the_range_does_not_overflow)
{
	struct change changes[8];
	double x[24];

	for (int i = 0; i < 24; i++)
		x[i] = i < 12 ? -DBL_MAX : DBL_MAX;
	cr_assert_eq(find(x, 24, changes), 1);
	cr_assert_eq(changes[0].at, 12);
}

/* 200 of each: 5 % are 10, and 4 standard deviations more 22. */
Test(change, a_history_without_a_change_rarely_has_one)
{
	unsigned found[3] = { 0 };
	struct change changes[20];
	struct random r;
	double x[60];

	random_init(&r, 94);
	for (int history = 0; history < 200; history++) {
		for (int i = 0; i < 60; i++)
			x[i] = normal_draw(&r);
		found[0] += find(x, 60, changes) > 0;
		for (int i = 0; i < 60; i++)
			x[i] = normal_draw(&r) / sqrt(random_exponential(&r,
									 1.0));
		found[1] += find(x, 60, changes) > 0;
		for (int i = 0; i < 60; i++)
			x[i] = (double)random_below(&r, 3);
		found[2] += find(x, 60, changes) > 0;
	}
	cr_assert(found[0] <= 22 && found[1] <= 22 && found[2] <= 22,
		  "%u %u %u", found[0], found[1], found[2]);
}

/* 3 % with noise of 1 %: more than 95 % are placed within 2. */
Test(change, a_step_of_three_deviations_is_placed)
{
	unsigned placed = 0, more = 0;
	struct change changes[13];
	struct random r;
	double x[40];

	random_init(&r, 95);
	for (int history = 0; history < 200; history++) {
		size_t count;

		stairs(&r, x, 2, 20, 3.0);
		count = find(x, 40, changes);
		for (size_t i = 0; i < count; i++)
			placed += changes[i].at >= 18 && changes[i].at <= 22;
		more += count > 1;
	}
	cr_assert_geq(placed, 190, "%u", placed);
	cr_assert_leq(more, 22, "%u", more);
}

Test(change, ten_steps_of_one_deviation_are_mostly_found)
{
	struct change changes[MAX_CHANGES];
	struct random r;
	size_t count = 0;
	double x[440];

	random_init(&r, 96);
	for (int history = 0; history < 2; history++) {
		stairs(&r, x, 11, 40, 1.0);
		count += find(x, 440, changes);
	}
	cr_assert(count >= 12 && count <= 22, "%zu", count);
}

Test(change, what_is_no_history_is_refused)
{
	static double many[CHANGE_MAX_POINTS + 1];
	double x[] = { 1, 2, NAN };
	struct change changes[1];
	size_t count = 7;

	cr_assert_eq(change_points(x, 0, 0.05, 1, changes, &count), -EINVAL);
	cr_assert_eq(change_points(x, 3, 0.05, 1, changes, &count), -EINVAL);
	cr_assert_eq(change_points(x, 2, 0.0, 1, changes, &count), -EINVAL);
	cr_assert_eq(change_points(x, 2, 1.0, 1, changes, &count), -EINVAL);
	cr_assert_eq(change_points(many, CHANGE_MAX_POINTS + 1, 0.05, 1,
				   changes, &count), -E2BIG);
	cr_assert_eq(count, 7);
}
