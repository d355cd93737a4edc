/* transfers.c - the glue between the loop and libcurl's multi handles.
 *
 *   coroutine: transfer_perform     appends to its shard's queue, yields
 *   loop:      flush                curl_multi_add_handle for the queue, then
 *                                   one socket_action(TIMEOUT) starts them all
 *   poller:    on_ready             curl_multi_socket_action(fd)
 *   loop:      drain                curl_multi_info_read, remove, wake
 *
 * libcurl is called on the loop's own stack only, and never from its own
 * callbacks: those store what is wanted and return.
 *
 * A connection's socket that libcurl lets go (CURL_POLL_REMOVE) stays
 * registered with the poller until it is closed: the next download uses it again
 * within microseconds. CURLOPT_SOCKOPTFUNCTION reports each one that is opened,
 * CURLOPT_CLOSESOCKETFUNCTION when it is closed. Of its other descriptors (the
 * pair over which a resolver thread says that it is done) neither is reported:
 * CURL_POLL_REMOVE comes last, just before the close.
 */
#include "async/transfers.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/macros.h"

/* Lanes per shard, measured: with fewer the handles' own cost shows, with more
 * libcurl's scan of its connections. */
#define LANES_PER_SHARD 32
#define SHARDS_MAX      128

/* Of two streams that libcurl 7.88 reads from one connection, it sometimes
 * leaves the end of one unread: the data lies in its buffer or in OpenSSL's, so
 * the socket tells nothing, and the download ends with --timeout. Reading again
 * finds it. So connections that may be shared are read as often as this. */
#define POKE_NS (20 * NS_PER_MS)

struct shard {
	CURLM *multi;
	struct transfers *all;
	uint64_t deadline_ns;            /* as libcurl asked */
	struct transfer *first, **last;  /* to be added */
	struct shard *next;              /* in the list of touched shards */
	bool touched;
};

static void touch(struct shard *shard)
{
	if (shard->touched)
		return;
	shard->touched = true;
	shard->next = shard->all->touched;
	shard->all->touched = shard;
}

static void check(struct shard *shard, CURLMcode code)
{
	if (code != CURLM_OK && !shard->all->loop->error)
		shard->all->loop->error = code == CURLM_OUT_OF_MEMORY ?
						  -ENOMEM :
						  -EIO;
}

static void act(struct shard *shard, curl_socket_t fd, int mask)
{
	int running;

	touch(shard);
	/* libcurl sets the next deadline only if it has changed: one that has
	 * passed would stay here for ever, and the loop would spin. */
	if (fd == CURL_SOCKET_TIMEOUT)
		shard->deadline_ns = TIMERS_NEVER;
	check(shard, curl_multi_socket_action(shard->multi, fd, mask,
					      &running));
}

static void on_ready(void *owner, int fd, short events)
{
	int mask = 0;

	/* As to libcurl's own poll, an error is something to read, or it would
	 * say "select/poll returned error" and not which. */
	if (events & (POLLIN | POLLHUP | POLLERR))
		mask |= CURL_CSELECT_IN;
	if (events & (POLLOUT | POLLERR))
		mask |= CURL_CSELECT_OUT;
	act(owner, fd, mask);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user,
		     void *socket)
{
	struct shard *shard = user;
	struct loop *loop = shard->all->loop;
	short events = 0;

	(void)easy;
	(void)socket;
	if (what & CURL_POLL_IN && what != CURL_POLL_REMOVE)
		events |= POLLIN;
	if (what & CURL_POLL_OUT && what != CURL_POLL_REMOVE)
		events |= POLLOUT;
	if (events)
		loop_watch(loop, fd, events, on_ready, shard);
	else if (loop_knows(loop, fd))
		loop_unwatch(loop, fd);
	else
		loop_remove(loop, fd);
	return 0;
}

/* libcurl rounds its milliseconds down: without one more the loop would wake
 * too early, again and again. */
static int on_timer(CURLM *multi, long ms, void *user)
{
	struct shard *shard = user;

	(void)multi;
	if (ms < 0)
		shard->deadline_ns = TIMERS_NEVER;
	else if (ms == 0)
		shard->deadline_ns = 0;
	else
		shard->deadline_ns =
			clock_ns() + (uint64_t)(ms + 1) * NS_PER_MS;
	return 0;
}

static int on_open(void *user, curl_socket_t fd, curlsocktype purpose)
{
	struct transfers *all = user;

	(void)purpose;
	loop_know(all->loop, fd);
	return CURL_SOCKOPT_OK;
}

static int on_close(void *user, curl_socket_t fd)
{
	struct transfers *all = user;

	loop_forget(all->loop, fd);
	return close(fd);
}

static void add_queued(struct shard *shard)
{
	struct transfer *t = shard->first;

	shard->first = NULL;
	shard->last = &shard->first;
	for (; t; t = t->next)
		check(shard, curl_multi_add_handle(shard->multi,
						   t->fetcher.easy));
}

static void finish(struct shard *shard, CURL *easy, CURLcode code)
{
	struct transfers *all = shard->all;
	struct transfer *t;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
	check(shard, curl_multi_remove_handle(shard->multi, easy));
	t->code = code;
	all->in_flight--;
	loop_wake(all->loop, t->waiter);
}

static void drain_shard(struct shard *shard)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(shard->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			finish(shard, message->easy_handle,
			       message->data.result);
}

static void drain(struct agent *agent)
{
	struct transfers *all = container_of(agent, struct transfers, agent);
	struct shard *shard = all->touched;

	all->touched = NULL;
	for (; shard; shard = shard->next) {
		shard->touched = false;
		drain_shard(shard);
	}
}

/* drain came first, so the touched shards are those with a queue. A download
 * may fail at once, so drain again. */
static void flush(struct agent *agent)
{
	struct transfers *all = container_of(agent, struct transfers, agent);

	for (struct shard *s = all->touched; s; s = s->next) {
		add_queued(s);
		act(s, CURL_SOCKET_TIMEOUT, 0);
	}
	drain(agent);
}

static uint64_t deadline_ns(struct agent *agent)
{
	struct transfers *all = container_of(agent, struct transfers, agent);
	uint64_t at = TIMERS_NEVER;

	for (size_t i = 0; i < all->shards; i++)
		at = MIN(at, all->shard[i].deadline_ns);
	return all->streams && all->in_flight ? MIN(at, all->poke_ns) : at;
}

static void expire(struct agent *agent, uint64_t now_ns)
{
	struct transfers *all = container_of(agent, struct transfers, agent);

	for (size_t i = 0; i < all->shards; i++)
		if (all->shard[i].deadline_ns <= now_ns)
			act(&all->shard[i], CURL_SOCKET_TIMEOUT, 0);
	if (!all->streams || now_ns < all->poke_ns)
		return;
	all->poke_ns = now_ns + POKE_NS;
	loop_poke(all->loop, on_ready);
}

static bool busy(struct agent *agent)
{
	return container_of(agent, struct transfers, agent)->in_flight > 0;
}

/* A connection over HTTP/2 takes a stream for each of the lanes. */
static int shard_init(struct shard *shard, struct transfers *all, long lanes,
		      unsigned hosts)
{
	*shard = (struct shard){ .all = all, .deadline_ns = TIMERS_NEVER };
	shard->last = &shard->first;
	shard->multi = curl_multi_init();
	if (!shard->multi)
		return -ENOMEM;
	curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
	curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
	curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS,
			  lanes * (long)hosts);
	curl_multi_setopt(shard->multi, CURLMOPT_PIPELINING,
			  (long)CURLPIPE_MULTIPLEX);
	curl_multi_setopt(shard->multi, CURLMOPT_MAX_CONCURRENT_STREAMS,
			  lanes);
	return 0;
}

size_t transfers_shards(size_t lanes)
{
	return MIN((lanes + LANES_PER_SHARD - 1) / LANES_PER_SHARD,
		   (size_t)SHARDS_MAX);
}

int transfers_init(struct transfers *all, struct loop *loop, size_t lanes,
		   unsigned hosts, struct error *err)
{
	size_t shards = transfers_shards(lanes);
	long each = (long)((lanes + shards - 1) / shards);

	*all = (struct transfers){
		.agent = { flush, deadline_ns, expire, drain, busy },
		.loop = loop,
	};
	all->shard = calloc(shards, sizeof(*all->shard));
	if (!all->shard)
		return error_set(err, -ENOMEM, "out of memory");
	for (; all->shards < shards; all->shards++)
		if (shard_init(&all->shard[all->shards], all, each, hosts) <
		    0) {
			transfers_term(all);
			return error_set(err, -ENOMEM,
					 "cannot make a libcurl multi handle");
		}
	loop->agent = &all->agent;
	return 0;
}

void transfers_term(struct transfers *all)
{
	for (size_t i = 0; i < all->shards; i++) {
		CURLM *multi = all->shard[i].multi;

		/* Closing connections must not call back into us. */
		curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, NULL);
		curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, NULL);
		curl_multi_cleanup(multi);
	}
	free(all->shard);
}

int transfer_init(struct transfer *t, struct transfers *all, size_t lane,
		  const struct fetch_terms *terms, struct error *err)
{
	int rc;

	*t = (struct transfer){ .shard = &all->shard[lane % all->shards] };
	rc = fetcher_init(&t->fetcher, terms, err);
	if (rc < 0)
		return rc;
	curl_easy_setopt(t->fetcher.easy, CURLOPT_PRIVATE, t);
	/* Or each lane that finds no connection yet opens one of its own. */
	all->streams |= terms->http != FETCH_HTTP_1_1;
	if (all->streams)
		curl_easy_setopt(t->fetcher.easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(t->fetcher.easy, CURLOPT_SOCKOPTFUNCTION, on_open);
	curl_easy_setopt(t->fetcher.easy, CURLOPT_SOCKOPTDATA, all);
	curl_easy_setopt(t->fetcher.easy, CURLOPT_CLOSESOCKETFUNCTION,
			 on_close);
	curl_easy_setopt(t->fetcher.easy, CURLOPT_CLOSESOCKETDATA, all);
	return 0;
}

/* After a stopped run the transfer may still be added; removing one that isn't
 * does no harm. */
void transfer_term(struct transfer *t)
{
	curl_multi_remove_handle(t->shard->multi, t->fetcher.easy);
	fetcher_term(&t->fetcher);
}

void transfer_perform(struct transfers *all, struct transfer *t,
		      struct coroutine *co)
{
	struct waiter waiter = { .co = co };
	struct shard *shard = t->shard;

	t->waiter = &waiter;
	t->next = NULL;
	*shard->last = t;
	shard->last = &t->next;
	touch(shard);
	all->in_flight++;
	loop_wait(&waiter);
}
