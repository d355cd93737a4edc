/* client_loop.c - connections over one epoll, edge-triggered: at each event a
 * connection writes and reads as far as it gets.
 */
#include "workloads/client_loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"

#define EVENTS_AT_ONCE 256
#define LOOK_MS 5                /* how soon it notices desk->stop */
#define PATIENCE_NS (5 * NS_PER_S) /* for answers on their way */

struct client {
	int fd;
	bool asking;             /* a request is out, or on its way */
	bool spent;              /* it had its answer: it is to end */
	uint32_t number;
	size_t sent, got;
};

struct clients {
	const struct service *service;
	struct desk *desk;
	int epoll;
	bool open;               /* the gate */
	uint32_t next;
	size_t count;
	struct client *client;
	char *request, *right, *block;
	uint32_t right_number;   /* for which `right` is, + 1 */
	size_t right_size, room;
};

static void complain(struct clients *c, const char *what, size_t at,
		     uint32_t number)
{
	if (atomic_fetch_add(&c->desk->wrong, 1) == 0)
		snprintf(c->desk->reason, sizeof(c->desk->reason),
			 "the answer to request %u %s byte %zu", number, what,
			 at);
}

static int connect_one(struct clients *c, struct client *x)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.ptr = x,
	};
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(c->desk->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int on = 1;

	*x = (struct client){ .fd = socket(AF_INET, SOCK_STREAM |
					   SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
	if (x->fd < 0)
		return -errno;
	setsockopt(x->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(x->fd, (const struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EINPROGRESS)
		return -errno;
	if (epoll_ctl(c->epoll, EPOLL_CTL_ADD, x->fd, &event) < 0)
		return -errno;
	return 0;
}

static void begin_asking(struct clients *c, struct client *x)
{
	x->asking = true;
	x->number = c->next++;
	x->sent = x->got = 0;
	if (x->number < service_numbers(c->desk))
		c->desk->asked[x->number].sent_ns = clock_ns();
}

/* 0, or 1: the connection has ended, or was never made. */
static int send_request(struct clients *c, struct client *x)
{
	size_t size = service_request(c->service, x->number, c->request);

	while (x->sent < size) {
		ssize_t n = send(x->fd, c->request + x->sent, size - x->sent,
				 MSG_NOSIGNAL);

		if (n < 0)
			return errno != EAGAIN && errno != EINTR;
		x->sent += (size_t)n;
	}
	return 0;
}

static void find_right(struct clients *c, uint32_t number)
{
	if (c->right_number == number + 1)
		return;
	c->right_size = service_answer(c->service, number,
				       c->service->protocol != PROTOCOL_CLOSE,
				       c->right);
	c->right_number = number + 1;
}

static void compare(struct clients *c, struct client *x, size_t size)
{
	find_right(c, x->number);
	if (x->got + size > c->right_size) {
		complain(c, "goes on after", c->right_size, x->number);
	} else if (memcmp(c->block, c->right + x->got, size) != 0) {
		complain(c, "is another one after", x->got, x->number);
	}
	x->got += size;
	if (x->got < c->right_size)
		return;
	x->asking = false;
	x->spent = c->service->protocol == PROTOCOL_CLOSE;
	if (x->number < service_numbers(c->desk))
		c->desk->asked[x->number].answered_ns = clock_ns();
}

/* 0: no more for now; 1: the connection has ended. */
static int read_answer(struct clients *c, struct client *x)
{
	for (;;) {
		ssize_t n = recv(x->fd, c->block, c->room, 0);

		if (n < 0)
			return errno != EAGAIN && errno != EINTR;
		if (n == 0)
			return 1;
		if (!x->asking) {
			complain(c, "came twice, after", x->got, x->number);
			return 1;
		}
		compare(c, x, (size_t)n);
		if (!x->asking && !x->spent)
			return 0;
	}
}

/* A connection that ended in the middle counts as a wrong answer. */
static int start_over(struct clients *c, struct client *x)
{
	close(x->fd);
	if (x->asking && x->sent && !atomic_load(&c->desk->stop))
		complain(c, "ended at", x->got, x->number);
	return connect_one(c, x);
}

static int go_on(struct clients *c, struct client *x)
{
	if (!c->open)
		return 0;
	for (;;) {
		bool stop = atomic_load(&c->desk->stop);

		if (!x->asking && !x->spent && !stop)
			begin_asking(c, x);
		if ((x->asking && send_request(c, x)) || read_answer(c, x))
			return stop ? 0 : start_over(c, x);
		if (x->asking || x->spent || stop)
			return 0;
	}
}

static int turn(struct clients *c, int ms)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int n = epoll_wait(c->epoll, events, EVENTS_AT_ONCE, ms);
	int rc = 0;

	for (int i = 0; i < n && rc == 0; i++)
		rc = go_on(c, events[i].data.ptr);
	return rc < 0 ? rc : n;
}

static int clients_init(struct clients *c, const struct service *s,
			struct area *area, size_t count)
{
	size_t room = s->size_bytes + SERVICE_HEAD_MOST;

	*c = (struct clients){ .service = s, .desk = area->shared,
			       .count = count, .room = room };
	c->client = calloc(count, sizeof(*c->client));
	c->request = malloc(room);
	c->right = malloc(room);
	c->block = malloc(room);
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!c->client || !c->request || !c->right || !c->block)
		return -ENOMEM;
	if (c->epoll < 0)
		return -errno;
	for (size_t i = 0; i < count; i++) {
		int rc = connect_one(c, &c->client[i]);

		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Are there answers on their way? A lane is done with a task as soon as the
 * kernel has taken all of its answer. */
static bool some_are_missing(const struct desk *desk, const struct area *area)
{
	for (size_t task = 0; task < service_served(desk, area); task++) {
		const struct asked *asked = service_asked(desk, task);

		if (asked && !asked->answered_ns)
			return true;
	}
	return false;
}

/* Until the end, and then as long as answers are on their way. */
static int ask(struct clients *c, const struct area *area)
{
	uint64_t until;
	int rc = 0;

	c->open = true;
	for (size_t i = 0; i < c->count && rc == 0; i++)
		rc = go_on(c, &c->client[i]);
	while (rc >= 0 && !atomic_load(&c->desk->stop))
		rc = turn(c, LOOK_MS);
	until = clock_ns() + PATIENCE_NS;
	while (rc >= 0 && some_are_missing(c->desk, area) && clock_ns() < until)
		rc = turn(c, LOOK_MS);
	return rc;
}

void client_loop(const struct service *s, struct area *area, size_t count)
{
	struct clients c;
	int rc = clients_init(&c, s, area, count);

	if (rc == 0) {
		atomic_store(&c.desk->connected, true);
		area_gate_wait(area, GATE_SHUT);
		rc = ask(&c, area);
	}
	if (rc < 0)
		snprintf(c.desk->reason, sizeof(c.desk->reason), "%s",
			 strerror(-rc));
}
