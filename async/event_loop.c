/* event_loop.c - the wait itself: a coroutine for each lane, over one loop.
 *
 * What bodies ask for is done here by the loop and its agents; what lanes do
 * is in runners/lane.c, the same as under any wait.
 */
#include "async/event_loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async/async.h"
#include "async/coroutine.h"
#include "async/loop.h"
#include "async/park.h"
#include "async/offload.h"
#include "async/readiness.h"
#include "async/shrink.h"
#include "async/transfers.h"
#include "runners/lane.h"
#include "runners/macros.h"
#include "runners/retry.h"

/* For bodies and what they call; libcurl runs on the loop's own stack. */
#define STACK_BYTES ((size_t)256 << 10)

struct routine {
	struct io io;
	struct coroutine *co;
	struct waiter start;
	struct transfer transfer;
};

struct event_loop {
	struct loop loop;
	struct stacks stacks;
	struct shrink shrink;
	struct transfers transfers;
	bool fetches;
	struct park park;
	struct offload offload;
	size_t pool;             /* threads of it; 0: none */
	size_t routines;
	struct routine *routine;
};

static int routine_fetch(struct io *io, const struct fetch *what,
			struct fetched *got)
{
	struct routine *s = container_of(io, struct routine, io);
	struct event_loop *el = io->worker->own;
	uint64_t deadline_ns = io->deadline_ns;
	int rc;

	do {
		fetcher_begin(&s->transfer.fetcher, what, deadline_ns);
		transfer_perform(&el->transfers, &s->transfer, s->co);
	} while (retry_wanted(&s->transfer.fetcher, s->transfer.code,
			      &deadline_ns));
	rc = fetcher_end(&s->transfer.fetcher, s->transfer.code, got,
			 io->reason, sizeof(io->reason));
	fetcher_count(&s->transfer.fetcher, &io->worker->record->fetched);
	return rc;
}

static int routine_sleep_until(struct io *io, uint64_t at_ns)
{
	struct routine *s = container_of(io, struct routine, io);
	struct event_loop *el = io->worker->own;

	loop_sleep_until(&el->loop, s->co, at_ns);
	return 0;
}

static int routine_ready(struct io *io, int fd, short events,
			uint64_t timeout_ns)
{
	struct routine *s = container_of(io, struct routine, io);
	struct event_loop *el = io->worker->own;

	return readiness_wait(&el->loop, s->co, fd, events, timeout_ns);
}

static int routine_block(struct io *io, void (*work)(void *), void *arg)
{
	struct routine *s = container_of(io, struct routine, io);
	struct event_loop *el = io->worker->own;

	offload_call(&el->offload, s->co, work, arg);
	return 0;
}

/* Computing stalls the loop, as it does in any program built so, unless the
 * user asks for a pool. */
static int routine_compute(struct io *io, void (*work)(void *), void *arg)
{
	if (io->worker->crew->run->offload)
		return routine_block(io, work, arg);
	work(arg);
	return 0;
}

static int routine_park(struct io *io)
{
	struct routine *s = container_of(io, struct routine, io);
	struct event_loop *el = io->worker->own;

	return park_wait(&el->park, s->co, io->lane, io->deadline_ns);
}

static void routine_unpark(struct io *io, size_t lane)
{
	struct event_loop *el = io->worker->own;

	park_wake(&el->park, lane);
}

static void routine_forget(struct io *io, int fd)
{
	struct event_loop *el = io->worker->own;

	/* NULL: in lane_close, after an open that failed. */
	if (el)
		loop_forget(&el->loop, fd);
}

static const struct io_ops routine_ops = {
	.fetch = routine_fetch,
	.sleep_until = routine_sleep_until,
	.ready = routine_ready,
	.compute = routine_compute,
	.block = routine_block,
	.park = routine_park,
	.unpark = routine_unpark,
	.forget = routine_forget,
};

static void routine_main(void *arg)
{
	lane_run(arg);
}

static int routine_init(struct routine *s, struct event_loop *el,
		       struct worker *w, size_t i, struct error *err)
{
	const struct run *run = w->crew->run;
	int rc;

	io_init(&s->io, &routine_ops, w, w->first_lane + i);
	s->co = coroutine_new(&el->stacks, i, routine_main, &s->io);
	s->start.co = s->co;
	rc = io_open(&s->io, err);
	if (rc < 0)
		goto fail;
	if (!el->fetches)
		return 0;
	rc = transfer_init(&s->transfer, &el->transfers, i,
			   run->workload->fetches(run->params), err);
	s->transfer.fetcher.hosts = &w->crew->area->hosts;
	if (rc == 0)
		return 0;
	io_close(&s->io);
fail:
	coroutine_term(s->co);
	return rc;
}

static void routines_term(struct event_loop *el)
{
	for (size_t i = 0; i < el->routines; i++) {
		coroutine_term(el->routine[i].co);
		io_close(&el->routine[i].io);
		if (el->fetches)
			transfer_term(&el->routine[i].transfer);
	}
	free(el->routine);
}

static int routines_init(struct event_loop *el, struct worker *w,
			struct error *err)
{
	el->routine = calloc(w->lanes, sizeof(*el->routine));
	if (!el->routine)
		return error_set(err, -ENOMEM, "out of memory");
	for (; el->routines < w->lanes; el->routines++) {
		int rc = routine_init(&el->routine[el->routines], el, w,
				     el->routines, err);

		if (rc < 0) {
			routines_term(el);
			return rc;
		}
	}
	return 0;
}

static int pool_init(struct event_loop *el, struct worker *w,
		     struct error *err)
{
	el->pool = model_pool(w->crew->model, w->crew->run);
	return el->pool ? offload_init(&el->offload, &el->loop, el->pool, err)
			: 0;
}

static void pool_term(struct event_loop *el)
{
	if (el->pool)
		offload_term(&el->offload);
}

static int agents_init(struct event_loop *el, struct worker *w,
		       struct error *err)
{
	const struct run *run = w->crew->run;
	int rc = park_init(&el->park, &el->loop, w->crew->area->parking,
			  w->index, w->first_lane, w->lanes);

	if (rc < 0)
		return error_set(err, rc, "out of memory");
	el->fetches = run->workload->fetches;
	if (!el->fetches)
		return 0;
	rc = transfers_init(&el->transfers, &el->loop, w->lanes,
			    run->workload->fetches(run->params)->hosts +
				    FETCHER_SPARE_HOSTS,
			    err);
	if (rc < 0)
		park_term(&el->park);
	return rc;
}

static void agents_term(struct event_loop *el)
{
	if (el->fetches)
		transfers_term(&el->transfers);
	park_term(&el->park);
}

int event_loop_open(struct worker *w, struct error *err)
{
	const struct poller *poller = w->crew->model->wait->poller;
	struct event_loop *el = calloc(1, sizeof(*el));
	int rc = el ? loop_init(&el->loop, poller, w->lanes) : -ENOMEM;

	if (rc < 0) {
		error_set(err, rc, "cannot make an event loop: %s",
			  strerror(-rc));
		goto fail_loop;
	}
	rc = stacks_init(&el->stacks, w->lanes, STACK_BYTES);
	if (rc < 0) {
		error_set(err, rc, "cannot map %zu stacks of %zu KiB: %s",
			  w->lanes, STACK_BYTES >> 10, strerror(-rc));
		goto fail_stacks;
	}
	rc = agents_init(el, w, err);
	if (rc < 0)
		goto fail_agents;
	rc = pool_init(el, w, err);
	if (rc < 0)
		goto fail_pool;
	rc = routines_init(el, w, err);
	if (rc < 0)
		goto fail_routines;
	w->own = el;
	return 0;

fail_routines:
	pool_term(el);
fail_pool:
	agents_term(el);
fail_agents:
	stacks_term(&el->stacks);
fail_stacks:
	loop_term(&el->loop);
fail_loop:
	free(el);
	return rc;
}

int event_loop_work(struct worker *w, struct error *err)
{
	struct event_loop *el = w->own;
	int rc;

	el->loop.live = el->routines;
	shrink_init(&el->shrink, &el->stacks, &el->loop);
	for (size_t i = 0; i < el->routines; i++)
		loop_wake(&el->loop, &el->routine[i].start);
	rc = loop_run(&el->loop, err);
	w->record->stall_ns = MAX(w->record->stall_ns, el->loop.stall_ns);
	return rc;
}

void event_loop_close(struct worker *w)
{
	struct event_loop *el = w->own;

	/* First the threads, which may still use the stacks. */
	pool_term(el);
	routines_term(el);
	agents_term(el);
	stacks_term(&el->stacks);
	loop_term(&el->loop);
	free(el);
}

/* A connection for each lane, a pair for each multi handle, the poller's and
 * the pool's. */
size_t event_loop_descriptors(size_t lanes)
{
	return lanes + 2 * transfers_shards(lanes) + 2;
}

size_t event_loop_lanes_most(void)
{
	return stacks_most();
}

const struct wait wait_event_loop = {
	.name = "event loop",
	.poller = &poller_epoll,
	EVENT_LOOP_MEMBERS,
};
