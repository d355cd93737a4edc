/* fetcher.c - the libcurl options of every model, and the result of a download.
 *
 * Measurably worth it: a parsed URL (8 % of CPU), NOSIGNAL (8 %), the
 * same handle for all downloads of a lane (2 x under blocking waits, which
 * otherwise lose the connection). Left at libcurl's defaults because it made
 * no difference: TCP_NODELAY, buffer size (larger is worse), IPv4 only.
 */
#include "runners/fetcher.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"

#define REDIRECTS 10L

static size_t take(char *data, size_t size, size_t count, void *user)
{
	struct fetcher *f = user;
	size_t bytes = size * count;

	if (bytes > f->limits->max_bytes - f->bytes) {
		f->too_large = true;
		return 0;
	}
	f->bytes += bytes;
	XXH3_64bits_update(f->hash, data, bytes);
	return bytes;
}

static long milliseconds(uint64_t ns)
{
	uint64_t ms = (ns + NS_PER_MS - 1) / NS_PER_MS;

	return (long)MIN(ms, (uint64_t)INT32_MAX);
}

static CURLcode trust_only(CURL *h, const char *ca)
{
	/* Not copied: the text outlives the handle. */
	struct curl_blob blob = { (void *)ca, strlen(ca), CURL_BLOB_NOCOPY };
	CURLcode rc = curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &blob);

	return rc | curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
}

static CURLcode set_options(struct fetcher *f)
{
	const struct fetch_limits *l = f->limits;
	CURL *h = f->easy;
	CURLcode rc = CURLE_OK;

	rc |= curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	rc |= curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	rc |= curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	rc |= curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 1L);
	rc |= curl_easy_setopt(h, CURLOPT_MAXREDIRS, REDIRECTS);
	rc |= curl_easy_setopt(h, CURLOPT_HTTP_VERSION,
			       (long)CURL_HTTP_VERSION_1_1);
	rc |= curl_easy_setopt(h, CURLOPT_MAXCONNECTS, (long)l->hosts);
	if (l->proxied)
		rc |= curl_easy_setopt(h, CURLOPT_NOPROXY,
				       "localhost,127.0.0.1,::1");
	else /* Or libcurl searches the environment at each download. */
		rc |= curl_easy_setopt(h, CURLOPT_PROXY, "");
	if (l->ca)
		rc |= trust_only(h, l->ca);
	rc |= curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
			       milliseconds(l->connect_timeout_ns));
	rc |= curl_easy_setopt(h, CURLOPT_TIMEOUT_MS,
			       milliseconds(l->timeout_ns));
	rc |= curl_easy_setopt(h, CURLOPT_ERRORBUFFER, f->reason);
	rc |= curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
	rc |= curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
	return rc;
}

bool fetcher_proxied(void)
{
	static const char *const names[] = { "http_proxy", "https_proxy",
					     "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (getenv(names[i]))
			return true;
	return false;
}

int fetcher_init(struct fetcher *f, const struct fetch_limits *limits,
		 struct error *err)
{
	*f = (struct fetcher){ .limits = limits };
	f->hash = XXH3_createState();
	f->easy = curl_easy_init();
	if (f->easy && f->hash && set_options(f) == CURLE_OK)
		return 0;
	fetcher_term(f);
	return error_set(err, -ENOMEM, "cannot set up a libcurl handle");
}

void fetcher_term(struct fetcher *f)
{
	curl_easy_cleanup(f->easy);
	XXH3_freeState(f->hash);
}

/* In whole milliseconds, plus one: libcurl rounds time differences down by up
 * to one, and must not give up before the deadline. */
static void set_deadline(struct fetcher *f, uint64_t at_ns)
{
	uint64_t now = clock_ns();
	long ms = milliseconds(at_ns > now ? at_ns - now : 0) + 1;
	long limit = milliseconds(f->limits->timeout_ns);

	curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS,
			 limit ? MIN(ms, limit) : ms);
}

void fetcher_begin(struct fetcher *f, const struct fetch *what,
		   uint64_t deadline_ns)
{
	if (deadline_ns)
		set_deadline(f, deadline_ns);
	if (f->url != what->url) {
		curl_easy_setopt(f->easy, CURLOPT_CURLU, what->url);
		f->url = what->url;
	}
	f->bytes = 0;
	f->too_large = false;
	f->reason[0] = '\0';
	XXH3_64bits_reset(f->hash);
}

static int errno_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return 0;
	case CURLE_OPERATION_TIMEDOUT:
		return -ETIMEDOUT;
	case CURLE_COULDNT_CONNECT:
		return -ECONNREFUSED;
	case CURLE_OUT_OF_MEMORY:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

static int explain(const struct fetcher *f, CURLcode code, char *reason,
		   size_t size)
{
	if (f->too_large) {
		char most[32];

		snprintf(reason, size, "body larger than %s (--max-size)",
			 units_format_bytes(f->limits->max_bytes, most,
				      sizeof(most)));
		return -EFBIG;
	}
	snprintf(reason, size, "%s",
		 f->reason[0] ? f->reason : curl_easy_strerror(code));
	return errno_of(code);
}

int fetcher_end(struct fetcher *f, CURLcode code, struct fetched *got,
		char *reason, size_t size)
{
	long opened = 0;

	curl_easy_getinfo(f->easy, CURLINFO_NUM_CONNECTS, &opened);
	f->opened = (uint64_t)opened;
	*got = (struct fetched){ .bytes = f->bytes };
	if (code != CURLE_OK)
		return explain(f, code, reason, size);
	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &got->status);
	if (got->status >= 400) {
		snprintf(reason, size, "status %ld", got->status);
		return -EBADMSG;
	}
	got->check = XXH3_64bits_digest(f->hash);
	return 0;
}
