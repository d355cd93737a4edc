/* fetcher.h - one libcurl easy handle, set up the same way for every model.
 *
 * A fetcher belongs to one lane and is reused for all of its downloads, which
 * keeps the connection. The wait performs the transfer:
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
	CURLU *url;                 /* set on the handle */
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

/* Points the handle at `what`. The download ends by deadline_ns (by the clock)
 * even if the limits allow more; 0: only the limits apply. Either all downloads
 * of a fetcher have a deadline, or none. Doesn't wait; allocates only if the
 * URL differs from the last one. */
void fetcher_begin(struct fetcher *f, const struct fetch *what,
		   uint64_t deadline_ns);

/* Fills in *got, and returns 0 or a negative errno with libcurl's reason in
 * `reason`. */
int fetcher_end(struct fetcher *f, CURLcode code, struct fetched *got,
		char *reason, size_t size);

#endif
