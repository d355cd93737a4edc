/* park.c - records on their coroutines' stacks, and the worker's bell.
 *
 * The loop watches the bell only while a coroutine is parked, so that it still
 * detects when nothing can happen any more. parking.c detects that all lanes
 * of all loops are parked.
 */
#include "async/park.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

int park_init(struct park *park, struct loop *loop, struct parking *parking,
	      size_t worker, size_t first, size_t lanes)
{
	*park = (struct park){ .loop = loop,
			       .parking = parking,
			       .worker = worker,
			       .first = first,
			       .lanes = lanes };
	if (!parking)
		return 0;
	park->waiting = calloc(lanes, sizeof(struct waiter *));
	if (!park->waiting)
		return -ENOMEM;
	parking_settle(parking, worker, first, lanes);
	return 0;
}

void park_term(struct park *park)
{
	free(park->waiting);
}

static void wake(struct park *park, size_t at)
{
	if (park->waiting[at])
		loop_wake(park->loop, park->waiting[at]);
}

static void on_bell(void *owner, int fd, short events)
{
	struct park *park = owner;

	(void)fd;
	(void)events;
	parking_hear(park->parking, park->worker);
	for (size_t i = 0; i * 64 < park->lanes; i++) {
		uint64_t bits = parking_inbox(park->parking, park->worker, i);

		for (; bits; bits &= bits - 1) {
			size_t at = i * 64 + (size_t)__builtin_ctzll(bits);

			if (!parking_asleep(park->parking, park->first + at))
				wake(park, at);
		}
	}
}

static void wait_in(struct park *park, struct waiter *waiter, size_t lane,
		    uint64_t at_ns)
{
	int fd = parking_bell(park->parking, park->worker);

	if (!park->parked++)
		loop_watch(park->loop, fd, POLLIN, on_bell, park);
	park->waiting[lane - park->first] = waiter;
	loop_wait_until(park->loop, waiter, at_ns);
	park->waiting[lane - park->first] = NULL;
	if (!--park->parked)
		loop_unwatch(park->loop, fd);
}

int park_wait(struct park *park, struct coroutine *co, size_t lane,
	      uint64_t at_ns)
{
	struct waiter waiter = { .co = co };
	int rc = parking_enter(park->parking, lane);

	if (rc <= 0)
		return rc;
	/* It may have been woken meanwhile: on_bell drops a bit for which
	 * nothing is waiting. From here on the bell comes after it. */
	if (parking_asleep(park->parking, lane))
		wait_in(park, &waiter, lane, at_ns);
	return parking_leave(park->parking, lane);
}

void park_wake(struct park *park, size_t lane)
{
	if (!parking_release(park->parking, lane))
		return;
	if (lane - park->first < park->lanes)
		wake(park, lane - park->first);
	else
		parking_wake(park->parking, lane);
}
