/* io_stream.c - what bodies do with streams: tries first, and waits only after
 * EAGAIN. On a descriptor that blocks the call itself waits, unless the task
 * has a deadline, which such a call wouldn't end at: then io_ready comes
 * first.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/lane.h"
#include "runners/stream.h"

static bool declared(struct io *io, const char *call)
{
	return io_declared(io, USES_STREAM, call, "USES_STREAM");
}

/* Before a call that may sleep in the kernel. */
static int in_time(struct io *io, int fd, short events)
{
	int rc;

	if (!io->deadline_ns || !io_blocks(io))
		return 0;
	rc = io_ready(io, fd, events, 0);
	return rc < 0 ? rc : 0;
}

/* After a call that failed with errno: 0 to try again. */
static int settle(struct io *io, int fd, short events, const char *what)
{
	int rc = -errno;

	if (rc == -EINTR)
		return 0;
	if (rc != -EAGAIN)
		return io_fail(io, rc, "cannot %s: %s", what, strerror(-rc));
	rc = io_ready(io, fd, events, 0);
	return rc < 0 ? rc : 0;
}

int io_prepare(struct io *io, int fd)
{
	int rc;

	if (!declared(io, "io_prepare"))
		return -ENOTSUP;
	rc = stream_prepare(io, fd);
	return rc < 0 ? io_fail(io, rc, "cannot prepare a stream: %s",
				strerror(-rc)) : 0;
}

static ssize_t read_some(struct io *io, int fd, void *buf, size_t size)
{
	for (;;) {
		int rc = in_time(io, fd, POLLIN);
		ssize_t n;

		if (rc < 0)
			return rc;
		n = read(fd, buf, size);
		if (n >= 0)
			return n;
		rc = settle(io, fd, POLLIN, "read from a stream");
		if (rc < 0)
			return rc;
	}
}

ssize_t io_read(struct io *io, int fd, void *buf, size_t size)
{
	return declared(io, "io_read") ? read_some(io, fd, buf, size)
				       : -ENOTSUP;
}

int io_read_all(struct io *io, int fd, void *buf, size_t size)
{
	size_t done = 0;

	if (!declared(io, "io_read_all"))
		return -ENOTSUP;
	while (done < size) {
		ssize_t n = read_some(io, fd, (char *)buf + done,
				      size - done);

		if (n < 0)
			return (int)n;
		if (n == 0)
			return io_fail(io, -ECONNRESET, "the stream ended "
				       "after %zu of %zu bytes", done, size);
		done += (size_t)n;
	}
	return 0;
}

/* With a deadline no single call may wait for room, which poll promises for
 * one byte only; sockets can be told so, and pipes take 4 KiB at once. */
static ssize_t write_some(struct io *io, int fd, const void *buf, size_t size)
{
	ssize_t n;

	if (!io->deadline_ns || !io_blocks(io))
		return write(fd, buf, size);
	n = send(fd, buf, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n >= 0 || errno != ENOTSOCK)
		return n;
	return write(fd, buf, size < 4096 ? size : 4096);
}

int io_write(struct io *io, int fd, const void *buf, size_t size)
{
	const char *at = buf;

	if (!declared(io, "io_write"))
		return -ENOTSUP;
	while (size) {
		int rc = in_time(io, fd, POLLOUT);
		ssize_t n;

		if (rc < 0)
			return rc;
		n = write_some(io, fd, at, size);
		if (n < 0) {
			rc = settle(io, fd, POLLOUT, "write to a stream");
			if (rc < 0)
				return rc;
			continue;
		}
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Unix sockets have no such option, and need none. */
static int finish(struct io *io, int fd)
{
	const int on = 1;
	int rc;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	rc = io_prepare(io, fd);
	if (rc < 0)
		io_disconnect(io, fd);
	return rc < 0 ? rc : fd;
}

/* Another lane may take the connection that poll saw: so with a deadline
 * accept itself is bounded too. */
static int bounded(struct io *io, int listener)
{
	const struct timeval moment = { .tv_usec = 1000 };

	if (io->deadline_ns && io_blocks(io))
		setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &moment,
			   sizeof(moment));
	return in_time(io, listener, POLLIN);
}

int io_accept(struct io *io, int listener)
{
	if (!declared(io, "io_accept"))
		return -ENOTSUP;
	for (;;) {
		int rc = bounded(io, listener);
		int fd;

		if (rc < 0)
			return rc;
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			return finish(io, fd);
		/* It ended before it was taken. */
		if (errno == ECONNABORTED)
			continue;
		rc = settle(io, listener, POLLIN, "accept a connection");
		if (rc < 0)
			return rc;
	}
}

/* A Unix socket whose backlog is full says EAGAIN, and can't be polled. */
static int begin(struct io *io, int fd, const struct sockaddr *address,
		 socklen_t size)
{
	while (connect(fd, address, size) < 0) {
		int rc = -errno;

		if (rc == -EINPROGRESS || rc == -EINTR) {
			rc = io_ready(io, fd, POLLOUT, 0);
			return rc < 0 ? rc : 0;
		}
		if (rc == -EAGAIN)
			rc = io_sleep(io, NS_PER_MS);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int io_connect(struct io *io, const struct sockaddr *address, socklen_t size)
{
	int fd, rc, error = 0;
	socklen_t length = sizeof(error);

	if (!declared(io, "io_connect"))
		return -ENOTSUP;
	fd = socket(address->sa_family,
		    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return io_fail(io, -errno, "cannot make a socket: %s",
			       strerror(errno));
	rc = begin(io, fd, address, size);
	if (rc == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error,
				  &length) == 0)
		rc = -error;
	if (rc == 0)
		return finish(io, fd);
	io_disconnect(io, fd);
	/* The reason of a deadline is kept already. */
	return io->reason[0] ? rc : io_fail(io, rc, "cannot connect: %s",
					    strerror(-rc));
}

void io_disconnect(struct io *io, int fd)
{
	if (io->ops->forget)
		io->ops->forget(io, fd);
	close(fd);
}
