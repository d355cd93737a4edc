/* poller.h - how a loop asks the kernel which descriptors are ready.
 *
 * One file a poller: poller_epoll.c, poller_uring.c. The loop keeps what it wants
 * of each descriptor and calls a poller only when the kernel has to learn of a
 * change.
 * Events are the bits of poll(2), whatever the kernel's interface calls them:
 * POLLIN and POLLOUT are asked for, POLLERR and POLLHUP may always come.
 */
#ifndef SIMUL_POLLER_H
#define SIMUL_POLLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What wait() found. */
struct ready {
	int fd;
	short events;
};

struct poller {
	const char *name;

	/* An event takes its descriptor out: it has to be watched again. Then
	 * POLLNVAL may come too, for a descriptor that isn't open. */
	bool once;

	/* Its own memory, for descriptors below that number. NULL with
	 * errno. */
	void *(*new)(size_t descriptors);
	void (*free)(void *own);

	/* From now on reports `fd` whenever it is ready for `events`
	 * (level-triggered); 0 takes it out. `before` is what it was last given
	 * for this fd, or 0. If that file has been closed and the number is
	 * another's by now, that one is registered. Returns 0; 1 if it noticed
	 * so; or a negative errno: -EBADF if fd isn't open, unless it was to
	 * be taken out, which is done then. */
	int (*watch)(void *own, int fd, short before, short events);

	/* fd is about to be closed, while registered, or has been. NULL if the
	 * kernel takes it out by itself. */
	void (*forget)(void *own, int fd);

	/* Waits until a descriptor is ready, or for timeout_ns; 0: only looks.
	 * Stores `most` of them at most in `ready`, and returns how many, or a
	 * negative errno; -EINTR does no harm. */
	int (*wait)(void *own, struct ready *ready, int most,
		    uint64_t timeout_ns);
};

extern const struct poller poller_epoll;
extern const struct poller poller_uring;   /* if built with liburing */

#endif
