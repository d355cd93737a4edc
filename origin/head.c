/* head.c - writes the head of an answer.
 *
 * evhttp could do it, but would format a date and a type into each, and printf
 * takes a tenth of a request: the origin shares its processors with what is
 * measured. evhttp decides whether the
 * connection is kept; the head only says so.
 */
#include "origin/head.h"

#include <string.h>
#include <strings.h>

#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

#include "runners/macros.h"

static const char *phrase(unsigned code)
{
	switch (code) {
	case 200:
		return "OK";
	case 302:
		return "Found";
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 503:
		return "Service Unavailable";
	default:
		return "";      /* which the protocol allows */
	}
}

bool head_is_old(const struct request *request)
{
	return request->http->major < 1 ||
	       (request->http->major == 1 && request->http->minor < 1);
}

static bool says_close(const struct evkeyvalq *headers)
{
	const char *wish = evhttp_find_header(headers, "Connection");

	return wish && strcasecmp(wish, "close") == 0;
}

static bool says_keep_alive(const struct evkeyvalq *headers)
{
	const char *wish = evhttp_find_header(headers, "Connection");

	return wish && strncasecmp(wish, "keep-alive", 10) == 0;
}

/* By evhttp's own rules. */
bool head_closes(const struct request *request)
{
	const struct evhttp_request *http = request->http;

	return says_close(http->input_headers) ||
	       says_close(http->output_headers) ||
	       (head_is_old(request) && !says_keep_alive(http->input_headers));
}

static const char *connection_line(const struct request *request)
{
	if (head_closes(request))
		return "Connection: close\r\n";
	return head_is_old(request) ? "Connection: keep-alive\r\n" : "";
}

static void put(struct head *head, const char *text)
{
	size_t size = MIN(strlen(text), sizeof(head->text) - head->length);

	memcpy(head->text + head->length, text, size);
	head->length += size;
}

static void put_number(struct head *head, uint64_t number)
{
	char digits[21], *first = digits + sizeof(digits) - 1;

	*first = '\0';
	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	put(head, first);
}

/* Up to the line about the length. */
static void begin(const struct request *request, struct head *head,
		  unsigned code)
{
	const char *to = request->target.to;

	head->length = 0;
	put(head, "HTTP/1.1 ");
	put_number(head, code);
	put(head, " ");
	put(head, phrase(code));
	put(head, "\r\n");
	if (!to)
		return;
	put(head, "Location: ");
	if (*to == '/')
		put(head, request->server->prefix);
	put(head, to);
	put(head, "\r\n");
}

static void end(const struct request *request, struct head *head)
{
	put(head, connection_line(request));
	put(head, "\r\n");
}

void head_put(const struct request *request, struct head *head, unsigned code,
	      const char *length_line)
{
	begin(request, head, code);
	put(head, length_line);
	end(request, head);
}

void head_put_sized(const struct request *request, struct head *head,
		    unsigned code, uint64_t bytes)
{
	begin(request, head, code);
	put(head, "Content-Length: ");
	put_number(head, bytes);
	put(head, "\r\n");
	end(request, head);
}
