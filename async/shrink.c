/* shrink.c - round and round over the stacks, a few at a time. */
#include "async/shrink.h"

#include "runners/clock.h"

/* With fewer, the memory isn't worth the calls. */
#define STACKS_LEAST 256

/* At a time, about a millisecond; and in a row without finding any. */
#define STACKS_AT_ONCE   256
#define FRUITLESS_AT_ONCE 32
#define REST_NS (50 * NS_PER_MS)

static uint64_t look_at_some(void *owner, uint64_t now_ns)
{
	struct shrink *shrink = owner;
	size_t fruitless = 0;

	if (now_ns < shrink->rests_until_ns)
		return UINT64_MAX;
	for (size_t i = 0; i < STACKS_AT_ONCE; i++) {
		if (coroutine_give_back(shrink->stacks, shrink->next))
			fruitless = 0;
		else
			fruitless++;
		shrink->next = (shrink->next + 1) % shrink->stacks->count;
		if (fruitless == FRUITLESS_AT_ONCE) {
			shrink->rests_until_ns = now_ns + REST_NS;
			return UINT64_MAX;
		}
	}
	return 0;
}

void shrink_init(struct shrink *shrink, struct stacks *stacks,
		 struct loop *loop)
{
	*shrink = (struct shrink){ .stacks = stacks };
	if (stacks->count < STACKS_LEAST)
		return;
	loop->idle = look_at_some;
	loop->idle_owner = shrink;
}
