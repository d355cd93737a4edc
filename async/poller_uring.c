/* poller_uring.c - poll requests on an io_uring, one for each descriptor.
 *
 *   watch   queues a request for the descriptor; no system call
 *   wait    submits what is queued and waits, in one call
 *
 * A request ends with its event. It also holds its file: one that is closed
 * meanwhile stays open until the request is cancelled. So what the loop gives
 * up is cancelled (poller.h, once).
 *
 * A completion can arrive after its request was cancelled, and after its
 * descriptor's number was given to another file. So each request has a number of
 * its own (serial) and the completion of any other than the latest is dropped.
 */
#include "async/poller.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>

#include "async/ring.h"
#include "runners/clock.h"

/* The user data of requests whose completion says nothing. */
#define NOBODY UINT64_C(0)

struct asked {
	uint32_t serial;         /* of the latest request; from 1 on */
	bool pending;
};

struct ringing {
	struct io_uring ring;
	int error;               /* that submitting met */
	struct asked asked[];    /* indexed by fd */
};

static void *uring_new(size_t descriptors)
{
	struct ringing *r =
		calloc(1, sizeof(*r) + descriptors * sizeof(struct asked));
	int rc;

	if (!r)
		return NULL;
	rc = ring_open(&r->ring);
	if (rc == 0)
		return r;
	free(r);
	errno = -rc;
	return NULL;
}

static void uring_free(void *own)
{
	struct ringing *r = own;

	io_uring_queue_exit(&r->ring);
	free(r);
}

/* NULL, with the error kept, if the kernel takes none of those queued. */
static struct io_uring_sqe *next_sqe(struct ringing *r)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&r->ring);
	int rc;

	if (sqe)
		return sqe;
	rc = io_uring_submit(&r->ring);
	sqe = io_uring_get_sqe(&r->ring);
	if (!sqe)
		r->error = rc < 0 ? rc : -EBUSY;
	return sqe;
}

static uint64_t tag(const struct ringing *r, int fd)
{
	return (uint64_t)r->asked[fd].serial << 32 | (uint32_t)fd;
}

static void cancel(struct ringing *r, int fd)
{
	struct io_uring_sqe *sqe;

	if (!r->asked[fd].pending)
		return;
	sqe = next_sqe(r);
	if (!sqe)
		return;
	io_uring_prep_poll_remove(sqe, tag(r, fd));
	io_uring_sqe_set_data64(sqe, NOBODY);
	r->asked[fd].pending = false;
}

static void ask(struct ringing *r, int fd, short events)
{
	struct io_uring_sqe *sqe = next_sqe(r);

	if (!sqe)
		return;
	if (!++r->asked[fd].serial)
		r->asked[fd].serial = 1;
	r->asked[fd].pending = true;
	io_uring_prep_poll_add(sqe, fd, (unsigned)events);
	io_uring_sqe_set_data64(sqe, tag(r, fd));
}

/* Whether fd is open is known when the request ends. But if the loop takes fd
 * for registered, one that is closed is no error, so look: it is rare. */
static int uring_watch(void *own, int fd, short before, short events)
{
	struct ringing *r = own;

	r->error = 0;
	if (before)
		cancel(r, fd);
	if (before && events && fcntl(fd, F_GETFD) < 0)
		return -errno;
	if (events)
		ask(r, fd, events);
	if (r->error)
		return r->error;
	return before && events;
}

static void uring_forget(void *own, int fd)
{
	cancel(own, fd);
}

/* What a completion says, in *ready; 0: nothing, or a negative errno. */
static int take(struct ringing *r, const struct io_uring_cqe *cqe,
		struct ready *ready)
{
	int fd = (int)(uint32_t)cqe->user_data;

	if (cqe->user_data == NOBODY || cqe->user_data != tag(r, fd) ||
	    !r->asked[fd].pending)
		return 0;
	r->asked[fd].pending = false;
	if (cqe->res < 0 && cqe->res != -EBADF)
		return cqe->res;
	*ready = (struct ready){ fd, cqe->res < 0 ? POLLNVAL
						  : (short)cqe->res };
	return 1;
}

static int collect(struct ringing *r, struct ready *ready, int most)
{
	struct io_uring_cqe *cqe;
	unsigned head, seen = 0;
	int n = 0, rc = 0;

	io_uring_for_each_cqe(&r->ring, head, cqe) {
		if (n == most)
			break;
		seen++;
		rc = take(r, cqe, &ready[n]);
		if (rc < 0)
			break;
		n += rc;
	}
	io_uring_cq_advance(&r->ring, seen);
	return rc < 0 ? rc : n;
}

/* One call submits, waits, and lets the kernel do the work it has deferred. */
static int submit_and_wait(struct ringing *r, uint64_t timeout_ns)
{
	struct __kernel_timespec left = {
		.tv_sec = (long long)(timeout_ns / NS_PER_S),
		.tv_nsec = (long long)(timeout_ns % NS_PER_S),
	};
	struct io_uring_cqe *first;

	if (!timeout_ns)
		return io_uring_submit_and_get_events(&r->ring);
	return io_uring_submit_and_wait_timeout(&r->ring, &first, 1, &left,
						NULL);
}

/* EBUSY: completions lie in the kernel for which the queue had no room; take
 * those that it holds first. */
static int uring_wait(void *own, struct ready *ready, int most,
		      uint64_t timeout_ns)
{
	struct ringing *r = own;
	int rc = submit_and_wait(r, timeout_ns);

	if (rc < 0 && rc != -ETIME && rc != -EBUSY && rc != -EINTR)
		return rc;
	return collect(r, ready, most);
}

const struct poller poller_uring = {
	.name = "io_uring",
	.once = true,
	.new = uring_new,
	.free = uring_free,
	.watch = uring_watch,
	.forget = uring_forget,
	.wait = uring_wait,
};
