/* poller_epoll.c - epoll.
 *
 * No timerfd and no wake-up descriptor: the earliest deadline goes to
 * epoll_pwait2 as its timeout. (timerfd_settime costs as much CPU as all the
 * rest of a small download.)
 */
#include "async/poller.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"

#define EVENTS_AT_ONCE 256

/* So no event needs translating. */
_Static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT &&
	       EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
	       "epoll's bits are poll's");

struct polling {
	int fd;
	bool coarse;             /* there is no epoll_pwait2 */
	struct epoll_event event[EVENTS_AT_ONCE];
};

static void *epoll_new(size_t descriptors)
{
	struct polling *p = malloc(sizeof(*p));

	(void)descriptors;
	if (!p)
		return NULL;
	p->coarse = false;
	p->fd = epoll_create1(EPOLL_CLOEXEC);
	if (p->fd >= 0)
		return p;
	free(p);
	return NULL;
}

static void epoll_free(void *own)
{
	struct polling *p = own;

	close(p->fd);
	free(p);
}

static int control(const struct polling *p, int op, int fd, short events)
{
	struct epoll_event event = { .events = (uint32_t)events,
				     .data.fd = fd };

	return epoll_ctl(p->fd, op, fd, &event) < 0 ? -errno : 0;
}

/* A file that is closed leaves epoll by itself, so that `before` may be
 * outdated. */
static int epoll_watch(void *own, int fd, short before, short events)
{
	const struct polling *p = own;
	int rc;

	if (!before) {
		rc = control(p, EPOLL_CTL_ADD, fd, events);
		return rc == -EEXIST ? control(p, EPOLL_CTL_MOD, fd, events)
				     : rc;
	}
	if (!events) {
		rc = control(p, EPOLL_CTL_DEL, fd, events);
		return rc == -ENOENT || rc == -EBADF ? 1 : rc;
	}
	rc = control(p, EPOLL_CTL_MOD, fd, events);
	if (rc != -ENOENT)
		return rc;
	rc = control(p, EPOLL_CTL_ADD, fd, events);
	return rc < 0 ? rc : 1;
}

/* Kernels before 5.11 don't have epoll_pwait2; seccomp filters written before
 * it refuse it with EPERM (containers with an old runtime). */
static int wait_events(struct polling *p, int most, uint64_t timeout_ns)
{
	struct timespec left = clock_timespec(timeout_ns);
	int n;

	if (!p->coarse) {
		n = epoll_pwait2(p->fd, p->event, most, &left, NULL);
		if (n >= 0 || (errno != ENOSYS && errno != EPERM))
			return n;
		p->coarse = true;
	}
	return epoll_wait(p->fd, p->event, most,
			  (int)((timeout_ns + NS_PER_MS - 1) / NS_PER_MS));
}

static int epoll_wait_for(void *own, struct ready *ready, int most,
			  uint64_t timeout_ns)
{
	struct polling *p = own;
	int n = wait_events(p, MIN(most, EVENTS_AT_ONCE), timeout_ns);

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++)
		ready[i] = (struct ready){ p->event[i].data.fd,
					   (short)p->event[i].events };
	return n;
}

const struct poller poller_epoll = {
	.name = "epoll",
	.new = epoll_new,
	.free = epoll_free,
	.watch = epoll_watch,
	.wait = epoll_wait_for,
};
