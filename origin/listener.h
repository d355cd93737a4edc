/* listener.h - a listening socket of the origin. */
#ifndef SIMUL_LISTENER_H
#define SIMUL_LISTENER_H

#include <sys/socket.h>

struct event_base;
struct evconnlistener;

/* Listens with as long a backlog as the kernel allows (evhttp_bind_socket
 * can't); accepts once a callback is set, TCP with TCP_NODELAY. NULL with
 * errno. */
struct evconnlistener *listener_new(struct event_base *base,
				    const struct sockaddr *address,
				    socklen_t size);

#endif
