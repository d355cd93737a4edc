/* readiness.c - one record on the waiter's stack, woken by the descriptor or
 * by a timer.
 */
#include "async/readiness.h"

#include <errno.h>

#include "runners/clock.h"

struct readiness {
	struct loop *loop;
	struct waiter waiter;
	short events;            /* that came; 0: timed out */
};

static void on_ready(void *owner, int fd, short events)
{
	struct readiness *r = owner;

	loop_unwatch(r->loop, fd);
	r->events = events;
	loop_wake(r->loop, &r->waiter);
}

int readiness_wait(struct loop *loop, struct coroutine *co, int fd,
		   short events, uint64_t timeout_ns)
{
	struct readiness r = { .loop = loop, .waiter.co = co };

	loop_watch(loop, fd, events, on_ready, &r);
	loop_wait_until(loop, &r.waiter,
			timeout_ns ? clock_ns() + timeout_ns : 0);
	if (r.events)
		return r.events;
	/* The caller may close it now, without a word. */
	loop_remove(loop, fd);
	return -ETIMEDOUT;
}
