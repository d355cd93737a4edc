/* readiness.c - a record on the waiter's stack, woken by the descriptor or by a
 * timer. Those that wait for one descriptor are a list; the loop knows the
 * first.
 */
#include "async/readiness.h"

#include <errno.h>

#include "runners/clock.h"

struct readiness {
	struct loop *loop;
	struct waiter waiter;
	short wanted;
	short events;            /* that came; 0: timed out */
	struct readiness *next;  /* that waits for the same */
};

static void on_ready(void *owner, int fd, short events);

/* Those that wait for fd: the first, or NULL. */
static struct readiness *waiting(const struct loop *loop, int fd)
{
	return loop_watcher(loop, fd, on_ready);
}

/* The others go on waiting. What is still ready the poller says again. */
static void lead(struct loop *loop, int fd, struct readiness *first)
{
	if (first)
		loop_watch(loop, fd, first->wanted, on_ready, first);
	else
		loop_unwatch(loop, fd);
}

static void on_ready(void *owner, int fd, short events)
{
	struct readiness *r = owner;

	lead(r->loop, fd, r->next);
	r->events = events;
	loop_wake(r->loop, &r->waiter);
}

static int join(struct readiness *r, int fd)
{
	struct readiness *first = waiting(r->loop, fd);

	if (!first) {
		lead(r->loop, fd, r);
		return 0;
	}
	if (first->wanted != r->wanted)
		return -EBUSY;
	while (first->next)
		first = first->next;
	first->next = r;
	return 0;
}

static void leave(struct readiness *r, int fd)
{
	struct readiness *first = waiting(r->loop, fd);

	if (first == r) {
		lead(r->loop, fd, r->next);
		return;
	}
	while (first && first->next != r)
		first = first->next;
	if (first)
		first->next = r->next;
}

int readiness_wait(struct loop *loop, struct coroutine *co, int fd,
		   short events, uint64_t timeout_ns)
{
	struct readiness r = { .loop = loop, .waiter.co = co,
			       .wanted = events };
	int rc = join(&r, fd);

	if (rc < 0)
		return rc;
	loop_wait_until(loop, &r.waiter,
			timeout_ns ? clock_ns() + timeout_ns : 0);
	if (r.events)
		return r.events;
	leave(&r, fd);
	/* The caller may close it now, without a word. */
	if (!waiting(loop, fd))
		loop_remove(loop, fd);
	return -ETIMEDOUT;
}
