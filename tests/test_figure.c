/* test_figure.c - figures keep their digits. */
#include <math.h>

#include <criterion/criterion.h>

#include "bench/report/figure.h"
#include "runners/macros.h"

typedef char *putter(double value, char *buf, size_t size);

struct reading {
	double value;
	const char *text;
};

static void check(putter *put, const struct reading *r, size_t count)
{
	char buf[FIGURE_SIZE];

	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(put(r[i].value, buf, sizeof(buf)), r[i].text,
				 "%.17g: '%s', not '%s'", r[i].value, buf,
				 r[i].text);
}

Test(figure, durations_have_four_digits)
{
	static const struct reading r[] = {
		{ 0, "0" },
		{ NAN, "" },
		{ 0.25, "0.250 ns" },
		{ 1, "1.000 ns" },
		{ 999.9, "999.9 ns" },
		{ 999.94, "999.9 ns" },
		{ 999.96, "1.000 us" },
		{ 42.1e6, "42.10 ms" },
		{ 9.9994e6, "9.999 ms" },
		{ 9.9996e6, "10.00 ms" },
		{ 8.12e9, "8.120 s" },
		{ 1234.4e9, "1234 s" },
		{ 43200e9, "43200 s" },
	};

	check(figure_duration, r, ARRAY_SIZE(r));
}

Test(figure, ratios_have_three_digits)
{
	static const struct reading r[] = {
		{ 4.984, "4.98 x" }, { 0.99, "0.99 x" }, { 0.0714, "0.071 x" },
		{ 12.34, "12.3 x" }, { 120.4, "120 x" }, { 9.996, "10.0 x" },
		{ 12345, "12345 x" }, { NAN, "" },
	};

	check(figure_ratio, r, ARRAY_SIZE(r));
}

Test(figure, rates_keep_their_digits_and_whole_counts_are_whole)
{
	static const struct reading rates[] = {
		{ 249.41, "249.4" }, { 250, "250.0" }, { 1000, "1000" },
		{ 9999, "9999" },    { 12345, "12.35k" }, { 1.2e6, "1.200M" },
		{ 0.5, "0.500" },    { 0, "0" }, { NAN, "" },
	};
	static const struct reading counts[] = {
		{ 1, "1" },	  { 1.5, "1.500" }, { 250, "250" },
		{ 9999, "9999" }, { 123456, "123.5k" }, { 0, "0" },
	};

	check(figure_rate, rates, ARRAY_SIZE(rates));
	check(figure_count, counts, ARRAY_SIZE(counts));
}

Test(figure, percents_and_bytes)
{
	static const struct reading percents[] = {
		{ 0.95, "95 %" }, { 1, "100 %" }, { 0.0949, "9.5 %" },
		{ 0.0999, "10 %" }, { 0, "0.0 %" }, { NAN, "" },
	};
	static const struct reading bytes[] = {
		{ 1023, "1023 B" }, { 1024, "1.00 KiB" },
		{ 3287040, "3.13 MiB" }, { 107520, "105 KiB" },
		{ 0, "0" }, { NAN, "" },
	};

	check(figure_percent, percents, ARRAY_SIZE(percents));
	check(figure_bytes, bytes, ARRAY_SIZE(bytes));
}

Test(figure, both_ends_of_a_range_have_one_unit)
{
	char buf[FIGURE_SIZE];

	cr_expect_str_eq(figure_range(41.8e6, 43e6, buf, sizeof(buf)),
			 "41.80..43.00 ms");
	cr_expect_str_eq(figure_range(0.95e9, 1.05e9, buf, sizeof(buf)),
			 "0.950..1.050 s");
	cr_expect_str_eq(figure_range(NAN, 1, buf, sizeof(buf)), "");
	cr_expect_str_eq(figure_rate_range(9990, 12345, buf, sizeof(buf)),
			 "9.99..12.35k");
	cr_expect_str_eq(figure_rate_range(249.41, 1000, buf, sizeof(buf)),
			 "249..1000");
	cr_expect_str_eq(figure_percent_range(0.095, 1, buf, sizeof(buf)),
			 "9.5..100.0 %");
	cr_expect_str_eq(figure_percent_range(NAN, NAN, buf, sizeof(buf)), "");
	cr_expect_str_eq(figure_byte_range(1000000, 3287040, buf, sizeof(buf)),
			 "0.95..3.13 MiB");
}

Test(figure, changes_are_percents_with_a_sign)
{
	static const struct reading changes[] = {
		{ 1.051, "+5.1 %" }, { 0.997, "-0.3 %" }, { 1, "+0.0 %" },
		{ 3.5, "+250 %" },   { NAN, "" },
	};
	char buf[FIGURE_SIZE];

	check(figure_change, changes, ARRAY_SIZE(changes));
	cr_expect_str_eq(figure_changes(0.997, 1.012, buf, sizeof(buf)),
			 "-0.3..+1.2 %");
	cr_expect_str_eq(figure_changes(0.997, NAN, buf, sizeof(buf)), "");
}

Test(figure, a_p_has_three_digits_or_is_below_what_they_show)
{
	static const struct reading p[] = {
		{ 0.0134, "0.013" },   { 0.5, "0.500" }, { 0.0004, "0.0004" },
		{ 0.00001, "< 0.0001" }, { NAN, "" },
	};

	check(figure_p, p, ARRAY_SIZE(p));
}
