/* arrival.c - a request arrives, waits, is answered, ends.
 *
 *   evhttp --> arrival_handle ---> delay --> elapsed --> act --> reply_send
 *                    |                                    |          |
 *                    +------- no latency -----------------+     (all sent)
 *                                                         |          |
 *              (the client goes away: gone)      (/close, /reset)   done
 *
 * A request ends exactly once: in done, when evhttp has sent the last byte, or
 * in gone, when its connection ends first. Both may run inside the call that
 * sends, so a request must not be touched after reply_send.
 *
 * evhttp frees its half itself, unless the connection ends before the answer is
 * complete: then evhttp has let go of it, and gone frees it.
 */
#include "origin/arrival.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/bufferevent.h>
#include <event2/http_struct.h>

#include "origin/head.h"
#include "origin/reply.h"
#include "runners/clock.h"

static void elapsed(evutil_socket_t fd, short what, void *arg);

static struct request *request_get(struct server *server)
{
	struct request *request = server->spare;

	if (request) {
		server->spare = request->next;
		return request;
	}
	request = calloc(1, sizeof(*request));
	if (!request)
		return NULL;
	request->server = server;
	evtimer_assign(&request->timer, server->base, elapsed, request);
	return request;
}

static void request_put(struct request *request)
{
	struct server *server = request->server;

	atomic_fetch_sub_explicit(&server->counts->in_flight, 1,
				  memory_order_relaxed);
	sweep_end(&server->sweep, request->fd);
	target_release(&request->target);
	request->next = server->spare;
	server->spare = request;
}

void arrival_free_spare(struct server *server)
{
	while (server->spare) {
		struct request *request = server->spare;

		server->spare = request->next;
		free(request);
	}
}

/* Only this thread counts; others may reset the peak. */
static void count(struct origin_counts *counts)
{
	uint64_t in_flight =
		atomic_fetch_add_explicit(&counts->in_flight, 1,
					  memory_order_relaxed) + 1;

	atomic_fetch_add_explicit(&counts->requests, 1, memory_order_relaxed);
	if (in_flight > atomic_load_explicit(&counts->peak_in_flight,
					     memory_order_relaxed))
		atomic_store_explicit(&counts->peak_in_flight, in_flight,
				      memory_order_relaxed);
}

/* evhttp has sent the last byte. It frees its half, and perhaps the
 * connection, when this returns. */
static void done(struct evhttp_request *http, void *arg)
{
	struct evhttp_connection *connection =
		evhttp_request_get_connection(http);
	struct request *request = arg;

	if (request->front->tls && head_closes(request))
		tls_say_end(request_stream(request));
	evhttp_connection_set_closecb(connection, NULL, NULL);
	request_put(request);
}

static void gone(struct evhttp_connection *connection, void *arg)
{
	struct request *request = arg;

	(void)connection;
	evtimer_del(&request->timer);
	if (!evhttp_request_get_connection(request->http))
		evhttp_request_free(request->http);
	request_put(request);
}

static void act(struct request *request)
{
	if (request->target.kind == TARGET_CLOSE)
		request_hang_up(request);
	else if (request->target.kind == TARGET_RESET)
		request_reset(request);
	else
		reply_send(request);
}

static void elapsed(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	act(arg);
}

/* The wait starts at the loop's cached time of this turn, so the latency runs
 * from the request's arrival, however many others arrived with it. */
static void delay(struct request *request)
{
	uint64_t us = request->target.latency_us;
	struct timeval latency = {
		.tv_sec = (time_t)(us / (NS_PER_S / NS_PER_US)),
		.tv_usec = (suseconds_t)(us % (NS_PER_S / NS_PER_US)),
	};

	request_watch(request);
	evtimer_add(&request->timer, &latency);
}

/* The path behind the server's prefix; NULL: it isn't there. */
static const char *inside(const struct server *server, const char *path)
{
	size_t length = server->prefix_length;

	if (length > 0 && (strncmp(path, server->prefix, length) != 0 ||
			   path[length] != '/'))
		return NULL;
	return path + length;
}

static int find_target(struct request *request, struct error *err)
{
	const struct evhttp_uri *uri =
		evhttp_request_get_evhttp_uri(request->http);
	const char *path = inside(request->server, evhttp_uri_get_path(uri));
	int rc;

	if (!path)
		return error_set(err, -EACCES,
				 "this is the origin of a run of simul, and "
				 "for that run alone");
	rc = target_parse(&request->target, path, evhttp_uri_get_query(uri),
			  err);
	if (rc == 0 && request_take_body(request) < 0)
		rc = error_set(err, -ENOMEM, "no memory for the body");
	return rc;
}

void arrival_handle(struct evhttp_request *http, void *arg)
{
	const struct front *front = arg;
	struct request *request = request_get(front->server);
	struct error err;
	int rc;

	if (!request) {
		evhttp_send_error(http, HTTP_SERVUNAVAIL, "out of memory");
		return;
	}
	/* Set if the request's body came in chunks; in evhttp it would make
	 * our answer chunked too. */
	http->chunked = 0;
	request->front = front;
	request->http = http;
	request->offset = request->end = 0;
	request->chunked = false;
	request->fd = bufferevent_getfd(request_stream(request));
	sweep_begin(&request->server->sweep, request->fd);
	count(request->server->counts);
	evhttp_request_set_on_complete_cb(http, done, request);
	evhttp_connection_set_closecb(evhttp_request_get_connection(http),
				      gone, request);
	rc = find_target(request, &err);
	if (rc < 0)
		reply_refuse(request, rc, err.text);
	else if (request->target.latency_us > 0)
		delay(request);
	else
		act(request);
}
