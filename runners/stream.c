/* stream.c - tries first, and waits only after EAGAIN. */
#include "runners/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

int stream_prepare(const struct io *io, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -errno;
	flags = io_blocks(io) ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags) < 0 ? -errno : 0;
}

/* After a call that moved nothing: 0 to try again. */
static int settle(struct io *io, int fd, short events, const char *what)
{
	int rc = -errno;

	if (rc == -EINTR)
		return 0;
	if (rc == -EAGAIN)
		rc = io_ready(io, fd, events, 0);
	else
		io_fail(io, rc, "cannot %s a stream: %s", what, strerror(-rc));
	return rc < 0 ? rc : 0;
}

int stream_write_all(struct io *io, int fd, const void *buf, size_t size)
{
	const char *at = buf;
	int rc = 0;

	while (size && rc == 0) {
		ssize_t n = write(fd, at, size);

		if (n < 0) {
			rc = settle(io, fd, POLLOUT, "write to");
			continue;
		}
		at += n;
		size -= (size_t)n;
	}
	return rc;
}

int stream_read_all(struct io *io, int fd, void *buf, size_t size)
{
	size_t done = 0;
	int rc = 0;

	while (done < size && rc == 0) {
		ssize_t n = read(fd, (char *)buf + done, size - done);

		if (n < 0)
			rc = settle(io, fd, POLLIN, "read from");
		else if (n == 0)
			return io_fail(io, -ECONNRESET,
				       "the stream ended after %zu of %zu "
				       "bytes",
				       done, size);
		else
			done += (size_t)n;
	}
	return rc;
}
