/* park.h - coroutines of one loop that park.
 *
 * A lane of the same loop is woken through the ready list, without a system
 * call; one of another loop by its worker's bell (parking.h).
 */
#ifndef SIMUL_PARK_H
#define SIMUL_PARK_H

#include "async/loop.h"
#include "runners/parking.h"

struct park {
	struct loop *loop;
	struct parking *parking; /* NULL: no lane ever parks */
	size_t worker, first, lanes;
	struct waiter **waiting;    /* for each lane; NULL: not parked */
	size_t parked;
};

/* For the lanes first .. first + lanes - 1 of that worker. 0 or -ENOMEM. */
int park_init(struct park *park, struct loop *loop, struct parking *parking,
	      size_t worker, size_t first, size_t lanes);
void park_term(struct park *park);

/* Called by the lane's coroutine: waits until it is unparked, until at_ns by
 * the clock at most; 0: no bound. Returns as parking_leave does. */
int park_wait(struct park *park, struct coroutine *co, size_t lane,
	      uint64_t at_ns);

/* Any lane of the run, whichever worker owns it. Doesn't wait. */
void park_wake(struct park *park, size_t lane);

#endif
