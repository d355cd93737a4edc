/* endpoint.c - addresses of streams, and connecting to them. */
#include "runners/endpoint.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "runners/stream.h"

void endpoint_tcp(struct endpoint *e, uint16_t port)
{
	*e = (struct endpoint){ .size = sizeof(e->address.tcp) };
	e->address.tcp = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

void endpoint_local(struct endpoint *e, const char *path)
{
	struct sockaddr_un *local = &e->address.local;

	*e = (struct endpoint){ 0 };
	local->sun_family = AF_UNIX;
	snprintf(local->sun_path, sizeof(local->sun_path), "%s", path);
	/* An abstract name has no terminator: its size ends it. */
	e->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			      strlen(local->sun_path));
	if (local->sun_path[0] == '@')
		local->sun_path[0] = '\0';
}

static int adjust(const struct endpoint *e, const struct io *io, int fd)
{
	const int on = 1;

	if (e->address.any.sa_family == AF_INET &&
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		return -errno;
	return stream_prepare(io, fd);
}

int endpoint_dial(const struct endpoint *e, const struct io *io)
{
	int fd = socket(e->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC,
			0);
	int rc;

	if (fd < 0)
		return -errno;
	if (connect(fd, &e->address.any, e->size) < 0)
		rc = -errno;
	else
		rc = adjust(e, io, fd);
	if (rc < 0)
		close(fd);
	return rc < 0 ? rc : fd;
}
