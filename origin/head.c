/* head.c - writes the head of an answer.
 *
 * evhttp could do it, but would format a date and a type into each: the origin
 * shares its processors with what is measured. evhttp decides whether the
 * connection is kept; the head only says so.
 */
#include "origin/head.h"

#include <stdio.h>
#include <strings.h>

#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

static const char *phrase(unsigned code)
{
	switch (code) {
	case 200:
		return "OK";
	case 302:
		return "Found";
	case 400:
		return "Bad Request";
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

void head_put(const struct request *request, struct head *head, unsigned code,
	      const char *length_line)
{
	const char *to = request->target.to;

	head->length = (size_t)snprintf(
		head->text, sizeof(head->text),
		"HTTP/1.1 %u %s\r\n%s%s%s%s%s\r\n", code, phrase(code),
		to ? "Location: " : "", to ? to : "", to ? "\r\n" : "",
		length_line, connection_line(request));
}

void head_put_sized(const struct request *request, struct head *head,
		    unsigned code, uint64_t bytes)
{
	char line[48];

	snprintf(line, sizeof(line), "Content-Length: %llu\r\n",
		 (unsigned long long)bytes);
	head_put(request, head, code, line);
}
