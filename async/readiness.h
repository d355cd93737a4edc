/* readiness.h - a coroutine waits for a descriptor. */
#ifndef SIMUL_READINESS_H
#define SIMUL_READINESS_H

#include "async/loop.h"

/* Called by a coroutine: waits until fd is ready for events (POLLIN,
 * POLLOUT), timeout_ns at most; 0: no bound. Returns the events, or
 * -ETIMEDOUT. One waiter a descriptor at a time. The descriptor stays
 * registered: call loop_forget before closing one that may still be waited
 * for by number. */
int readiness_wait(struct loop *loop, struct coroutine *co, int fd,
		   short events, uint64_t timeout_ns);

#endif
