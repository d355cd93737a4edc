/* io.h - what a body calls when it may have to wait.
 *
 * A body waits in no other way. What waiting means is the model's business:
 * under a blocking wait the worker sleeps in the kernel, under an event loop
 * only this task stops and others run. All of these calls may wait; all of
 * them return 0 or a negative errno, with the reason kept for the result of
 * the task. -ECANCELED means that the run is being ended: return it.
 */
#ifndef SIMUL_IO_H
#define SIMUL_IO_H

#include <stddef.h>
#include <stdint.h>

struct io;
struct fetch;
struct fetched;

/* Fetches one URL whole. `what` and `got` stay the caller's. A status of 400
 * and more, a body that is cut short or too large are failures. */
int io_fetch(struct io *io, const struct fetch *what, struct fetched *got);

/* Waits at least ns nanoseconds; ns may be 0. */
int io_sleep(struct io *io, uint64_t ns);

/* Waits until the monotonic clock says at_ns (clock.h). */
int io_sleep_until(struct io *io, uint64_t at_ns);

/* Keeps the reason of a failure for the task's result, and returns code (a
 * negative errno), so that a body can `return io_fail(io, -EBADMSG, ...)`.
 * Without it the reason is strerror's. Doesn't wait. */
int io_fail(struct io *io, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
