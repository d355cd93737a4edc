/* ring.c - tries what newer kernels have first.
 *
 * A flag that a kernel doesn't know is EINVAL, so the sets are tried from the
 * newest to none. There is no thread of the kernel that polls the queue
 * (SQPOLL): its processor time would be nobody's.
 */
#include "async/ring.h"

#include <errno.h>
#include <liburing.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runners/file_number.h"
#include "runners/macros.h"

#define SUBMISSIONS 256
#define COMPLETIONS 2048

static const unsigned sets[] = {
	IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
	IORING_SETUP_COOP_TASKRUN,
	0,
};

static int open_with(struct io_uring *ring, unsigned flags)
{
	struct io_uring_params params = {
		.flags = flags | IORING_SETUP_CQSIZE,
		.cq_entries = COMPLETIONS,
	};
	int rc = io_uring_queue_init_params(SUBMISSIONS, ring, &params);

	if (rc < 0)
		return rc;
	if (params.features & IORING_FEAT_EXT_ARG &&
	    params.features & IORING_FEAT_NODROP) {
		io_uring_register_ring_fd(ring);
		return 0;
	}
	io_uring_queue_exit(ring);
	return -ENOSYS;
}

int ring_open(struct io_uring *ring)
{
	int rc = -EINVAL;

	for (size_t i = 0; i < ARRAY_SIZE(sets) && rc == -EINVAL; i++)
		rc = open_with(ring, sets[i]);
	return rc;
}

/* A filter may allow the set-up and refuse the rest. */
static int try_nothing(struct io_uring *ring)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	int rc;

	io_uring_prep_nop(sqe);
	rc = io_uring_submit_and_wait(ring, 1);
	return MIN(rc, 0);
}

static void describe(const struct io_uring *ring, char *text, size_t size)
{
	bool deferred = ring->flags & IORING_SETUP_DEFER_TASKRUN;
	bool cooperative = ring->flags & IORING_SETUP_COOP_TASKRUN;
	bool registered = ring->enter_ring_fd != ring->ring_fd;

	snprintf(text, size, "%s%s",
		 deferred      ? "single issuer, deferred work"
		 : cooperative ? "cooperative work"
			       : "plain",
		 registered ? ", registered ring" : "");
}

/* 0 also if there is no such file or line. */
static int number_in(const char *path, const char *key)
{
	uint64_t number = 0;

	file_number(path, key, &number);
	return (int)number;
}

void ring_explain(int error, int disabled, int filtered, char *text,
		  size_t size)
{
	if (error == EPERM && disabled > 0)
		snprintf(text, size,
			 "this machine forbids it: kernel.io_uring_disabled is "
			 "%d%s",
			 disabled,
			 disabled == 1 ? ", so it needs CAP_SYS_ADMIN or the "
					 "group kernel.io_uring_group"
				       : "");
	else if ((error == EPERM || error == ENOSYS) && filtered)
		snprintf(text, size,
			 "a seccomp filter refuses it (%s), as those of "
			 "containers do",
			 error == EPERM ? "EPERM" : "ENOSYS");
	else if (error == ENOSYS)
		snprintf(text, size,
			 "this kernel has none, or is older than 5.11");
	else
		snprintf(text, size, "%s", strerror(error));
}

int ring_probe(char *text, size_t size)
{
	struct io_uring ring;
	int rc = ring_open(&ring);

	if (rc == 0) {
		describe(&ring, text, size);
		rc = try_nothing(&ring);
		io_uring_queue_exit(&ring);
	}
	if (rc < 0)
		ring_explain(-rc,
			     number_in("/proc/sys/kernel/io_uring_disabled",
				       ""),
			     number_in("/proc/self/status", "Seccomp:"),
			     text, size);
	return rc;
}
