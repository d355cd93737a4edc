/* ring.h - an io_uring as simul wants it: what it is opened with, and why it
 * can't be had.
 */
#ifndef SIMUL_RING_H
#define SIMUL_RING_H

#include <stddef.h>

struct io_uring;

/* Opens a ring for the calling thread, which alone may submit to it: with
 * single issuer and deferred work (Linux 6.1), else with cooperative work
 * (5.19), else without; and registers its descriptor (5.18) where the kernel
 * has that. Close with io_uring_queue_exit. Returns 0, or a negative errno:
 * -ENOSYS also if the kernel is older than 5.11, which has no timeouts for
 * waits. */
int ring_open(struct io_uring *ring);

/* Opens one, has it do nothing once and closes it. Returns 0 with what this
 * kernel has in `text`, or a negative errno with why there is none. */
int ring_probe(char *text, size_t size);

/* Why opening or entering one failed with this errno (positive), given the
 * sysctl kernel.io_uring_disabled (0 also if the kernel has none) and whether the
 * process is under a seccomp filter. */
void ring_explain(int error, int disabled, int filtered, char *text,
		  size_t size);

#endif
