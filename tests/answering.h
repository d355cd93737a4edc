/* answering.h - a small HTTP server for tests: gives every request the same
 * answer, and keeps the last one as it came.
 */
#ifndef SIMUL_ANSWERING_H
#define SIMUL_ANSWERING_H

#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct answering {
	int listener;
	int port;                /* 0: on a Unix socket */
	const char *answer;      /* whole; it must say its length */
	size_t answer_bytes;
	pthread_t thread;
	_Atomic unsigned requests, connections;

	pthread_mutex_t lock;
	char head[65536];        /* of the last request */
	char *body;
	size_t body_bytes;
};

struct answering_stream {
	struct answering *server;
	int fd;
};

static inline void answering_keep(struct answering *a, const char *head,
				  size_t bytes, char *body, size_t body_bytes)
{
	pthread_mutex_lock(&a->lock);
	snprintf(a->head, sizeof(a->head), "%.*s", (int)bytes, head);
	free(a->body);
	a->body = body;
	a->body_bytes = body_bytes;
	pthread_mutex_unlock(&a->lock);
	atomic_fetch_add(&a->requests, 1);
}

/* Reads until the end of the head; false: no more requests. */
static inline bool answering_head(int fd, char *head, size_t size,
				  size_t *used, char **end)
{
	while (!(*end = memmem(head, *used, "\r\n\r\n", 4))) {
		ssize_t got = *used + 1 < size
			? read(fd, head + *used, size - 1 - *used) : 0;

		if (got <= 0)
			return false;
		*used += (size_t)got;
		head[*used] = '\0';
	}
	*end += 4;
	return true;
}

static inline size_t answering_length(const char *head, const char *end)
{
	const char *found = strcasestr(head, "\r\nContent-Length:");

	return found && found < end ? strtoul(found + 17, NULL, 10) : 0;
}

static inline bool answering_one(struct answering *a, int fd, char *head,
				 size_t size)
{
	size_t used = 0, length, have;
	char *end, *body;

	if (!answering_head(fd, head, size, &used, &end))
		return false;
	length = answering_length(head, end);
	body = malloc(length + 1);
	have = (size_t)(head + used - end);
	have = have < length ? have : length;
	memcpy(body, end, have);
	while (have < length) {
		ssize_t got = read(fd, body + have, length - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	answering_keep(a, head, (size_t)(end - head), body, have);
	return send(fd, a->answer, a->answer_bytes, MSG_NOSIGNAL) ==
	       (ssize_t)a->answer_bytes;
}

static inline void *answering_serve(void *arg)
{
	struct answering_stream *s = arg;
	size_t size = 65536;
	char *head = malloc(size);

	while (answering_one(s->server, s->fd, head, size))
		;
	shutdown(s->fd, SHUT_WR);
	close(s->fd);
	free(head);
	free(s);
	return NULL;
}

static inline void *answering_accept(void *arg)
{
	struct answering *a = arg;

	for (;;) {
		struct answering_stream *s;
		int fd = accept(a->listener, NULL, NULL);
		pthread_t thread;

		if (fd < 0)
			return NULL;
		atomic_fetch_add(&a->connections, 1);
		s = malloc(sizeof(*s));
		*s = (struct answering_stream){ a, fd };
		if (pthread_create(&thread, NULL, answering_serve, s) == 0)
			pthread_detach(thread);
	}
}

static inline void answering_listen(struct answering *a, int family,
				    const void *address, socklen_t length)
{
	struct sockaddr_in bound;
	socklen_t size = sizeof(bound);

	a->listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(a->listener, address, length), 0);
	cr_assert_eq(listen(a->listener, 64), 0);
	if (family == AF_INET) {
		getsockname(a->listener, (struct sockaddr *)&bound, &size);
		a->port = ntohs(bound.sin_port);
	}
	pthread_mutex_init(&a->lock, NULL);
	cr_assert_eq(pthread_create(&a->thread, NULL, answering_accept, a), 0);
}

/* On a port of `host`, such as 127.0.0.2. The test's end ends it. */
static inline void answering_start(struct answering *a, const char *host,
				   const char *answer)
{
	struct sockaddr_in at = { .sin_family = AF_INET };

	*a = (struct answering){ .answer = answer,
				 .answer_bytes = strlen(answer) };
	inet_pton(AF_INET, host, &at.sin_addr);
	answering_listen(a, AF_INET, &at, sizeof(at));
}

static inline void answering_start_unix(struct answering *a, const char *path,
					const char *answer)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	*a = (struct answering){ .answer = answer,
				 .answer_bytes = strlen(answer) };
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	answering_listen(a, AF_UNIX, &at, sizeof(at));
}

/* Whether the head of the last request has this text in it. */
static inline bool answering_heard(struct answering *a, const char *text)
{
	bool heard;

	pthread_mutex_lock(&a->lock);
	heard = strcasestr(a->head, text) != NULL;
	pthread_mutex_unlock(&a->lock);
	return heard;
}

static inline void answering_stop(struct answering *a)
{
	shutdown(a->listener, SHUT_RDWR);
	pthread_join(a->thread, NULL);
	close(a->listener);
	pthread_mutex_lock(&a->lock);
	free(a->body);
	a->body = NULL;
	pthread_mutex_unlock(&a->lock);
}

#endif
