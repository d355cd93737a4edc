/* fetcher.h - one libcurl easy handle, set up the same way for every model.
 *
 * A fetcher belongs to one lane and is reused for all of its downloads, which
 * keeps the connection. Who performs the transfer is the wait's business:
 *
 *   fetcher_begin -> curl_easy_perform, or a multi handle -> fetcher_end
 */
#ifndef SIMUL_FETCHER_H
#define SIMUL_FETCHER_H

#include <stdbool.h>

#include <curl/curl.h>
#include <xxhash.h>

#include "runners/error.h"
#include "runners/fetch.h"

struct fetcher {
	CURL *easy;
	CURLU *url;                 /* the one that is set on the handle */
	const struct fetch_limits *limits;
	uint64_t bytes;             /* of the body so far */
	uint64_t opened;            /* connections, by the last download */
	bool too_large;
	XXH3_state_t *hash;
	char reason[CURL_ERROR_SIZE];
};

/* Whether the environment names a proxy that libcurl would use. */
bool fetcher_proxied(void);

/* Allocates the handle and sets every option. limits must outlive it. */
int fetcher_init(struct fetcher *f, const struct fetch_limits *limits,
		 struct error *err);
void fetcher_term(struct fetcher *f);

/* Points the handle at `what`. It is to be over by deadline_ns (by the clock)
 * even if the limits allow for more; 0: the limits alone hold, which must be so
 * for all downloads of a fetcher or for none. Doesn't wait; allocates only when
 * the URL is not the last one. */
void fetcher_begin(struct fetcher *f, const struct fetch *what,
		   uint64_t deadline_ns);

/* What became of it: fills in *got, and returns 0 or a negative errno with
 * libcurl's reason in `reason`. */
int fetcher_end(struct fetcher *f, CURLcode code, struct fetched *got,
		char *reason, size_t size);

#endif
