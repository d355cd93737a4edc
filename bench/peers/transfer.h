/* transfer.h - one reused easy handle, with the options common to all libcurl
 * peers, and the check of what it fetched.
 */
#ifndef SIMUL_PEER_TRANSFER_H
#define SIMUL_PEER_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>
#include <xxhash.h>

#include "bench/peers/peer.h"

/* What to fetch, and what must come back. */
struct target {
	CURLU *url;           /* parsed once, read only */
	uint64_t bytes;
	uint64_t check;       /* XXH3-64 of the body */
	bool timeout;         /* variants: see target_open */
	bool proxy;
	bool authorities;
	char cacert[4096];    /* "": libcurl's own */
};

struct transfer {
	CURL *easy;
	XXH3_state_t *hash;
	uint64_t bytes;       /* of this body so far */
	const struct target *target;
	void *owner;          /* for the caller: where the handle belongs */
};

/* Calls curl_global_init, parses the URL and fetches it once, to learn the
 * length and checksum that all bodies must have. `variant` changes the base
 * (NULL or "base"); it is a comma list of:
 *   timeout  set CURLOPT_TIMEOUT_MS and CURLOPT_CONNECTTIMEOUT_MS
 *   proxy    look for a proxy in the environment, as libcurl does by default
 *   ca       keep the paths of certificate authorities, as by default
 *   cacert=FILE  the certificate authority that https:// is checked against
 */
void target_open(struct target *target, const char *url, const char *variant);
void target_close(struct target *target);

/* Makes the handle, ready to add to a multi handle. target must outlive it. */
void transfer_init(struct transfer *transfer, const struct target *target);
void transfer_term(struct transfer *transfer);

/* The transfer that an easy handle belongs to. */
struct transfer *transfer_of(CURL *easy);

/* Checks the transfer that just ended with `code`, adds it to sums and gets it
 * ready for the next. Exits with 1 if anything is wrong. */
void transfer_finish(struct transfer *transfer, CURLcode code,
		     struct peer_sums *sums);

#endif
