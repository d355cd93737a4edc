/* test_counts.c - lists of numbers as people write them. */
#include <criterion/criterion.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/plan/counts.h"

/* `right` is all of them: "1 2 4". */
static void reads_as(const char *text, const char *right)
{
	char all[4096] = "";
	struct counts c;
	struct error err = { "" };
	size_t used = 0;

	cr_assert_eq(counts_parse("concurrency", text, 1, 1000, &c, &err), 0,
		     "%s", err.text);
	for (size_t i = 0; i < c.count; i++)
		used += (size_t)snprintf(all + used, sizeof(all) - used,
					 "%s%" PRIu64, i ? " " : "",
					 c.item[i]);
	cr_assert_str_eq(all, right);
}

Test(counts, one_number_is_a_list)
{
	reads_as("5", "5");
	reads_as("1_000", "1000");
}

Test(counts, commas_separate_and_blanks_may_follow_them)
{
	reads_as("1,4,16", "1 4 16");
	reads_as(" 1, 4,  16", "1 4 16");
}

Test(counts, a_range_alone_goes_by_ones)
{
	reads_as("1..8", "1 2 3 4 5 6 7 8");
	reads_as("7..9", "7 8 9");
}

Test(counts, a_range_after_a_doubling_goes_on_doubling)
{
	reads_as("1,2..16", "1 2 4 8 16");
	reads_as("1,2,4..64", "1 2 4 8 16 32 64");
	reads_as("5,10..40", "5 10 20 40");
}

Test(counts, a_range_after_a_step_goes_on_by_it)
{
	reads_as("4,8,12..24", "4 8 12 16 20 24");
	reads_as("10,30..90", "10 30 50 70 90");
}

Test(counts, a_range_always_ends_with_its_end)
{
	reads_as("1,2,4..100", "1 2 4 8 16 32 64 100");
	reads_as("3,7..12", "3 7 11 12");
}

Test(counts, a_list_goes_on_after_a_range)
{
	reads_as("1..3,10", "1 2 3 10");
	reads_as("1,2,4..16,24..40", "1 2 4 8 16 24 32 40");
	reads_as("1..3,5..9", "1 2 3 5 7 9");
}

Test(counts, bounds_are_included)
{
	reads_as("1,1000", "1 1000");
}

Test(counts, as_many_as_there_is_room_for_are_taken)
{
	struct counts c;

	cr_assert_eq(counts_parse("x", "1..256", 1, 1000, &c, NULL), 0);
	cr_assert_eq(c.count, COUNTS_MAX);
	cr_assert_eq(c.item[COUNTS_MAX - 1], 256);
	cr_assert_eq(counts_parse("x", "1..257", 1, 1000, &c, NULL), -EINVAL);
}

static void is_refused(const char *text, const char *why)
{
	struct counts c;
	struct error err = { "" };

	cr_assert_eq(counts_parse("concurrency", text, 1, 1000, &c, &err),
		     -EINVAL, "'%s'", text);
	cr_assert_eq(strncmp(err.text, "'--concurrency' takes whole numbers "
				       "from 1 to 1000",
			     50),
		     0, "%s", err.text);
	cr_assert(strstr(err.text, why), "'%s': %s", text, err.text);
}

Test(counts, what_is_no_number_is_refused)
{
	is_refused("", "not '': not a whole number");
	is_refused("many", "not 'many': not a whole number");
	is_refused("1,,2", "not '': not a whole number");
	is_refused("1,2,", "not '': not a whole number");
	is_refused("-1", "not '-1': not a whole number");
	is_refused("1.5", "not '1.5': not a whole number");
	is_refused("0x10", "not '0x10': not a whole number");
	is_refused("1e3", "not '1e3': not a whole number");
	is_refused("5 6", "not '5 6': not a whole number");
}

Test(counts, half_a_range_is_refused)
{
	is_refused("1..", "not '1..': '..' needs a last number");
	is_refused("..8", "not '': not a whole number");
	is_refused("1..x", "not '1..x': '..' needs a last number");
	is_refused("1...8", "not '1...8': '..' needs a last number");
	is_refused("1..4..8", "not '1..4..8': '..' needs a last number");
}

Test(counts, what_is_out_of_bounds_is_refused)
{
	is_refused("0", "not '0': out of bounds");
	is_refused("1001", "not '1001': out of bounds");
	is_refused("1,2..1001", "not '1001': out of bounds");
	is_refused("18446744073709551616", "not '18446744073709551616'");
}

Test(counts, what_does_not_ascend_is_refused)
{
	is_refused("4,2", "not '2': not in ascending order");
	is_refused("3,3", "not '3': not in ascending order");
	is_refused("5..3", "not in ascending order");
	is_refused("1..5,5", "not '5': not in ascending order");
}

Test(counts, too_long_a_text_is_refused_whole)
{
	struct counts c;
	char text[1024];

	memset(text, '1', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	cr_assert_eq(counts_parse("x", text, 1, 1000, &c, NULL), -EINVAL);
}

Test(counts, a_later_list_replaces_an_earlier_one)
{
	struct counts c;

	cr_assert_eq(counts_parse("x", "1..8", 1, 9, &c, NULL), 0);
	cr_assert_eq(counts_parse("x", "3", 1, 9, &c, NULL), 0);
	cr_assert_eq(c.count, 1);
	cr_assert_eq(c.item[0], 3);
}
