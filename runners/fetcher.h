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

/* Idle connections that a lane may keep beside those to the hosts of its URLs:
 * to where these redirect. */
enum { FETCHER_SPARE_HOSTS = 4 };

struct fetcher {
	CURL *easy;
	const struct fetch_terms *terms;
	struct fetch_hosts *hosts;  /* where to count addresses; NULL: not */
	struct fetch what;          /* set on the handle */
	bool special;               /* not every request is a plain GET */
	uint64_t bytes;             /* of the body so far */
	size_t matched;             /* of the text that is looked for */
	uint64_t opened;            /* connections, by the last download */
	uint64_t handshakes;        /* of TLS, by the last download */
	bool too_large;
	bool head_whole;            /* the last response's */
	bool retrying;              /* retry.h */
	XXH3_state_t *hash;
	int port;                   /* connected to last, and where */
	char address[64];
	char reason[CURL_ERROR_SIZE];
};

/* Allocates the handle and sets every option. terms must outlive it. */
int fetcher_init(struct fetcher *f, const struct fetch_terms *terms,
		 struct error *err);
void fetcher_term(struct fetcher *f);

/* Points the handle at `what`. The download ends by deadline_ns (by the clock)
 * even if the terms allow more; 0: only the terms apply. Either all downloads
 * of a fetcher have a deadline, or none. Doesn't wait; allocates only if the
 * request differs from the last one. */
void fetcher_begin(struct fetcher *f, const struct fetch *what,
		   uint64_t deadline_ns);

/* Fills in *got, and returns 0 or a negative errno with libcurl's reason in
 * `reason`. */
int fetcher_end(struct fetcher *f, CURLcode code, struct fetched *got,
		char *reason, size_t size);

/* Adds what the download that ended last did. */
void fetcher_count(const struct fetcher *f, struct fetch_counts *counts);

/* Adds an address that isn't there yet. Any worker may call it at any time. */
void fetch_hosts_add(struct fetch_hosts *hosts, const char *address, int port);

/* Says in `reason` why the download has failed, and returns a negative errno
 * (fetch_reason.c). */
int fetcher_explain(const struct fetcher *f, CURLcode code, char *reason,
		    size_t size);

#endif
