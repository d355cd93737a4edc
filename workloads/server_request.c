/* server_request.c - the parser's callbacks. */
#include "workloads/server_request.h"

#include <errno.h>
#include <string.h>

static int on_begin(struct http_parser *parser)
{
	struct server_request *r = parser->data;

	r->begun = true;
	return 0;
}

/* "/17", perhaps in pieces. Whatever else is asked for is number 0. */
static int on_url(struct http_parser *parser, const char *at, size_t size)
{
	struct server_request *r = parser->data;

	for (size_t i = 0; i < size && r->counting; i++) {
		if (at[i] == '/')
			continue;
		r->counting = at[i] >= '0' && at[i] <= '9';
		r->number = r->counting
			? r->number * 10 + (uint32_t)(at[i] - '0') : 0;
	}
	return 0;
}

static int on_whole(struct http_parser *parser)
{
	struct server_request *r = parser->data;

	r->whole = true;
	r->keep = http_should_keep_alive(parser) && !parser->upgrade;
	r->bodiless = parser->method == HTTP_HEAD;
	http_parser_pause(parser, 1);
	return 0;
}

static const struct http_parser_settings callbacks = {
	.on_message_begin = on_begin,
	.on_url = on_url,
	.on_message_complete = on_whole,
};

void server_request_init(struct server_request *r)
{
	*r = (struct server_request){ .counting = true };
	http_parser_init(&r->parser, HTTP_REQUEST);
	r->parser.data = r;
}

void server_request_next(struct server_request *r)
{
	if (r->whole)
		http_parser_pause(&r->parser, 0);
	r->begun = r->whole = r->keep = r->bodiless = false;
	r->counting = true;
	r->number = 0;
}

ptrdiff_t server_request_feed(struct server_request *r, const char *bytes,
			      size_t size)
{
	size_t took = http_parser_execute(&r->parser, &callbacks, bytes, size);
	enum http_errno error = HTTP_PARSER_ERRNO(&r->parser);

	if (error != HPE_OK && error != HPE_PAUSED)
		return -EBADMSG;
	return (ptrdiff_t)took;
}
