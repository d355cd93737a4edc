/* listener.h - a socket of the origin that accepts. */
#ifndef SIMUL_LISTENER_H
#define SIMUL_LISTENER_H

#include <sys/socket.h>

struct event_base;
struct evconnlistener;

/* Listens there, with as long a backlog as the kernel allows (which
 * evhttp_bind_socket does not offer); accepts once a callback is set. What TCP
 * accepts sends at once. NULL with errno. */
struct evconnlistener *listener_new(struct event_base *base,
				    const struct sockaddr *address,
				    socklen_t size);

#endif
