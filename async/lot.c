/* lot.c - berths on their coroutines' stacks, and the worker's bell.
 *
 * The loop watches the bell only while somebody is parked, so that it still
 * finds out when nothing can happen any more. That all lanes of all loops are
 * parked is found out by parking.c.
 */
#include "async/lot.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

struct berth {
	struct waiter waiter;
	struct alarm alarm;      /* in use if its waiter is set */
};

int lot_init(struct lot *lot, struct loop *loop, struct parking *parking,
	     size_t worker, size_t first, size_t lanes)
{
	*lot = (struct lot){ .loop = loop,
			     .parking = parking,
			     .worker = worker,
			     .first = first,
			     .lanes = lanes };
	if (!parking)
		return 0;
	lot->berth = calloc(lanes, sizeof(struct berth *));
	if (!lot->berth)
		return -ENOMEM;
	parking_settle(parking, worker, first, lanes);
	return 0;
}

void lot_term(struct lot *lot)
{
	free(lot->berth);
}

static void wake(struct lot *lot, struct berth *b)
{
	if (!b || b->waiter.done)
		return;
	if (b->alarm.waiter)
		timers_remove(&lot->loop->timers, &b->alarm.timer);
	loop_wake(lot->loop, &b->waiter);
}

static void on_bell(void *owner, int fd, short events)
{
	struct lot *lot = owner;

	(void)fd;
	(void)events;
	parking_hear(lot->parking, lot->worker);
	for (size_t i = 0; i * 64 < lot->lanes; i++) {
		uint64_t bits = parking_inbox(lot->parking, lot->worker, i);

		for (; bits; bits &= bits - 1) {
			size_t at = i * 64 + (size_t)__builtin_ctzll(bits);

			if (!parking_asleep(lot->parking, lot->first + at))
				wake(lot, lot->berth[at]);
		}
	}
}

static void wait_in(struct lot *lot, struct berth *b, size_t lane,
		    uint64_t at_ns)
{
	int fd = parking_bell(lot->parking, lot->worker);

	if (!lot->parked++)
		loop_watch(lot->loop, fd, POLLIN, on_bell, lot);
	lot->berth[lane - lot->first] = b;
	if (at_ns) {
		b->alarm = (struct alarm){ .timer.at_ns = at_ns,
					   .waiter = &b->waiter };
		timers_add(&lot->loop->timers, &b->alarm.timer);
	}
	loop_wait(&b->waiter);
	lot->berth[lane - lot->first] = NULL;
	if (!--lot->parked)
		loop_unwatch(lot->loop, fd);
}

int lot_park(struct lot *lot, struct coroutine *co, size_t lane,
	     uint64_t at_ns)
{
	struct berth berth = { .waiter.co = co };
	int rc = parking_enter(lot->parking, lane);

	if (rc <= 0)
		return rc;
	/* It may have been woken meanwhile: a bit that finds no berth is
	 * dropped. From here on the bell comes after it. */
	if (parking_asleep(lot->parking, lane))
		wait_in(lot, &berth, lane, at_ns);
	return parking_leave(lot->parking, lane);
}

void lot_unpark(struct lot *lot, size_t lane)
{
	if (!parking_release(lot->parking, lane))
		return;
	if (lane - lot->first < lot->lanes)
		wake(lot, lot->berth[lane - lot->first]);
	else
		parking_wake(lot->parking, lane);
}
