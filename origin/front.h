/* front.h - where clients come in: a listening socket, and evhttp behind it. */
#ifndef SIMUL_FRONT_H
#define SIMUL_FRONT_H

#include <stdint.h>

#include "runners/error.h"

struct evhttp;
struct evhttp_bound_socket;
struct server;
struct tls;

struct front {
	struct server *server;
	const struct tls *tls;          /* NULL: HTTP without it */
	struct evhttp *evhttp;
	struct evhttp_bound_socket *socket;
};

/* Listens on a numeric IPv4 or IPv6 address; port 0 lets the kernel pick. The
 * server has its base by now. Returns 0 or a negative errno with err;
 * front_term in any case. */
int front_init(struct front *front, struct server *server,
	       const struct tls *tls, const char *address, uint16_t port,
	       struct error *err);

/* The port that it listens on. */
uint16_t front_port(const struct front *front);

/* Ends every connection. May be called on a zeroed front. */
void front_term(struct front *front);

#endif
