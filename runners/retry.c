/* retry.c - which failures are a dead kept connection's. */
#include "runners/retry.h"

#include "runners/clock.h"
#include "runners/macros.h"

/* How libcurl reports that a connection ended before an answer; over HTTP/2,
 * where it doesn't itself repeat, by the last three. */
static bool died(CURLcode code)
{
	return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
	       code == CURLE_GOT_NOTHING || code == CURLE_HTTP2 ||
	       code == CURLE_HTTP2_STREAM || code == CURLE_PARTIAL_FILE;
}

/* Nothing of the answer has come, so the request may be repeated, as libcurl
 * would: all of them are in memory. If the attempt opened a connection, the last
 * request went over that one, and the server did have its chance; only after a
 * redirect may that connection have been an earlier request's. */
static bool by_a_kept_connection(CURL *easy)
{
	long status = 0, redirects = 0, opened = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &redirects);
	curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &opened);
	if (redirects > 0)
		return status >= 300 && status < 400;
	return status == 0 && opened == 0;
}

static long milliseconds(uint64_t ns)
{
	return (long)MIN(ns / NS_PER_MS, (uint64_t)INT32_MAX);
}

static void start_over(struct fetcher *f, uint64_t *deadline_ns)
{
	uint64_t timeout = f->terms->timeout_ns;
	curl_off_t spent_us = 0;
	uint64_t at;

	f->retrying = true;
	curl_easy_setopt(f->easy, CURLOPT_FRESH_CONNECT, 1L);
	if (!timeout)
		return;
	curl_easy_getinfo(f->easy, CURLINFO_TOTAL_TIME_T, &spent_us);
	at = clock_ns() + timeout - MIN((uint64_t)spent_us * 1000, timeout);
	*deadline_ns = *deadline_ns ? MIN(*deadline_ns, at) : at;
}

/* Downloads to come reuse connections again, and have all of their time. */
static void settle(struct fetcher *f)
{
	f->retrying = false;
	curl_easy_setopt(f->easy, CURLOPT_FRESH_CONNECT, 0L);
	curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS,
			 milliseconds(f->terms->timeout_ns));
}

bool retry_wanted(struct fetcher *f, CURLcode code, uint64_t *deadline_ns)
{
	if (f->retrying) {
		settle(f);
		return false;
	}
	if (!died(code) || f->bytes || f->terms->no_keepalive ||
	    !by_a_kept_connection(f->easy))
		return false;
	start_over(f, deadline_ns);
	return true;
}
