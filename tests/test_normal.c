/* test_normal.c - the normal distribution against R's pnorm and qnorm. */
#include <criterion/criterion.h>

#include <math.h>

#include "bench/stats/normal.h"

/* R 4.2.2: pnorm(c(1.96, 5, 10, -1), lower.tail = FALSE) */
Test(normal, upper_tail_is_exact_far_out_too)
{
	cr_assert_float_eq(normal_upper(1.96), 2.49978951482204e-02, 1e-15);
	cr_assert_float_eq(normal_upper(5), 2.86651571879194e-07, 1e-20);
	cr_assert_float_eq(normal_upper(10), 7.61985302416053e-24, 1e-36);
	cr_assert_float_eq(normal_upper(-1), 8.41344746068543e-01, 1e-14);
}

/* R 4.2.2: qnorm(c(.025, .01, 1e-10, .9), lower.tail = FALSE) */
Test(normal, point_is_that_of_the_tables)
{
	cr_assert_float_eq(normal_point(0.025), 1.95996398454, 1e-11);
	cr_assert_float_eq(normal_point(0.01), 2.32634787404, 1e-11);
	cr_assert_float_eq(normal_point(1e-10), 6.36134090240, 1e-11);
	cr_assert_float_eq(normal_point(0.9), -1.28155156554, 1e-11);
	cr_assert_float_eq(normal_point(0.5), 0.0, 1e-15);
}

Test(normal, point_undoes_the_tail)
{
	for (double z = -6.0; z < 30.0; z += 0.37)
		cr_assert_float_eq(normal_point(normal_upper(z)), z, 1e-6);
}

Test(normal, point_of_what_is_no_probability_is_nan)
{
	cr_assert(isnan(normal_point(-0.1)));
	cr_assert(isnan(normal_point(1.1)));
	cr_assert(isnan(normal_point(NAN)));
	cr_assert_eq(normal_point(0.0), INFINITY);
	cr_assert_eq(normal_point(1.0), -INFINITY);
}
