/* stream.h - moves a whole block of bytes over a descriptor.
 *
 * A read or a write moves what it can; these go on until all of it is moved,
 * and wait as bodies do: in the kernel on a descriptor that blocks, by
 * io_ready on one that is O_NONBLOCK (io_blocks says which it has to be).
 * SIGPIPE must be ignored, as it is in a sample. Both return 0 or a negative
 * errno, with the reason kept for the result of the task.
 */
#ifndef SIMUL_STREAM_H
#define SIMUL_STREAM_H

#include <stddef.h>

#include "runners/io.h"

/* Makes fd blocking or O_NONBLOCK, as io needs it. Doesn't wait. */
int stream_prepare(const struct io *io, int fd);

int stream_write_all(struct io *io, int fd, const void *buf, size_t size);

/* -ECONNRESET if the stream ends first. */
int stream_read_all(struct io *io, int fd, void *buf, size_t size);

#endif
