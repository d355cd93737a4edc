/* test_guards.c - guard pages of stacks, also as before Linux 6.13. */
#include <criterion/criterion.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#include "async/stacks.h"
#include "runners/limits.h"
#include "tests/faulty.h"

enum { STACKS = 3, STACK_BYTES = 16384 };

static size_t mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "re");
	size_t lines = 0;
	int c;

	cr_assert_not_null(file);
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

/* A kernel before 6.13, which knows no such advice, says EINVAL. */
static void make_stacks_of_old(struct stacks *s, size_t count)
{
	faulty_arm(FAULTY_GUARD, 1, EINVAL);
	cr_assert_eq(stacks_init(s, count, STACK_BYTES), 0);
	cr_assert(faulty_disarm());
}

Test(guards, an_old_kernel_makes_a_mapping_of_each)
{
	size_t before = mappings();
	struct stacks s;

	make_stacks_of_old(&s, STACKS * 10);
	cr_expect_geq(mappings(), before + STACKS * 10);
	stacks_term(&s);
}

Test(guards, an_old_kernel_stops_an_overrun, .signal = SIGSEGV)
{
	struct stacks s;

	signal(SIGSEGV, SIG_DFL);
	make_stacks_of_old(&s, STACKS);
	*(volatile char *)stacks_low(&s, 1) = 1;
	*(volatile char *)(stacks_high(&s, 1) - 1) = 1;
	*(volatile char *)(stacks_low(&s, 1) - 1) = 1;
}

Test(guards, an_old_kernel_allows_fewer_stacks_than_mappings)
{
	size_t most;

	faulty_arm(FAULTY_GUARD, 1, EINVAL);
	most = stacks_most();
	cr_assert(faulty_disarm());
	cr_expect_gt(most, 0);
	cr_expect_leq(most, limits_mappings() / 2);
}

Test(guards, stacks_are_one_mapping_where_the_kernel_has_no_bound)
{
	size_t before = mappings();
	struct stacks s;

	if (stacks_most() != SIZE_MAX)
		cr_skip_test("guard pages are mappings here");
	cr_assert_eq(stacks_init(&s, STACKS * 10, STACK_BYTES), 0);
	cr_expect_leq(mappings(), before + 2);
	stacks_term(&s);
}
