/* echo.h - sends back every byte: on a port, and on a Unix socket.
 *
 * A client first sends a hello with the run's token; on the Unix socket the
 * kernel must know it as a process of this user, too. What it does not read is
 * kept here: as much as its hello announces, then it has to read. A client that
 * closes its end gets no more.
 */
#ifndef SIMUL_ECHO_H
#define SIMUL_ECHO_H

#include <stddef.h>
#include <stdint.h>

#include "origin/origin.h"
#include "runners/error.h"

struct evconnlistener;
struct server;
struct stream;

struct echo {
	struct server *server;
	struct evconnlistener *tcp, *local;
	struct stream *first;           /* of all connections */
	uint64_t token;
	unsigned char *piece;           /* empty between any two events */
};

/* Listens on 127.0.0.1 and a port that the kernel picks, and on an abstract
 * Unix socket that it names; both are served by the server's base. Returns 0 or
 * a negative errno with err. */
int echo_init(struct echo *echo, struct server *server, uint64_t token,
	      struct error *err);

uint16_t echo_port(const struct echo *echo);

/* The name as people write it: '@' stands for the first byte, which is 0. */
void echo_path(const struct echo *echo, char *buf, size_t size);

/* Ends every connection. May be called after an echo_init that failed, and on
 * a zeroed echo; before the server is. */
void echo_term(struct echo *echo);

#endif
