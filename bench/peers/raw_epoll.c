/* raw_epoll.c - the lower bound: sockets and epoll, without any library.
 *
 *     raw_epoll URL N K
 *
 * N downloads of one URL over K keep-alive connections. It speaks just enough
 * HTTP/1.1: a constant GET, and a response with status 200 and a
 * Content-Length. It does nothing else: no chunked bodies, no redirects, no
 * TLS, only a numeric IPv4 address. A body that differs from the first ends
 * the run.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <xxhash.h>

#include "bench/peers/peer.h"

#define BUFFER_BYTES 4096       /* a response head must fit */
#define MAX_EVENTS   256

struct connection {
	int fd;
	bool busy;              /* waiting for a response */
	bool in_body;
	uint64_t body_left;
	uint64_t body_bytes;
	size_t filled;          /* bytes of an incomplete head */
	XXH3_state_t *hash;
	char buffer[BUFFER_BYTES];
};

struct client {
	int epoll;
	struct sockaddr_in address;
	char request[512];
	size_t request_bytes;
	struct connection *connections;
	uint64_t to_start;
	bool learnt;            /* the first body sets what all must be */
	uint64_t bytes, check;
	struct peer_sums sums;
};

static void read_url(struct client *client, const char *url)
{
	char host[64], path[256] = "/";
	unsigned port = 80;
	int length;

	if (sscanf(url, "http://%63[0-9.]:%u%255s", host, &port, path) < 2 &&
	    sscanf(url, "http://%63[0-9.]%255s", host, path) < 1)
		peer_die("'%s' is not http://A.B.C.D:PORT/PATH", url);
	client->address.sin_family = AF_INET;
	client->address.sin_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, host, &client->address.sin_addr) != 1)
		peer_die("'%s' is not a numeric address", host);
	length = snprintf(client->request, sizeof(client->request),
			  "GET %s HTTP/1.1\r\nHost: %s:%u\r\n"
			  "Accept: */*\r\n\r\n", path, host, port);
	client->request_bytes = (size_t)length;
}

static void start_next(struct client *client, struct connection *c)
{
	ssize_t sent;

	c->busy = client->to_start > 0;
	if (!c->busy)
		return;
	client->to_start--;
	c->in_body = false;
	c->filled = 0;
	c->body_bytes = 0;
	XXH3_64bits_reset(c->hash);
	sent = send(c->fd, client->request, client->request_bytes,
		    MSG_NOSIGNAL);
	if (sent != (ssize_t)client->request_bytes)
		peer_die("cannot send: %s", strerror(errno));
}

static void finish(struct client *client, struct connection *c)
{
	uint64_t check = XXH3_64bits_digest(c->hash);

	if (!client->learnt) {
		client->learnt = true;
		client->bytes = c->body_bytes;
		client->check = check;
	}
	if (c->body_bytes != client->bytes || check != client->check)
		peer_die("a body differs from the first one");
	client->sums.requests++;
	client->sums.bytes += c->body_bytes;
	start_next(client, c);
}

/* Checks the status and reads the length from a complete head. */
static uint64_t content_length(char *head)
{
	static const char name[] = "content-length:";
	char *rest = NULL;

	if (strncmp(head, "HTTP/1.1 200 ", 13) != 0)
		peer_die("the response is not 'HTTP/1.1 200': %.20s", head);
	for (char *line = strtok_r(head, "\r\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\r\n", &rest))
		if (strncasecmp(line, name, sizeof(name) - 1) == 0)
			return strtoull(line + sizeof(name) - 1, NULL, 10);
	peer_die("a response has no Content-Length");
}

static void take_body(struct client *client, struct connection *c,
		      const char *data, size_t size)
{
	if (size > c->body_left)
		peer_die("a response is longer than announced");
	XXH3_64bits_update(c->hash, data, size);
	c->body_bytes += size;
	c->body_left -= size;
	if (c->body_left == 0)
		finish(client, c);
}

static void take_head(struct client *client, struct connection *c, size_t size)
{
	static const char empty_line[] = "\r\n\r\n";
	char *end;
	size_t head_bytes;

	c->filled += size;
	end = memmem(c->buffer, c->filled, empty_line, 4);
	if (end == NULL) {
		if (c->filled == BUFFER_BYTES)
			peer_die("a response head is too long");
		return;
	}
	*end = '\0';
	head_bytes = (size_t)(end - c->buffer) + 4;
	c->body_left = content_length(c->buffer);
	c->in_body = true;
	take_body(client, c, c->buffer + head_bytes, c->filled - head_bytes);
}

static void take_event(struct client *client, struct connection *c)
{
	size_t offset = c->in_body ? 0 : c->filled;
	ssize_t got = recv(c->fd, c->buffer + offset, BUFFER_BYTES - offset,
			   0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0 || !c->busy)
		peer_die("the server closed a keep-alive connection");
	if (c->in_body)
		take_body(client, c, c->buffer, (size_t)got);
	else
		take_head(client, c, (size_t)got);
}

/* The first event of a connection: it is connected, or failed to. */
static void take_connect(struct client *client, struct connection *c)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	int error = 0;
	socklen_t size = sizeof(error);

	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error != 0)
		peer_die("cannot connect: %s", strerror(error));
	if (epoll_ctl(client->epoll, EPOLL_CTL_MOD, c->fd, &event) < 0)
		peer_die("epoll_ctl: %s", strerror(errno));
	client->sums.connections++;
	start_next(client, c);
}

static void open_connection(struct client *client, struct connection *c)
{
	struct epoll_event event = { .events = EPOLLOUT, .data.ptr = c };
	int yes = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		peer_die("cannot make a socket: %s", strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(c->fd, (struct sockaddr *)&client->address,
		    sizeof(client->address)) < 0 && errno != EINPROGRESS)
		peer_die("cannot connect: %s", strerror(errno));
	if (epoll_ctl(client->epoll, EPOLL_CTL_ADD, c->fd, &event) < 0)
		peer_die("epoll_ctl: %s", strerror(errno));
}

static void run(struct client *client, uint64_t n, uint64_t k)
{
	struct epoll_event events[MAX_EVENTS];

	client->to_start = n;
	for (uint64_t i = 0; i < k && i < n; i++)
		open_connection(client, &client->connections[i]);
	while (client->sums.requests < n) {
		int count = epoll_wait(client->epoll, events, MAX_EVENTS, -1);

		if (count < 0 && errno != EINTR)
			peer_die("epoll_wait: %s", strerror(errno));
		for (int i = 0; i < count; i++) {
			if (events[i].events & EPOLLOUT)
				take_connect(client, events[i].data.ptr);
			else
				take_event(client, events[i].data.ptr);
		}
	}
}

static void open_client(struct client *client, const char *url, uint64_t k)
{
	read_url(client, url);
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll < 0)
		peer_die("epoll_create1: %s", strerror(errno));
	client->connections = peer_memory(k, sizeof(*client->connections));
	for (uint64_t i = 0; i < k; i++) {
		client->connections[i].fd = -1;
		client->connections[i].hash = XXH3_createState();
		if (client->connections[i].hash == NULL)
			peer_die("no memory for a checksum");
	}
}

static void close_client(struct client *client, uint64_t k)
{
	for (uint64_t i = 0; i < k; i++) {
		if (client->connections[i].fd >= 0)
			close(client->connections[i].fd);
		XXH3_freeState(client->connections[i].hash);
	}
	free(client->connections);
	close(client->epoll);
}

int main(int argc, char *argv[])
{
	struct client client = { 0 };
	struct peer_clock start;
	uint64_t n, k;

	if (argc != 4) {
		fprintf(stderr, "usage: raw_epoll URL N K\n");
		return 2;
	}
	n = peer_number("N", argv[2], 1, 1000000000);
	k = peer_number("K", argv[3], 1, 100000);
	peer_allow_files(k);
	open_client(&client, argv[1], k);
	start = peer_clock_now();
	run(&client, n, k);
	peer_report(&start, &client.sums);
	close_client(&client, k);
	return 0;
}
