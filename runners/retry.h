/* retry.h - a download that failed because the connections that were kept for
 * it are dead is tried once more, on a fresh one.
 *
 * A server may close an idle connection at any time. libcurl itself repeats a
 * request that meets such a connection, but counts repeats over the handle's
 * life and gives up at each sixth, or when several kept connections in a row are
 * dead. A fresh handle would have fetched it, so that failure is the client's
 * own.
 *
 *   do {
 *           fetcher_begin
 *           curl_easy_perform, or a multi handle
 *   } while (retry_wanted);
 *   fetcher_end
 */
#ifndef SIMUL_RETRY_H
#define SIMUL_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "runners/fetcher.h"

/* Ask after each attempt. True: begin again; the handle is set to open a
 * connection of its own, and *deadline_ns moved to where --timeout ends, which
 * counts from the first attempt. */
bool retry_wanted(struct fetcher *fetcher, CURLcode code,
		  uint64_t *deadline_ns);

#endif
