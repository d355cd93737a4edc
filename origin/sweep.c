/* sweep.c - looks at every descriptor that libevent waits for.
 *
 * That a request is incomplete can't be asked of evhttp. But bytes that came
 * without a request to show for it are the beginning of one.
 */
#include "origin/sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/tcp.h>
#include <netinet/in.h>

#include <event2/event.h>

#include "runners/macros.h"

enum {
	/* Descriptors above are left alone. */
	DESCRIPTORS_MOST = 1 << 20,
	SWEEPS = 4,                     /* in the time that a request has */
	LISTENING = 10,                 /* tcpi_state: TCP_LISTEN, of a header
	                                   that clashes with this one */
};

static bool is_late(struct sweep_visit *v, uint64_t bytes)
{
	bool part = bytes != v->bytes && !v->arrived;

	if (v->busy || v->arrived)
		v->late = 0;
	else if (part || v->late > 0)
		v->late++;
	v->arrived = false;
	v->bytes = bytes;
	return v->late > SWEEPS;
}

/* Each connection is met once a sweep, though it may have several events. */
static int visit(const struct event_base *base, const struct event *event,
		 void *arg)
{
	struct sweep *sweep = arg;
	int fd = event_get_fd(event);
	struct sweep_visit *v = sweep->visit + fd;
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);
	uint64_t cookie = 0, idle_ms;

	(void)base;
	if (fd < 0 || (size_t)fd >= sweep->size || v->round == sweep->round ||
	    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0 ||
	    info.tcpi_state == LISTENING)
		return 0;
	size = sizeof(cookie);
	getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size);
	if (v->cookie != cookie)
		*v = (struct sweep_visit){ .cookie = cookie,
					   .arrived = v->arrived,
					   .busy = v->busy };
	v->round = sweep->round;
	idle_ms = MIN(info.tcpi_last_data_recv, info.tcpi_last_data_sent);
	if (is_late(v, info.tcpi_bytes_received) || idle_ms > sweep->idle_ms)
		shutdown(fd, SHUT_RDWR);
	return 0;
}

static void look(evutil_socket_t fd, short what, void *arg)
{
	struct sweep *sweep = arg;

	(void)fd;
	(void)what;
	sweep->round++;
	event_base_foreach_event(sweep->base, visit, sweep);
}

int sweep_init(struct sweep *sweep, struct event_base *base,
	       uint64_t request_ms, uint64_t idle_ms)
{
	uint64_t us = request_ms * 1000 / SWEEPS;
	const struct timeval period = {
		.tv_sec = (time_t)(us / 1000000),
		.tv_usec = (suseconds_t)(us % 1000000),
	};
	struct rlimit limit = { .rlim_cur = 1024 };

	*sweep = (struct sweep){ .base = base, .idle_ms = idle_ms };
	getrlimit(RLIMIT_NOFILE, &limit);
	sweep->size = MIN(limit.rlim_cur, (rlim_t)DESCRIPTORS_MOST);
	/* Only what is touched of it takes memory. */
	sweep->visit = calloc(sweep->size, sizeof(*sweep->visit));
	sweep->timer = event_new(base, -1, EV_PERSIST, look, sweep);
	if (!sweep->visit || !sweep->timer ||
	    event_add(sweep->timer, &period) < 0)
		return -ENOMEM;
	return 0;
}

void sweep_term(struct sweep *sweep)
{
	if (sweep->timer)
		event_free(sweep->timer);
	free(sweep->visit);
	*sweep = (struct sweep){ 0 };
}
