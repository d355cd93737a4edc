/* test_units.c - numbers as people type and read them, and nearest names. */
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "runners/macros.h"
#include "runners/nearest.h"
#include "runners/units.h"

#define UNTOUCHED UINT64_C(0x5eed)

typedef int parser(const char *text, uint64_t *value);

struct reading {
	const char *text;
	int rc;
	uint64_t value;
};

static void check_readings(parser *parse, const struct reading *r)
{
	for (; r->text; r++) {
		uint64_t value = UNTOUCHED;
		int rc = parse(r->text, &value);

		cr_expect_eq(rc, r->rc, "'%s': %d, not %d", r->text, rc,
			     r->rc);
		cr_expect_eq(value, r->rc ? UNTOUCHED : r->value,
			     "'%s': %" PRIu64, r->text, value);
	}
}

/* xorshift64: the same values in every run. */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Of any magnitude, and often a whole number of some unit. */
static uint64_t draw_value(uint64_t *state)
{
	static const uint64_t scale[] = {
		1, 1000, 1024, 1000000, 1 << 20, 1000000000, 1 << 30,
		60000000000, 3600000000000,
	};
	uint64_t value = draw(state) >> (draw(state) % 64);

	return value * scale[draw(state) % ARRAY_SIZE(scale)];
}

Test(units, a_count_is_decimal_digits_with_single_underscores_between)
{
	static const struct reading r[] = {
		{ "0", 0, 0 },
		{ "160", 0, 160 },
		{ "007", 0, 7 },
		{ "10_000_000", 0, 10000000 },
		{ "1_2", 0, 12 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_count, r);
}

Test(units, anything_else_is_no_count)
{
	static const struct reading r[] = {
		{ "", -EINVAL, 0 },     { " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },   { "+1", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },   { "0x10", -EINVAL, 0 },
		{ "1e3", -EINVAL, 0 },  { "1.0", -EINVAL, 0 },
		{ "_1", -EINVAL, 0 },   { "1_", -EINVAL, 0 },
		{ "1__0", -EINVAL, 0 }, { "1,000", -EINVAL, 0 },
		{ "1\n", -EINVAL, 0 },  { "ten", -EINVAL, 0 },
		{ "_", -EINVAL, 0 },    { "\xd9\xa1", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_count, r);
}

Test(units, a_count_past_64_bits_is_out_of_range)
{
	static const struct reading r[] = {
		{ "18446744073709551616", -ERANGE, 0 },
		{ "18446744073709551620", -ERANGE, 0 },
		{ "184467440737095516150", -ERANGE, 0 },
		{ "99999999999999999999999999999999999999999", -ERANGE, 0 },
		{ "99999999999999999999x", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_count, r);
}

Test(units, a_size_has_at_most_one_unit_of_1000s_or_of_1024s)
{
	static const struct reading r[] = {
		{ "0", 0, 0 },
		{ "1024", 0, 1024 },
		{ "7B", 0, 7 },
		{ "1kB", 0, 1000 },
		{ "2MB", 0, 2000000 },
		{ "3GB", 0, 3000000000 },
		{ "1KiB", 0, 1024 },
		{ "64MiB", 0, 64 << 20 },
		{ "5GiB", 0, UINT64_C(5) << 30 },
		{ "1kib", 0, 1024 },
		{ "1mib", 0, 1 << 20 },
		{ "1gib", 0, 1 << 30 },
		{ "64K", 0, 64 << 10 },
		{ "64M", 0, 64 << 20 },
		{ "64G", 0, UINT64_C(64) << 30 },
		{ "1_000kB", 0, 1000000 },
		{ "18446744073709551615B", 0, UINT64_MAX },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_bytes, r);
}

Test(units, a_size_may_have_a_fraction_that_leaves_whole_bytes)
{
	static const struct reading r[] = {
		{ "1.5KiB", 0, 1536 },
		{ "1.0", 0, 1 },
		{ "0.001kB", 0, 1 },
		{ "2.50MB", 0, 2500000 },
		{ "0.000000000931322574615478515625GiB", 0, 1 },
		{ "17179869183.999999999068677425384521484375GiB", 0,
		  UINT64_MAX },
		{ "0.1KiB", -EDOM, 0 },
		{ "1.5", -EDOM, 0 },
		{ "0.0001kB", -EDOM, 0 },
		{ "0.0000000009313225746154785156250001GiB", -EDOM, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_bytes, r);
}

Test(units, anything_else_is_no_size)
{
	static const struct reading r[] = {
		{ "", -EINVAL, 0 },       { "12Q", -EINVAL, 0 },
		{ "KiB", -EINVAL, 0 },    { ".5KiB", -EINVAL, 0 },
		{ "5.KiB", -EINVAL, 0 },  { "1 KiB", -EINVAL, 0 },
		{ "1KiB ", -EINVAL, 0 },  { "-1KiB", -EINVAL, 0 },
		{ "+1KiB", -EINVAL, 0 },  { "1KiBKiB", -EINVAL, 0 },
		{ "1KiB2B", -EINVAL, 0 }, { "1,5KiB", -EINVAL, 0 },
		{ "1.5.5B", -EINVAL, 0 }, { "1.5_0kB", -EINVAL, 0 },
		{ "1s", -EINVAL, 0 },     { "0x1K", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_bytes, r);
}

Test(units, a_size_whose_unit_means_1000_to_some_and_1024_to_others_is_refused)
{
	static const struct reading r[] = {
		{ "1KB", -EINVAL, 0 }, { "1kb", -EINVAL, 0 },
		{ "1k", -EINVAL, 0 },  { "1m", -EINVAL, 0 },
		{ "1b", -EINVAL, 0 },  { "1Kib", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_bytes, r);
}

Test(units, a_size_past_64_bits_is_out_of_range)
{
	static const struct reading r[] = {
		{ "18446744073709551616", -ERANGE, 0 },
		{ "17179869184GiB", -ERANGE, 0 },
		{ "18446744073709551.616kB", -ERANGE, 0 },
		{ "99999999999999999999KiB", -ERANGE, 0 },
		{ "99999999999999999999Q", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_bytes, r);
}

Test(units, a_duration_has_one_unit_and_perhaps_a_fraction)
{
	static const struct reading r[] = {
		{ "0", 0, 0 },
		{ "0s", 0, 0 },
		{ "1ns", 0, 1 },
		{ "20us", 0, 20000 },
		{ "20\xc2\xb5s", 0, 20000 },
		{ "20\xce\xbcs", 0, 20000 },
		{ "50ms", 0, 50000000 },
		{ "1.5s", 0, 1500000000 },
		{ "2min", 0, UINT64_C(120000000000) },
		{ "0.1min", 0, UINT64_C(6000000000) },
		{ "12h", 0, UINT64_C(43200000000000) },
		{ "0.000000001s", 0, 1 },
		{ "1.0ns", 0, 1 },
		{ "18446744073.709551615s", 0, UINT64_MAX },
		{ "18446744073.709551616s", -ERANGE, 0 },
		{ "5124096h", -ERANGE, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_duration, r);
}

Test(units, a_duration_without_a_unit_is_refused_unless_0)
{
	static const struct reading r[] = {
		{ "50", -EINVAL, 0 },  { "1.5", -EINVAL, 0 },
		{ "0.5", -EINVAL, 0 }, { "99999999999999999999", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_duration, r);
}

Test(units, a_duration_finer_than_a_nanosecond_is_refused_not_rounded)
{
	static const struct reading r[] = {
		{ "0.5ns", -EDOM, 0 },
		{ "1.0000000001s", -EDOM, 0 },
		{ "0.33333333333333333h", -EDOM, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_duration, r);
}

Test(units, anything_else_is_no_duration)
{
	static const struct reading r[] = {
		{ "", -EINVAL, 0 },       { "s", -EINVAL, 0 },
		{ "1 s", -EINVAL, 0 },    { "-1s", -EINVAL, 0 },
		{ "1S", -EINVAL, 0 },     { "1sec", -EINVAL, 0 },
		{ "1m", -EINVAL, 0 },     { "1h30min", -EINVAL, 0 },
		{ "1e3s", -EINVAL, 0 },   { "1.s", -EINVAL, 0 },
		{ "1\xc2s", -EINVAL, 0 }, { "infs", -EINVAL, 0 },
		{ NULL, 0, 0 },
	};

	check_readings(units_parse_duration, r);
}

Test(units, a_real_is_a_decimal_number_perhaps_with_an_exponent)
{
	static const struct {
		const char *text;
		double real;
	} r[] = {
		{ "0", 0 },       { "0.05", 0.05 },   { "-2", -2 },
		{ "1e3", 1000 },  { "1.5E-3", 1.5e-3 }, { "2e+1", 20 },
		{ "1e308", 1e308 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(r); i++) {
		double real = NAN;

		cr_expect_eq(units_parse_real(r[i].text, &real), 0, "'%s'",
			     r[i].text);
		cr_expect(real == r[i].real, "'%s': %g", r[i].text, real);
	}
}

Test(units, anything_else_is_no_real)
{
	static const char *const text[] = {
		"",    "nan", "inf", "-inf", "infinity", "0x1p3", "1,5",
		".5",  "5.",  "+1",  " 1",   "1 ",       "1e",    "e3",
		"1e+", "--1", "-",   "1.e3", "1_000",    "1f",    "1e3.5",
	};

	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		double real = 42;

		cr_expect_eq(units_parse_real(text[i], &real), -EINVAL, "'%s'",
			     text[i]);
		cr_expect(real == 42, "'%s' was stored", text[i]);
	}
}

Test(units, a_real_that_would_be_infinite_is_out_of_range)
{
	double real = 42;

	cr_assert_eq(units_parse_real("1e309", &real), -ERANGE);
	cr_assert_eq(units_parse_real("-1e309", &real), -ERANGE);
	cr_assert(real == 42);
}

Test(units, values_are_spelt_in_the_largest_unit_that_leaves_them_whole)
{
	char buf[UNITS_TEXT_SIZE];

	cr_expect_str_eq(units_spell_bytes(0, buf, sizeof buf), "0");
	cr_expect_str_eq(units_spell_bytes(1, buf, sizeof buf), "1B");
	cr_expect_str_eq(units_spell_bytes(1000, buf, sizeof buf), "1kB");
	cr_expect_str_eq(units_spell_bytes(1025, buf, sizeof buf), "1025B");
	cr_expect_str_eq(units_spell_bytes(65536, buf, sizeof buf), "64KiB");
	cr_expect_str_eq(units_spell_bytes(1000000, buf, sizeof buf), "1MB");
	cr_expect_str_eq(units_spell_duration(0, buf, sizeof buf), "0");
	cr_expect_str_eq(units_spell_duration(1, buf, sizeof buf), "1ns");
	cr_expect_str_eq(units_spell_duration(50000000, buf, sizeof buf),
			 "50ms");
	cr_expect_str_eq(units_spell_duration(1500000, buf, sizeof buf),
			 "1500us");
	cr_expect_str_eq(units_spell_duration(120000000000, buf, sizeof buf),
			 "2min");
	cr_expect_str_eq(units_spell_duration(UINT64_MAX, buf, sizeof buf),
			 "18446744073709551615ns");
	cr_expect_str_eq(units_spell_real(0.1, buf, sizeof buf), "0.1");
	cr_expect_str_eq(units_spell_real(1000000, buf, sizeof buf),
			 "1000000");
}

Test(units, what_is_spelt_reads_back_the_same)
{
	uint64_t state = 444;

	for (int i = 0; i < 100000; i++) {
		uint64_t value = draw_value(&state), back = ~value;
		char buf[UNITS_TEXT_SIZE];

		units_spell_count(value, buf, sizeof buf);
		cr_assert_eq(units_parse_count(buf, &back), 0, "'%s'", buf);
		cr_assert_eq(back, value, "'%s'", buf);
		back = ~value;
		units_spell_bytes(value, buf, sizeof buf);
		cr_assert_eq(units_parse_bytes(buf, &back), 0, "'%s'", buf);
		cr_assert_eq(back, value, "'%s'", buf);
		back = ~value;
		units_spell_duration(value, buf, sizeof buf);
		cr_assert_eq(units_parse_duration(buf, &back), 0, "'%s'", buf);
		cr_assert_eq(back, value, "'%s'", buf);
	}
}

Test(units, a_fraction_of_any_unit_reads_as_the_integer_it_is)
{
	uint64_t state = 7;

	for (int i = 0; i < 20000; i++) {
		uint64_t ns = draw(&state) >> (draw(&state) % 64), back = ~ns;
		char buf[64];

		snprintf(buf, sizeof buf, "%" PRIu64 ".%09" PRIu64 "s",
			 ns / 1000000000, ns % 1000000000);
		cr_assert_eq(units_parse_duration(buf, &back), 0, "'%s'", buf);
		cr_assert_eq(back, ns, "'%s'", buf);
	}
}

static void check_real(double real)
{
	char buf[UNITS_TEXT_SIZE];
	double back = NAN;

	units_spell_real(real, buf, sizeof buf);
	cr_assert_eq(units_parse_real(buf, &back), 0, "'%s'", buf);
	cr_assert_eq(memcmp(&back, &real, sizeof real), 0, "'%s'", buf);
}

Test(units, every_finite_real_reads_back_the_same)
{
	uint64_t state = 99;

	check_real(-0.0);
	check_real(DBL_MAX);
	check_real(-DBL_MIN);
	check_real(0x1p-1074);
	for (int i = 0; i < 50000; i++) {
		uint64_t bits = draw(&state);
		double real;

		memcpy(&real, &bits, sizeof real);
		if (isfinite(real))
			check_real(real);
		check_real((double)(bits % 100000) / 1000);
	}
}

Test(units, bytes_are_formatted_with_4_digits_at_most)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} f[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1 KiB" },
		{ 1536, "1.5 KiB" },
		{ 15839, "15.47 KiB" },
		{ 1048575, "1 MiB" },
		{ 64 << 20, "64 MiB" },
		{ UINT64_C(1023) << 20, "1023 MiB" },
		{ UINT64_C(1) << 40, "1 TiB" },
		{ UINT64_MAX, "16 EiB" },
	};
	char buf[UNITS_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(f); i++)
		cr_expect_str_eq(units_format_bytes(f[i].bytes, buf,
						    sizeof buf), f[i].text);
}

Test(units, durations_are_formatted_with_4_digits_at_most)
{
	static const struct {
		double ns;
		const char *text;
	} f[] = {
		{ 0, "0 ns" },           { -0.0, "0 ns" },
		{ 0.25, "0.25 ns" },     { 0.0001, "0 ns" },
		{ -0.0001, "0 ns" },     { 1.005, "1.005 ns" },
		{ 930, "930 ns" },       { 999.94, "999.9 ns" },
		{ 999.96, "1 us" },      { 1500, "1.5 us" },
		{ 12345, "12.35 us" },   { 999999, "1 ms" },
		{ 50e6, "50 ms" },       { -50e6, "-50 ms" },
		{ 8.123e9, "8.123 s" },  { 8.1234e9, "8.123 s" },
		{ 9.9996e9, "10 s" },    { 16.04e9, "16.04 s" },
		{ 119e9, "119 s" },      { 119.99e9, "2 min" },
		{ 5400e9, "90 min" },    { 43200e9, "12 h" },
		{ 0x1p64, "5124096 h" },
	};
	char buf[UNITS_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(f); i++)
		cr_expect_str_eq(units_format_duration(f[i].ns, buf,
						       sizeof buf),
				 f[i].text);
}

Test(units, a_duration_that_is_not_finite_is_formatted_without_a_unit)
{
	char buf[UNITS_TEXT_SIZE];

	cr_expect_str_eq(units_format_duration(INFINITY, buf, sizeof buf),
			 "inf");
	cr_expect_str_eq(units_format_duration((double)NAN, buf, sizeof buf),
			 "nan");
}

Test(units, a_small_buffer_cuts_the_text_and_ends_it)
{
	char buf[4] = "xxx";

	cr_expect_str_eq(units_format_bytes(64 << 20, buf, sizeof buf), "64 ");
	cr_expect_str_eq(units_spell_real(0.125, buf, sizeof buf), "0.1");
}

/* Whichever of these the machine has: they write 1,5 for 1.5. */
static bool set_comma_locale(void)
{
	static const char *const name[] = {
		"de_DE.UTF-8", "fr_FR.UTF-8", "it_IT.UTF-8", "es_ES.UTF-8",
		"nl_NL.UTF-8", "pl_PL.UTF-8", "ru_RU.UTF-8", "pt_BR.UTF-8",
	};

	for (size_t i = 0; i < ARRAY_SIZE(name); i++)
		if (setlocale(LC_ALL, name[i]))
			return strcmp(localeconv()->decimal_point, ",") == 0;
	return false;
}

Test(units, a_locale_with_a_decimal_comma_changes_nothing)
{
	char buf[UNITS_TEXT_SIZE];
	uint64_t bytes = 0;
	double real = 0;

	if (!set_comma_locale())
		cr_skip_test("no locale with a decimal comma");
	cr_expect_eq(units_parse_real("1,5", &real), -EINVAL);
	cr_expect_eq(units_parse_real("1.5", &real), 0);
	cr_expect(real == 1.5);
	cr_expect_eq(units_parse_bytes("1.5KiB", &bytes), 0);
	cr_expect_str_eq(units_spell_real(1.5, buf, sizeof buf), "1.5");
	cr_expect_str_eq(units_format_duration(1.5e9, buf, sizeof buf),
			 "1.5 s");
	cr_expect_str_eq(localeconv()->decimal_point, ",",
			 "the locale was not put back");
}

static const char *const models[] = { "serial", "threads", "processes",
				      "async", "threads+async" };

static const char *nearest(const char *name)
{
	return nearest_name(name, models, ARRAY_SIZE(models));
}

Test(nearest, a_name_with_a_slip_is_told_what_was_meant)
{
	cr_expect_str_eq(nearest("threads"), "threads");
	cr_expect_str_eq(nearest("thread"), "threads");
	cr_expect_str_eq(nearest("treahds"), "threads");
	cr_expect_str_eq(nearest("asycn"), "async");
	cr_expect_str_eq(nearest("SERIAL"), "serial");
	cr_expect_str_eq(nearest("proceses"), "processes");
	cr_expect_str_eq(nearest("thread-asink"), "threads+async");
}

Test(nearest, a_name_far_from_all_is_told_nothing)
{
	cr_expect_null(nearest(""));
	cr_expect_null(nearest("x"));
	cr_expect_null(nearest("coroutines"));
	cr_expect_null(nearest("serxyz"), "3 edits in 6 letters");
	cr_expect_null(nearest_name("serial", models, 0));
}

Test(nearest, a_swap_of_neighbours_is_one_edit)
{
	static const char *const names[] = { "abef", "abdc" };

	/* 2 edits from the first one; from the second one 1, not 2. */
	cr_expect_str_eq(nearest_name("abcd", names, 2), "abdc");
}

Test(nearest, of_two_as_near_the_first_is_taken)
{
	static const char *const names[] = { "posts", "ports" };

	cr_expect_str_eq(nearest_name("poets", names, 2), "posts");
}

Test(nearest, a_short_name_of_which_nothing_would_be_left_is_not_near)
{
	static const char *const names[] = { "off", "on" };

	cr_expect_null(nearest_name("xy", names, 2));
	cr_expect_str_eq(nearest_name("of", names, 2), "off");
}

Test(nearest, half_of_a_short_name_is_too_much_to_change)
{
	static const char *const names[] = { "gate", "echo", "compare",
					     "completion" };

	cr_expect_null(nearest_name("cat", names, 4));
	cr_expect_null(nearest_name("each", names, 4));
	cr_expect_str_eq(nearest_name("gaet", names, 4), "gate");
}

Test(nearest, a_beginning_is_enough_if_only_one_has_it)
{
	static const char *const names[] = { "gate", "compare", "completion" };

	cr_expect_str_eq(nearest_name("compa", names, 3), "compare");
	cr_expect_str_eq(nearest_name("COMPL", names, 3), "completion");
	cr_expect_null(nearest_name("comp", names, 3));
	cr_expect_null(nearest_name("co", names, 3));
}

Test(nearest, a_name_too_long_is_near_none_and_never_suggested)
{
	char buf[NEAREST_LONGEST + 2];
	const char *names[] = { buf };

	memset(buf, 'a', sizeof buf - 1);
	buf[sizeof buf - 1] = '\0';
	cr_expect_null(nearest_name(buf, names, 1));
	cr_expect_null(nearest_name(buf + 1, names, 1));
	buf[NEAREST_LONGEST] = '\0';
	cr_expect_str_eq(nearest_name(buf, names, 1), buf);
}
