/* request.c - the body of a request, and its connection. */
#include "origin/request.h"

#include <errno.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http_struct.h>
#include <xxhash.h>

/* Pipelined requests wait in memory: so much of them. */
#define AHEAD_BYTES ((size_t)256 << 10)

struct bufferevent *request_stream(const struct request *request)
{
	return evhttp_connection_get_bufferevent(
		evhttp_request_get_connection(request->http));
}

int request_take_body(struct request *request)
{
	struct evbuffer *body = request->http->input_buffer;
	size_t bytes = evbuffer_get_length(body);
	const unsigned char *start;

	request->got_bytes = bytes;
	if (request->target.kind == TARGET_SUM) {
		start = evbuffer_pullup(body, -1);
		if (bytes > 0 && !start)
			return -ENOMEM;
		request->got_check = XXH3_64bits(start, bytes);
	}
	evbuffer_drain(body, bytes);
	return 0;
}

/* evhttp notices on its next turn. */
static void hear_more(struct bufferevent *stream, void *arg)
{
	(void)arg;
	if (evbuffer_get_length(bufferevent_get_input(stream)) > AHEAD_BYTES)
		shutdown(bufferevent_getfd(stream), SHUT_RDWR);
}

void request_watch(struct request *request)
{
	struct bufferevent *stream = request_stream(request);
	bufferevent_data_cb written;
	bufferevent_event_cb failed;
	void *arg;

	/* evhttp stops reading while a request is with us. With its read
	 * callback in place, a pipelined request would abort the process. */
	bufferevent_getcb(stream, NULL, &written, &failed, &arg);
	bufferevent_setcb(stream, hear_more, written, failed, arg);
	bufferevent_enable(stream, EV_READ);
}

/* evhttp may be on the stack, so the connection must not be freed here; after
 * the shutdown evhttp frees it by itself. */
void request_hang_up(struct request *request)
{
	request_watch(request);
	if (request->front->tls)
		tls_say_end(request_stream(request));
	shutdown(bufferevent_getfd(request_stream(request)), SHUT_RDWR);
}

/* Dissolving the association sends the RST at once. SO_LINGER would send it
 * when evhttp closes the socket, after the FIN of its shutdown: the client
 * would see an orderly end. */
void request_reset(struct request *request)
{
	const struct sockaddr none = { .sa_family = AF_UNSPEC };

	request_watch(request);
	connect(bufferevent_getfd(request_stream(request)), &none, sizeof(none));
}
