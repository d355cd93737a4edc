/* timers.c - a binary heap. Equal deadlines come out in no given order. */
#include "async/timers.h"

#include <errno.h>
#include <stdlib.h>

int timers_init(struct timers *t, size_t room)
{
	*t = (struct timers){ .room = room };
	t->heap = calloc(room, sizeof(struct timer *));
	return t->heap ? 0 : -ENOMEM;
}

void timers_term(struct timers *t)
{
	free(t->heap);
}

static void put(struct timers *t, size_t place, struct timer *timer)
{
	t->heap[place] = timer;
	timer->place = place;
}

static void rise(struct timers *t, size_t place, struct timer *timer)
{
	while (place > 0) {
		size_t up = (place - 1) / 2;

		if (t->heap[up]->at_ns <= timer->at_ns)
			break;
		put(t, place, t->heap[up]);
		place = up;
	}
	put(t, place, timer);
}

static void sink(struct timers *t, size_t place, struct timer *timer)
{
	for (;;) {
		size_t down = 2 * place + 1;

		if (down >= t->count)
			break;
		if (down + 1 < t->count &&
		    t->heap[down + 1]->at_ns < t->heap[down]->at_ns)
			down++;
		if (timer->at_ns <= t->heap[down]->at_ns)
			break;
		put(t, place, t->heap[down]);
		place = down;
	}
	put(t, place, timer);
}

void timers_add(struct timers *t, struct timer *timer)
{
	rise(t, t->count++, timer);
}

void timers_remove(struct timers *t, struct timer *timer)
{
	struct timer *last = t->heap[--t->count];
	size_t hole = timer->place;

	if (last == timer)
		return;
	if (last->at_ns < timer->at_ns)
		rise(t, hole, last);
	else
		sink(t, hole, last);
}

uint64_t timers_next(const struct timers *t)
{
	return t->count ? t->heap[0]->at_ns : TIMERS_NEVER;
}

struct timer *timers_due(struct timers *t, uint64_t now_ns)
{
	struct timer *first;

	if (timers_next(t) > now_ns)
		return NULL;
	first = t->heap[0];
	timers_remove(t, first);
	return first;
}
