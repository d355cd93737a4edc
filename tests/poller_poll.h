/* poller_poll.h - a second poller, over poll(2), for tests.
 *
 * The simplest possible: a list to search. Closing a descriptor removes it
 * from epoll but not from this list, so the caller must remove it; one that
 * poll finds closed leaves the list.
 */
#ifndef SIMUL_POLLER_POLL_H
#define SIMUL_POLLER_POLL_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>

#include "async/poller.h"
#include "runners/clock.h"

struct polled {
	size_t count;
	struct pollfd fds[];
};

static void *polled_new(size_t descriptors)
{
	return calloc(1, sizeof(struct polled) +
				 descriptors * sizeof(struct pollfd));
}

static void polled_forget(void *own, int fd)
{
	struct polled *p = own;

	for (size_t i = 0; i < p->count; i++)
		if (p->fds[i].fd == fd)
			p->fds[i] = p->fds[--p->count];
}

static int polled_watch(void *own, int fd, short before, short events)
{
	struct polled *p = own;
	size_t i = 0;

	while (i < p->count && p->fds[i].fd != fd)
		i++;
	/* The loop must not register what is registered already. */
	if (i < p->count && !before)
		return -EEXIST;
	if (fcntl(fd, F_GETFD) < 0) {
		polled_forget(p, fd);
		return events ? -errno : 1;
	}
	if (!events) {
		polled_forget(p, fd);
		return 0;
	}
	p->fds[i] = (struct pollfd){ .fd = fd, .events = events };
	if (i < p->count)
		return 0;
	p->count++;
	return before ? 1 : 0;
}

static int polled_wait(void *own, struct ready *ready, int most,
		       uint64_t timeout_ns)
{
	struct polled *p = own;
	struct timespec left = clock_timespec(timeout_ns);
	int n = 0;

	if (ppoll(p->fds, p->count, &left, NULL) < 0)
		return -errno;
	for (size_t i = p->count; i-- > 0 && n < most;)
		if (p->fds[i].revents & POLLNVAL)
			p->fds[i] = p->fds[--p->count];
		else if (p->fds[i].revents)
			ready[n++] = (struct ready){ p->fds[i].fd,
						     p->fds[i].revents };
	return n;
}

static const struct poller poller_poll = {
	.name = "poll",
	.new = polled_new,
	.free = free,
	.watch = polled_watch,
	.forget = polled_forget,
	.wait = polled_wait,
};

#endif
