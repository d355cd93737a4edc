/* lane.c - claim the next tasks, run their bodies, store the results.
 *
 * Under every model only this loop runs between two bodies: no lock, no
 * allocation and no system call; for tasks that are too short for that, no
 * clock either.
 *
 * It enforces a task's timeout as well, alike for all models: it asks for no
 * wait that would end after the task's deadline, and fails a task that ends
 * after it, whatever its result. It interrupts nothing.
 */
#include "runners/lane.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/secret.h"
#include "runners/units.h"

void io_init(struct io *io, const struct io_ops *ops, struct worker *worker,
	     size_t lane)
{
	*io = (struct io){ .ops = ops, .worker = worker, .lane = lane,
			   .uses = worker->crew->run->workload->uses };
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

static bool late(const struct io *io)
{
	return io->deadline_ns && clock_ns() >= io->deadline_ns;
}

static int time_is_up(struct io *io)
{
	const struct run *run = io->worker->crew->run;
	char limit[UNITS_TEXT_SIZE];

	units_format_duration((double)run->task_timeout_ns, limit,
			      sizeof(limit));
	return io_fail(io, -ETIMEDOUT,
		       "task timeout of %s passed (--task-timeout)", limit);
}

/* Reports a call that the model hasn't prepared for. */
static int undeclared(struct io *io, const char *call, const char *member)
{
	return io_fail(io, -ENOTSUP, "%s was called, but the workload '%s' "
		       "doesn't declare %s", call,
		       io->worker->crew->run->workload->name, member);
}

bool io_declared(struct io *io, unsigned uses, const char *call,
		 const char *name)
{
	if (__builtin_expect(io->uses & uses, 1))
		return true;
	undeclared(io, call, name);
	return false;
}

/* During the download the fetcher enforces the deadline. */
int io_fetch(struct io *io, const struct fetch *what, struct fetched *got)
{
	if (!io->worker->crew->run->workload->fetches)
		return undeclared(io, "io_fetch", "fetches");
	if (!late(io))
		return io->ops->fetch(io, what, got);
	*got = (struct fetched){ 0 };
	return time_is_up(io);
}

int io_sleep(struct io *io, uint64_t ns)
{
	return io_sleep_until(io, clock_ns() + ns);
}

int io_sleep_until(struct io *io, uint64_t at_ns)
{
	int rc;

	if (!io->deadline_ns || at_ns <= io->deadline_ns)
		return io->ops->sleep_until(io, at_ns);
	rc = io->ops->sleep_until(io, io->deadline_ns);
	return rc < 0 ? rc : time_is_up(io);
}

/* Waits no longer than the task has left. */
static int ready_in_time(struct io *io, int fd, short events,
			 uint64_t timeout_ns)
{
	uint64_t now = clock_ns();
	uint64_t left = io->deadline_ns > now ? io->deadline_ns - now : 0;
	int rc = -ETIMEDOUT;

	if (timeout_ns && timeout_ns < left)
		return io->ops->ready(io, fd, events, timeout_ns);
	if (left)
		rc = io->ops->ready(io, fd, events, left);
	return rc == -ETIMEDOUT ? time_is_up(io) : rc;
}

int io_ready(struct io *io, int fd, short events, uint64_t timeout_ns)
{
	if (!io_declared(io, USES_READY | USES_STREAM, "io_ready",
			 "USES_READY"))
		return -ENOTSUP;
	if (io->deadline_ns)
		return ready_in_time(io, fd, events, timeout_ns);
	return io->ops->ready(io, fd, events, timeout_ns);
}

bool io_blocks(const struct io *io)
{
	return io->ops->blocks;
}

int io_compute(struct io *io, void (*work)(void *), void *arg)
{
	if (!io_declared(io, USES_COMPUTE, "io_compute", "USES_COMPUTE"))
		return -ENOTSUP;
	if (late(io))
		return time_is_up(io);
	return io->ops->compute(io, work, arg);
}

int io_block(struct io *io, void (*work)(void *), void *arg)
{
	if (!io_declared(io, USES_BLOCK, "io_block", "USES_BLOCK"))
		return -ENOTSUP;
	if (late(io))
		return time_is_up(io);
	return io->ops->block(io, work, arg);
}

int io_stuck(struct io *io, const char *where)
{
	uintmax_t n = io->worker->crew->area->parking->stuck;

	return io_fail(io, -EDEADLK, "deadlock: %ju task%s wait%s%s and none "
		       "is left to wake %s",
		       n, n == 1 ? "" : "s", n == 1 ? "s" : "", where,
		       n == 1 ? "it" : "them");
}

int io_park(struct io *io)
{
	int rc;

	if (!io_declared(io, USES_PARK, "io_park", "USES_PARK"))
		return -ENOTSUP;
	rc = io->ops->park(io);
	if (rc == -ETIMEDOUT)
		return time_is_up(io);
	return rc == -EDEADLK ? io_stuck(io, "") : rc;
}

void io_unpark(struct io *io, size_t lane)
{
	if (io->worker->crew->area->parking)
		io->ops->unpark(io, lane);
}

bool io_cancelled(const struct io *io)
{
	return area_cancelled(io->worker->crew->area);
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
	secret_format(io->reason, sizeof(io->reason), format, args);
	va_end(args);
	return code;
}

/* A worker can be killed between any two stores, and its lane must then be
 * right for the next one. */
static inline void in_this_order(void)
{
	atomic_signal_fence(memory_order_release);
}

/* Puts the done part of the current chunk into the notes if that is all of it,
 * else into the states. Leaves `from`: settling twice does no harm. */
static inline void note(struct area *area, struct lane *lane)
{
	bool whole = lane->at - lane->from == area->chunk;

	if (whole) {
		lane->done[lane->noted] = (uint32_t)lane->from;
		in_this_order();
		lane->noted++;
	}
	if (lane->noted == LANE_NOTES || (!whole && lane->from < lane->at))
		area_settle(area, lane);
}

/* Takes the next chunk, unless the lane still has one, left by a worker that
 * died. */
static inline bool claim(struct area *area, struct lane *lane)
{
	size_t first;

	if (area_cancelled(area))
		return false;
	if (lane->at < lane->end)
		return true;
	note(area, lane);
	first = atomic_fetch_add_explicit(&area->next, area->chunk,
					  memory_order_relaxed);
	if (first >= area->tasks)
		return false;
	lane->from = first;
	in_this_order();
	lane->at = first;
	in_this_order();
	lane->end = MIN(first + area->chunk, area->tasks);
	return true;
}

static void store_failure(struct io *io, struct area *area, size_t task,
			  int rc)
{
	struct lane *lane = &area->lane[io->lane];
	const char *why = io->reason[0] ? io->reason : strerrordesc_np(-rc);

	if (lane->from < task)
		area_settle(area, lane);
	lane->from = task + 1;
	in_this_order();
	area_fail(area, task, rc == -ECANCELED ? TASK_CANCELLED : TASK_FAILED,
		  rc, why ? why : "unknown error");
	io->reason[0] = '\0';
}

static inline void store(struct io *io, struct area *area, size_t task, int rc,
			 const struct value *value)
{
	/* The area begins as zeros, so a zero value needs no store. */
	if (__builtin_expect(rc != 0, 0))
		store_failure(io, area, task, rc);
	else if (value->number || value->check)
		area->slot[task].value = *value;
	in_this_order();
}

static void run_body(struct io *io, const struct run *run, struct area *area,
		     size_t task)
{
	struct value value = { 0 };
	int rc = run->body(io, run->body_params, task, &value);

	store(io, area, task, rc, &value);
}

/* For tasks that are not stamped, which may take only a few nanoseconds: locals
 * hold what the compiler can't keep in registers across a call to an unknown
 * body, and a task with no value goes straight on to the next. */
static void run_short(struct io *io, const struct run *run, struct area *area,
		      struct lane *lane)
{
	int (*const body)(struct io *, const void *, size_t, struct value *) =
		run->body;
	const void *const params = run->body_params;
	struct value value = { 0 };

	while (claim(area, lane)) {
		for (size_t task = lane->at; task < lane->end;
		     lane->at = ++task) {
			int rc;

			if (area_cancelled(area))
				return;
			rc = body(io, params, task, &value);
			if (__builtin_expect(!rc && !value.number &&
						     !value.check, 1))
				continue;
			store(io, area, task, rc, &value);
			value = (struct value){ 0 };
		}
	}
}

/* Runs the body and checks its time. If it failed late, its own error stays. */
static void run_bounded(struct io *io, const struct run *run,
			struct area *area, size_t task, uint64_t deadline_ns)
{
	struct value value = { 0 };
	int rc;

	io->deadline_ns = deadline_ns;
	rc = run->body(io, run->body_params, task, &value);
	if ((rc == 0 || rc == -ETIMEDOUT) && late(io))
		rc = time_is_up(io);
	io->deadline_ns = 0;
	store(io, area, task, rc, &value);
}

/* At a given rate a task waits until it is due, if that has not passed. */
static void wait_until_due(struct io *io, uint64_t due_ns)
{
	if (due_ns > clock_ns())
		io_sleep_until(io, due_ns);
}

/* False: the run was cancelled before the task was due. */
static bool run_stamped(struct io *io, const struct run *run,
			struct area *area, size_t task)
{
	struct slot *slot = &area->slot[task];

	if (area->due_ns) {
		slot->due_ns = area->due_ns[task];
		wait_until_due(io, area->opened_ns + slot->due_ns);
		if (area_cancelled(area))
			return false;
	}
	slot->lane = (uint32_t)io->lane;
	slot->start_ns = clock_ns() - area->opened_ns;
	if (run->task_timeout_ns)
		run_bounded(io, run, area, task,
			    area->opened_ns + slot->start_ns +
				    run->task_timeout_ns);
	else
		run_body(io, run, area, task);
	slot->end_ns = clock_ns() - area->opened_ns;
	return true;
}

static void run_long(struct io *io, const struct run *run, struct area *area,
		     struct lane *lane)
{
	while (claim(area, lane)) {
		size_t end = lane->end;

		for (size_t task = lane->at; task < end; lane->at = ++task) {
			if (area_cancelled(area) ||
			    !run_stamped(io, run, area, task))
				return;
		}
	}
}

void lane_run(struct io *io)
{
	const struct run *run = io->worker->crew->run;
	struct area *area = io->worker->crew->area;
	struct lane *lane = &area->lane[io->lane];

	if (area->parking)
		parking_begin(area->parking, io->lane);
	if (area->stamped)
		run_long(io, run, area, lane);
	else
		run_short(io, run, area, lane);
	area_settle(area, lane);
	if (area->parking)
		parking_end(area->parking, io->lane);
}
