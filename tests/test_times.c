/* test_times.c - times of tasks: kept, rounded, written and read. */
#include <criterion/criterion.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/times.h"
#include "runners/macros.h"
#include "runners/random.h"

/* The text, for free(). */
static char *text_of(const struct times *t)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	times_put(t, out);
	fclose(out);
	return text;
}

static void check_text(uint64_t *ns, size_t n, const char *expected)
{
	struct times *t = times_make(ns, n), *back = NULL;
	char *text = text_of(t);
	struct error err = { "" };

	cr_expect_str_eq(text, expected);
	cr_assert_eq(times_parse(text, &back, &err), 0, "%s", err.text);
	cr_expect(times_equal(t, back));
	free(text);
	free(t);
	free(back);
}

Test(times, few_are_kept_exactly_and_equal_ones_counted)
{
	check_text((uint64_t[]){ 5 }, 1, ": 5");
	check_text((uint64_t[]){ 0, 0 }, 2, ": 0x2");
	check_text((uint64_t[]){ 1025, 1000, 1025, 1020, 1025 }, 5,
		   ": 1000 20 5x3");
	check_text((uint64_t[]){ UINT64_MAX, 1, UINT64_MAX }, 3,
		   ": 1 18446744073709551614x2");
}

Test(times, null_is_no_text_and_its_own_copy)
{
	struct times *back = (struct times *)&back;
	struct error err;
	char *text = text_of(NULL);

	cr_expect_str_eq(text, "");
	cr_expect_eq(times_parse("", &back, &err), 0);
	cr_expect_null(back);
	cr_expect_null(times_copy(NULL));
	cr_expect(times_equal(NULL, NULL));
	free(text);
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Every task is within the stated error of where it stands. */
static void check_rounding(uint64_t *ns, size_t n, uint64_t within_least)
{
	struct times *t = times_make(ns, n);
	size_t at = 0;
	uint64_t left;

	cr_assert_not_null(t);
	cr_expect_leq(t->n, TIMES_MOST);
	cr_expect_geq(t->within, within_least);
	qsort(ns, n, sizeof(*ns), by_time);
	left = t->at[0].tasks;
	for (size_t i = 0; i < n; i++) {
		double off;

		if (left == 0)
			left = t->at[++at].tasks;
		cr_assert_lt(at, t->n);
		off = fabs((double)t->at[at].ns - (double)ns[i]);
		if (off * (double)t->within > (double)ns[i] * (1.0 + 1e-9))
			cr_assert_fail("%ju stands at %ju, more than 1/%ju off",
				       (uintmax_t)ns[i],
				       (uintmax_t)t->at[at].ns,
				       (uintmax_t)t->within);
		left--;
	}
	cr_expect_eq(at + 1, t->n);
	cr_expect_eq(left, 0u);
	free(t);
}

Test(times, many_are_rounded_within_the_error_that_is_stated)
{
	enum { N = 4 * TIMES_MOST };
	uint64_t *ns = calloc(N, sizeof(*ns));
	struct random random;

	random_init(&random, 7);
	/* From 1 ms to 2 ms: an octave, so as fine as it gets. */
	for (size_t i = 0; i < N; i++)
		ns[i] = 1000000 + 8 * i;
	check_rounding(ns, N, 1 << 14);
	/* Latencies with a long tail. */
	for (size_t i = 0; i < N; i++)
		ns[i] = 50000 + (uint64_t)random_exponential(&random, 1e7);
	check_rounding(ns, N, 1 << 10);
	/* All of 64 bits. */
	for (size_t i = 0; i < N; i++)
		ns[i] = UINT64_MAX >> (i % 64) ^ (i < 8 ? 0 : i / 64);
	ns[0] = UINT64_MAX;
	check_rounding(ns, N, 256);
	free(ns);
}

Test(times, rounded_ones_come_back_and_are_stated_as_such)
{
	enum { N = TIMES_MOST + 1 };
	uint64_t *ns = calloc(N, sizeof(*ns));
	struct times *t, *back = NULL;
	struct error err;
	char *text;

	for (size_t i = 0; i < N; i++)
		ns[i] = i * (UINT64_MAX / N);
	t = times_make(ns, N);
	text = text_of(t);
	cr_expect_eq(text[0], '~');
	cr_expect_lt(strlen(text), 1u << 20);
	cr_assert_eq(times_parse(text, &back, &err), 0);
	cr_expect(times_equal(t, back));
	free(text);
	free(t);
	free(back);
	/* The longest text of exact ones fits a CSV field, too. */
	t = times_make(ns, TIMES_MOST);
	text = text_of(t);
	cr_expect_eq(text[0], ':');
	cr_expect_lt(strlen(text), 1u << 20);
	free(text);
	free(t);
	free(ns);
}

Test(times, what_is_none_is_refused)
{
	static const char *const wrong[] = {
		":", "~", "~256", ": ", " = 1", "1 2", ": 1 ", ":1", ": -1",
		": +1", ": 1x", ": 1x1", ": 1x0", ": 1 0", ": 1x-2", ": 1  2",
		": a", ": 1;2", ": 1 18446744073709551615",
		": 18446744073709551616", ": 1x18446744073709551616",
		": 1x9007199254740992", "~1 5", "~0 5", "~x 5", "~-4 5", ": 1\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct times *t = NULL;
		struct error err = { "" };

		cr_expect_eq(times_parse(wrong[i], &t, &err), -EINVAL, "'%s'",
			     wrong[i]);
		cr_expect_null(t);
		cr_expect_not_null(strstr(err.text, "no times of tasks"));
	}
}
