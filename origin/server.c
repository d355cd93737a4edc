/* server.c - puts libevent's parts together: base, signals, and the fronts. */
#include "origin/server.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "origin/arrival.h"
#include "origin/token.h"
#include "runners/macros.h"

enum {
	REQUEST_MS = 60 * 1000,
	IDLE_MS = 2 * 3600 * 1000,      /* above the longest latency */
	DESCRIPTORS_LEAST = 16,
};

static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* libevent would say so in words of its own, and not fail everywhere. */
static int check_descriptors(struct error *err)
{
	struct rlimit limit = { 0 };
	int all[DESCRIPTORS_LEAST], n = 0;

	while (n < DESCRIPTORS_LEAST &&
	       (all[n] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		n++;
	for (int i = 0; i < n; i++)
		close(all[i]);
	if (n == DESCRIPTORS_LEAST)
		return 0;
	getrlimit(RLIMIT_NOFILE, &limit);
	return error_set(err, -EMFILE,
			 "the origin needs %d file descriptors more than are "
			 "open: the limit is %ju (ulimit -n)",
			 DESCRIPTORS_LEAST, (uintmax_t)limit.rlim_cur);
}

static void say_nothing(int severity, const char *text)
{
	(void)severity;
	(void)text;
}

static int open_base(struct server *server)
{
	struct event_config *config = event_config_new();

	if (!config)
		return -ENOMEM;
	/* Timers to the microsecond, by a timerfd. With the change list it
	 * costs one system call instead of two or three that evhttp turns
	 * reading off and on for each request; its condition is met: no
	 * descriptor is ever duplicated here. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	server->base = event_base_new_with_config(config);
	event_config_free(config);
	return server->base ? 0 : -ENOMEM;
}

static void end(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	event_base_loopbreak(arg);
}

static int catch_signals(struct server *server)
{
	static const int numbers[] = { SIGTERM, SIGINT };
	struct sigaction old;

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (sigaction(numbers[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_IGN)
			continue;
		server->ends[i] =
			evsignal_new(server->base, numbers[i], end,
				     server->base);
		if (!server->ends[i] || evsignal_add(server->ends[i], NULL))
			return -ENOMEM;
	}
	return 0;
}

static int prepare_bodies(struct server *server)
{
	const size_t size = SERVER_PERIODS * CONTENT_PERIOD;

	server->content = malloc(size);
	server->pieces = evbuffer_new();
	if (!server->content || !server->pieces)
		return -ENOMEM;
	content_fill(server->content, 0, size);
	return 0;
}

static int start_sweep(struct server *server, const struct origin_terms *terms)
{
	return sweep_init(&server->sweep, server->base,
			  terms->request_ms ? terms->request_ms : REQUEST_MS,
			  terms->idle_ms ? terms->idle_ms : IDLE_MS);
}

static int open_secure(struct server *server, const struct origin_terms *terms,
		       struct error *err)
{
	int rc = tls_init(&server->tls, terms, err);

	if (rc < 0)
		return rc;
	return front_init(&server->secure, server, &server->tls,
			  terms->address, terms->tls_port, err);
}

int server_init(struct server *server, const struct origin_terms *terms,
		struct origin_counts *counts, struct error *err)
{
	int rc;

	*server = (struct server){ .counts = counts };
	token_prefix(terms->token, server->prefix);
	server->prefix_length = strlen(server->prefix);
	event_set_log_callback(say_nothing);
	raise_file_limit();
	rc = check_descriptors(err);
	if (rc < 0)
		return rc;
	rc = open_base(server);
	if (rc == 0)
		rc = catch_signals(server);
	if (rc == 0)
		rc = start_sweep(server, terms);
	if (rc == 0)
		rc = prepare_bodies(server);
	if (rc < 0)
		return error_set(err, rc, "cannot start the origin: %s",
				 strerror(-rc));
	rc = front_init(&server->plain, server, NULL, terms->address,
			terms->port, err);
	if (rc == 0 && terms->tls)
		rc = open_secure(server, terms, err);
	return rc;
}

int server_run(struct server *server)
{
	return event_base_dispatch(server->base) < 0 ? -EIO : 0;
}

void server_term(struct server *server)
{
	/* First the connections: their requests become spare. */
	front_term(&server->plain);
	front_term(&server->secure);
	tls_term(&server->tls);
	sweep_term(&server->sweep);
	arrival_free_spare(server);
	for (size_t i = 0; i < ARRAY_SIZE(server->ends); i++)
		if (server->ends[i])
			event_free(server->ends[i]);
	if (server->pieces)
		evbuffer_free(server->pieces);
	/* Last the base: freeing it runs the others' finalisers, which may
	 * still send from content. */
	if (server->base)
		event_base_free(server->base);
	free(server->content);
	*server = (struct server){ 0 };
}
