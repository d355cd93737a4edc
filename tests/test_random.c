/* test_random.c - the generator's published outputs, and its draws' shape.
 *
 * Seeds are fixed: a draw that is off today is off every day.
 */
#include <criterion/criterion.h>

#include <math.h>
#include <stdint.h>

#include "runners/random.h"

/* rand_xoshiro 0.6 (Rust), test vector from the reference C code of
 * prng.di.unimi.it for the state 1, 2, 3, 4. */
Test(random, bits_are_those_of_the_reference_code)
{
	static const uint64_t expected[] = {
		UINT64_C(11520),
		UINT64_C(0),
		UINT64_C(1509978240),
		UINT64_C(1215971899390074240),
		UINT64_C(1216172134540287360),
		UINT64_C(607988272756665600),
		UINT64_C(16172922978634559625),
		UINT64_C(8476171486693032832),
		UINT64_C(10595114339597558777),
		UINT64_C(2904607092377533576),
	};
	struct random r = { { 1, 2, 3, 4 } };

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		cr_assert_eq(random_bits(&r), expected[i], "output %zu", i);
}

/* Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567. */
Test(random, a_seed_fills_the_state_by_splitmix64)
{
	struct random r;

	random_init(&r, 1234567);
	cr_assert_eq(r.state[0], UINT64_C(6457827717110365317));
	cr_assert_eq(r.state[1], UINT64_C(3203168211198807973));
	cr_assert_eq(r.state[2], UINT64_C(9817491932198370423));
	cr_assert_eq(r.state[3], UINT64_C(4593380528125082431));
}

Test(random, seed_zero_gives_numbers_too)
{
	struct random r;
	uint64_t any = 0;

	random_init(&r, 0);
	for (int i = 0; i < 4; i++)
		any |= random_bits(&r);
	cr_assert_neq(any, 0);
}

Test(random, below_stays_below_and_reaches_every_value)
{
	struct random r;
	unsigned seen[7] = { 0 };

	random_init(&r, 1);
	for (int i = 0; i < 70000; i++) {
		uint64_t x = random_below(&r, 7);

		cr_assert_lt(x, 7);
		seen[x]++;
	}
	for (int i = 0; i < 7; i++) /* 10000 +- 5 standard deviations of 93 */
		cr_assert(seen[i] > 9537 && seen[i] < 10463, "%u", seen[i]);
}

Test(random, below_one_and_below_zero_are_zero)
{
	struct random r;

	random_init(&r, 2);
	cr_assert_eq(random_below(&r, 1), 0);
	cr_assert_eq(random_below(&r, 0), 0);
}

/* Multiply and shift alone would make multiples of 3 twice as likely. */
Test(random, below_three_quarters_of_all_values_has_no_bias)
{
	struct random r;
	unsigned multiples = 0;

	random_init(&r, 3);
	for (int i = 0; i < 30000; i++)
		multiples += random_below(&r, UINT64_C(3) << 62) % 3 == 0;
	cr_assert(multiples > 9590 && multiples < 10410, "%u", multiples);
}

Test(random, unit_is_below_one_and_has_the_mean_of_one_half)
{
	struct random r;
	double sum = 0.0;

	random_init(&r, 4);
	for (int i = 0; i < 100000; i++) {
		double x = random_unit(&r);

		cr_assert(x >= 0.0 && x < 1.0);
		sum += x;
	}
	cr_assert_float_eq(sum / 100000, 0.5, 0.005);
}

Test(random, exponential_has_its_mean_and_its_tail)
{
	struct random r;
	double sum = 0.0;
	unsigned above = 0;

	random_init(&r, 5);
	for (int i = 0; i < 100000; i++) {
		double x = random_exponential(&r, 250.0);

		cr_assert(x >= 0.0);
		sum += x;
		above += x > 500.0;
	}
	cr_assert_float_eq(sum / 100000, 250.0, 4.0);
	cr_assert_float_eq(above / 1e5, exp(-2.0), 0.005);
}

/* The state whose next bits are all ones: the output function, undone. */
Test(random, exponential_of_the_largest_draw_is_finite)
{
	uint64_t ninth = UINT64_C(0x8e38e38e38e38e39);
	uint64_t fifth = UINT64_C(0xcccccccccccccccd);
	uint64_t bits = UINT64_MAX * ninth;
	struct random r = { { 1, (bits >> 7 | bits << 57) * fifth, 2, 3 } };
	struct random same = r;

	cr_assert_eq(random_bits(&same), UINT64_MAX);
	cr_assert_float_eq(random_exponential(&r, 1.0), 53.0 * log(2.0), 1e-9);
}

Test(random, shuffle_keeps_every_item)
{
	struct random r;
	size_t items[100], seen[100] = { 0 }, moved = 0;

	random_init(&r, 6);
	for (size_t i = 0; i < 100; i++)
		items[i] = i;
	random_shuffle(&r, items, 100);
	for (size_t i = 0; i < 100; i++) {
		seen[items[i]]++;
		moved += items[i] != i;
	}
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(seen[i], 1);
	cr_assert_gt(moved, 80);
}

Test(random, shuffle_gives_all_orders_alike)
{
	struct random r;
	unsigned seen[3][3] = { { 0 } };

	random_init(&r, 7);
	for (int i = 0; i < 60000; i++) {
		size_t items[3] = { 0, 1, 2 };

		random_shuffle(&r, items, 3);
		seen[items[0]][items[1]]++;
	}
	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++)
			if (a != b) /* 10000 +- 5 s.d. of 91 */
				cr_assert(seen[a][b] > 9540 &&
						  seen[a][b] < 10460,
					  "%u", seen[a][b]);
}

Test(random, the_same_seed_replays_the_same_order)
{
	struct random r, again;
	size_t a[20], b[20];

	random_init(&r, 8);
	random_init(&again, 8);
	for (size_t i = 0; i < 20; i++)
		a[i] = b[i] = i;
	random_shuffle(&r, a, 20);
	random_shuffle(&again, b, 20);
	cr_assert_arr_eq(a, b, sizeof(a));
	random_shuffle(&r, a, 0);
	cr_assert_arr_eq(a, b, sizeof(a));
}
