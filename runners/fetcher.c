/* fetcher.c - the libcurl options of every model, and the result of a download.
 * fetch_apply.c has those that users set.
 *
 * Measurably worth it: a parsed URL (8 % of CPU), NOSIGNAL (8 %), the
 * same handle for all downloads of a lane (2 x under blocking waits, which
 * otherwise lose the connection), CAs from one file (fetch_apply.c). Left at
 * libcurl's defaults because it made no difference: TCP_NODELAY, buffer size
 * (larger is worse), IPv4 only. Left so as not to change what is measured: the
 * reuse of TLS sessions.
 */
#include "runners/fetcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runners/clock.h"
#include "runners/fetch_terms.h"
#include "runners/macros.h"

#define REDIRECTS 10L

static const struct fetch_ready nothing_ready = { .follow = true };

static const struct fetch_ready *ready_of(const struct fetcher *f)
{
	return f->terms->ready ? f->terms->ready : &nothing_ready;
}

/* --- what libcurl calls --- */

static size_t take(char *data, size_t size, size_t count, void *user)
{
	struct fetcher *f = user;
	const struct fetch_ready *ready = f->terms->ready;
	size_t bytes = size * count;

	if (bytes > f->terms->max_bytes - f->bytes) {
		f->too_large = true;
		return 0;
	}
	f->bytes += bytes;
	XXH3_64bits_update(f->hash, data, bytes);
	if (ready && ready->pattern.text)
		f->matched = fetch_pattern_feed(&ready->pattern, f->matched,
						data, bytes);
	return bytes;
}

/* Before each request, redirects included. */
static int note_address(void *user, char *address, char *local, int port,
			int local_port)
{
	struct fetcher *f = user;

	(void)local;
	(void)local_port;
	if (!f->hosts || (port == f->port && !strcmp(address, f->address)))
		return CURL_PREREQFUNC_OK;
	f->port = port;
	snprintf(f->address, sizeof(f->address), "%s", address);
	fetch_hosts_add(f->hosts, address, port);
	return CURL_PREREQFUNC_OK;
}

/* Before each handshake. */
static CURLcode count_handshake(CURL *easy, void *context, void *user)
{
	struct fetcher *f = user;

	(void)easy;
	(void)context;
	f->handshakes++;
	return CURLE_OK;
}

/* Called for each line of a head. If the connection ends in the middle, libcurl
 * takes what came for all of it: an empty body, and no error. */
static size_t take_head(char *line, size_t size, size_t count, void *user)
{
	struct fetcher *f = user;
	size_t bytes = size * count;

	if (bytes <= 2)
		f->head_whole = true;
	else if (bytes > 5 && memcmp(line, "HTTP/", 5) == 0)
		f->head_whole = false;
	return bytes;
}

/* --- options --- */

static long milliseconds(uint64_t ns)
{
	uint64_t ms = (ns + NS_PER_MS - 1) / NS_PER_MS;

	return (long)MIN(ms, (uint64_t)INT32_MAX);
}

static CURLcode set_callbacks(struct fetcher *f)
{
	CURL *h = f->easy;
	CURLcode rc = curl_easy_setopt(h, CURLOPT_ERRORBUFFER, f->reason);

	rc |= curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
	rc |= curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
	rc |= curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, take_head);
	rc |= curl_easy_setopt(h, CURLOPT_HEADERDATA, f);
	rc |= curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, note_address);
	rc |= curl_easy_setopt(h, CURLOPT_PREREQDATA, f);
	/* Not every TLS library has this one: then none are counted. */
	curl_easy_setopt(h, CURLOPT_SSL_CTX_FUNCTION, count_handshake);
	curl_easy_setopt(h, CURLOPT_SSL_CTX_DATA, f);
	return rc;
}

static CURLcode set_options(struct fetcher *f)
{
	const struct fetch_terms *t = f->terms;
	CURL *h = f->easy;
	CURLcode rc = CURLE_OK;

	rc |= curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	rc |= curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	rc |= curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	rc |= curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION,
			       (long)ready_of(f)->follow);
	rc |= curl_easy_setopt(h, CURLOPT_MAXREDIRS, REDIRECTS);
	rc |= curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
			       milliseconds(t->connect_timeout_ns));
	rc |= curl_easy_setopt(h, CURLOPT_TIMEOUT_MS,
			       milliseconds(t->timeout_ns));
	rc |= fetch_terms_apply(h, t);
	rc |= set_callbacks(f);
	return rc;
}

int fetcher_init(struct fetcher *f, const struct fetch_terms *terms,
		 struct error *err)
{
	*f = (struct fetcher){ .terms = terms };
	f->special = !fetch_request_plain(terms);
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

/* --- a download --- */

/* In whole milliseconds, plus one: libcurl rounds time differences down by up
 * to one, and must not give up before the deadline. */
static void set_deadline(struct fetcher *f, uint64_t at_ns)
{
	uint64_t now = clock_ns();
	long ms = milliseconds(at_ns > now ? at_ns - now : 0) + 1;
	long limit = milliseconds(f->terms->timeout_ns);

	curl_easy_setopt(f->easy, CURLOPT_TIMEOUT_MS,
			 limit ? MIN(ms, limit) : ms);
}

/* Simul's own server is asked directly, whatever the terms say of others. */
static void set_way(struct fetcher *f, CURLU *url)
{
	const struct fetch_terms *t = f->terms;
	bool own = fetch_own_url(t->ready, url);

	curl_easy_setopt(f->easy, CURLOPT_NOPROXY, own ? "*" : t->no_proxy);
	if (t->unix_socket)
		curl_easy_setopt(f->easy, CURLOPT_UNIX_SOCKET_PATH,
				 own ? NULL : t->unix_socket);
}

static void aim(struct fetcher *f, const struct fetch *what)
{
	const struct fetch_ready *ready = f->terms->ready;

	if (f->what.url != what->url) {
		curl_easy_setopt(f->easy, CURLOPT_CURLU, what->url);
		if (ready && (ready->proxied || f->terms->unix_socket))
			set_way(f, what->url);
	}
	f->special |= what->method || what->body;
	if (f->special)
		fetch_request_apply(f->easy, f->terms, what);
	f->what = *what;
}

void fetcher_begin(struct fetcher *f, const struct fetch *what,
		   uint64_t deadline_ns)
{
	const struct fetch *last = &f->what;

	if (deadline_ns)
		set_deadline(f, deadline_ns);
	if (last->url != what->url || last->method != what->method ||
	    last->body != what->body || last->body_bytes != what->body_bytes)
		aim(f, what);
	f->bytes = 0;
	f->matched = 0;
	f->handshakes = 0;
	f->too_large = false;
	f->head_whole = false;
	f->reason[0] = '\0';
	XXH3_64bits_reset(f->hash);
}

int fetcher_end(struct fetcher *f, CURLcode code, struct fetched *got,
		char *reason, size_t size)
{
	const struct fetch_pattern *wanted = &ready_of(f)->pattern;
	const struct fetch_terms *t = f->terms;
	long opened = 0;

	curl_easy_getinfo(f->easy, CURLINFO_NUM_CONNECTS, &opened);
	f->opened = (uint64_t)opened;
	*got = (struct fetched){ .bytes = f->bytes };
	if (code != CURLE_OK)
		return fetcher_explain(f, code, reason, size);
	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &got->status);
	if (!f->head_whole || got->status < 200) {
		snprintf(reason, size, "the connection ended in the head of "
				       "the response");
		return -EIO;
	}
	if (!fetch_expect_status(t, got->status)) {
		snprintf(reason, size, "status %ld", got->status);
		if (t->expect_status)
			snprintf(reason, size, "status %ld instead of %.40s "
					       "(--expect-status)",
				 got->status, t->expect_status);
		return -EBADMSG;
	}
	if (f->matched < wanted->length) {
		snprintf(reason, size, "no '%.60s' in the body "
				       "(--expect-body)",
			 wanted->text);
		return -EBADMSG;
	}
	got->check = XXH3_64bits_digest(f->hash);
	return 0;
}
