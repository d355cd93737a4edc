/* listener.c - libevent's listener, with a longer backlog and no busy loop. */
#include "origin/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <event2/event.h>
#include <event2/listener.h>

enum {
	/* The kernel cuts it to net.core.somaxconn. */
	BACKLOG = 65535,
	PAUSE_US = 10000,
};

static void resume(evutil_socket_t fd, short what, void *listener)
{
	(void)fd;
	(void)what;
	evconnlistener_enable(listener);
}

/* Out of descriptors, every accept fails at once: wait until some may be free
 * again. */
static void accept_failed(struct evconnlistener *listener, void *arg)
{
	struct timeval pause = { .tv_usec = PAUSE_US };

	(void)arg;
	evconnlistener_disable(listener);
	event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT,
			resume, listener, &pause);
}

struct evconnlistener *listener_new(struct event_base *base,
				    const struct sockaddr *address,
				    socklen_t size)
{
	const unsigned options = LEV_OPT_CLOSE_ON_FREE |
				 LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE;
	const int on = 1;
	struct evconnlistener *listener =
		evconnlistener_new_bind(base, NULL, NULL, options, BACKLOG,
					address, (int)size);

	if (!listener)
		return NULL;
	/* Accepted sockets inherit it. */
	if (address->sa_family != AF_UNIX)
		setsockopt(evconnlistener_get_fd(listener), IPPROTO_TCP,
			   TCP_NODELAY, &on, sizeof(on));
	evconnlistener_set_error_cb(listener, accept_failed);
	return listener;
}
