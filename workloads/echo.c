/* echo.c - a task writes to a stream and reads the same bytes back: what a
 * message costs where there is no HTTP. The floor below downloads.
 *
 * Each lane has a connection to the origin's echo, and keeps it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/content.h"
#include "runners/endpoint.h"
#include "runners/hello.h"
#include "runners/stream.h"
#include "runners/units.h"
#include "runners/workload.h"

extern const struct workload workload_echo;

/* Consecutive messages differ. */
#define KINDS 251

struct echoing {
	uint64_t size_bytes, rounds;
	bool local;

	struct endpoint endpoint;
	struct hello hello;
	unsigned char *content;  /* of KINDS messages that overlap */
};

struct line {
	int fd;
	unsigned char back[];
};

#define FIELD(field) .offset = offsetof(struct echoing, field)

static const struct option_row options[] = {
	{ .name = "size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(size_bytes), .preset = "1KiB", .least = 1,
	  .most = HELLO_BYTES_MOST, .listed = true,
	  .help = "bytes of each message" },
	{ .name = "rounds", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(rounds), .preset = "10", .least = 1, .most = 1000000,
	  .listed = true, .help = "messages of each task" },
	{ .name = "unix", .kind = OPTION_FLAG, FIELD(local),
	  .help = "over a Unix socket rather than TCP" },
	{ 0 }
};

static bool echo_wants_origin(const void *params)
{
	(void)params;
	return true;
}

static int echo_prepare(void *params, const struct setting *setting,
			struct error *err)
{
	struct echoing *p = params;

	if (!setting->echo_path)
		return error_set(err, -EINVAL, "there is no echo to talk to");
	if (p->local)
		endpoint_local(&p->endpoint, setting->echo_path);
	else
		endpoint_tcp(&p->endpoint, setting->echo_port);
	p->hello = (struct hello){ setting->echo_token, p->size_bytes };
	p->content = malloc(p->size_bytes + KINDS);
	if (!p->content)
		return error_set(err, -ENOMEM, "out of memory");
	content_fill(p->content, 0, p->size_bytes + KINDS);
	return 0;
}

static void echo_release(void *params)
{
	struct echoing *p = params;

	free(p->content);
}

/* Returns a descriptor or a negative errno. */
static int open_line(const struct echoing *p, struct io *io)
{
	int fd = endpoint_dial(&p->endpoint, io);
	int rc;

	/* It is new, so the hello fits and nothing is waited for. */
	if (fd < 0 ||
	    write(fd, &p->hello, sizeof(p->hello)) == sizeof(p->hello))
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

static int echo_lane_open(struct io *io, const void *params, struct error *err)
{
	const struct echoing *p = params;
	struct line *line = malloc(sizeof(*line) + p->size_bytes);

	if (!line)
		return error_set(err, -ENOMEM, "out of memory");
	line->fd = open_line(p, io);
	if (line->fd < 0) {
		int rc = line->fd;

		free(line);
		return error_set(err, rc, "cannot connect to the echo: %s",
				 strerror(-rc));
	}
	io_set_own(io, line);
	return 0;
}

static void echo_lane_close(struct io *io, const void *params)
{
	struct line *line = io_own(io);

	(void)params;
	close(line->fd);
	free(line);
}

static int echo_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct echoing *p = params;
	struct line *line = io_own(io);

	for (size_t i = 0; i < p->rounds; i++) {
		const unsigned char *out = p->content + (task + i) % KINDS;
		int rc = stream_write_all(io, line->fd, out, p->size_bytes);

		if (rc == 0)
			rc = stream_read_all(io, line->fd, line->back,
					     p->size_bytes);
		if (rc < 0)
			return rc;
		if (memcmp(out, line->back, p->size_bytes) != 0)
			return io_fail(io, -EBADMSG,
				       "message %zu came back changed", i);
		v->number += p->size_bytes;
	}
	return 0;
}

static int echo_answer(const void *params, size_t task, struct value *right)
{
	const struct echoing *p = params;

	(void)task;
	*right = (struct value){
		.number = (unsigned __int128)p->size_bytes * p->rounds
	};
	return 0;
}

/* None: the echo answers as soon as it has a processor. */
static int echo_waiting(const void *params, size_t task, uint64_t *ns)
{
	(void)params;
	(void)task;
	*ns = 0;
	return 0;
}

static void echo_describe(const void *params, char *buf, size_t size)
{
	const struct echoing *p = params;
	char bytes[UNITS_TEXT_SIZE];

	units_format_bytes(p->size_bytes, bytes, sizeof(bytes));
	snprintf(buf, size, "%ju x %s each, over %s", (uintmax_t)p->rounds,
		 bytes, p->local ? "a Unix socket" : "TCP");
}

const struct workload workload_echo = {
	.name = "echo",
	.summary = "write to a stream and read it back: the least waiting",
	.tasks = 160,
	.body = echo_body,
	.options = options,
	.params_size = sizeof(struct echoing),
	.prepare = echo_prepare,
	.release = echo_release,
	.answer = echo_answer,
	.waiting = echo_waiting,
	.describe = echo_describe,
	.lane_open = echo_lane_open,
	.lane_close = echo_lane_close,
	.uses = USES_READY,
	.wants_origin = echo_wants_origin,
};
