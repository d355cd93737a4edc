/* transfers.h - downloads under the event loop: curl-multi, in shards.
 *
 * libcurl looks through all connections of a multi handle, so its cost for
 * each download grows with how many are in flight. Several multi handles
 * under one loop ("shards") keep each of them small.
 */
#ifndef SIMUL_TRANSFERS_H
#define SIMUL_TRANSFERS_H

#include <curl/curl.h>

#include "async/loop.h"
#include "runners/fetcher.h"

struct shard;

/* The download of one lane. */
struct transfer {
	struct fetcher fetcher;
	struct shard *shard;
	struct transfer *next;    /* queued, not yet given to libcurl */
	struct waiter *waiter;
	CURLcode code;            /* how it ended */
};

struct transfers {
	struct agent agent;
	struct loop *loop;
	struct shard *shard;
	size_t shards;
	struct shard *touched;    /* a list: shards with work to do */
	size_t in_flight;
};

/* How many shards this number of lanes gets. */
size_t transfers_shards(size_t lanes);

/* Makes shards for `lanes` lanes. 0 or a negative errno with err. */
int transfers_init(struct transfers *transfers, struct loop *loop,
		   size_t lanes, unsigned hosts, struct error *err);

/* Call after every transfer_term, and before loop_term. */
void transfers_term(struct transfers *transfers);

/* Sets up lane's transfer. 0 or a negative errno with err. */
int transfer_init(struct transfer *transfer, struct transfers *transfers,
		  size_t lane, const struct fetch_terms *terms,
		  struct error *err);
void transfer_term(struct transfer *transfer);

/* Called by a coroutine: waits until the download has ended. transfer->code
 * says how. */
void transfer_perform(struct transfers *transfers, struct transfer *transfer,
		      struct coroutine *co);

#endif
