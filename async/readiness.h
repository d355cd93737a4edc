/* readiness.h - a coroutine waits for a descriptor. */
#ifndef SIMUL_READINESS_H
#define SIMUL_READINESS_H

#include "async/loop.h"

/* Called by a coroutine: waits until fd is ready for events (POLLIN,
 * POLLOUT), timeout_ns at most; 0: no bound. Returns the events, or
 * -ETIMEDOUT. Several may wait for one descriptor, all for the same events: each
 * time that it is ready the one that waits longest is woken. -EBUSY: another
 * waits for other events. The descriptor stays
 * registered: call loop_forget before closing one that may still be waited
 * for by number. */
int readiness_wait(struct loop *loop, struct coroutine *co, int fd,
		   short events, uint64_t timeout_ns);

#endif
