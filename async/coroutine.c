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

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "async/context.h"
#include "async/sanitizer.h"

struct coroutine {
	context_t inside, outside;
	void (*entry)(void *);
	void *arg;
	bool done;
	struct fiber fiber;
};

/* Stacks are whole pages apart, so without this the busy ends of all of them
 * would map to the same few sets of the first-level cache. */
#define COLOURS      32
#define COLOUR_BYTES 64

int stacks_init(struct stacks *s, size_t count, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t each = ((bytes + page - 1) & ~(page - 1)) + page;

	*s = (struct stacks){ .each_bytes = each, .count = count };
	s->base = mmap(NULL, each * count, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
		       -1, 0);
	if (s->base == MAP_FAILED)
		return -errno;
	for (size_t i = 0; i < count; i++)
		if (mprotect(s->base + i * each, page, PROT_NONE) < 0) {
			int rc = -errno;

			stacks_term(s);
			return rc;
		}
	return 0;
}

void stacks_term(struct stacks *s)
{
	munmap(s->base, s->each_bytes * s->count);
}

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

struct coroutine *coroutine_new(struct stacks *s, size_t i,
				void (*entry)(void *), void *arg)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *low = s->base + i * s->each_bytes + page;
	char *high = s->base + (i + 1) * s->each_bytes -
		     i % COLOURS * COLOUR_BYTES;
	uintptr_t at = ((uintptr_t)high - sizeof(struct coroutine)) &
		       ~(uintptr_t)63;
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
	fiber_leave(&co->fiber);
	context_switch(&co->inside, &co->outside);
	fiber_entered(&co->fiber);
}

bool coroutine_done(const struct coroutine *co)
{
	return co->done;
}

void coroutine_term(struct coroutine *co)
{
	fiber_term(&co->fiber);
}
