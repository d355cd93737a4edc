/* test_squares.c - the sums are right, and really worked out. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/lane.h"
#include "runners/macros.h"
#include "workloads/squares_kernel.h"
#include "workloads/workloads.h"

#define E18 UINT64_C(1000000000000000000)

Test(squares, agree_with_a_plain_loop_for_every_small_n)
{
	unsigned __int128 sum = 0;

	for (uint64_t n = 0; n <= 2000; n++) {
		cr_assert(squares_sum(n) == sum, "the loop, n = %ju",
			  (uintmax_t)n);
		cr_assert(squares_closed_form(n) == sum, "closed, n = %ju",
			  (uintmax_t)n);
		sum += n * n;
	}
}

/* Past 3,810,777 or so the sum no longer fits 64 bits. */
Test(squares, agree_with_their_closed_form_for_large_n)
{
	static const uint64_t n[] = { 65536, 3810777, 3810778, 3810779,
				      5000000, 12345678 };

	for (size_t i = 0; i < ARRAY_SIZE(n); i++)
		cr_assert(squares_sum(n[i]) == squares_closed_form(n[i]),
			  "n = %ju", (uintmax_t)n[i]);
}

Test(squares, ten_million_give_the_known_sum)
{
	unsigned __int128 right =
		(unsigned __int128)333 * E18 + UINT64_C(333283333335000000);

	cr_assert(squares_sum(10000000) == right);
	cr_assert(squares_closed_form(10000000) == right);
}

Test(squares, the_last_task_of_ten_million_gives_the_known_sum)
{
	unsigned __int128 right =
		(unsigned __int128)333 * E18 + UINT64_C(335183336755002109);

	cr_assert(squares_sum(10000019) == right);
	cr_assert(squares_closed_form(10000019) == right);
}

/* (2^32 - 1) 2^32 (2^33 - 1) / 6, by hand: the largest that is promised of
 * the loop. */
Test(squares, the_closed_form_is_exact_where_the_product_fills_96_bits)
{
	unsigned __int128 third = (UINT64_C(4294967295) / 3);
	unsigned __int128 right =
		third * UINT64_C(2147483648) * UINT64_C(8589934591);

	cr_assert(squares_closed_form(UINT64_C(1) << 32) == right);
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static uint64_t best_of_ten(uint64_t n)
{
	uint64_t best = UINT64_MAX;

	for (unsigned i = 0; i < 10; i++) {
		uint64_t start = cpu_ns();
		volatile uint64_t low = (uint64_t)squares_sum(n);

		(void)low;
		best = MIN(best, cpu_ns() - start);
	}
	return best;
}

/* A compiler that put a formula in the loop's place would take as long for
 * any n. */
Test(squares, sixteen_times_as_many_take_several_times_as_long)
{
	uint64_t one = best_of_ten(1000000);
	uint64_t sixteen = best_of_ten(16000000);

	/* A shared processor may be twice as fast in one of the two. */
	cr_assert_gt((double)sixteen, 4.0 * (double)one, "%ju ns and %ju ns",
		     (uintmax_t)one, (uintmax_t)sixteen);
}

/* Three instructions and more for each: no machine does it in less. */
Test(squares, every_square_costs_some_time)
{
	cr_assert_gt(best_of_ten(4000000), 4000000 / 10);
}

static int compute(struct io *io, void (*work)(void *), void *arg)
{
	(void)io;
	work(arg);
	return 0;
}

Test(squares, the_workload_s_bodies_give_its_answers)
{
	const struct workload *w = workload_find("squares");
	const struct io_ops ops = { .compute = compute };
	struct io io = { .ops = &ops, .uses = USES_COMPUTE };
	char params[64] __attribute__((aligned(16)));

	cr_assert_leq(w->params_size, sizeof(params));
	option_presets(w->options, params);
	cr_assert_eq(option_set(option_find(w->options, "base"), params,
				"4_000", NULL),
		     0);
	for (size_t task = 0; task < 20; task++) {
		struct value v = { 0 }, right;

		cr_assert_eq(w->body(&io, params, task, &v), 0);
		cr_assert_eq(w->answer(params, task, &right), 0);
		cr_assert(value_equal(&v, &right));
		cr_assert(v.number == squares_sum(4000 + task));
	}
}
