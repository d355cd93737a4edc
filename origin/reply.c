/* reply.c - sends heads and bodies.
 *
 * Head and body go to the socket at once, from where they lie, as far as it
 * takes them: for most answers that is all. The rest goes through evhttp's
 * buffers, a window at a time and by reference, so a body of any length costs
 * the same memory. evhttp's own evhttp_send_reply would let each answer wait
 * for the loop's next turn.
 *
 * Under TLS all of it goes through those buffers, and a small answer as one
 * record.
 */
#include "origin/reply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

#include "origin/head.h"
#include "runners/content.h"
#include "runners/macros.h"

enum {
	CHUNK_BYTES = 64 << 10,
	WINDOW_BYTES = 1 << 20,
	RECORD_BYTES = 16 << 10,        /* at most, of TLS */
};

static bool is_head_only(const struct request *request)
{
	return evhttp_request_get_command(request->http) == EVHTTP_REQ_HEAD;
}

/* evhttp closes the connection after this answer. */
static void close_afterwards(struct request *request)
{
	evhttp_add_header(request->http->output_headers, "Connection",
			  "close");
}

/* The next part of the body that is contiguous in memory. */
static struct iovec next_piece(const struct request *request)
{
	size_t at = request->offset % CONTENT_PERIOD;
	size_t size = SERVER_PERIODS * CONTENT_PERIOD - at;

	if (request->chunked)
		size = MIN(size, CHUNK_BYTES);
	size = MIN(size, request->end - request->offset);
	return (struct iovec){ request->server->content + at, size };
}

static int queue_piece(struct request *request, struct evbuffer *queue)
{
	struct iovec piece = next_piece(request);
	int rc = 0;

	request->offset += piece.iov_len;
	if (request->chunked)
		rc = evbuffer_add_printf(queue, "%zx\r\n", piece.iov_len);
	if (rc >= 0)
		rc = evbuffer_add_reference(queue, piece.iov_base,
					    piece.iov_len, NULL, NULL);
	if (rc >= 0 && request->chunked)
		rc = evbuffer_add(queue, "\r\n", 2);
	return rc < 0 ? -ENOMEM : 0;
}

static int queue_window(struct request *request, struct evbuffer *queue)
{
	int rc = 0;

	while (rc == 0 && request->offset < request->end &&
	       evbuffer_get_length(queue) < WINDOW_BYTES)
		rc = queue_piece(request, queue);
	if (rc == 0 && request->offset == request->end && request->chunked) {
		request->chunked = false;
		rc = evbuffer_add(queue, "0\r\n\r\n", 5);
	}
	return rc < 0 ? -ENOMEM : 0;
}

static void finish(struct request *request)
{
	enum target_kind kind = request->target.kind;

	if (kind == TARGET_STALL && !is_head_only(request)) {
		request_watch(request);
		return;
	}
	if (kind == TARGET_CUT && !is_head_only(request))
		close_afterwards(request);
	evhttp_send_reply_end(request->http);
}

/* Queues a window of the body; evhttp calls this again when that is sent. */
static void flow(struct evhttp_connection *connection, void *arg)
{
	struct request *request = arg;
	struct evbuffer *queue = request->server->pieces;

	(void)connection;
	if (queue_window(request, queue) < 0) {
		evbuffer_drain(queue, evbuffer_get_length(queue));
		request_hang_up(request);
		return;
	}
	if (evbuffer_get_length(queue) > 0) {
		evhttp_send_reply_chunk_with_cb(request->http, queue, flow,
						request);
		request_watch(request);
	}
	if (request->offset == request->end)
		finish(request);
}

/* Sends what the socket takes of the head and of the body's first piece.
 * Returns how much that was; an error shows when evhttp tries again. */
static size_t send_now(const struct request *request,
		       struct bufferevent *stream, const struct head *head)
{
	struct iovec parts[] = {
		{ (void *)head->text, head->length },
		next_piece(request),
	};
	struct msghdr all = { .msg_iov = parts,
			      .msg_iovlen = ARRAY_SIZE(parts) };
	ssize_t sent = sendmsg(bufferevent_getfd(stream), &all, MSG_NOSIGNAL);

	return sent < 0 ? 0 : (size_t)sent;
}

/* The part of the body that is copied after the head, for its TLS record. */
static struct iovec beside_head(const struct request *request, size_t length)
{
	struct iovec piece = next_piece(request);

	if (!request->front->tls || request->chunked ||
	    length + piece.iov_len > RECORD_BYTES)
		piece.iov_len = 0;
	return piece;
}

/* Queues what the socket did not take of the head. */
static int queue_head(struct request *request, struct bufferevent *stream,
		      const struct head *head, size_t sent)
{
	struct evbuffer *queue = bufferevent_get_output(stream);
	size_t length = head->length - sent;
	struct iovec piece = beside_head(request, length);

	if (evbuffer_expand(queue, length + piece.iov_len) < 0 ||
	    evbuffer_add(queue, head->text + sent, length) < 0 ||
	    evbuffer_add(queue, piece.iov_base, piece.iov_len) < 0)
		return -ENOMEM;
	request->offset += piece.iov_len;
	request_watch(request);
	bufferevent_enable(stream, EV_WRITE);
	return 0;
}

static void transmit(struct request *request, const struct head *head)
{
	struct bufferevent *stream = request_stream(request);
	size_t queued = evbuffer_get_length(bufferevent_get_output(stream));
	size_t sent = 0;

	if (is_head_only(request)) {
		request->end = 0;
		request->chunked = false;
	}
	/* The head of a chunked answer goes with its first chunk. A "100
	 * Continue" may still be queued, and comes first. */
	if (!request->chunked && queued == 0 && !request->front->tls)
		sent = send_now(request, stream, head);
	if (sent >= head->length)
		request->offset = sent - head->length;
	else if (queue_head(request, stream, head, sent) < 0)
		goto fail_head;
	flow(NULL, request);
	return;

fail_head:
	request_hang_up(request);
}

/* A 204 or a 304 ends with its head, and must not announce a length. */
static void send_text(struct request *request, unsigned code,
		      const char *text, const char *more)
{
	size_t length = strlen(text) + strlen(more);
	struct head head;

	if (code == 204 || code == 304) {
		head_put(request, &head, code, "");
		length = 0;
	} else {
		head_put_sized(request, &head, code, length);
	}
	if (length > 0 && !is_head_only(request))
		head.length += (size_t)snprintf(
			head.text + head.length,
			sizeof(head.text) - head.length, "%s%s", text, more);
	transmit(request, &head);
}

static void send_status(struct request *request)
{
	unsigned code = (unsigned)request->target.number;
	char text[32];

	snprintf(text, sizeof(text), "status %u\n", code);
	send_text(request, code, text, "");
}

static void send_sum(struct request *request)
{
	char text[CONTENT_RECEIPT_SIZE];

	content_receipt(request->got_bytes, request->got_check, text,
			sizeof(text));
	send_text(request, 200, text, "");
}

/* Announces `bytes`, sends no more than `end` of them. */
static void send_content(struct request *request, uint64_t bytes,
			 uint64_t end)
{
	struct head head;

	head_put_sized(request, &head, 200, bytes);
	request->end = end;
	transmit(request, &head);
}

/* HTTP/1.0 has no chunks: there the end of the connection ends the body. */
static void send_chunked(struct request *request)
{
	struct head head;

	if (head_is_old(request))
		close_afterwards(request);
	head_put(request, &head, 200,
		 head_is_old(request) ? "" : "Transfer-Encoding: chunked\r\n");
	request->chunked = !head_is_old(request);
	request->end = request->target.number;
	transmit(request, &head);
}

void reply_send(struct request *request)
{
	uint64_t number = request->target.number;

	switch (request->target.kind) {
	case TARGET_BYTES:
		send_content(request, number, number);
		break;
	case TARGET_CHUNKED:
		send_chunked(request);
		break;
	case TARGET_SUM:
		send_sum(request);
		break;
	case TARGET_STATUS:
		send_status(request);
		break;
	case TARGET_REDIRECT:
		send_text(request, 302, "", "");
		break;
	case TARGET_CUT:
	case TARGET_STALL:
		send_content(request, number, number / 2);
		break;
	default:
		send_text(request, 200, target_page, "");
	}
}

static unsigned code_of(int reason)
{
	switch (reason) {
	case -ENOENT:
		return 404;
	case -EACCES:
		return 403;
	case -ENOMEM:
		return 503;
	default:
		return 400;
	}
}

void reply_refuse(struct request *request, int reason, const char *sentence)
{
	char text[sizeof(struct error) + 2];

	snprintf(text, sizeof(text), "%s\n\n", sentence);
	send_text(request, code_of(reason), text,
		  reason == -EACCES ? "" : target_page);
}
