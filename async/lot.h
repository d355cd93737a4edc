/* lot.h - where the coroutines of one loop park.
 *
 * A lane of the same loop is woken through the ready list, without a system
 * call; one of another loop by its worker's bell (parking.h).
 */
#ifndef SIMUL_LOT_H
#define SIMUL_LOT_H

#include "async/loop.h"
#include "runners/parking.h"

struct berth;

struct lot {
	struct loop *loop;
	struct parking *parking; /* NULL: nobody parks */
	size_t worker, first, lanes;
	struct berth **berth;    /* of each lane that is parked */
	size_t parked;
};

/* For the lanes first .. first + lanes - 1 of that worker. 0 or -ENOMEM. */
int lot_init(struct lot *lot, struct loop *loop, struct parking *parking,
	     size_t worker, size_t first, size_t lanes);
void lot_term(struct lot *lot);

/* Called by the lane's coroutine: waits until it is unparked, until at_ns by
 * the clock at most; 0: no bound. Returns as parking_leave does. */
int lot_park(struct lot *lot, struct coroutine *co, size_t lane,
	     uint64_t at_ns);

/* Any lane of the run, whoever has it. Doesn't wait. */
void lot_unpark(struct lot *lot, size_t lane);

#endif
