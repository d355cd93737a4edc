/* server.c - puts libevent's parts together: base, listener, evhttp.
 *
 * It has no timeouts: an idle connection, and a client that does not read,
 * may stay as long as they like.
 */
#include "origin/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "origin/arrival.h"
#include "origin/listener.h"
#include "runners/macros.h"

enum {
	HEADERS_MAX_BYTES = 64 << 10,
	BODY_MAX_BYTES = 1 << 20,
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

static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int open_base(struct server *server)
{
	struct event_config *config = event_config_new();

	if (!config)
		return -ENOMEM;
	/* Timers to the microsecond, by a timerfd. With the change list it
	 * costs one system call instead of two or three that evhttp turns
	 * reading off and on for each request; its condition is met: no
	 * descriptor is ever duplicated here. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	server->base = event_base_new_with_config(config);
	event_config_free(config);
	return server->base ? 0 : -ENOMEM;
}

static void end(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	event_base_loopbreak(arg);
}

static int catch_signals(struct server *server)
{
	static const int numbers[] = { SIGTERM, SIGINT };
	struct sigaction old;

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (sigaction(numbers[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_IGN)
			continue;
		server->ends[i] =
			evsignal_new(server->base, numbers[i], end,
				     server->base);
		if (!server->ends[i] || evsignal_add(server->ends[i], NULL))
			return -ENOMEM;
	}
	return 0;
}

static int open_socket(struct server *server, const char *text, uint16_t port,
		       struct error *err)
{
	struct evconnlistener *listener;
	union address address;
	int rc = parse_address(text, port, &address, err);

	if (rc < 0)
		return rc;
	errno = ENOMEM;
	listener = listener_new(server->base, &address.any, sizeof(address));
	if (!listener) {
		rc = -errno;
		return error_set(err, rc, "cannot listen on '%s' port %u: %s%s",
				 text, port, strerror(-rc),
				 rc == -EADDRINUSE || rc == -EACCES
					 ? "; port 0 takes a free one"
					 : "");
	}
	server->socket = evhttp_bind_listener(server->evhttp, listener);
	if (!server->socket) {
		evconnlistener_free(listener);
		return error_set(err, -ENOMEM, "cannot listen on '%s': %s",
				 text, strerror(ENOMEM));
	}
	return 0;
}

/* evhttp asks for a stream for each connection that it accepts. */
static struct bufferevent *accepted(struct event_base *base, void *arg)
{
	struct server *server = arg;
	struct bufferevent *stream = bufferevent_socket_new(base, -1, 0);

	atomic_fetch_add_explicit(&server->counts->connections, 1,
				  memory_order_relaxed);
	if (stream)
		bufferevent_set_max_single_write(stream, WRITE_BYTES);
	return stream;
}

static int open_evhttp(struct server *server)
{
	server->evhttp = evhttp_new(server->base);
	if (!server->evhttp)
		return -ENOMEM;
	evhttp_set_allowed_methods(server->evhttp,
				   EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(server->evhttp, HEADERS_MAX_BYTES);
	evhttp_set_max_body_size(server->evhttp, BODY_MAX_BYTES);
	evhttp_set_bevcb(server->evhttp, accepted, server);
	evhttp_set_gencb(server->evhttp, arrival_handle, server);
	return 0;
}

static int prepare_bodies(struct server *server)
{
	const size_t size = SERVER_PERIODS * CONTENT_PERIOD;

	server->content = malloc(size);
	server->pieces = evbuffer_new();
	if (!server->content || !server->pieces)
		return -ENOMEM;
	content_fill(server->content, 0, size);
	return 0;
}

int server_init(struct server *server, const char *address, uint16_t port,
		struct origin_counts *counts, struct error *err)
{
	int rc;

	*server = (struct server){ .counts = counts };
	raise_file_limit();
	rc = open_base(server);
	if (rc == 0)
		rc = catch_signals(server);
	if (rc == 0)
		rc = prepare_bodies(server);
	if (rc == 0)
		rc = open_evhttp(server);
	if (rc < 0)
		return error_set(err, rc, "cannot start the origin: %s",
				 strerror(-rc));
	return open_socket(server, address, port, err);
}

uint16_t server_port(const struct server *server)
{
	union address address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(evhttp_bound_socket_get_fd(server->socket),
			&address.any, &size) < 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
						       : address.v4.sin_port);
}

int server_run(struct server *server)
{
	return event_base_dispatch(server->base) < 0 ? -EIO : 0;
}

void server_term(struct server *server)
{
	/* First the connections: their requests become spare. */
	if (server->evhttp)
		evhttp_free(server->evhttp);
	arrival_free_spare(server);
	for (size_t i = 0; i < ARRAY_SIZE(server->ends); i++)
		if (server->ends[i])
			event_free(server->ends[i]);
	if (server->pieces)
		evbuffer_free(server->pieces);
	/* Last the base: freeing it runs the others' finalisers, which may
	 * still send from content. */
	if (server->base)
		event_base_free(server->base);
	free(server->content);
	*server = (struct server){ 0 };
}
