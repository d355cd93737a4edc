/* connections.h - what a cell's connections to servers came to.
 *
 * Each lane connects once to each host that it asks: lanes x hosts connections,
 * or one a fetch if those are fewer, are a cell's due. What it opened beyond is
 * from servers that closed connections, or from a client that didn't keep
 * them. Of good samples only; of files from before schema 4 hosts count as one
 * and fetches as the tasks.
 */
#ifndef SIMUL_CONNECTIONS_H
#define SIMUL_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/results.h"

enum { CONNECTIONS_HTTP_MIXED = 1, CONNECTIONS_HTTP_2 = 20 };

/* Sums over the samples, unless it says otherwise. */
struct connections {
	double samples, tasks, fetches;
	double opened, handshakes;
	double lane_ns;           /* lanes x run: how long they could be open */
	double in_flight;         /* most at once; of lanes if not known */
	double beyond;            /* what is due */
	double bunching;          /* variance of that over its mean; at least
				     1: those of a server that closes at random
				     have 1, bunches more */
	double connect_ns, tls_ns; /* of one, in the mean; NAN: not known */
	uint64_t hosts;           /* the most of a sample; 0: not known */
	uint64_t http;            /* as sample.http_version */
};

/* Whether HTTP/2 carried several requests at a time over one connection. */
bool connections_shared(const struct connections *connections);

void connections_count(const struct results *results, size_t cell,
		       struct connections *connections);

#endif
