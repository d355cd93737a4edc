/* front.c - accepts connections, and gives each a stream and its limits. */
#include "origin/front.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "origin/arrival.h"
#include "origin/listener.h"
#include "origin/server.h"
#include "origin/tls.h"

enum {
	HEADERS_MAX_BYTES = 64 << 10,
	BODY_MAX_BYTES = 256 << 10,     /* evhttp keeps it whole */
	WRITE_BYTES = 1 << 20,
};

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int parse_address(const char *text, uint16_t port,
			 union address *address, struct error *err)
{
	*address = (union address){ 0 };
	if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons(port);
		return 0;
	}
	if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons(port);
		return 0;
	}
	return error_set(err, -EINVAL,
			 "cannot listen on '%s': give a numeric address, such "
			 "as 127.0.0.1 or ::1",
			 text);
}

static int open_socket(struct front *front, const char *text, uint16_t port,
		       struct error *err)
{
	struct evconnlistener *listener;
	union address address;
	int rc = parse_address(text, port, &address, err);

	if (rc < 0)
		return rc;
	errno = ENOMEM;
	listener = listener_new(front->server->base, &address.any,
				sizeof(address));
	if (!listener) {
		rc = -errno;
		return error_set(err, rc, "cannot listen on '%s' port %u: %s%s",
				 text, port, strerror(-rc),
				 rc == -EADDRINUSE || rc == -EACCES
					 ? "; port 0 takes a free one"
					 : "");
	}
	front->socket = evhttp_bind_listener(front->evhttp, listener);
	if (!front->socket) {
		evconnlistener_free(listener);
		return error_set(err, -ENOMEM, "cannot listen on '%s': %s",
				 text, strerror(ENOMEM));
	}
	return 0;
}

/* evhttp asks for a stream for each connection that it accepts. */
static struct bufferevent *accepted(struct event_base *base, void *arg)
{
	struct front *front = arg;
	struct bufferevent *stream =
		front->tls ? tls_stream(front->tls, base)
			   : bufferevent_socket_new(base, -1, 0);

	atomic_fetch_add_explicit(&front->server->counts->connections, 1,
				  memory_order_relaxed);
	if (stream)
		bufferevent_set_max_single_write(stream, WRITE_BYTES);
	return stream;
}

static int open_evhttp(struct front *front)
{
	front->evhttp = evhttp_new(front->server->base);
	if (!front->evhttp)
		return -ENOMEM;
	evhttp_set_allowed_methods(
		front->evhttp, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD |
				       EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
				       EVHTTP_REQ_PATCH | EVHTTP_REQ_DELETE |
				       EVHTTP_REQ_OPTIONS);
	/* Or a client that is still sending would see an RST, not the 413. */
	evhttp_set_flags(front->evhttp, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_max_headers_size(front->evhttp, HEADERS_MAX_BYTES);
	evhttp_set_max_body_size(front->evhttp, BODY_MAX_BYTES);
	evhttp_set_bevcb(front->evhttp, accepted, front);
	evhttp_set_gencb(front->evhttp, arrival_handle, front);
	return 0;
}

int front_init(struct front *front, struct server *server,
	       const struct tls *tls, const char *address, uint16_t port,
	       struct error *err)
{
	int rc;

	*front = (struct front){ .server = server, .tls = tls };
	rc = open_evhttp(front);
	if (rc < 0)
		return error_set(err, rc, "cannot start the origin: %s",
				 strerror(-rc));
	return open_socket(front, address, port, err);
}

uint16_t front_port(const struct front *front)
{
	union address address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(evhttp_bound_socket_get_fd(front->socket),
			&address.any, &size) < 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
						       : address.v4.sin_port);
}

void front_term(struct front *front)
{
	if (front->evhttp)
		evhttp_free(front->evhttp);
	*front = (struct front){ 0 };
}
