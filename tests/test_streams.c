/* test_streams.c - io_accept, io_connect, io_read and io_write: bytes arrive
 * under every model, waits end with the task's time, and what isn't declared is
 * refused by name.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/un.h>
#include <unistd.h>

#include "runners/macros.h"
#include "tests/lab.h"

#define BYTES ((size_t)300000)   /* more than a socket's buffers take */

struct meeting {
	struct sockaddr_in at;
	int listener;
	int silent;              /* nothing comes, and nobody reads */
};

static void listen_at(struct meeting *m)
{
	socklen_t size = sizeof(m->at);

	*m = (struct meeting){ .at.sin_family = AF_INET };
	m->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	m->listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_geq(m->listener, 0);
	cr_assert_eq(bind(m->listener, (struct sockaddr *)&m->at, size), 0);
	cr_assert_eq(listen(m->listener, 100), 0);
	getsockname(m->listener, (struct sockaddr *)&m->at, &size);
}

static void fill(unsigned char *block, size_t size, size_t at)
{
	for (size_t i = 0; i < size; i++)
		block[i] = (unsigned char)((at + i) * 31 >> 3);
}

static int take_all(struct io *io, int fd, struct value *v)
{
	unsigned char block[1000], right[1000];
	ssize_t n;

	while ((n = io_read(io, fd, block, sizeof(block))) > 0) {
		fill(right, (size_t)n, (size_t)v->number);
		if (memcmp(block, right, (size_t)n) != 0)
			return io_fail(io, -EBADMSG, "other bytes");
		v->number += (unsigned)n;
	}
	return n < 0 ? (int)n : io_write(io, fd, "done", 4);
}

static int give_all(struct io *io, int fd, struct value *v)
{
	unsigned char block[1000];
	char end[4];
	int rc = 0;

	for (; v->number < BYTES && rc == 0; v->number += sizeof(block)) {
		fill(block, sizeof(block), (size_t)v->number);
		rc = io_write(io, fd, block, sizeof(block));
	}
	if (rc < 0)
		return rc;
	shutdown(fd, SHUT_WR);
	rc = io_read_all(io, fd, end, sizeof(end));
	return rc == 0 && memcmp(end, "done", 4) ? -EBADMSG : rc;
}

/* Even tasks accept, odd ones connect. */
static int meet_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	const struct meeting *m = params;
	int fd = task % 2 ? io_connect(io, (const struct sockaddr *)&m->at,
				       sizeof(m->at))
			  : io_accept(io, m->listener);
	int rc;

	if (fd < 0)
		return fd;
	rc = task % 2 ? give_all(io, fd, v) : take_all(io, fd, v);
	io_disconnect(io, fd);
	return rc;
}

static int prepare_listener(struct io *io, const void *params,
			    struct error *err)
{
	const struct meeting *m = params;
	int rc = io_prepare(io, m->listener);

	return rc < 0 ? error_set(err, rc, "cannot prepare") : 0;
}

static int meet_answer(const void *params, size_t task, struct value *right)
{
	(void)params;
	(void)task;
	*right = (struct value){ .number = BYTES };
	return 0;
}

/* One sample of each model but serial, with the lab's workload replaced. */
static void play(const struct workload *load, struct meeting *m,
		 const char *keys, size_t lanes,
		 void (*judge)(const struct lab *lab, const char *model))
{
	struct lab lab;
	struct job *job;
	const struct workload *was;
	void *params;

	lab_init(&lab, keys);
	job = &lab.jobs.item[0];
	was = job->workload;
	params = job->params;
	job->workload = load;
	job->params = m;
	for (size_t i = 1; models[i].name; i++) {
		lab_take(&lab, models[i].name, lanes);
		judge(&lab, models[i].name);
	}
	job->workload = was;
	job->params = params;
	lab_term(&lab);
}

static void all_right(const struct lab *lab, const char *model)
{
	cr_assert_eq(lab->sample.state, SAMPLE_OK, "%s: %s", model,
		     lab->sample.reason);
}

static const struct workload meets = {
	.name = "meets",
	.summary = "accepts and connects",
	.tasks = 40,
	.body = meet_body,
	.answer = meet_answer,
	.params_size = sizeof(struct meeting),
	.lane_open = prepare_listener,
	.uses = USES_STREAM,
};

Test(streams, bytes_arrive_under_every_model)
{
	struct meeting m;

	listen_at(&m);
	play(&meets, &m, "workload=null tasks=40 deadline=60s", 40, all_right);
	close(m.listener);
}

Test(streams, and_with_a_task_timeout)
{
	struct meeting m;

	listen_at(&m);
	play(&meets, &m,
	     "workload=null tasks=40 deadline=60s task-timeout=30s", 40,
	     all_right);
	close(m.listener);
}

/* --- waits that nothing ends but the timeout --- */

static int wait_body(struct io *io, const void *params, size_t task,
		     struct value *v)
{
	static const char much[BYTES];
	const struct meeting *m = params;
	char byte;

	(void)v;
	switch (task % 3) {
	case 0:
		return io_accept(io, m->listener);
	case 1:
		return io_read_all(io, m->silent, &byte, 1);
	}
	for (int i = 0; i < 100; i++) {
		int rc = io_write(io, m->silent + 1, much, sizeof(much));

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int prepare_silent(struct io *io, const void *params,
			  struct error *err)
{
	const struct meeting *m = params;

	io_prepare(io, m->silent);
	io_prepare(io, m->silent + 1);
	return prepare_listener(io, params, err);
}

static void all_late(const struct lab *lab, const char *model)
{
	cr_assert_eq(lab->sample.tasks_failed, 9, "%s: %zu: %s", model,
		     (size_t)lab->sample.tasks_failed, lab->sample.reason);
	for (size_t i = 0; i < 9; i++) {
		cr_assert_eq(lab->area->failure[i].code, -ETIMEDOUT, "%s: %s",
			     model, lab->area->failure[i].reason);
		cr_assert(strstr(lab->area->failure[i].reason,
				 "task timeout of 50 ms passed"),
			  "%s: %s", model, lab->area->failure[i].reason);
	}
}

Test(streams, no_wait_outlasts_the_task)
{
	const struct workload waits = {
		.name = "waits",
		.summary = "waits for what doesn't come",
		.tasks = 9,
		.body = wait_body,
		.params_size = sizeof(struct meeting),
		.lane_open = prepare_silent,
		.uses = USES_STREAM,
	};
	struct meeting m;
	int ends[2][2];

	listen_at(&m);
	for (int i = 0; i < 2; i++)
		cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]), 0);
	/* Neighbours: one to read from, one to write to. */
	m.silent = ends[1][1] + 1;
	cr_assert_eq(dup2(ends[0][0], m.silent), m.silent);
	cr_assert_eq(dup2(ends[1][0], m.silent + 1), m.silent + 1);
	play(&waits, &m,
	     "workload=null tasks=9 deadline=60s task-timeout=50ms", 9,
	     all_late);
	close(m.listener);
}

/* --- calls that are not declared --- */

static void nothing(void *arg)
{
	(void)arg;
}

static int undeclared_body(struct io *io, const void *params, size_t task,
			   struct value *v)
{
	const struct meeting *m = params;
	struct fetched got;
	char byte = 0;

	(void)v;
	switch (task) {
	case 0: return io_ready(io, m->listener, 1, 0);
	case 1: return io_compute(io, nothing, NULL);
	case 2: return io_block(io, nothing, NULL);
	case 3: return io_park(io);
	case 4: return io_fetch(io, NULL, &got);
	case 5: return (int)io_read(io, 0, &byte, 1);
	case 6: return io_write(io, 0, &byte, 1);
	case 7: return io_accept(io, m->listener);
	case 8: return io_connect(io, (const struct sockaddr *)&m->at, 1);
	case 9: return io_prepare(io, m->listener);
	}
	return io_read_all(io, 0, &byte, 1);
}

static void all_refused(const struct lab *lab, const char *model)
{
	static const char *const names[] = {
		"io_ready was called, but the workload 'asks' doesn't declare "
		"USES_READY",
		"io_compute was called, but the workload 'asks' doesn't "
		"declare USES_COMPUTE",
		"io_block ", "io_park ", "io_fetch ", "io_read ", "io_write ",
		"io_accept ", "io_connect ", "io_prepare ", "io_read_all ",
	};
	size_t found = 0;

	cr_assert_eq(lab->sample.tasks_failed, ARRAY_SIZE(names), "%s", model);
	for (size_t n = 0; n < ARRAY_SIZE(names); n++)
		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			found += !strncmp(lab->area->failure[i].reason,
					  names[n], strlen(names[n]));
	cr_assert_eq(found, ARRAY_SIZE(names), "%s: %zu named", model, found);
}

Test(streams, what_is_not_declared_is_refused_by_name)
{
	const struct workload asks = {
		.name = "asks",
		.summary = "calls what it doesn't declare",
		.tasks = 11,
		.body = undeclared_body,
		.params_size = sizeof(struct meeting),
	};
	struct meeting m;

	listen_at(&m);
	play(&asks, &m, "workload=null tasks=11 deadline=60s", 4, all_refused);
	close(m.listener);
}
