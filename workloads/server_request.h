/* server_request.h - requests of HTTP/1.x out of a stream of bytes, by
 * libhttp-parser: which number, keep the connection, send a body.
 *
 * Bytes come in pieces of any size, and may hold several requests.
 */
#ifndef SIMUL_SERVER_REQUEST_H
#define SIMUL_SERVER_REQUEST_H

#include <http_parser.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server_request {
	struct http_parser parser;
	bool begun, whole;
	bool keep;               /* the client wants so */
	bool bodiless;           /* HEAD */
	bool counting;           /* the path is a number so far */
	uint32_t number;         /* that it is; else 0 */
};

/* For a new connection. */
void server_request_init(struct server_request *request);

/* Before the next one on the same connection. */
void server_request_next(struct server_request *request);

/* Reads until the request is whole. Returns how many bytes it took, or
 * -EBADMSG: that is no HTTP. */
ptrdiff_t server_request_feed(struct server_request *request,
			      const char *bytes, size_t size);

#endif
