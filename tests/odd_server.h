/* odd_server.h - an HTTP server, in a process of its own, that closes
 * connections when no client likes it.
 *
 * A connection gets `whole` answers as they should be. What happens to it then
 * is the rule. The body of an answer tells the path that was asked for, so that
 * one which belongs to another request is seen.
 */
#ifndef SIMUL_ODD_SERVER_H
#define SIMUL_ODD_SERVER_H

#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/macros.h"

#define ODD_LINES 512

/* Request bytes that ODD_CUT counts; longer than any of the tests' requests. */
#define ODD_REQUEST 128

enum odd_end {
	ODD_NEVER,
	ODD_AT_ONCE,     /* closed right after the last whole answer */
	ODD_AT_NEXT,     /* when the next request has come */
	ODD_IDLE,        /* when no request has come for 3 ms */
	ODD_CUT,         /* within the next exchange, each time a byte later */
};

struct odd_rule {
	enum odd_end end;
	size_t whole;
	bool reset;      /* by RST, not FIN */
	int redirect;    /* to this port, instead of a body; 0: no */
};

struct odd_counts {
	_Atomic size_t connections, answers, cut;
};

struct odd_server {
	struct odd_rule rule;
	int listener, port;
	pid_t pid;
	struct odd_counts *counts;       /* shared with the process */
};

struct odd_line {
	int fd;
	char request[1024];
	size_t got, answered;
	size_t cut;              /* the byte at which it will be closed */
};

static inline size_t odd_body(const char *path, char *body, size_t size)
{
	int n = snprintf(body, size, "this is %s, and no other: %.*s", path,
			 (int)(10 * strlen(path)),
			 "................................................");

	return (size_t)n;
}

static inline size_t odd_answer(const struct odd_rule *rule,
				const char *request, char *answer, size_t size)
{
	char path[64] = "", body[256];

	sscanf(request, "%*s %63s", path);
	if (rule->redirect)
		return (size_t)snprintf(
			answer, size,
			"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
			"Location: http://127.0.0.1:%d%s\r\n\r\n",
			rule->redirect, path);
	odd_body(path, body, sizeof(body));
	return (size_t)snprintf(answer, size,
				"HTTP/1.1 200 OK\r\nServer: odd\r\n"
				"Content-Length: %zu\r\n\r\n%s",
				strlen(body), body);
}

/* Unread bytes would turn the FIN into an RST. */
static inline void odd_close(const struct odd_rule *rule, struct odd_line *line)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	char rest[1024];

	if (rule->reset)
		setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	else
		while (recv(line->fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
			;
	close(line->fd);
	line->fd = -1;
}

static inline void odd_send(const struct odd_line *line, const char *answer,
			    size_t bytes)
{
	if (bytes)
		(void)!send(line->fd, answer, bytes, MSG_NOSIGNAL);
}

/* A request has come whole. */
static inline void odd_serve(struct odd_server *s, struct odd_line *line)
{
	const struct odd_rule *rule = &s->rule;
	bool last = rule->end != ODD_NEVER && line->answered >= rule->whole;
	char answer[1024];
	size_t bytes = odd_answer(rule, line->request, answer, sizeof(answer));

	line->got = 0;
	if (last && rule->end == ODD_CUT && line->cut >= ODD_REQUEST)
		odd_send(line, answer, MIN(line->cut - ODD_REQUEST, bytes));
	if (last && rule->end != ODD_IDLE) {
		/* Every other time the client sees the part before the end. */
		if (line->cut % 2)
			usleep(500);
		odd_close(rule, line);
		return;
	}
	s->counts->answers++;
	line->answered++;
	odd_send(line, answer, bytes);
	if (rule->end == ODD_AT_ONCE && line->answered == rule->whole)
		odd_close(rule, line);
}

static inline void odd_receive(struct odd_server *s, struct odd_line *line)
{
	bool cut = s->rule.end == ODD_CUT && line->answered >= s->rule.whole &&
		   line->cut < ODD_REQUEST;
	size_t most = cut ? line->cut : sizeof(line->request) - 1;
	ssize_t n = most > line->got ? recv(line->fd, line->request + line->got,
					    most - line->got, MSG_DONTWAIT)
				     : 0;

	if (n <= 0) {
		odd_close(&s->rule, line);
		return;
	}
	line->got += (size_t)n;
	line->request[line->got] = '\0';
	if (strstr(line->request, "\r\n\r\n"))
		odd_serve(s, line);
	else if (cut && line->got == line->cut)
		odd_close(&s->rule, line);
}

/* Connections take turns: the n-th is closed after n bytes, to begin again when
 * that is beyond any exchange. */
static inline void odd_accept(struct odd_server *s, struct odd_line *lines)
{
	size_t i = 0;

	while (i < ODD_LINES && lines[i].fd >= 0)
		i++;
	if (i == ODD_LINES)
		_exit(3);
	lines[i] = (struct odd_line){ .fd = accept(s->listener, NULL, NULL) };
	if (lines[i].fd < 0)
		return;
	s->counts->connections++;
	lines[i].cut = s->counts->cut++ % (ODD_REQUEST + 160);
}

static inline void odd_run(struct odd_server *s)
{
	static struct odd_line lines[ODD_LINES];
	static struct pollfd p[ODD_LINES + 1];

	for (size_t i = 0; i < ODD_LINES; i++)
		lines[i].fd = -1;
	for (;;) {
		int n;

		p[ODD_LINES] = (struct pollfd){ s->listener, POLLIN, 0 };
		for (size_t i = 0; i < ODD_LINES; i++)
			p[i] = (struct pollfd){ lines[i].fd, POLLIN, 0 };
		n = poll(p, ODD_LINES + 1, s->rule.end == ODD_IDLE ? 3 : -1);
		for (size_t i = 0; i < ODD_LINES; i++)
			if (p[i].revents)
				odd_receive(s, &lines[i]);
			else if (n == 0 && lines[i].fd >= 0 &&
				 lines[i].answered && !lines[i].got)
				odd_close(&s->rule, &lines[i]);
		if (p[ODD_LINES].revents)
			odd_accept(s, lines);
	}
}

static inline void odd_start(struct odd_server *s, struct odd_rule rule)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	*s = (struct odd_server){ .rule = rule };
	s->counts = mmap(NULL, sizeof(*s->counts), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert(s->counts != MAP_FAILED);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(s->listener, (struct sockaddr *)&at, size), 0);
	cr_assert_eq(listen(s->listener, 1024), 0);
	cr_assert_eq(getsockname(s->listener, (struct sockaddr *)&at, &size),
		     0);
	s->port = ntohs(at.sin_port);
	s->pid = fork();
	cr_assert_geq(s->pid, 0);
	if (s->pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	odd_run(s);
}

static inline void odd_stop(struct odd_server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	close(s->listener);
	munmap(s->counts, sizeof(*s->counts));
}

#endif
