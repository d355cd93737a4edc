/* io.h - what a body calls when it may have to wait.
 *
 * A body waits in no other way. What waiting means depends on the model: under
 * a blocking wait the worker sleeps in the kernel, under an event loop only
 * this task stops and others run. All of these calls may wait, and return 0 or
 * a negative errno, with the reason kept for the result of the task.
 * -ECANCELED means that the run is being ended: return it.
 */
#ifndef SIMUL_IO_H
#define SIMUL_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct io;
struct fetch;
struct fetched;

/* Fetches one URL whole. The caller owns `what` and `got`. A status of 400 or
 * more, a body that is cut short or too large are failures. */
int io_fetch(struct io *io, const struct fetch *what, struct fetched *got);

/* Waits at least ns nanoseconds; ns may be 0. */
int io_sleep(struct io *io, uint64_t ns);

/* Waits until the monotonic clock says at_ns (clock.h). */
int io_sleep_until(struct io *io, uint64_t at_ns);

/* Waits until fd can be read (POLLIN) or written (POLLOUT), timeout_ns at
 * most; 0: no bound. Returns what it is ready for (POLLIN, POLLOUT, POLLERR,
 * POLLHUP), or -ETIMEDOUT. */
int io_ready(struct io *io, int fd, short events, uint64_t timeout_ns);

/* May a call on a descriptor put the worker to sleep? If so, leave descriptors
 * blocking: a read simply waits. If not, they must be O_NONBLOCK, and -EAGAIN
 * is followed by io_ready. */
bool io_blocks(const struct io *io);

/* Calls work(arg), which only computes. Under an event loop with --offload a
 * thread of the pool does it, so that the loop goes on; else the worker
 * itself. */
int io_compute(struct io *io, void (*work)(void *arg), void *arg);

/* Calls work(arg), which sleeps in the kernel and can't be polled (files).
 * Under an event loop always on the pool. */
int io_block(struct io *io, void (*work)(void *arg), void *arg);

/* Waits until another task calls io_unpark for this lane. An unpark that came
 * first is not lost; several count as one. It may be left over from an earlier
 * task on the same lane, so check the condition again. -EDEADLK: every lane
 * that has not ended is parked, so none can unpark it. For workloads that use
 * USES_PARK. The primitive below queue.h. */
int io_park(struct io *io);
void io_unpark(struct io *io, size_t lane);

/* This lane's index, 0 <= lane < lanes, for io_unpark. */
size_t io_lane(const struct io *io);

/* What the workload's lane_open set for this lane; what its shared_init
 * prepared for all lanes. */
void *io_own(const struct io *io);
void io_set_own(struct io *io, void *own);
void *io_shared(const struct io *io);

/* Keeps the reason of a failure for the task's result, and returns code (a
 * negative errno), so that a body can `return io_fail(io, -EBADMSG, ...)`.
 * Without it the reason is strerror's. Doesn't wait. */
int io_fail(struct io *io, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
