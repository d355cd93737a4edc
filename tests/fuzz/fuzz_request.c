/* fuzz_request.c - live requests: the input comes to the origin's socket, in
 * two parts, and then the client goes away.
 *
 * The server runs in this process. A request may ask for a latency of an hour,
 * but ends with its client; each turn of the loop is bounded. The kernel tells
 * of the client's end when it comes to it, which on a loaded machine may be
 * after many turns.
 */
#include <arpa/inet.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "origin/server.h"
#include "tests/fuzz/fuzz.h"

enum {
	QUICK_TURNS = 50,
	LATE_TURNS = 5000,
	LATE_TURN_US = 1000,
};

static struct server server;
static struct origin_counts counts;

static void start(void)
{
	const struct origin_terms terms = { .address = "127.0.0.1" };
	struct error err = { "" };

	if (server.base)
		return;
	if (server_init(&server, &terms, &counts, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
}

static int connected(void)
{
	struct linger at_once = { .l_onoff = 1 };
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(front_port(&server.plain)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	/* A reset leaves no TIME_WAIT, or the ports would run out. */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	if (fd < 0 || connect(fd, (void *)&to, sizeof(to)) < 0)
		abort();
	return fd;
}

/* Looks at what is ready, and takes what came back. */
static void turn(int fd)
{
	char answer[65536];

	event_base_loop(server.base, EVLOOP_NONBLOCK);
	if (fd >= 0)
		while (recv(fd, answer, sizeof(answer), MSG_DONTWAIT) ==
		       (ssize_t)sizeof(answer))
			;
}

static void send_part(int fd, const uint8_t *data, size_t size)
{
	if (size)
		send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	for (int i = 0; i < 4; i++)
		turn(fd);
}

static void turn_until_ended(void)
{
	for (int i = 0; i < QUICK_TURNS + LATE_TURNS; i++) {
		if (!atomic_load(&counts.in_flight))
			return;
		turn(-1);
		if (i >= QUICK_TURNS)
			usleep(LATE_TURN_US);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t first = size ? data[0] * size / 256 : 0;
	int fd;

	start();
	fd = connected();
	send_part(fd, data, first);
	send_part(fd, data + first, size - first);
	close(fd);
	turn_until_ended();
	fuzz_holds(!atomic_load(&counts.in_flight),
		   "a request ends with its client");
	return 0;
}
