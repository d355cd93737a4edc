/* test_content.c - what the origin and the workloads must agree on. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <xxhash.h>

#include "runners/content.h"
#include "runners/error.h"
#include "runners/macros.h"

static unsigned char *filled(uint64_t offset, size_t size)
{
	unsigned char *buf = malloc(size + 1);

	cr_assert_not_null(buf);
	buf[size] = 0xa5;
	content_fill(buf, offset, size);
	cr_assert_eq(buf[size], 0xa5, "wrote past the end");
	return buf;
}

Test(content, repeats_after_its_period)
{
	unsigned char *all = filled(0, 3 * CONTENT_PERIOD);

	cr_assert_arr_eq(all, all + CONTENT_PERIOD, 2 * CONTENT_PERIOD);
	free(all);
}

Test(content, does_not_repeat_within_its_period)
{
	unsigned char *all = filled(0, 2 * CONTENT_PERIOD);

	for (size_t shift = 1; shift < CONTENT_PERIOD; shift++)
		cr_assert_neq(memcmp(all, all + shift, 64), 0, "shift %zu",
			      shift);
	free(all);
}

Test(content, is_the_same_whatever_the_pieces)
{
	static const size_t sizes[] = { 1, 2, 7, 8, 9, 63, 4096, 65520 };
	unsigned char *all = filled(0, 3 * CONTENT_PERIOD);

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (size_t at = 0; at < 2 * CONTENT_PERIOD; at += 997) {
			unsigned char *part = filled(at, sizes[i]);

			cr_assert_arr_eq(part, all + at, sizes[i]);
			free(part);
		}
	}
	free(all);
}

Test(content, goes_on_beyond_four_gigabytes)
{
	uint64_t periods = (UINT64_C(1) << 40) / CONTENT_PERIOD;
	unsigned char *start = filled(5, 1000);
	unsigned char *far = filled(periods * CONTENT_PERIOD + 5, 1000);

	cr_assert_arr_eq(start, far, 1000);
	free(start);
	free(far);
}

/* Kept values: if these change, bodies of other versions no longer check. */
Test(content, begins_as_it_always_did)
{
	static const unsigned char first[] = { 0xaf, 0xcd, 0x1d, 0x7b };
	unsigned char *start = filled(0, sizeof(first));

	cr_assert_arr_eq(start, first, sizeof(first));
	free(start);
}

Test(content, check_is_xxh3_of_the_bytes)
{
	static const uint64_t sizes[] = {
		0, 1, 15839, 4096, 4097, CONTENT_PERIOD, 1 << 20,
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned char *all = filled(0, sizes[i]);

		cr_assert_eq(content_check(sizes[i]),
			     XXH3_64bits(all, sizes[i]));
		free(all);
	}
}

Test(content, check_of_nothing_is_the_published_value)
{
	cr_assert_eq(content_check(0), UINT64_C(0x2d06800538d394c2));
}

Test(error, returns_the_code_and_keeps_the_sentence)
{
	struct error err;

	cr_assert_eq(error_set(&err, -7, "no workload '%s'", "x"), -7);
	cr_assert_str_eq(err.text, "no workload 'x'");
}

Test(error, may_have_nowhere_to_write)
{
	cr_assert_eq(error_set(NULL, -7, "no workload '%s'", "x"), -7);
}

Test(error, cuts_a_long_sentence)
{
	struct error err;
	char text[2 * sizeof(err.text)];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&err, -7, "%s", text);
	cr_assert_eq(strlen(err.text), sizeof(err.text) - 1);
}
