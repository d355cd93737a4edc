/* example_redis.c - a workload outside of simul with a connection for each
 * lane: a task sends PING with its number to a Redis server, and checks that
 * the same number comes back.
 *
 *   cc -O2 -shared -fPIC -I SIMUL -o redis.so example_redis.c
 *   simul run ./redis.so -m all -c 20 --port 6379
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/plugin.h"

struct ping {
	uint64_t port;
};

/* What a lane owns. */
struct line {
	int fd;
};

static const struct option_row options[] = {
	{ .name = "port", .argument = "PORT", .kind = OPTION_COUNT,
	  .offset = offsetof(struct ping, port), .preset = "6379",
	  .least = 1, .most = 65535, .help = "of the server on 127.0.0.1" },
	{ 0 }
};

static int dial(uint16_t port)
{
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

/* In the worker, before the gate opens. It may block, so connect(2) is right
 * here; in a body it would be io_connect. io_prepare makes the descriptor what
 * the model needs. */
static int ping_lane_open(struct io *io, const void *params, struct error *err)
{
	const struct ping *p = params;
	struct line *line = malloc(sizeof(*line));
	int rc = -ENOMEM;

	if (!line)
		return error_set(err, rc, "out of memory");
	rc = line->fd = dial((uint16_t)p->port);
	if (rc < 0)
		goto fail_dial;
	rc = io_prepare(io, line->fd);
	if (rc < 0)
		goto fail_prepare;
	io_set_own(io, line);
	return 0;

fail_prepare:
	close(line->fd);
fail_dial:
	free(line);
	return error_set(err, rc, "cannot connect to 127.0.0.1:%u: %s",
			 (unsigned)p->port, strerror(-rc));
}

/* After the run, for each lane whose lane_open succeeded. */
static void ping_lane_close(struct io *io, const void *params)
{
	struct line *line = io_own(io);

	(void)params;
	io_disconnect(io, line->fd);
	free(line);
}

/* In Redis' protocol a request is an array of strings, each after its length;
 * the answer is one string. */
static int ping_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct line *line = io_own(io);
	char number[24], request[96], expected[48], answer[48];
	int digits = snprintf(number, sizeof(number), "%zu", task);
	int asks = snprintf(request, sizeof(request),
			    "*2\r\n$4\r\nPING\r\n$%d\r\n%s\r\n", digits,
			    number);
	int size = snprintf(expected, sizeof(expected), "$%d\r\n%s\r\n",
			    digits, number);
	int rc;

	(void)params;
	rc = io_write(io, line->fd, request, (size_t)asks);
	if (rc == 0)
		rc = io_read_all(io, line->fd, answer, (size_t)size);
	if (rc < 0)
		return rc;
	if (memcmp(answer, expected, (size_t)size) != 0)
		return io_fail(io, -EBADMSG, "the answer to PING %s is "
			       "'%.*s'", number, size, answer);
	v->number = task;
	return 0;
}

static int ping_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	*right = (struct value){ .number = task };
	return 0;
}

static const struct workload ping = {
	.name = "redis-ping",
	.summary = "PING to a Redis server, over a connection of each lane",
	.tasks = 1000,
	.body = ping_body,
	.options = options,
	.params_size = sizeof(struct ping),
	.answer = ping_answer,
	.lane_open = ping_lane_open,
	.lane_close = ping_lane_close,
	/* io_write and io_read_all: without this they fail, and say so. */
	.uses = USES_STREAM,
};

const struct simul_plugin simul_plugin = {
	.version = SIMUL_PLUGIN_VERSION,
	.workload = &ping,
};
