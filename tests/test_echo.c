/* test_echo.c - the echo gives back what it got, and so finds the workload. */
#include "tests/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/content.h"
#include "runners/endpoint.h"
#include "runners/hello.h"
#include "runners/lane.h"
#include "runners/macros.h"
#include "runners/stream.h"

#define LARGE ((size_t)8 << 20)

/* An io whose descriptors block, or don't. */
static int poll_ready(struct io *io, int fd, short events, uint64_t timeout_ns)
{
	struct pollfd p = { .fd = fd, .events = events };

	(void)io;
	(void)timeout_ns;
	return poll(&p, 1, 30000) == 1 ? p.revents : -ETIMEDOUT;
}

static const struct io_ops blocking_ops = { .ready = poll_ready,
					    .blocks = true };
static const struct io_ops polling_ops = { .ready = poll_ready };

static struct io blocking = { .ops = &blocking_ops,
			      .uses = USES_READY };
static struct io polling = { .ops = &polling_ops, .uses = USES_READY };

static void start(struct origin *origin)
{
	struct error err = { "" };

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(origin_start(origin, &err), 0, "%s", err.text);
}

/* Says this hello. */
static int dial_with(const struct origin *origin, bool local, struct io *io,
		     struct hello hello)
{
	struct endpoint e;
	int fd;

	if (local)
		endpoint_local(&e, origin->echo_path);
	else
		endpoint_tcp(&e, origin->echo_port);
	fd = endpoint_dial(&e, io);
	cr_assert_geq(fd, 0, "%s", strerror(-fd));
	cr_assert_eq(write(fd, &hello, sizeof(hello)), sizeof(hello));
	return fd;
}

static int dial(const struct origin *origin, bool local, struct io *io)
{
	return dial_with(origin, local, io,
			 (struct hello){ origin->token, LARGE });
}

static void comes_back(int fd, struct io *io, uint64_t offset, size_t size)
{
	unsigned char *out = malloc(size), *back = malloc(size);

	content_fill(out, offset, size);
	cr_assert_eq(stream_write_all(io, fd, out, size), 0, "%s", io->reason);
	cr_assert_eq(stream_read_all(io, fd, back, size), 0, "%s", io->reason);
	cr_assert_eq(memcmp(out, back, size), 0);
	free(out);
	free(back);
}

Test(echo, every_byte_comes_back_over_tcp_and_over_a_unix_socket)
{
	struct origin origin;

	start(&origin);
	for (int local = 0; local < 2; local++) {
		int fd = dial(&origin, local, &blocking);

		for (size_t size = 1; size < 200000; size = size * 3 + 1)
			comes_back(fd, &blocking, size, size);
		close(fd);
	}
	cr_assert_eq(origin.counts->echo_connections, 2);
	cr_assert_eq(origin.counts->connections, 0);
	origin_stop(&origin);
}

Test(echo, a_client_may_write_much_before_it_reads)
{
	struct origin origin;

	start(&origin);
	for (int local = 0; local < 2; local++) {
		int fd = dial(&origin, local, &polling);

		comes_back(fd, &polling, 0, LARGE);
		close(fd);
	}
	origin_stop(&origin);
}

Test(echo, connections_do_not_mix)
{
	struct origin origin;
	int fd[20];
	unsigned char byte;

	start(&origin);
	for (size_t i = 0; i < 20; i++) {
		fd[i] = dial(&origin, i % 2, &blocking);
		byte = (unsigned char)i;
		cr_assert_eq(stream_write_all(&blocking, fd[i], &byte, 1), 0);
	}
	for (size_t i = 20; i-- > 0;) {
		cr_assert_eq(stream_read_all(&blocking, fd[i], &byte, 1), 0);
		cr_assert_eq(byte, i);
		close(fd[i]);
	}
	origin_stop(&origin);
}

Test(echo, a_client_that_goes_away_in_the_middle_harms_no_other)
{
	struct origin origin;
	unsigned char *much = calloc(1, LARGE);
	int gone, stays;

	start(&origin);
	gone = dial(&origin, false, &polling);
	stays = dial(&origin, true, &blocking);
	cr_assert_gt(write(gone, much, LARGE), 0);
	close(gone);
	comes_back(stays, &blocking, 3, 1000);
	close(stays);
	origin_stop(&origin);
	free(much);
}

/* Is this the end of the stream, an orderly one or not? */
static bool has_ended(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;

	return poll(&p, 1, 20000) == 1 && read(fd, &byte, 1) <= 0;
}

Test(echo, only_those_who_know_the_token_are_served)
{
	struct origin origin;

	start(&origin);
	for (int local = 0; local < 2; local++) {
		const struct hello wrong[] = {
			{ 0, 1000 },
			{ origin.token + 1, 1000 },
			{ origin.token, 0 },
			{ origin.token, HELLO_BYTES_MOST + 1 },
		};
		int fd;

		for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
			fd = dial_with(&origin, local, &blocking, wrong[i]);
			cr_expect(has_ended(fd), "%d, %zu", local, i);
			close(fd);
		}
		fd = dial(&origin, local, &blocking);
		comes_back(fd, &blocking, 0, 1000);
		close(fd);
	}
	origin_stop(&origin);
}

Test(echo, other_users_are_not_served_on_the_unix_socket)
{
	struct origin origin;
	pid_t pid;
	int status;

	if (geteuid() != 0)
		cr_skip_test("only root can become another user");
	start(&origin);
	pid = fork();
	if (pid == 0) {
		struct endpoint e;
		struct hello hello = { origin.token, 1000 };
		char byte;
		int fd;

		if (setuid(65534) < 0)
			_exit(3);
		endpoint_local(&e, origin.echo_path);
		fd = endpoint_dial(&e, &blocking);
		if (write(fd, &hello, sizeof(hello)) > 0 &&
		    write(fd, "x", 1) > 0 && read(fd, &byte, 1) > 0)
			_exit(1);
		_exit(0);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect_eq(status, 0);
	origin_stop(&origin);
}

static size_t resident(pid_t pid)
{
	unsigned long pages = 0;
	char name[64];
	FILE *statm;

	snprintf(name, sizeof(name), "/proc/%d/statm", pid);
	statm = fopen(name, "r");
	cr_assert_eq(fscanf(statm, "%*u %lu", &pages), 1);
	fclose(statm);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Sends until the other end takes no more, for a while. */
static void send_all_it_takes(int fd)
{
	static const char much[65536];
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (poll(&p, 1, 20) == 1 && write(fd, much, sizeof(much)) > 0)
		;
}

Test(echo, clients_that_never_read_are_held_to_what_they_announced)
{
	const size_t announced = 100000;
	struct origin origin;
	int fd[40];
	size_t before;

	start(&origin);
	before = resident(origin.pid);
	for (size_t i = 0; i < ARRAY_SIZE(fd); i++) {
		fd[i] = dial_with(&origin, i % 2, &blocking,
				  (struct hello){ origin.token, announced });
		send_all_it_takes(fd[i]);
	}
	/* Twice, for the sake of buffers that grow. */
	cr_expect_lt(resident(origin.pid) - before,
		     2 * ARRAY_SIZE(fd) * announced + (8 << 20));
	for (size_t i = 0; i < ARRAY_SIZE(fd); i++)
		close(fd[i]);
	fd[0] = dial(&origin, false, &blocking);
	comes_back(fd[0], &blocking, 0, 1000);
	close(fd[0]);
	origin_stop(&origin);
}

/* It stops reading at that, and must go on. */
Test(echo, more_than_announced_comes_back_to_one_that_reads)
{
	struct origin origin;
	unsigned char *much = malloc(LARGE), *back = malloc(LARGE);
	size_t sent = 0, got = 0;

	start(&origin);
	content_fill(much, 0, LARGE);
	for (int local = 0; local < 2; local++) {
		int fd = dial_with(&origin, local, &polling,
				   (struct hello){ origin.token, 5000 });
		struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

		fcntl(fd, F_SETFL, O_NONBLOCK);
		for (sent = got = 0; got < LARGE;) {
			ssize_t n;

			p.events = sent < LARGE ? POLLIN | POLLOUT : POLLIN;
			cr_assert_eq(poll(&p, 1, 20000), 1);
			n = write(fd, much + sent, LARGE - sent);
			sent += n > 0 ? (size_t)n : 0;
			n = read(fd, back + got, LARGE - got);
			got += n > 0 ? (size_t)n : 0;
		}
		cr_expect_eq(memcmp(much, back, LARGE), 0);
		close(fd);
	}
	free(much);
	free(back);
	origin_stop(&origin);
}

Test(stream, an_end_before_the_last_byte_is_a_failure_that_says_so)
{
	struct io *const both[] = { &blocking, &polling };
	char buf[10];

	for (size_t i = 0; i < 2; i++) {
		int pair[2];

		cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		cr_assert_eq(stream_prepare(both[i], pair[0]), 0);
		cr_assert_eq(write(pair[1], "1234", 4), 4);
		close(pair[1]);
		cr_assert_eq(stream_read_all(both[i], pair[0], buf, 10),
			     -ECONNRESET);
		cr_assert_str_eq(both[i]->reason,
				 "the stream ended after 4 of 10 bytes");
		close(pair[0]);
	}
}

Test(stream, writing_to_one_that_is_closed_is_a_failure)
{
	int pair[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	close(pair[1]);
	cr_assert_eq(stream_write_all(&blocking, pair[0], "x", 1), -EPIPE);
	cr_assert_not_null(strstr(blocking.reason, "Broken pipe"));
	close(pair[0]);
}

/* --- the workload --- */

static void right_under_every_model(const char *keys, size_t tasks)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		uint64_t before = lab.origin.counts->echo_connections;
		struct sample *s = lab_take(&lab, models[m].name, 7);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, tasks);
		cr_assert_eq(lab.origin.counts->echo_connections - before,
			     m ? 7 : 1, "%s", models[m].name);
	}
	lab_term(&lab);
}

Test(echoing, is_right_under_every_model_with_a_connection_a_lane)
{
	right_under_every_model("workload=echo tasks=60 size=1000", 60);
	right_under_every_model("workload=echo tasks=60 unix=yes", 60);
}

Test(echoing, a_message_may_be_a_byte_or_larger_than_any_buffer)
{
	right_under_every_model("workload=echo tasks=20 size=1 rounds=3", 20);
	right_under_every_model("workload=echo tasks=8 size=3MB rounds=2", 8);
	right_under_every_model(
		"workload=echo tasks=8 size=3MB rounds=2 unix=yes", 8);
}

Test(echoing, a_hundred_connections_wait_at_once_under_async)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=echo tasks=500");
	s = lab_take(&lab, "async", 100);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_assert_eq(lab.area->lanes, 100);
	lab_term(&lab);
}

Test(echoing, without_an_echo_a_sample_fails_with_the_reason)
{
	struct lab lab;

	lab_init(&lab, "workload=echo tasks=20");
	origin_stop(&lab.origin);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_FAILED, "%s", models[m].name);
		cr_assert_not_null(strstr(s->reason,
					  "cannot connect to the echo"),
				   "%s: %s", models[m].name, s->reason);
	}
	lab_term(&lab);
}
