/* request.h - one request, and the connection that it came on. */
#ifndef SIMUL_REQUEST_H
#define SIMUL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/http.h>

#include "origin/server.h"
#include "origin/target.h"

struct request {
	struct server *server;
	const struct front *front;      /* where it came in */
	struct evhttp_request *http;    /* evhttp's half */
	struct target target;
	struct event timer;             /* the latency */
	uint64_t got_bytes, got_check;  /* of the request's body, for /sum */

	/* Of the body, see reply.c. */
	uint64_t offset;                /* sent or queued up to here */
	uint64_t end;                   /* send no more than this */
	bool chunked;                   /* and the last chunk is not yet sent */

	int fd;                         /* of the connection */
	struct request *next;           /* while spare */
};

/* The connection's bufferevent. */
struct bufferevent *request_stream(const struct request *request);

/* Adds up the body that came with the request, and frees it: 0 or -ENOMEM. */
int request_take_body(struct request *request);

/* From now on notices at once when the client goes away, and hangs up if it
 * sends much more than this request before the answer is complete. */
void request_watch(struct request *request);

/* Closes the connection, in order; what is queued is lost. evhttp notices on
 * its next turn, so the request lives on until then. */
void request_hang_up(struct request *request);

/* Ends the connection with an RST, at once. */
void request_reset(struct request *request);

#endif
