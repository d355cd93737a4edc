/* test_bars.c - lengths of bars: in proportion, or on a scale of factors. */
#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "bench/report/bars.h"
#include "bench/report/paint.h"

#define FULL "\u2588"

static const struct bars *scale(struct bars *b, size_t cells, bool utf8,
				double least, double greatest)
{
	bars_init(b, cells, utf8);
	bars_add(b, greatest);
	bars_add(b, least);
	return b;
}

static void check(const struct bars *b, double value, const char *should)
{
	char buf[64] = "left over";

	cr_expect_eq(bars_draw(b, value, buf, sizeof(buf)), buf);
	cr_expect_str_eq(buf, should, "%g is drawn as '%s'", value, buf);
}

Test(bars, lengths_are_in_proportion_to_the_eighth_of_a_cell)
{
	struct bars b;

	scale(&b, 8, true, 1.0, 64.0 / 2);
	cr_expect_not(bars_logarithmic(&b));
	check(&b, 32.0, FULL FULL FULL FULL FULL FULL FULL FULL);
	check(&b, 16.0, FULL FULL FULL FULL);
	check(&b, 16.5, FULL FULL FULL FULL "\u258f");
	check(&b, 17.0, FULL FULL FULL FULL "\u258e");
	check(&b, 17.5, FULL FULL FULL FULL "\u258d");
	check(&b, 18.0, FULL FULL FULL FULL "\u258c");
	check(&b, 18.5, FULL FULL FULL FULL "\u258b");
	check(&b, 19.0, FULL FULL FULL FULL "\u258a");
	check(&b, 19.5, FULL FULL FULL FULL "\u2589");
	check(&b, 4.0, FULL);
	check(&b, 1.0, "\u258e");
}

Test(bars, without_utf8_they_are_whole_cells)
{
	struct bars b;

	scale(&b, 10, false, 1.0, 10.0);
	check(&b, 10.0, "##########");
	check(&b, 5.4, "#####");
	check(&b, 5.6, "######");
	check(&b, 1.0, "#");
}

Test(bars, none_is_shorter_than_a_step)
{
	struct bars b;

	scale(&b, 6, true, 1.0, 50.0);
	b.least = 1e-9;
	b.greatest = b.least * BARS_RATIO;
	check(&b, b.least, "\u258f");
	scale(&b, 6, false, 1.0, 50.0);
	check(&b, 1.0, "#");
}

Test(bars, beyond_a_ratio_of_50_the_scale_is_logarithmic)
{
	struct bars b;

	scale(&b, 10, false, 1.0, 50.0);
	cr_expect_not(bars_logarithmic(&b));
	scale(&b, 10, false, 1.0, 50.1);
	cr_expect(bars_logarithmic(&b));
}

/* From 1 to 2^9 each of 9 cells beyond the first is a factor of 2. */
Test(bars, on_a_logarithmic_scale_each_cell_is_the_same_factor)
{
	struct bars b;
	char buf[64];

	scale(&b, 10, true, 1.0, 512.0);
	for (size_t i = 0; i < 10; i++) {
		bars_draw(&b, exp2((double)i), buf, sizeof(buf));
		cr_expect_eq(strlen(buf), (i + 1) * strlen(FULL), "%s", buf);
	}
	check(&b, 8.0 * M_SQRT2, FULL FULL FULL FULL "\u258c");
}

Test(bars, a_value_that_is_none_has_no_bar_and_no_part_in_the_scale)
{
	struct bars b;

	scale(&b, 10, false, 1.0, 2.0);
	bars_add(&b, NAN);
	bars_add(&b, INFINITY);
	bars_add(&b, 0.0);
	bars_add(&b, -1.0);
	cr_expect_eq(b.count, 2);
	check(&b, 2.0, "##########");
	check(&b, NAN, "");
	check(&b, INFINITY, "");
	check(&b, 0.0, "");
	check(&b, -1.0, "");
}

Test(bars, one_bar_tells_nothing)
{
	struct bars b;

	bars_init(&b, 10, false);
	cr_expect_not(bars_tell(&b));
	cr_expect_not(bars_logarithmic(&b));
	check(&b, 1.0, "");
	bars_add(&b, 1.0);
	cr_expect_not(bars_tell(&b));
	bars_add(&b, 1.0);
	cr_expect(bars_tell(&b));
	check(&b, 1.0, "##########");
}

Test(bars, they_stay_within_their_cells_and_the_buffer)
{
	struct bars b;
	char buf[3 * BARS_MOST + 1], small[4];

	scale(&b, 1000, true, 1.0, 3.0);
	cr_expect_eq(b.cells, BARS_MOST);
	for (double value = 0.5; value < 4.0; value += 0.01) {
		bars_draw(&b, value, buf, sizeof(buf));
		cr_expect_leq(paint_width(buf), BARS_MOST);
	}
	bars_draw(&b, 3.0, small, sizeof(small));
	cr_expect_str_eq(small, FULL);
}
