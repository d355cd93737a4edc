/* test_coroutine.c - stacks of their own: order, registers, edges. */
#include <criterion/criterion.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async/coroutine.h"
#include "async/sanitizer.h"

#define STACK_BYTES ((size_t)64 << 10)

/* The thread sanitizer takes every coroutine for a thread: 8,000 at most. */
#ifdef SIMUL_TSAN
#define MANY 2000
#else
#define MANY 10000
#endif

enum { IN_GUARD = 42, ELSEWHERE = 43 };

/* What a coroutine and its test share. */
struct play {
	struct coroutine *co;
	char *script;            /* where the players write their letters */
	char letter;
	unsigned turns;
	uint64_t number;
	double real;
	char text[64];
};

static struct stacks stacks_of(size_t count)
{
	struct stacks s;

	cr_assert_eq(stacks_init(&s, count, STACK_BYTES), 0);
	return s;
}

static void start(struct play *p, struct stacks *s, size_t i,
		  void (*entry)(void *))
{
	p->co = coroutine_new(s, i, entry, p);
}

static void finish(struct play *p)
{
	while (!coroutine_done(p->co))
		coroutine_resume(p->co);
	coroutine_term(p->co);
}

static void write_letters(void *arg)
{
	struct play *p = arg;

	for (unsigned i = 0; i < p->turns; i++) {
		strncat(p->script, &p->letter, 1);
		coroutine_yield(p->co);
	}
}

Test(coroutine, yields_and_resumes_alternate)
{
	struct stacks s = stacks_of(1);
	char script[16] = "";
	struct play p = { .script = script, .letter = 'c', .turns = 3 };

	start(&p, &s, 0, write_letters);
	while (!coroutine_done(p.co)) {
		strcat(script, "r");
		coroutine_resume(p.co);
	}
	cr_assert_str_eq(script, "rcrcrcr");
	coroutine_term(p.co);
	stacks_term(&s);
}

Test(coroutine, runs_nothing_before_its_first_resume)
{
	struct stacks s = stacks_of(1);
	char script[16] = "";
	struct play p = { .script = script, .letter = 'c', .turns = 1 };

	start(&p, &s, 0, write_letters);
	cr_assert_str_eq(script, "");
	cr_assert_not(coroutine_done(p.co));
	finish(&p);
	cr_assert_str_eq(script, "c");
	stacks_term(&s);
}

Test(coroutine, is_done_only_after_its_function_has_returned)
{
	struct stacks s = stacks_of(1);
	char script[16] = "";
	struct play p = { .script = script, .letter = 'c', .turns = 1 };

	start(&p, &s, 0, write_letters);
	coroutine_resume(p.co);
	cr_assert_not(coroutine_done(p.co));
	coroutine_resume(p.co);
	cr_assert(coroutine_done(p.co));
	coroutine_term(p.co);
	stacks_term(&s);
}

Test(coroutine, takes_turns_with_others_in_any_order)
{
	struct stacks s = stacks_of(3);
	char script[32] = "";
	struct play p[3];
	static const size_t order[] = { 2, 0, 0, 1, 2, 1, 2, 1, 0 };

	for (size_t i = 0; i < 3; i++) {
		p[i] = (struct play){ .script = script,
				      .letter = (char)('a' + i),
				      .turns = 3 };
		start(&p[i], &s, i, write_letters);
	}
	for (size_t i = 0; i < 9; i++)
		coroutine_resume(p[order[i]].co);
	cr_assert_str_eq(script, "caabcbcba");
	for (size_t i = 0; i < 3; i++)
		finish(&p[i]);
	stacks_term(&s);
}

static void keep_argument(void *arg)
{
	*(void **)arg = arg;
}

Test(coroutine, gets_its_argument_whole)
{
	struct stacks s = stacks_of(1);
	/* More than 32 bits of address, on the heap or on the stack. */
	void *seen = NULL;
	struct coroutine *co = coroutine_new(&s, 0, keep_argument, &seen);

	coroutine_resume(co);
	cr_assert_eq(seen, &seen);
	cr_assert(coroutine_done(co));
	coroutine_term(co);
	stacks_term(&s);
}

/* Five values that are live across the switch: a compiler keeps them in the
 * registers that a call must preserve. */
static uint64_t keep_five(uint64_t seed, struct play *p, bool inside)
{
	uint64_t a = seed + 1, b = seed + 2, c = seed + 3, d = seed + 4;
	uint64_t e = seed + 5;

	for (unsigned i = 0; i < 100; i++) {
		__asm__ volatile(""
				 : "+r"(a), "+r"(b), "+r"(c), "+r"(d),
				   "+r"(e));
		if (inside)
			coroutine_yield(p->co);
		else
			coroutine_resume(p->co);
		__asm__ volatile(""
				 : "+r"(a), "+r"(b), "+r"(c), "+r"(d),
				   "+r"(e));
		a += 1, b += 2, c += 3, d += 4, e += 5;
	}
	return a * 3 + b * 5 + c * 7 + d * 11 + e * 13;
}

static uint64_t five(uint64_t seed)
{
	return (seed + 101) * 3 + (seed + 202) * 5 + (seed + 303) * 7 +
	       (seed + 404) * 11 + (seed + 505) * 13;
}

static void keep_five_inside(void *arg)
{
	struct play *p = arg;

	p->number = keep_five(p->number, p, true);
}

Test(coroutine, registers_survive_the_switch_on_both_sides)
{
	struct stacks s = stacks_of(1);
	uint64_t inside = UINT64_C(0x1122334455667788);
	uint64_t outside = UINT64_C(0x99aabbccddeeff00);
	struct play p = { .number = inside };

	start(&p, &s, 0, keep_five_inside);
	cr_assert_eq(keep_five(outside, &p, false), five(outside));
	finish(&p);
	cr_assert_eq(p.number, five(inside));
	stacks_term(&s);
}

/* Printing a double saves vector registers at aligned addresses: a stack that
 * is off by eight causes a SIGSEGV. */
static void print_reals(void *arg)
{
	struct play *p = arg;
	double x = p->real;

	for (unsigned i = 0; i < p->turns; i++) {
		snprintf(p->text, sizeof(p->text), "%.17g %.3f", x, x / 3);
		coroutine_yield(p->co);
		x *= 1.5;
	}
}

Test(coroutine, prints_doubles_and_keeps_them_over_a_switch)
{
	struct stacks s = stacks_of(2);
	struct play p[2] = { { .real = 0.1, .turns = 20 },
			     { .real = -7e10, .turns = 20 } };
	char right[64];

	for (size_t i = 0; i < 2; i++)
		start(&p[i], &s, i, print_reals);
	for (unsigned turn = 0; turn < 20; turn++)
		for (size_t i = 0; i < 2; i++) {
			double x = i ? -7e10 : 0.1;

			for (unsigned j = 0; j < turn; j++)
				x *= 1.5;
			coroutine_resume(p[i].co);
			snprintf(right, sizeof(right), "%.17g %.3f", x, x / 3);
			cr_assert_str_eq(p[i].text, right);
		}
	for (size_t i = 0; i < 2; i++)
		finish(&p[i]);
	stacks_term(&s);
}

static void note_alignment(void *arg)
{
	struct play *p = arg;
	max_align_t aligned;
	uintptr_t at = (uintptr_t)&aligned;

	/* Else the compiler answers from the type alone. */
	__asm__ volatile("" : "+r"(at));
	p->number = at % _Alignof(max_align_t);
}

Test(coroutine, stack_is_aligned_whatever_its_size)
{
	for (size_t bytes = 16384; bytes < 16384 + 64; bytes += 7) {
		struct stacks s;
		struct play p = { .number = 1 };

		cr_assert_eq(stacks_init(&s, 2, bytes), 0);
		start(&p, &s, 1, note_alignment);
		finish(&p);
		cr_assert_eq(p.number, 0, "%zu bytes", bytes);
		stacks_term(&s);
	}
}

static void sum_deep(void *arg)
{
	struct play *p = arg;
	char room[4096];

	for (unsigned i = 0; i < 3; i++) {
		memset(room, (int)(p->letter + i), sizeof(room));
		coroutine_yield(p->co);
		for (size_t j = 0; j < sizeof(room); j++)
			p->number += (unsigned char)room[j];
	}
}

Test(coroutine, ten_thousand_keep_their_stacks_apart)
{
	struct stacks s = stacks_of(MANY);
	struct play *p = calloc(MANY, sizeof(*p));

	for (size_t i = 0; i < MANY; i++) {
		p[i].letter = (char)(i % 100);
		start(&p[i], &s, i, sum_deep);
	}
	for (unsigned turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < MANY; i++)
			coroutine_resume(p[i].co);
	for (size_t i = 0; i < MANY; i++) {
		finish(&p[i]);
		cr_assert_eq(p[i].number, 4096 * (3 * (i % 100) + 3), "%zu",
			     i);
	}
	free(p);
	stacks_term(&s);
}

Test(coroutine, a_stack_can_be_used_again)
{
	struct stacks s = stacks_of(1);

	for (unsigned i = 0; i < 1000; i++) {
		struct play p = { .letter = (char)(i % 100) };

		start(&p, &s, 0, sum_deep);
		finish(&p);
		cr_assert_eq(p.number, 4096 * (3 * (i % 100) + 3));
	}
	stacks_term(&s);
}

Test(coroutine, one_that_never_ends_can_be_dropped)
{
	struct stacks s = stacks_of(1);
	char script[16] = "";
	struct play p = { .script = script, .letter = 'c', .turns = 9 };

	start(&p, &s, 0, write_letters);
	coroutine_resume(p.co);
	coroutine_term(p.co);
	stacks_term(&s);
	cr_assert_str_eq(script, "c");
}

Test(coroutine, stacks_that_do_not_fit_are_refused)
{
	struct stacks s;

	cr_assert_eq(stacks_init(&s, 1, (size_t)1 << 60), -ENOMEM);
}

/* Less than a page lower at a time, so that it can't step over the guard. Each
 * frame looks at the one above: a compiler can't make a loop of it. */
static unsigned dig(unsigned depth, const volatile char *above)
{
	volatile char room[1024];

	room[0] = (char)(above[0] + 1);
	room[sizeof(room) - 1] = room[0];
	return depth ? dig(depth - 1, room) + (unsigned char)room[0] : 0;
}

static void dig_too_deep(void *arg)
{
	struct play *p = arg;

	p->number = dig((unsigned)(4 * STACK_BYTES / 1024), &p->letter);
}

Test(coroutine, overrunning_a_stack_is_a_sigsegv, .signal = SIGSEGV)
{
	struct stacks s = stacks_of(3);
	struct play p = { 0 };

	/* A sanitizer would catch it. */
	signal(SIGSEGV, SIG_DFL);
	start(&p, &s, 1, dig_too_deep);
	coroutine_resume(p.co);
}

/* The guard page of the middle stack: a signal handler can get it only from a
 * global. */
static uintptr_t guard_low, guard_high;

static void on_segv(int number, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr;

	(void)number;
	(void)context;
	_exit(at >= guard_low && at < guard_high ? IN_GUARD : ELSEWHERE);
}

static void catch_segv(void)
{
	struct sigaction action = { .sa_sigaction = on_segv,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t aside = { .ss_size = 1 << 16 };

	aside.ss_sp = malloc(aside.ss_size);
	cr_assert_eq(sigaltstack(&aside, NULL), 0);
	cr_assert_eq(sigaction(SIGSEGV, &action, NULL), 0);
}

Test(coroutine, overrunning_a_stack_hits_its_guard_page_first,
     .exit_code = IN_GUARD)
{
	struct stacks s = stacks_of(3);
	struct play p = { 0 };

	guard_low = (uintptr_t)s.base + s.each_bytes;
	guard_high = guard_low + (uintptr_t)sysconf(_SC_PAGESIZE);
	catch_segv();
	start(&p, &s, 1, dig_too_deep);
	coroutine_resume(p.co);
}

static void dig_as_promised(void *arg)
{
	struct play *p = arg;

	/* A frame is somewhat more than its room; a sanitizer's, much. */
	p->number = dig((unsigned)(STACK_BYTES / 1024 / 4), &p->letter);
	p->letter = 'd';
}

Test(coroutine, has_the_room_that_was_asked_for)
{
	struct stacks s = stacks_of(1);
	struct play p = { 0 };

	start(&p, &s, 0, dig_as_promised);
	finish(&p);
	cr_assert_eq(p.letter, 'd');
	stacks_term(&s);
}
