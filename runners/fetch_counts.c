/* fetch_counts.c - what downloads did: connections, handshakes, their times,
 * and the addresses they went to.
 */
#include <string.h>

#include "runners/fetcher.h"

/* libcurl's are 1, 2, 3 and 30. */
static uint64_t version_of(CURL *easy)
{
	long version = 0;

	curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
	switch (version) {
	case CURL_HTTP_VERSION_1_0:
		return 10;
	case CURL_HTTP_VERSION_1_1:
		return 11;
	case CURL_HTTP_VERSION_2_0:
		return 20;
	case CURL_HTTP_VERSION_3:
		return 30;
	default:
		return 0;
	}
}

static uint64_t both(uint64_t a, uint64_t b)
{
	if (!a || !b || a == b)
		return a ? a : b;
	return 1;
}

/* libcurl adds up over redirects. A failed connection has no time. */
static void count_times(const struct fetcher *f, struct fetch_counts *counts)
{
	curl_off_t connected = 0, ready = 0;

	curl_easy_getinfo(f->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(f->easy, CURLINFO_APPCONNECT_TIME_T, &ready);
	counts->connect_ns += (uint64_t)connected * 1000;
	if (ready > connected)
		counts->tls_ns += (uint64_t)(ready - connected) * 1000;
}

/* A server's version is asked for when a connection is new. */
void fetcher_count(const struct fetcher *f, struct fetch_counts *counts)
{
	counts->fetches++;
	counts->bytes += f->bytes;
	if (!f->opened && counts->http_version)
		return;
	counts->connections += f->opened;
	counts->handshakes += f->handshakes;
	counts->http_version = both(counts->http_version, version_of(f->easy));
	if (f->opened)
		count_times(f, counts);
}

void fetch_counts_add(struct fetch_counts *sum, const struct fetch_counts *one)
{
	sum->fetches += one->fetches;
	sum->bytes += one->bytes;
	sum->connections += one->connections;
	sum->handshakes += one->handshakes;
	sum->connect_ns += one->connect_ns;
	sum->tls_ns += one->tls_ns;
	sum->http_version = both(sum->http_version, one->http_version);
}

/* --- addresses --- */

void fetch_hosts_add(struct fetch_hosts *hosts, const char *address, int port)
{
	uint64_t hash = XXH3_64bits_withSeed(address, strlen(address),
					     (XXH64_hash_t)port);

	hash += hash == 0;
	for (size_t i = 0; i < FETCH_HOSTS_MAX; i++) {
		_Atomic uint64_t *at =
			&hosts->hash[(hash + i) % FETCH_HOSTS_MAX];
		uint64_t found = 0;

		if (atomic_compare_exchange_strong(at, &found, hash) ||
		    found == hash)
			return;
	}
}

size_t fetch_hosts_count(const struct fetch_hosts *hosts)
{
	size_t count = 0;

	for (size_t i = 0; i < FETCH_HOSTS_MAX; i++)
		count += atomic_load(&hosts->hash[i]) != 0;
	return count;
}
