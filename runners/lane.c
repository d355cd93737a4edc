/* lane.c - claim the next tasks, run their bodies, store the results.
 *
 * This loop is all there is between two bodies, under every model: it has no
 * lock, no allocation and no system call. For a workload whose tasks are too
 * short for it, it reads no clock either.
 */
#include "runners/lane.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/macros.h"

void io_init(struct io *io, const struct io_ops *ops, struct worker *worker,
	     size_t lane)
{
	*io = (struct io){ .ops = ops, .worker = worker, .lane = lane };
}

int io_open(struct io *io, struct error *err)
{
	const struct run *run = io->worker->crew->run;

	if (!run->workload->lane_open)
		return 0;
	return run->workload->lane_open(io, run->params, err);
}

void io_close(struct io *io)
{
	const struct run *run = io->worker->crew->run;

	if (run->workload->lane_close)
		run->workload->lane_close(io, run->params);
}

int io_fetch(struct io *io, const struct fetch *what, struct fetched *got)
{
	return io->ops->fetch(io, what, got);
}

int io_sleep(struct io *io, uint64_t ns)
{
	return io->ops->sleep_until(io, clock_ns() + ns);
}

int io_sleep_until(struct io *io, uint64_t at_ns)
{
	return io->ops->sleep_until(io, at_ns);
}

int io_ready(struct io *io, int fd, short events, uint64_t timeout_ns)
{
	return io->ops->ready(io, fd, events, timeout_ns);
}

bool io_blocks(const struct io *io)
{
	return io->ops->blocks;
}

int io_compute(struct io *io, void (*work)(void *), void *arg)
{
	return io->ops->compute(io, work, arg);
}

int io_block(struct io *io, void (*work)(void *), void *arg)
{
	return io->ops->block(io, work, arg);
}

int io_park(struct io *io)
{
	return io->ops->park(io);
}

void io_unpark(struct io *io, size_t lane)
{
	io->ops->unpark(io, lane);
}

size_t io_lane(const struct io *io)
{
	return io->lane;
}

void *io_own(const struct io *io)
{
	return io->own;
}

void io_set_own(struct io *io, void *own)
{
	io->own = own;
}

void *io_shared(const struct io *io)
{
	return io->worker->crew->area->shared;
}

int io_fail(struct io *io, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(io->reason, sizeof(io->reason), format, args);
	va_end(args);
	return code;
}

/* Takes the next chunk, unless the lane still has one in hand: then it was
 * left by a worker that died. */
static bool claim(struct area *area, struct lane *lane)
{
	size_t first;

	if (area_cancelled(area))
		return false;
	if (lane->at < lane->end)
		return true;
	first = atomic_fetch_add_explicit(&area->next, area->chunk,
					  memory_order_relaxed);
	if (first >= area->tasks)
		return false;
	lane->at = first;
	lane->end = MIN(first + area->chunk, area->tasks);
	return true;
}

static void store_failure(struct io *io, struct area *area, size_t task,
			  int rc)
{
	const char *why = io->reason[0] ? io->reason : strerrordesc_np(-rc);

	area_fail(area, task, rc == -ECANCELED ? TASK_CANCELLED : TASK_FAILED,
		  rc, why ? why : "unknown error");
	io->reason[0] = '\0';
}

static inline void run_body(struct io *io, const struct run *run,
			    struct area *area, size_t task)
{
	struct lane *lane = &area->lane[io->lane];
	struct value value = { 0 };
	int rc = run->workload->body(io, run->params, task, &value);

	if (__builtin_expect(rc != 0, 0)) {
		store_failure(io, area, task, rc);
		return;
	}
	/* The area begins as zeros: a value of nothing is there already. */
	if (value.number || value.check)
		area->slot[task].value = value;
	lane->done[lane->noted++] = (uint32_t)task;
	if (lane->noted == LANE_NOTES)
		area_settle(area, lane);
}

/* At a given rate a task waits for its time, if that has not passed. */
static void wait_until_due(struct io *io, uint64_t due_ns)
{
	if (due_ns > clock_ns())
		io_sleep_until(io, due_ns);
}

static void run_stamped(struct io *io, const struct run *run,
			struct area *area, size_t task)
{
	struct slot *slot = &area->slot[task];

	if (area->due_ns) {
		slot->due_ns = area->due_ns[task];
		wait_until_due(io, area->opened_ns + slot->due_ns);
		if (area_cancelled(area))
			return;
	}
	slot->lane = (uint32_t)io->lane;
	slot->start_ns = clock_ns() - area->opened_ns;
	run_body(io, run, area, task);
	slot->end_ns = clock_ns() - area->opened_ns;
}

static void run_all(struct io *io, struct area *area, struct lane *lane)
{
	const struct run *run = io->worker->crew->run;

	while (claim(area, lane)) {
		size_t end = lane->end;

		for (size_t task = lane->at; task < end; lane->at = ++task) {
			if (area_cancelled(area))
				return;
			if (area->stamped)
				run_stamped(io, run, area, task);
			else
				run_body(io, run, area, task);
		}
	}
}

void lane_run(struct io *io)
{
	struct area *area = io->worker->crew->area;
	struct lane *lane = &area->lane[io->lane];

	run_all(io, area, lane);
	area_settle(area, lane);
}
