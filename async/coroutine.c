/* coroutine.c - coroutines over context switches, announced to sanitizers.
 *
 *   resumer                          coroutine
 *   coroutine_resume --------------> runs
 *                    <-------------- coroutine_yield, or entry returned
 *
 * The coroutine's own record lies at the top of its stack, so that making one
 * touches one page and allocates nothing.
 */
#include "async/coroutine.h"

#include <stdint.h>

#include "async/context.h"
#include "async/sanitizer.h"

struct coroutine {
	context_t inside, outside;
	void (*entry)(void *);
	void *arg;
	const char *yields_at;   /* in its stack; NULL: not yet */
	bool done;
	struct fiber fiber;
};

static void coroutine_main(void *arg)
{
	struct coroutine *co = arg;

	fiber_entered(&co->fiber);
	co->entry(co->arg);
	co->done = true;
	fiber_end(&co->fiber);
	context_switch(&co->inside, &co->outside);
	__builtin_unreachable();
}

/* More than a switch takes below the frame that yields, with swapcontext and a
 * sanitizer too. */
#define SWITCH_BYTES 2048

static uintptr_t record_at(const struct stacks *s, size_t i)
{
	return ((uintptr_t)stacks_high(s, i) - sizeof(struct coroutine)) &
	       ~(uintptr_t)63;
}

struct coroutine *coroutine_new(struct stacks *s, size_t i,
				void (*entry)(void *), void *arg)
{
	char *low = stacks_low(s, i);
	uintptr_t at = record_at(s, i);
	struct coroutine *co = (struct coroutine *)at;

	*co = (struct coroutine){ .entry = entry, .arg = arg };
	fiber_init(&co->fiber, low, (size_t)((char *)at - low));
	context_make(&co->inside, low, (size_t)((char *)at - low),
		     coroutine_main, co);
	return co;
}

void coroutine_resume(struct coroutine *co)
{
	fiber_enter(&co->fiber);
	context_switch(&co->outside, &co->inside);
	fiber_left(&co->fiber);
}

void coroutine_yield(struct coroutine *co)
{
	co->yields_at = __builtin_frame_address(0);
	fiber_leave(&co->fiber);
	context_switch(&co->inside, &co->outside);
	fiber_entered(&co->fiber);
}

size_t coroutine_give_back(struct stacks *s, size_t i)
{
	const struct coroutine *co = (struct coroutine *)record_at(s, i);

	if (!co->yields_at || co->yields_at - stacks_low(s, i) < SWITCH_BYTES)
		return 0;
	return stacks_give_back(s, i, co->yields_at - SWITCH_BYTES);
}

bool coroutine_done(const struct coroutine *co)
{
	return co->done;
}

void coroutine_term(struct coroutine *co)
{
	fiber_term(&co->fiber);
}
