/* server_clients.c - starting the clients, stopping them, and their times. */
#include "workloads/server_clients.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "workloads/client_loop.h"
#include "workloads/service.h"

#define PATIENCE_NS (10 * NS_PER_S)
#define BACKLOG 4096

static void pause_ns(uint64_t ns)
{
	struct timespec t = clock_timespec(ns);

	nanosleep(&t, NULL);
}

static int open_listener(struct desk *desk, uint16_t port, struct error *err)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(at);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return error_set(err, -errno, "cannot make a socket: %s",
				 strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, size) < 0 ||
	    listen(fd, BACKLOG) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0) {
		rc = -errno;
		close(fd);
		return error_set(err, rc, "cannot listen on 127.0.0.1:%u: %s",
				 port, strerror(-rc));
	}
	desk->listener = fd;
	desk->port = ntohs(at.sin_port);
	return 0;
}

/* Wakes the lanes that wait for a connection. */
static void watch_for_the_end(const struct desk *desk,
			      const struct area *area)
{
	while (!atomic_load(&desk->stop)) {
		if (area_cancelled(area))
			shutdown(desk->listener, SHUT_RDWR);
		pause_ns(10 * NS_PER_MS);
	}
}

static _Noreturn void clients_main(const struct service *s, struct area *area,
				   pid_t parent)
{
	struct desk *desk = area->shared;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	if (s->port)
		watch_for_the_end(desk, area);
	else
		client_loop(s, area, MAX((size_t)s->connections,
					 area->lanes));
	_exit(0);
}

/* Otherwise the first connections would be made within the timer. */
static int await_connections(const struct desk *desk, struct error *err)
{
	uint64_t until = clock_ns() + PATIENCE_NS;

	while (!atomic_load(&desk->connected)) {
		if (clock_ns() > until)
			return error_set(err, -ETIMEDOUT, "the clients did "
					 "not connect in 10 s");
		if (waitpid(desk->clients, NULL, WNOHANG | WNOWAIT) ==
		    desk->clients)
			return error_set(err, -EIO, "the clients ended: %s",
					 desk->reason);
		pause_ns(NS_PER_MS / 5);
	}
	return 0;
}

/* With what it used of the processors. */
static uint64_t reap(const struct desk *desk)
{
	uint64_t until = clock_ns() + PATIENCE_NS;
	struct rusage usage = { 0 };
	pid_t ended = 0;

	while (ended == 0 && clock_ns() < until) {
		ended = wait4(desk->clients, NULL, WNOHANG, &usage);
		if (ended == 0)
			pause_ns(NS_PER_MS / 5);
	}
	if (ended == 0) {
		kill(desk->clients, SIGKILL);
		wait4(desk->clients, NULL, 0, &usage);
	}
	return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) *
		       NS_PER_S +
	       (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) *
		       1000;
}

static uint64_t stop(struct desk *desk)
{
	uint64_t cpu_ns;

	atomic_store(&desk->stop, true);
	cpu_ns = reap(desk);
	close(desk->listener);
	return cpu_ns;
}

int server_clients_begin(const void *params, struct area *area,
			 struct error *err)
{
	const struct service *s = params;
	struct desk *desk = area->shared;
	pid_t parent = getpid();
	int rc = open_listener(desk, (uint16_t)s->port, err);

	if (rc < 0)
		return rc;
	desk->clients = fork();
	if (desk->clients == 0)
		clients_main(s, area, parent);
	if (desk->clients < 0) {
		rc = -errno;
		close(desk->listener);
		return error_set(err, rc, "cannot fork: %s", strerror(-rc));
	}
	rc = s->port ? 0 : await_connections(desk, err);
	if (rc < 0) {
		kill(desk->clients, SIGKILL);
		stop(desk);
	}
	return rc;
}

/* What the client saw takes the place of what the lane did, whose task began
 * when it was ready for a request. Returns how many answers didn't arrive. */
static size_t take_times(const struct desk *desk, struct area *area)
{
	size_t lost = 0;

	for (size_t task = 0; task < service_served(desk, area); task++) {
		const struct asked *asked = service_asked(desk, task);

		if (!asked)
			continue;
		if (!asked->answered_ns) {
			lost++;
			continue;
		}
		area->slot[task].start_ns = asked->sent_ns - area->opened_ns;
		area->slot[task].end_ns = asked->answered_ns -
					  area->opened_ns;
	}
	return lost;
}

int server_clients_end(const void *params, struct area *area,
		       uint64_t *cpu_ns, struct error *err)
{
	const struct service *s = params;
	struct desk *desk = area->shared;
	size_t lost, wrong;

	*cpu_ns += stop(desk);
	if (s->port)
		return 0;
	lost = take_times(desk, area);
	wrong = atomic_load(&desk->wrong);
	if (wrong)
		return error_set(err, -EBADMSG, "%zu answer%s wrong: %s",
				 wrong, wrong == 1 ? " was" : "s were",
				 desk->reason);
	if (lost)
		return error_set(err, -EBADMSG, "%zu answer%s not arrive at "
				 "the clients", lost,
				 lost == 1 ? " did" : "s did");
	return 0;
}
