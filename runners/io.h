/* io.h - what a body calls when it may have to wait.
 *
 * A body waits in no other way. What waiting means depends on the model: under
 * a blocking wait the worker sleeps in the kernel, under an event loop only
 * this task stops and others run. Unless they say otherwise, these calls may
 * wait, and return 0 or a negative errno, with the reason kept for the result
 * of the task. -ECANCELED means that the run is being ended: return it.
 * -ENOTSUP: the workload doesn't declare the call in its `uses` (workload.h),
 * and the reason names it.
 */
#ifndef SIMUL_IO_H
#define SIMUL_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

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

/* Streams: sockets and pipes, for workloads that use USES_STREAM. They wait no
 * longer than --task-timeout lets the task run. SIGPIPE is ignored in a sample:
 * writing to a stream whose other end has gone is -EPIPE. */

/* Makes fd blocking or O_NONBLOCK, as the model needs it: for descriptors that
 * came from elsewhere than io_accept and io_connect. Doesn't wait, so
 * lane_open may call it. */
int io_prepare(struct io *io, int fd);

/* Reads what is there, `size` bytes at most and at least one. Returns how many;
 * 0: the other end has ended the stream. */
ssize_t io_read(struct io *io, int fd, void *buf, size_t size);

/* Reads exactly `size` bytes; -ECONNRESET if the stream ends first. */
int io_read_all(struct io *io, int fd, void *buf, size_t size);

/* Writes all of it. */
int io_write(struct io *io, int fd, const void *buf, size_t size);

/* Takes the next connection of a listening socket, to which io_prepare was
 * applied. Any number of lanes may wait for the same one, and each connection
 * goes to one of them. Returns the new descriptor, prepared, with TCP_NODELAY;
 * end it by io_disconnect. -EINVAL: the listener was shut down. */
int io_accept(struct io *io, int listener);

/* Connects to the address, size bytes of it, which the caller owns. Returns
 * the descriptor, prepared, with TCP_NODELAY; end it by io_disconnect. */
int io_connect(struct io *io, const struct sockaddr *address, socklen_t size);

/* Closes a descriptor that io_ calls were made on; without this an event loop
 * may take the next file of the same number for it. Doesn't wait, so lane_close
 * may call it. */
void io_disconnect(struct io *io, int fd);

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

/* Is the run being ended? For bodies that may wait without a bound for someone
 * outside: bound each wait, ask, and return -ECANCELED. Doesn't wait. */
bool io_cancelled(const struct io *io);

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
