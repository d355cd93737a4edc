/* echo.c - reads a piece, writes it back, keeps what the kernel won't take.
 *
 * Two system calls per message, straight on the descriptor: libevent's own
 * streams take six, and the echo is measured as a floor.
 */
#include "origin/echo.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/listener.h>

#include "origin/listener.h"
#include "origin/server.h"
#include "runners/hello.h"
#include "runners/macros.h"

#define PIECE_BYTES ((size_t)256 << 10)

struct stream {
	struct stream *next, **link;
	struct echo *echo;
	int fd;
	size_t room;                    /* of the rest; 0: no hello yet */
	struct event *readable, *writable;
	struct evbuffer *rest;          /* read, not yet written */
};

static void stream_free(struct stream *s)
{
	if (s->next)
		s->next->link = s->link;
	*s->link = s->next;
	if (s->readable)
		event_free(s->readable);
	if (s->writable)
		event_free(s->writable);
	if (s->rest)
		evbuffer_free(s->rest);
	sweep_end(&s->echo->server->sweep, s->fd);
	close(s->fd);
	free(s);
}

/* The call did nothing, but the connection is alive. */
static bool later(ssize_t rc)
{
	return rc < 0 && (errno == EAGAIN || errno == EINTR);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct stream *s = arg;

	(void)what;
	if (evbuffer_write(s->rest, fd) < 0 && !later(-1)) {
		stream_free(s);
		return;
	}
	if (evbuffer_get_length(s->rest))
		event_add(s->writable, NULL);
	if (evbuffer_get_length(s->rest) < s->room)
		event_add(s->readable, NULL);
}

/* Writes what it can at once, unless something is already waiting. */
static int give_back(struct stream *s, const unsigned char *piece, size_t size)
{
	ssize_t sent = 0;

	if (!evbuffer_get_length(s->rest))
		sent = write(s->fd, piece, size);
	if (sent < 0 && !later(sent))
		return -errno;
	if (sent < 0)
		sent = 0;
	if ((size_t)sent == size)
		return 0;
	if (evbuffer_add(s->rest, piece + sent, size - (size_t)sent) < 0)
		return -ENOMEM;
	return event_add(s->writable, NULL);
}

/* The first bytes of a new connection are its client's, whole. */
static bool greet(struct stream *s)
{
	struct hello hello;

	if (read(s->fd, &hello, sizeof(hello)) != sizeof(hello) ||
	    hello.token != s->echo->token || !hello.bytes ||
	    hello.bytes > HELLO_BYTES_MOST)
		return false;
	s->room = hello.bytes;
	sweep_begin(&s->echo->server->sweep, s->fd);
	return true;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct stream *s = arg;
	size_t room = s->room - evbuffer_get_length(s->rest);
	ssize_t got;

	(void)what;
	if (!s->room) {
		if (!greet(s))
			stream_free(s);
		return;
	}
	if (!room) {
		event_del(s->readable); /* until the client has read */
		return;
	}
	got = read(fd, s->echo->piece, MIN(PIECE_BYTES, room));
	if (later(got))
		return;
	if (got <= 0 || give_back(s, s->echo->piece, (size_t)got) < 0)
		stream_free(s);
}

/* TCP sockets have no such credentials. */
static bool is_ours(int fd, const struct sockaddr *address)
{
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);

	return address->sa_family != AF_UNIX ||
	       (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
		peer.uid == geteuid());
}

static void on_accepted(struct evconnlistener *listener, evutil_socket_t fd,
			struct sockaddr *address, int size, void *arg)
{
	struct echo *echo = arg;
	struct event_base *base = evconnlistener_get_base(listener);
	struct stream *s = NULL;


	(void)size;
	if (is_ours(fd, address))
		s = calloc(1, sizeof(*s));
	if (!s) {
		close(fd);
		return;
	}
	*s = (struct stream){ .next = echo->first, .link = &echo->first,
			      .echo = echo, .fd = fd };
	if (s->next)
		s->next->link = &s->next;
	echo->first = s;
	s->rest = evbuffer_new();
	s->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, s);
	s->writable = event_new(base, fd, EV_WRITE, on_writable, s);
	if (!s->rest || !s->readable || !s->writable ||
	    event_add(s->readable, NULL) < 0)
		stream_free(s);
	else
		atomic_fetch_add_explicit(
			&echo->server->counts->echo_connections, 1,
			memory_order_relaxed);
}

static struct evconnlistener *listen_at(struct echo *echo,
					const void *address, size_t size)
{
	struct evconnlistener *listener =
		listener_new(echo->server->base, address, (socklen_t)size);

	if (listener)
		evconnlistener_set_cb(listener, on_accepted, echo);
	return listener;
}

int echo_init(struct echo *echo, struct server *server, uint64_t token,
	      struct error *err)
{
	const struct sockaddr_in tcp = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct sockaddr_un local = { .sun_family = AF_UNIX };
	int rc;

	*echo = (struct echo){ .server = server, .token = token };
	errno = ENOMEM;
	echo->piece = malloc(PIECE_BYTES);
	if (echo->piece)
		echo->tcp = listen_at(echo, &tcp, sizeof(tcp));
	/* Without a name the kernel picks a free one (unix(7)). */
	if (echo->tcp)
		echo->local = listen_at(echo, &local, sizeof(sa_family_t));
	rc = echo->local ? 0 : -errno;
	if (rc < 0)
		return error_set(err, rc, "cannot start the echo: %s",
				 strerror(-rc));
	return 0;
}

uint16_t echo_port(const struct echo *echo)
{
	struct sockaddr_in address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(evconnlistener_get_fd(echo->tcp),
			(struct sockaddr *)&address, &size) < 0)
		return 0;
	return ntohs(address.sin_port);
}

void echo_path(const struct echo *echo, char *buf, size_t size)
{
	struct sockaddr_un address = { 0 };
	socklen_t length = sizeof(address);
	int rc = getsockname(evconnlistener_get_fd(echo->local),
			     (struct sockaddr *)&address, &length);

	/* Only our zeros terminate the name. */
	snprintf(buf, size, "@%s", rc < 0 ? "" : &address.sun_path[1]);
}

void echo_term(struct echo *echo)
{
	while (echo->first)
		stream_free(echo->first);
	if (echo->tcp)
		evconnlistener_free(echo->tcp);
	if (echo->local)
		evconnlistener_free(echo->local);
	free(echo->piece);
	*echo = (struct echo){ 0 };
}
