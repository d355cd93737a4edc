/* test_columns.c - the table of all fields, and their spelling. */
#include <errno.h>
#include <string.h>

#include "bench/record/columns.h"
#include "runners/macros.h"
#include "tests/made.h"

union owner {
	struct environment env;
	struct cell cell;
	struct sample sample;
};

/* Padding is less than 8 bytes in a row, a forgotten field is more. */
static void check_covered(enum column_owner owner, size_t size, size_t free_to)
{
	static char covered[4096];
	size_t gap = 0;

	cr_assert_lt(size, sizeof(covered));
	memset(covered, 0, sizeof(covered));
	memset(covered, 1, free_to);
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == owner)
			memset(covered + columns[i].offset, 1,
			       columns[i].size);
	for (size_t i = 0; i < size; i++) {
		gap = covered[i] ? 0 : gap + 1;
		cr_assert_lt(gap, 8, "owner %d, byte %zu", owner, i);
	}
}

Test(columns, every_field_of_the_results_has_one)
{
	check_covered(COLUMN_ENVIRONMENT, sizeof(struct environment), 0);
	check_covered(COLUMN_CELL, sizeof(struct cell), 2 * sizeof(size_t));
	check_covered(COLUMN_SAMPLE, sizeof(struct sample), 2 * sizeof(size_t));
}

Test(columns, names_are_unique_and_schema_is_first)
{
	cr_assert_str_eq(columns[0].name, "schema");
	for (size_t i = 0; i < columns_count; i++)
		cr_assert_eq(columns_find(columns[i].name), i, "%s",
			     columns[i].name);
	cr_assert_eq(columns_find("no such name"), columns_count);
	cr_assert_eq(columns_find(""), columns_count);
}

static void check_back(const struct column *c, const char *text)
{
	union owner owner;
	struct error err = { "" };
	char spelt[COLUMNS_TEXT_SIZE];

	/* Times that are there already are freed. */
	memset(&owner, c->kind == COLUMN_TIMES ? 0 : 0x5a, sizeof(owner));
	cr_assert_eq(columns_parse(c, &owner, text, &err), 0, "%s", err.text);
	columns_spell(c, &owner, spelt, sizeof(spelt));
	cr_expect_str_eq(spelt, text, "%s: '%s' from '%s'", c->name, spelt,
			 text);
	if (c->kind == COLUMN_TIMES)
		columns_parse(c, &owner, "", &err);
}

Test(columns, what_is_spelt_is_parsed_back)
{
	static const char *const spelt[][4] = {
		[COLUMN_COUNT] = { "0", "1", "9007199254740993",
				   "18446744073709551615" },
		[COLUMN_HEX] = { "0000000000000000", "00000000000000ff",
				 "fedcba9876543210", "ffffffffffffffff" },
		[COLUMN_REAL] = { "0", "0.1", "1.5", "1e+300" },
		[COLUMN_TEXT] = { "", "a", " a,\"b\"\n\r ", "\u00e4\u20ac" },
		[COLUMN_BOOL] = { "true", "false", "true", "false" },
		[COLUMN_CHOICE] = { "ok", "failed", "cancelled", "ok" },
		[COLUMN_TIMES] = { "", ": 0", ": 5 1x2 18446744073709551609",
				   "~256 1000x7 8" },
	};

	for (size_t i = 0; i < columns_count; i++)
		for (size_t k = 0; k < 4; k++)
			check_back(&columns[i], spelt[columns[i].kind][k]);
}

static void check_refused(const char *name, const char *text,
			  const char *sentence)
{
	const struct column *c = &columns[columns_find(name)];
	union owner owner, was;
	struct error err = { "" };

	memset(&owner, 0x5a, sizeof(owner));
	was = owner;
	cr_expect_eq(columns_parse(c, &owner, text, &err), -EINVAL,
		     "%s: '%s'", name, text);
	cr_expect_str_eq(err.text, sentence);
	cr_expect_eq(memcmp(&owner, &was, sizeof(was)), 0,
		     "%s was changed by '%s'", name, text);
}

Test(columns, what_is_no_value_is_refused_with_a_reason)
{
	check_refused("run_ns", "-5", "'-5' is not a whole number");
	check_refused("run_ns", "", "'' is not a whole number");
	check_refused("run_ns", " 5", "' 5' is not a whole number");
	check_refused("run_ns", "5 ", "'5 ' is not a whole number");
	check_refused("run_ns", "1_000", "'1_000' is not a whole number");
	check_refused("run_ns", "1e3", "'1e3' is not a whole number");
	check_refused("run_ns", "0x10", "'0x10' is not a whole number");
	check_refused("run_ns", "1.0", "'1.0' is not a whole number");
	check_refused("run_ns", "nan", "'nan' is not a whole number");
	check_refused("run_ns", "18446744073709551616",
		      "'18446744073709551616' is too large");
	check_refused("load_1min", "nan", "'nan' is not a number from 0 up");
	check_refused("load_1min", "inf", "'inf' is not a number from 0 up");
	check_refused("load_1min", "-0.5", "'-0.5' is not a number from 0 up");
	check_refused("load_1min", "1e999", "'1e999' is too large");
	check_refused("load_1min", "", "'' is not a number from 0 up");
	check_refused("digest", "", "'' is not 1 to 16 hexadecimal digits");
	check_refused("digest", "12g", "'12g' is not 1 to 16 hexadecimal "
				       "digits");
	check_refused("digest", "00000000000000000",
		      "'00000000000000000' is not 1 to 16 hexadecimal digits");
	check_refused("known", "yes", "'yes' is neither true nor false");
	check_refused("state", "okay",
		      "'okay' is none of ok, failed, cancelled");
}

Test(columns, a_text_must_fit_its_field_to_the_last_byte)
{
	const struct column *c = &columns[columns_find("model")];
	char text[33] = "";
	struct cell cell;
	struct error err;

	memset(text, 'm', 31);
	cr_assert_eq(columns_parse(c, &cell, text, &err), 0);
	cr_assert_str_eq(cell.model, text);
	memset(text, 'm', 32);
	cr_assert_eq(columns_parse(c, &cell, text, &err), -EINVAL);
	cr_assert_str_eq(err.text, "'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm...' is "
				   "longer than 31 bytes");
}

Test(columns, equal_looks_at_one_field)
{
	struct cell a = { .model = "async", .tasks = 1, .rate = 0.5 };
	struct cell b = a;

	b.tasks = 2;
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == COLUMN_CELL)
			cr_expect_eq(columns_equal(&columns[i], &a, &b),
				     strcmp(columns[i].name, "tasks") != 0,
				     "%s", columns[i].name);
}
