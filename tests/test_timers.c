/* test_timers.c - the heap, compared with a list that is searched. */
#include <criterion/criterion.h>

#include <stdbool.h>
#include <stdlib.h>

#include "async/timers.h"
#include "runners/random.h"

#define ROOM 500

static struct timers timers_of(size_t room)
{
	struct timers t;

	cr_assert_eq(timers_init(&t, room), 0);
	return t;
}

Test(timers, an_empty_heap_has_nothing_due)
{
	struct timers t = timers_of(1);

	cr_assert_eq(timers_next(&t), TIMERS_NEVER);
	cr_assert_null(timers_due(&t, TIMERS_NEVER - 1));
	timers_term(&t);
}

Test(timers, one_is_due_at_its_time_and_not_before)
{
	struct timers t = timers_of(1);
	struct timer one = { .at_ns = 100 };

	timers_add(&t, &one);
	cr_assert_eq(timers_next(&t), 100);
	cr_assert_null(timers_due(&t, 99));
	cr_assert_eq(timers_due(&t, 100), &one);
	cr_assert_null(timers_due(&t, 100));
	cr_assert_eq(timers_next(&t), TIMERS_NEVER);
	timers_term(&t);
}

Test(timers, come_out_in_the_order_of_their_deadlines)
{
	struct timers t = timers_of(ROOM);
	struct timer all[ROOM];
	struct random random;
	uint64_t last = 0;

	random_init(&random, 1);
	for (size_t i = 0; i < ROOM; i++) {
		all[i].at_ns = random_below(&random, 10000);
		timers_add(&t, &all[i]);
	}
	for (size_t i = 0; i < ROOM; i++) {
		struct timer *first = timers_due(&t, 10000);

		cr_assert_not_null(first);
		cr_assert_geq(first->at_ns, last);
		last = first->at_ns;
	}
	cr_assert_eq(t.count, 0);
	timers_term(&t);
}

Test(timers, equal_deadlines_all_come_out_once)
{
	struct timers t = timers_of(ROOM);
	struct timer all[ROOM];
	bool seen[ROOM] = { false };

	for (size_t i = 0; i < ROOM; i++) {
		all[i].at_ns = 7;
		timers_add(&t, &all[i]);
	}
	cr_assert_null(timers_due(&t, 6));
	for (size_t i = 0; i < ROOM; i++) {
		size_t which = (size_t)(timers_due(&t, 7) - all);

		cr_assert_lt(which, ROOM);
		cr_assert_not(seen[which]);
		seen[which] = true;
	}
	cr_assert_null(timers_due(&t, 7));
	timers_term(&t);
}

Test(timers, the_last_that_was_added_can_be_removed)
{
	struct timers t = timers_of(2);
	struct timer a = { .at_ns = 1 }, b = { .at_ns = 2 };

	timers_add(&t, &a);
	timers_add(&t, &b);
	timers_remove(&t, &b);
	cr_assert_eq(timers_due(&t, 5), &a);
	cr_assert_null(timers_due(&t, 5));
	timers_term(&t);
}

/* As they are added they lie in the heap: 50 under 40, 35 under 20. When 50
 * goes, 35 takes its place, and has to rise above 40. */
Test(timers, what_fills_a_hole_rises_where_it_has_to)
{
	static const uint64_t at[] = { 10, 40, 20, 30, 60,
				       50, 51, 52, 53, 35 };
	static const uint64_t right[] = { 10, 20, 30, 35, 40,
					  51, 52, 53, 60 };
	struct timers t = timers_of(10);
	struct timer all[10];

	for (size_t i = 0; i < 10; i++) {
		all[i].at_ns = at[i];
		timers_add(&t, &all[i]);
		cr_assert_eq(all[i].place, i);
	}
	timers_remove(&t, &all[5]);
	for (size_t i = 0; i < 9; i++)
		cr_assert_eq(timers_due(&t, 100)->at_ns, right[i]);
	timers_term(&t);
}

/* The same by searching: the earliest of those that are in. */
static uint64_t earliest(const struct timer *all, const bool *in)
{
	uint64_t at = TIMERS_NEVER;

	for (size_t i = 0; i < ROOM; i++)
		if (in[i] && all[i].at_ns < at)
			at = all[i].at_ns;
	return at;
}

static void check_heap(const struct timers *t, const struct timer *all,
		       const bool *in)
{
	size_t count = 0;

	for (size_t i = 0; i < ROOM; i++) {
		if (!in[i])
			continue;
		count++;
		cr_assert_lt(all[i].place, t->count);
		cr_assert_eq(t->heap[all[i].place].timer, &all[i]);
	}
	cr_assert_eq(t->count, count);
	for (size_t i = 1; i < t->count; i++)
		cr_assert_leq(t->heap[(i - 1) / 4].at_ns, t->heap[i].at_ns);
	cr_assert_eq(timers_next(t), earliest(all, in));
}

static void play(uint64_t seed, uint64_t span)
{
	struct timers t = timers_of(ROOM);
	struct timer all[ROOM];
	bool in[ROOM] = { false };
	struct random random;

	random_init(&random, seed);
	for (unsigned step = 0; step < 3000; step++) {
		size_t i = random_below(&random, ROOM);

		if (random_below(&random, 8) == 0) {
			struct timer *due;
			uint64_t now = earliest(all, in);

			due = timers_due(&t, now);
			cr_assert_eq(due != NULL, now != TIMERS_NEVER);
			if (due) {
				cr_assert_eq(due->at_ns, now);
				in[due - all] = false;
			}
		} else if (in[i]) {
			timers_remove(&t, &all[i]);
			in[i] = false;
		} else {
			all[i].at_ns = random_below(&random, span);
			timers_add(&t, &all[i]);
			in[i] = true;
		}
		if (step % 16 == 0)
			check_heap(&t, all, in);
	}
	check_heap(&t, all, in);
	timers_term(&t);
}

Test(timers, random_adds_and_removes_agree_with_a_search)
{
	for (uint64_t seed = 1; seed <= 10; seed++)
		play(seed, UINT64_MAX);
}

Test(timers, random_adds_and_removes_agree_with_many_equal_deadlines)
{
	for (uint64_t seed = 1; seed <= 10; seed++)
		play(seed, 5);
}
