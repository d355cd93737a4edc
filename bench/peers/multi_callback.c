/* multi_callback.c - libcurl under epoll, with callbacks, without coroutines.
 *
 *     multi_callback URL N K SHARDS [VARIANT]
 *
 * N downloads of one URL, K at a time, on K reused easy handles spread over
 * SHARDS multi handles under one epoll in one thread. simul's coroutines are
 * compared with it, so it is as fast as libcurl allows:
 *
 *   libcurl --on_timer--> shard.deadline_ns ----> the timeout of epoll_wait
 *   libcurl --on_socket-> watch (by descriptor) -> epoll_ctl, if it changed
 *   epoll  ---event-----> curl_multi_socket_action -> read the messages
 *                         -> start the next while the handle is in cache
 *
 * A socket stays registered when libcurl removes it: the next transfer on that
 * connection wants the same events, and DEL and ADD for each request would
 * cost more than reading the response. on_close drops it when it really goes.
 * There are several shards because libcurl walks all connections of a multi
 * handle twice for every request.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "bench/peers/transfer.h"
#include "runners/clock.h"

#define NEVER      UINT64_MAX
#define MAX_EVENTS 256

/* A multi handle and its next timeout. */
struct shard {
	struct client *client;
	CURLM *multi;
	uint64_t deadline_ns;   /* 0: at once; NEVER: no timeout */
};

/* The events registered for a descriptor, and the shard that gets them. */
struct watch {
	struct shard *shard;
	uint32_t events;        /* registered; 0: not in the epoll set */
	bool wanted;            /* a transfer waits for it */
};

struct client {
	int epoll;
	struct watch *watches;  /* by descriptor */
	uint64_t watch_count;
	struct shard *shards;
	uint64_t shard_count;
	struct transfer *transfers;
	uint64_t to_start;
	struct peer_sums sums;
};

static void check(CURLMcode code)
{
	if (code != CURLM_OK)
		peer_die("curl_multi: %s", curl_multi_strerror(code));
}

static struct watch *watch_of(struct client *client, int fd)
{
	if ((uint64_t)fd >= client->watch_count)
		peer_die("descriptor %d is past the table", fd);
	return &client->watches[fd];
}

static void watch_set(struct client *client, int fd, uint32_t events)
{
	struct watch *watch = watch_of(client, fd);
	struct epoll_event event = { .events = events, .data.fd = fd };
	int how = EPOLL_CTL_MOD;

	if (events == watch->events)
		return;
	if (events == 0)
		how = EPOLL_CTL_DEL;
	else if (watch->events == 0)
		how = EPOLL_CTL_ADD;
	if (epoll_ctl(client->epoll, how, fd, &event) < 0)
		peer_die("epoll_ctl: %s", strerror(errno));
	watch->events = events;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user,
		     void *unused)
{
	struct shard *shard = user;
	struct watch *watch = watch_of(shard->client, fd);
	uint32_t events = 0;

	(void)easy;
	(void)unused;
	watch->wanted = what != CURL_POLL_REMOVE;
	if (!watch->wanted)
		return 0;
	if (what & CURL_POLL_IN)
		events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		events |= EPOLLOUT;
	watch->shard = shard;
	watch_set(shard->client, fd, events);
	return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
	struct shard *shard = user;

	(void)multi;
	if (timeout_ms < 0)
		shard->deadline_ns = NEVER;
	else if (timeout_ms == 0)
		shard->deadline_ns = 0;
	else
		shard->deadline_ns =
			clock_ns() + (uint64_t)timeout_ms * NS_PER_MS;
	return 0;
}

static int on_close(void *user, curl_socket_t fd)
{
	/* closing also removes it from the epoll set */
	*watch_of(user, fd) = (struct watch){ 0 };
	return close(fd);
}

static void start_next(struct shard *shard, CURL *easy)
{
	if (shard->client->to_start == 0)
		return;
	shard->client->to_start--;
	check(curl_multi_add_handle(shard->multi, easy));
}

static void expire(struct shard *shard)
{
	int running;

	shard->deadline_ns = NEVER;
	check(curl_multi_socket_action(shard->multi, CURL_SOCKET_TIMEOUT, 0,
				       &running));
}

/* Takes the transfers that ended and starts as many. Each request goes out
 * here and not after all events: by then the other transfers would have pushed
 * its handle and connection out of the processor's cache. */
static void turn_over(struct shard *shard)
{
	CURLMsg *message;
	int queued;

	while ((message = curl_multi_info_read(shard->multi, &queued))) {
		CURL *easy = message->easy_handle;

		transfer_finish(transfer_of(easy), message->data.result,
				&shard->client->sums);
		check(curl_multi_remove_handle(shard->multi, easy));
		start_next(shard, easy);
		if (queued == 0 && shard->deadline_ns == 0)
			expire(shard);
	}
}

static void take_event(struct client *client, const struct epoll_event *event)
{
	struct watch *watch = watch_of(client, event->data.fd);
	int happened = 0, running;

	if (!watch->wanted) {
		/* most likely the server closed an idle connection: libcurl
		 * finds out when it tries to reuse it */
		watch_set(client, event->data.fd, 0);
		return;
	}
	if (event->events & EPOLLIN)
		happened |= CURL_CSELECT_IN;
	if (event->events & EPOLLOUT)
		happened |= CURL_CSELECT_OUT;
	if (event->events & (EPOLLERR | EPOLLHUP))
		happened |= CURL_CSELECT_ERR;
	check(curl_multi_socket_action(watch->shard->multi, event->data.fd,
				       happened, &running));
	turn_over(watch->shard);
}

static void take_deadlines(struct client *client)
{
	uint64_t now_ns = clock_ns();

	for (uint64_t i = 0; i < client->shard_count; i++) {
		struct shard *shard = &client->shards[i];

		if (shard->deadline_ns > now_ns)
			continue;
		expire(shard);
		turn_over(shard);
	}
}

/* For epoll_wait, rounded up: waking early would only mean waiting again. */
static int timeout_ms(const struct client *client)
{
	uint64_t first_ns = NEVER, now_ns;

	for (uint64_t i = 0; i < client->shard_count; i++)
		if (client->shards[i].deadline_ns < first_ns)
			first_ns = client->shards[i].deadline_ns;
	if (first_ns == 0)
		return 0;
	if (first_ns == NEVER)
		return -1;
	now_ns = clock_ns();
	if (first_ns <= now_ns)
		return 0;
	return (int)((first_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS);
}

static void run(struct client *client, uint64_t n, uint64_t k)
{
	struct epoll_event events[MAX_EVENTS];

	client->to_start = n;
	for (uint64_t i = 0; i < k; i++)
		start_next(&client->shards[i % client->shard_count],
			   client->transfers[i].easy);
	while (client->sums.requests < n) {
		int wait_ms = timeout_ms(client);
		int count = epoll_wait(client->epoll, events, MAX_EVENTS,
				       wait_ms);

		if (count < 0 && errno != EINTR)
			peer_die("epoll_wait: %s", strerror(errno));
		for (int i = 0; i < count; i++)
			take_event(client, &events[i]);
		if (wait_ms >= 0)
			take_deadlines(client);
	}
}

static void shard_open(struct shard *shard, struct client *client, uint64_t k)
{
	CURLM *multi = curl_multi_init();

	if (multi == NULL)
		peer_die("no memory for a multi handle");
	*shard = (struct shard){ .client = client, .multi = multi,
				 .deadline_ns = NEVER };
	check(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket));
	check(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, shard));
	check(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer));
	check(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, shard));
	check(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)k));
}

static void open_client(struct client *client, const struct target *target,
			uint64_t k, uint64_t shard_count)
{
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll < 0)
		peer_die("epoll_create1: %s", strerror(errno));
	client->watch_count = 2 * k + 1024;
	client->watches = peer_memory(client->watch_count,
				      sizeof(*client->watches));
	client->shard_count = shard_count;
	client->shards = peer_memory(shard_count, sizeof(*client->shards));
	for (uint64_t i = 0; i < shard_count; i++)
		shard_open(&client->shards[i], client, k);
	client->transfers = peer_memory(k, sizeof(*client->transfers));
	for (uint64_t i = 0; i < k; i++) {
		CURL *easy;

		transfer_init(&client->transfers[i], target);
		easy = client->transfers[i].easy;
		curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
		curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, client);
	}
}

static void close_client(struct client *client, uint64_t k)
{
	for (uint64_t i = 0; i < k; i++)
		transfer_term(&client->transfers[i]);
	for (uint64_t i = 0; i < client->shard_count; i++)
		curl_multi_cleanup(client->shards[i].multi);
	close(client->epoll);
	free(client->transfers);
	free(client->shards);
	free(client->watches);
}

int main(int argc, char *argv[])
{
	struct client client = { 0 };
	struct target target;
	struct peer_clock start;
	uint64_t n, k, shard_count;

	if (argc < 5 || argc > 6) {
		fprintf(stderr, "usage: multi_callback URL N K SHARDS "
				"[VARIANT]\n");
		return 2;
	}
	n = peer_number("N", argv[2], 1, 1000000000);
	k = peer_number("K", argv[3], 1, 100000);
	shard_count = peer_number("SHARDS", argv[4], 1, k);
	peer_allow_files(k + 2 * shard_count);
	target_open(&target, argv[1], argv[5]);
	open_client(&client, &target, k, shard_count);
	start = peer_clock_now();
	run(&client, n, k);
	peer_report(&start, &client.sums);
	close_client(&client, k);
	target_close(&target);
	return 0;
}
