/* blocking.c - wait: the worker sleeps in the kernel. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/fetcher.h"
#include "runners/lane.h"
#include "runners/macros.h"
#include "runners/model.h"
#include "runners/retry.h"

struct blocking {
	struct io io;
	struct fetcher fetcher;
	bool fetches;
};

static int blocking_fetch(struct io *io, const struct fetch *what,
			  struct fetched *got)
{
	struct blocking *b = container_of(io, struct blocking, io);
	uint64_t deadline_ns = io->deadline_ns;
	CURLcode code;
	int rc;

	do {
		fetcher_begin(&b->fetcher, what, deadline_ns);
		code = curl_easy_perform(b->fetcher.easy);
	} while (retry_wanted(&b->fetcher, code, &deadline_ns));
	rc = fetcher_end(&b->fetcher, code, got, io->reason,
			 sizeof(io->reason));
	fetcher_count(&b->fetcher, &io->worker->record->fetched);
	return rc;
}

static int blocking_sleep_until(struct io *io, uint64_t at_ns)
{
	struct timespec at = clock_timespec(at_ns);

	(void)io;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) ==
	       EINTR)
		;
	return 0;
}

/* Descriptors block by themselves: poll is needed only for a timeout. */
static int blocking_ready(struct io *io, int fd, short events,
			  uint64_t timeout_ns)
{
	struct pollfd p = { .fd = fd, .events = events };
	struct timespec t = clock_timespec(timeout_ns);
	int n;

	(void)io;
	do
		n = ppoll(&p, 1, timeout_ns ? &t : NULL, NULL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n ? p.revents : -ETIMEDOUT;
}

static int blocking_call(struct io *io, void (*work)(void *), void *arg)
{
	(void)io;
	work(arg);
	return 0;
}

static int blocking_park(struct io *io)
{
	struct parking *p = io->worker->crew->area->parking;
	int rc = parking_enter(p, io->lane);

	if (rc <= 0)
		return rc;
	parking_sleep(p, io->lane, io->deadline_ns);
	return parking_leave(p, io->lane);
}

static void blocking_unpark(struct io *io, size_t lane)
{
	struct parking *p = io->worker->crew->area->parking;

	if (parking_release(p, lane))
		parking_wake(p, lane);
}

static const struct io_ops blocking_ops = {
	.fetch = blocking_fetch,
	.sleep_until = blocking_sleep_until,
	.ready = blocking_ready,
	.compute = blocking_call,
	.block = blocking_call,
	.park = blocking_park,
	.unpark = blocking_unpark,
	.blocks = true,
};

static int blocking_open(struct worker *w, struct error *err)
{
	const struct run *run = w->crew->run;
	const struct workload *load = run->workload;
	struct blocking *b = calloc(1, sizeof(*b));
	int rc;

	if (!b)
		return error_set(err, -ENOMEM, "out of memory");
	io_init(&b->io, &blocking_ops, w, w->first_lane);
	w->own = b;
	rc = io_open(&b->io, err);
	if (rc < 0)
		goto fail_open;
	b->fetches = load->fetches != NULL;
	if (b->fetches)
		rc = fetcher_init(&b->fetcher, load->fetches(run->params),
				  err);
	if (rc < 0)
		goto fail_fetcher;
	b->fetcher.hosts = &w->crew->area->hosts;
	return 0;

fail_fetcher:
	io_close(&b->io);
fail_open:
	free(b);
	return rc;
}

static int blocking_work(struct worker *w, struct error *err)
{
	struct blocking *b = w->own;

	(void)err;
	lane_run(&b->io);
	return 0;
}

static void blocking_close(struct worker *w)
{
	struct blocking *b = w->own;

	if (b->fetches)
		fetcher_term(&b->fetcher);
	io_close(&b->io);
	free(b);
}

/* A connection each; libcurl keeps a pair for each easy handle. */
static size_t blocking_descriptors(size_t lanes)
{
	return 3 * lanes;
}

const struct wait wait_blocking = {
	.name = "blocking",
	.descriptors = blocking_descriptors,
	.open = blocking_open,
	.work = blocking_work,
	.close = blocking_close,
};
