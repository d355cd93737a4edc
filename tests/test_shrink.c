/* test_shrink.c - stacks that were deep give their pages back. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "async/shrink.h"
#include "runners/clock.h"

#define STACK_BYTES ((size_t)64 << 10)
#define DEEP_BYTES  ((size_t)40 << 10)
#define MANY        300

struct sleeper {
	struct loop *loop;
	struct coroutine *co;
	struct waiter birth;
	uint64_t sleep_ns;
	unsigned char kept;      /* what its own frame held after the sleep */
};

static size_t page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* Of stack i. */
static size_t resident(const struct stacks *s, size_t i)
{
	size_t pages = (s->each_bytes - page()) / page(), count = 0;
	unsigned char here[64];

	cr_assert_leq(pages, sizeof(here));
	cr_assert_eq(mincore(stacks_low(s, i), pages * page(), here), 0);
	for (size_t at = 0; at < pages; at++)
		count += here[at] & 1;
	return count;
}

static void __attribute__((noinline)) go_deep(void)
{
	volatile char room[DEEP_BYTES];

	for (size_t i = 0; i < sizeof(room); i += 512)
		room[i] = 1;
}

static void sleep_after_depth(void *arg)
{
	struct sleeper *s = arg;
	volatile unsigned char mine[256];

	memset((void *)mine, 7, sizeof(mine));
	go_deep();
	if (s->loop)
		loop_sleep_until(s->loop, s->co, clock_ns() + s->sleep_ns);
	else
		coroutine_yield(s->co);
	s->kept = mine[0] + mine[255];
	go_deep();
}

Test(shrink, what_is_in_use_stays_and_the_rest_goes)
{
	struct stacks s;
	struct sleeper one = { 0 };
	size_t deep;

	cr_assert_eq(stacks_init(&s, 1, STACK_BYTES), 0);
	one.co = coroutine_new(&s, 0, sleep_after_depth, &one);
	cr_expect_eq(coroutine_give_back(&s, 0), 0);
	coroutine_resume(one.co);
	deep = resident(&s, 0);
	cr_expect_geq(deep, DEEP_BYTES / page());
	cr_expect_geq(coroutine_give_back(&s, 0), DEEP_BYTES / page() - 2);
	cr_expect_leq(resident(&s, 0), deep - DEEP_BYTES / page() + 2);
	cr_expect_eq(coroutine_give_back(&s, 0), 0);
	coroutine_resume(one.co);
	cr_expect(coroutine_done(one.co));
	cr_expect_eq(one.kept, 14);
	coroutine_term(one.co);
	stacks_term(&s);
}

struct watch {
	uint64_t (*idle)(void *owner, uint64_t now_ns);
	struct stacks *stacks;
	void *owner;
	size_t deep;             /* stacks, at last */
};

/* In the place of the loop's idle work, to see when it rests. */
static uint64_t look(void *owner, uint64_t now_ns)
{
	struct watch *w = owner;
	uint64_t wait_ns = w->idle(w->owner, now_ns);

	w->deep = 0;
	for (size_t i = 0; i < w->stacks->count; i++)
		w->deep += resident(w->stacks, i) >= DEEP_BYTES / page();
	return wait_ns;
}

/* Runs `count` of them, and returns how many stacks were still deep when the
 * idle work had nothing more to do. */
static size_t deep_while_asleep(size_t count, uint64_t sleep_ns)
{
	struct sleeper *all = calloc(count, sizeof(*all));
	struct error err = { "" };
	struct shrink shrink;
	struct stacks s;
	struct loop loop;
	struct watch w = { .stacks = &s, .deep = count };

	cr_assert_eq(stacks_init(&s, count, STACK_BYTES), 0);
	cr_assert_eq(loop_init(&loop, &poller_epoll, count), 0);
	for (size_t i = 0; i < count; i++) {
		all[i].loop = &loop;
		all[i].sleep_ns = sleep_ns;
		all[i].co = coroutine_new(&s, i, sleep_after_depth, &all[i]);
		all[i].birth.co = all[i].co;
		loop_wake(&loop, &all[i].birth);
	}
	loop.live = count;
	shrink_init(&shrink, &s, &loop);
	if (loop.idle) {
		w.idle = loop.idle;
		w.owner = loop.idle_owner;
		loop.idle = look;
		loop.idle_owner = &w;
	}
	cr_assert_eq(loop_run(&loop, &err), 0, "%s", err.text);
	for (size_t i = 0; i < count; i++) {
		cr_expect_eq(all[i].kept, 14);
		coroutine_term(all[i].co);
	}
	loop_term(&loop);
	stacks_term(&s);
	free(all);
	return w.deep;
}

Test(shrink, an_idle_loop_of_many_gives_all_back)
{
	uint64_t sleep_ns = NS_PER_S / 8;
	size_t deep;

	/* On a busy machine a short sleep may be over before the loop is
	 * idle. */
	do {
		deep = deep_while_asleep(MANY, sleep_ns);
		sleep_ns *= 2;
	} while (deep && sleep_ns <= 8 * NS_PER_S);
	cr_expect_eq(deep, 0);
}

Test(shrink, an_idle_loop_of_few_does_not_care)
{
	cr_expect_eq(deep_while_asleep(10, NS_PER_S / 8), 10);
}
