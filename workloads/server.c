/* server.c - a task is a request served: a lane accepts a connection, reads a
 * request, does its steps and answers, and keeps the connection for the next
 * task until the client ends it.
 *
 * So K lanes serve K connections at once, under every model: a thread or a
 * process each, or a coroutine each. All of them accept from one listener. The
 * clients are another process (server_clients.h); with --port whoever comes.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/burn.h"
#include "runners/clock.h"
#include "runners/content.h"
#include "runners/units.h"
#include "runners/workload.h"
#include "workloads/server_clients.h"
#include "workloads/server_request.h"
#include "workloads/service.h"

extern const struct workload workload_server;

/* How soon an idle connection notices the end of the run. */
#define LOOK_NS (100 * NS_PER_MS)

#define BAD_REQUEST                                                         \
	"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"                 \
	"Connection: close\r\n\r\n"

struct counter {
	int fd;                  /* of its connection; -1: none */
	struct server_request request;
	size_t at, end;          /* what was read and not yet looked at */
	char in[4096];
	char out[];
};

#define FIELD(field) .offset = offsetof(struct service, field)

static const char *const protocols[] = { "http", "http-close", "echo", NULL };

static const struct option_row options[] = {
	{ .name = "protocol", .argument = "NAME", .kind = OPTION_CHOICE,
	  FIELD(protocol), .preset = "http", .choices = protocols,
	  .listed = true,
	  .help = "http: HTTP/1.1, connections are kept; http-close: one for "
		  "each request; echo: messages of one size" },
	{ .name = "steps", .argument = "STEPS", .kind = OPTION_TEXT,
	  FIELD(text),
	  .help = "what is done before each answer: 'compute TIME', "
		  "'sleep TIME', between commas" },
	{ .name = "size", .argument = "SIZE", .kind = OPTION_BYTES,
	  FIELD(size_bytes), .preset = "1KiB", .least = SERVICE_BYTES_LEAST,
	  .most = 16 << 20, .listed = true,
	  .help = "bytes of each body, or of a message of the echo" },
	{ .name = "connections", .argument = "N", .kind = OPTION_COUNT,
	  FIELD(connections), .most = 100000, .listed = true,
	  .help = "that the clients keep busy; at least, and without this, "
		  "as many as there are lanes" },
	{ .name = "port", .argument = "PORT", .kind = OPTION_COUNT,
	  FIELD(port), .most = 65535,
	  .help = "serve whoever connects to 127.0.0.1:PORT, such as wrk, and "
		  "start no clients; until --duration ends" },
	{ 0 }
};

static int take_steps(struct service *s, struct error *err)
{
	int rc = s->text ? script_parse(&s->script, s->text, err) : 0;

	for (size_t i = 0; rc == 0 && i < s->script.count; i++) {
		const struct step *step = &s->script.step[i];

		if (step->kind == STEP_SLEEP)
			s->waiting_ns += step->ns;
		else if (step->kind != STEP_COMPUTE)
			rc = error_set(err, -EINVAL,
				       "step %zu: 'server' can 'compute' and "
				       "'sleep'", i + 1);
	}
	return rc;
}

static int server_prepare(void *params, const struct setting *setting,
			  struct error *err)
{
	struct service *s = params;
	int rc = take_steps(s, err);

	(void)setting;
	if (rc < 0)
		return rc;
	s->content = malloc(s->size_bytes + SERVICE_KINDS);
	if (!s->content)
		return error_set(err, -ENOMEM, "out of memory");
	content_fill(s->content, 0, s->size_bytes + SERVICE_KINDS);
	return 0;
}

static void server_release(void *params)
{
	struct service *s = params;

	script_free(&s->script);
	free(s->content);
}

static size_t server_shared_bytes(const void *params, size_t tasks)
{
	(void)params;
	return service_desk_bytes(tasks);
}

static int server_shared_init(void *shared, const void *params, size_t tasks,
			      size_t lanes, struct error *err)
{
	(void)params;
	(void)lanes;
	(void)err;
	service_desk_init(shared, tasks);
	return 0;
}

static int server_lane_open(struct io *io, const void *params,
			    struct error *err)
{
	const struct service *s = params;
	const struct desk *desk = io_shared(io);
	struct counter *c = malloc(sizeof(*c) + SERVICE_HEAD_MOST +
				   s->size_bytes);
	int rc;

	if (!c)
		return error_set(err, -ENOMEM, "out of memory");
	c->fd = -1;
	rc = io_prepare(io, desk->listener);
	if (rc < 0) {
		free(c);
		return error_set(err, rc, "cannot prepare the listener: %s",
				 strerror(-rc));
	}
	io_set_own(io, c);
	return 0;
}

static void hang_up(struct io *io, struct counter *c)
{
	if (c->fd >= 0)
		io_disconnect(io, c->fd);
	c->fd = -1;
}

static void server_lane_close(struct io *io, const void *params)
{
	struct counter *c = io_own(io);

	(void)params;
	hang_up(io, c);
	free(c);
}

/* When the run is ended, the listener of strangers is shut down. */
static int answer_call(struct io *io, struct counter *c)
{
	const struct desk *desk = io_shared(io);
	int fd = io_accept(io, desk->listener);

	if (fd == -EINVAL && io_cancelled(io))
		return -ECANCELED;
	if (fd < 0)
		return fd;
	c->fd = fd;
	c->at = c->end = 0;
	server_request_init(&c->request);
	return 0;
}

/* Clients of ours go on asking until no task is left. Strangers may be silent,
 * so that the lane has to look whether the run is ended. */
static int await_bytes(struct io *io, const struct service *s, int fd)
{
	while (s->port) {
		uint64_t since = clock_ns();
		int rc = io_ready(io, fd, POLLIN, LOOK_NS);

		if (rc >= 0)
			break;
		if (io_cancelled(io))
			return -ECANCELED;
		/* Sooner: the task's own time is up. */
		if (rc != -ETIMEDOUT || clock_ns() - since < LOOK_NS)
			return rc;
	}
	return 0;
}

/* Returns how many bytes, 0 when the client has gone, or a negative errno. */
static ssize_t hear(struct io *io, const struct service *s,
		    struct counter *c, char *buf, size_t size)
{
	ssize_t n = await_bytes(io, s, c->fd);

	if (n == 0)
		n = io_read(io, c->fd, buf, size);
	return n == -ECONNRESET ? 0 : n;
}

/* These two return 1 for a request, 0 when the client has gone. */
static int hear_message(struct io *io, const struct service *s,
			struct counter *c)
{
	size_t done = 0;

	while (done < s->size_bytes) {
		ssize_t n = hear(io, s, c, c->out + done,
				 s->size_bytes - done);

		if (n <= 0)
			return (int)n;
		done += (size_t)n;
	}
	memcpy(&c->request.number, c->out, sizeof(c->request.number));
	return 1;
}

static int hear_http(struct io *io, const struct service *s,
		     struct counter *c)
{
	server_request_next(&c->request);
	while (!c->request.whole) {
		ptrdiff_t took;

		if (c->at == c->end) {
			ssize_t n = hear(io, s, c, c->in, sizeof(c->in));

			if (n <= 0)
				return (int)n;
			c->at = 0;
			c->end = (size_t)n;
		}
		took = server_request_feed(&c->request, c->in + c->at,
					   c->end - c->at);
		if (took < 0) {
			io_write(io, c->fd, BAD_REQUEST,
				 sizeof(BAD_REQUEST) - 1);
			return 0;
		}
		c->at += (size_t)took;
	}
	return 1;
}

static int hear_request(struct io *io, const struct service *s,
			struct counter *c)
{
	int rc;

	do {
		rc = c->fd < 0 ? answer_call(io, c) : 0;
		if (rc < 0)
			return rc;
		rc = s->protocol == PROTOCOL_ECHO ? hear_message(io, s, c)
						  : hear_http(io, s, c);
		if (rc <= 0)
			hang_up(io, c);
	} while (rc == 0);
	return rc < 0 ? rc : 0;
}

static void burn(void *arg)
{
	burn_ns(*(const uint64_t *)arg);
}

static int do_steps(struct io *io, const struct service *s)
{
	int rc = 0;

	for (size_t i = 0; i < s->script.count && rc == 0; i++) {
		uint64_t ns = s->script.step[i].ns;

		rc = s->script.step[i].kind == STEP_SLEEP
			? io_sleep(io, ns) : io_compute(io, burn, &ns);
	}
	return rc;
}

static int reply(struct io *io, const struct service *s, struct counter *c)
{
	bool echo = s->protocol == PROTOCOL_ECHO;
	bool keep = echo || (c->request.keep &&
			     s->protocol != PROTOCOL_CLOSE);
	size_t size = echo ? s->size_bytes
			   : service_answer(s, c->request.number, keep,
					    c->out);
	int rc;

	if (!echo && c->request.bodiless)
		size -= s->size_bytes;
	rc = io_write(io, c->fd, c->out, size);
	if (rc < 0 || !keep)
		hang_up(io, c);
	return rc;
}

static int server_body(struct io *io, const void *params, size_t task,
		       struct value *v)
{
	const struct service *s = params;
	struct desk *desk = io_shared(io);
	struct counter *c = io_own(io);
	int rc;

	do {
		rc = hear_request(io, s, c);
		if (rc < 0)
			return rc;
		rc = do_steps(io, s);
		if (rc == 0)
			rc = reply(io, s, c);
		else
			hang_up(io, c);
		/* A stranger may leave before it has its answer. */
	} while (s->port && (rc == -EPIPE || rc == -ECONNRESET));
	if (rc < 0)
		return rc;
	desk->number[task] = c->request.number + 1;
	v->number = s->size_bytes;
	return 0;
}

static int server_answer(const void *params, size_t task, struct value *right)
{
	const struct service *s = params;

	(void)task;
	*right = (struct value){ .number = s->size_bytes };
	return 0;
}

static int server_waiting(const void *params, size_t task, uint64_t *ns)
{
	const struct service *s = params;

	(void)task;
	*ns = s->waiting_ns;
	return s->port ? -ENODATA : 0;
}

static void server_describe(const void *params, char *buf, size_t size)
{
	static const char *const how[] = {
		"HTTP/1.1", "HTTP/1.1, a connection for each", "echo",
	};
	const struct service *s = params;
	char bytes[UNITS_TEXT_SIZE], clients[64] = "";

	units_format_bytes(s->size_bytes, bytes, sizeof(bytes));
	if (s->port)
		snprintf(clients, sizeof(clients), ", for clients on port %ju",
			 (uintmax_t)s->port);
	else if (s->connections)
		snprintf(clients, sizeof(clients), ", %ju connections",
			 (uintmax_t)s->connections);
	snprintf(buf, size, "%s, %s each%s%s%s", how[s->protocol], bytes,
		 clients, s->text ? ": " : "", s->text ? s->text : "");
}

const struct workload workload_server = {
	.name = "server",
	.summary = "serve requests of HTTP or an echo: which model for my "
		   "server?",
	.tasks = 2000,
	.body = server_body,
	.options = options,
	.params_size = sizeof(struct service),
	.prepare = server_prepare,
	.release = server_release,
	.answer = server_answer,
	.waiting = server_waiting,
	.describe = server_describe,
	.lane_open = server_lane_open,
	.lane_close = server_lane_close,
	.shared_bytes = server_shared_bytes,
	.shared_init = server_shared_init,
	.begin = server_clients_begin,
	.end = server_clients_end,
	.uses = USES_STREAM | USES_COMPUTE,
};
