/* server.h - one HTTP server: its sockets, its event loop, its counts. */
#ifndef SIMUL_SERVER_H
#define SIMUL_SERVER_H

#include <stdint.h>

#include "origin/front.h"
#include "origin/origin.h"
#include "origin/sweep.h"
#include "origin/tls.h"
#include "runners/content.h"
#include "runners/error.h"

struct event;
struct event_base;
struct evbuffer;
struct request;

/* Periods of content kept in memory to send from. */
#define SERVER_PERIODS 16

struct server {
	struct origin_counts *counts;
	unsigned char *content;         /* SERVER_PERIODS, never written to */
	struct event_base *base;
	struct event *ends[2];          /* SIGINT and SIGTERM */
	struct front plain;
	struct front secure;            /* if the terms want TLS */
	struct tls tls;                 /* of that */
	struct sweep sweep;
	char prefix[ORIGIN_PREFIX_SIZE];/* of every path; "": open to all */
	size_t prefix_length;
	struct evbuffer *pieces;        /* empty between any two events */
	struct request *spare;          /* requests to use again */
};

/* Listens as the terms say, for HTTP, and for HTTPS on another port if they
 * want TLS. Connections are accepted by the kernel from now on, by server_run
 * later. Raises this process's soft limit of open files to the hard one and
 * makes it ignore SIGPIPE. Returns 0 or a negative errno with err. */
int server_init(struct server *server, const struct origin_terms *terms,
		struct origin_counts *counts, struct error *err);

/* Serves until SIGTERM, or SIGINT where that was not ignored at the time of
 * server_init. Returns 0 or a negative errno. */
int server_run(struct server *server);

/* Ends every connection and frees everything. May be called after a
 * server_init that failed, and on a zeroed server. */
void server_term(struct server *server);

#endif
