/* test_uring.c - what poll requests on a ring have and epoll has not: they hold
 * their files, more can end at once than the queue has room for, and a kernel
 * may refuse them.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "async/async.h"
#include "async/poller.h"
#include "runners/clock.h"
#include "runners/macros.h"

#ifdef HAVE_URING
#include "async/ring.h"

#define DESCRIPTORS 8000

static const struct poller *const poller = &poller_uring;

static void *open_poller(void)
{
	struct rlimit limit;
	char why[256];
	void *own;

	if (wait_uring.probe(why, sizeof(why)) < 0)
		cr_skip_test("%s", why);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	own = poller->new(DESCRIPTORS);
	cr_assert_not_null(own);
	return own;
}

Test(uring, says_why_it_is_forbidden)
{
	static const struct {
		int error, disabled, filtered;
		const char *says;
	} why[] = {
		{ EPERM, 2, 1, "kernel.io_uring_disabled is 2" },
		{ EPERM, 1, 0, "kernel.io_uring_disabled is 1" },
		{ EPERM, 0, 1, "a seccomp filter refuses it (EPERM)" },
		{ ENOSYS, -1, 1, "a seccomp filter refuses it (ENOSYS)" },
		{ ENOSYS, -1, 0, "older than 5.11" },
		{ EMFILE, 0, 0, "Too many open files" },
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(why); i++) {
		ring_explain(why[i].error, why[i].disabled, why[i].filtered,
			     text, sizeof(text));
		cr_expect(strstr(text, why[i].says), "%s", text);
	}
}

/* Three times as many as the completion queue has room for. */
Test(uring, no_event_is_lost_when_the_queue_overflows)
{
	enum { MANY = 6000 };
	static bool seen[DESCRIPTORS];
	static int fd[MANY];
	struct ready ready[256];
	void *own = open_poller();
	int ends[2];
	size_t count = 0;

	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	for (size_t i = 0; i < MANY; i++) {
		fd[i] = fcntl(ends[1], F_DUPFD_CLOEXEC, 0);
		if (fd[i] < 0 || fd[i] >= DESCRIPTORS)
			cr_skip_test("too few descriptors");
		cr_assert_eq(poller->watch(own, fd[i], 0, POLLOUT), 0);
	}
	for (size_t turn = 0; count < MANY && turn < 10000; turn++) {
		int n = poller->wait(own, ready, ARRAY_SIZE(ready),
				     10 * NS_PER_MS);

		cr_assert_geq(n, 0, "%s", strerror(-n));
		for (int i = 0; i < n; i++) {
			cr_assert_not(seen[ready[i].fd], "twice");
			cr_assert_eq(ready[i].events, POLLOUT);
			seen[ready[i].fd] = true;
			count++;
		}
	}
	cr_assert_eq(count, MANY);
	poller->free(own);
}

static void is_closed(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;

	cr_assert_eq(poll(&p, 1, 10000), 1, "the other end is still open");
	cr_assert_eq(read(fd, &byte, 1), 0);
}

Test(uring, a_file_that_is_forgotten_and_closed_is_closed)
{
	struct ready ready[4];
	void *own = open_poller();
	int ends[2];

	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	/* Never ready: nobody reads, and it is the writing end. */
	cr_assert_eq(poller->watch(own, ends[1], 0, POLLIN), 0);
	cr_assert_eq(poller->wait(own, ready, 4, NS_PER_MS), 0);
	poller->forget(own, ends[1]);
	close(ends[1]);
	cr_assert_eq(poller->wait(own, ready, 4, NS_PER_MS), 0);
	is_closed(ends[0]);
	close(ends[0]);
	poller->free(own);
}

Test(uring, an_event_of_a_request_that_was_cancelled_is_dropped)
{
	struct ready ready[4];
	void *own = open_poller();
	int ends[2];

	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	cr_assert_eq(poller->watch(own, ends[0], 0, POLLIN), 0);
	cr_assert_eq(poller->wait(own, ready, 4, NS_PER_MS), 0);
	cr_assert_eq(write(ends[1], "", 1), 1);
	cr_assert_eq(poller->watch(own, ends[0], POLLIN, 0), 0);
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(poller->wait(own, ready, 4, NS_PER_MS), 0);
	cr_assert_eq(poller->watch(own, ends[0], 0, POLLIN), 0);
	cr_assert_eq(poller->wait(own, ready, 4, NS_PER_S), 1);
	cr_assert_eq(ready[0].fd, ends[0]);
	close(ends[0]);
	close(ends[1]);
	poller->free(own);
}

Test(uring, waits_no_shorter_than_it_was_told)
{
	struct ready ready[4];
	void *own = open_poller();
	uint64_t start = clock_ns();

	cr_assert_eq(poller->wait(own, ready, 4, 30 * NS_PER_MS), 0);
	cr_assert_geq(clock_ns() - start, 30 * NS_PER_MS);
	poller->free(own);
}
#endif

Test(uring, is_there_or_says_why_not)
{
	char text[256] = "";
	int rc = wait_uring.probe(text, sizeof(text));

	cr_assert_leq(rc, 0);
	cr_assert_gt(strlen(text), 0);
	cr_assert(rc < 0 || wait_uring.poller);
}
