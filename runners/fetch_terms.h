/* fetch_terms.h - the parts of a job's terms, for the files that make and use
 * them: fetch_terms.c checks how the server is reached and fetch_apply.c sets
 * it, fetch_request.c does both for what is sent, fetch_expect.c has what must
 * come back, fetch_proxy.c the proxies.
 */
#ifndef SIMUL_FETCH_TERMS_H
#define SIMUL_FETCH_TERMS_H

#include "runners/fetch.h"

#define FETCH_STATUSES 600       /* below 600 */

/* A text that is looked for in a body which comes in pieces. */
struct fetch_pattern {
	const char *text;        /* NULL: none */
	size_t length;
	size_t *border;          /* see fetch_expect.c */
};

struct fetch_server {            /* simul's own: asked by no proxy */
	char *host, *port;       /* NULL: there is none */
};

/* What prepare makes of the terms. Read only while a job runs. */
struct fetch_ready {
	char *cas;               /* those of ca and of cacert together, if
	                            there are both */
	struct curl_slist *resolve;
	struct fetch_server origin[2];  /* without TLS, and with it */
	bool proxied;            /* there is a proxy, used or not */
	char via[2][160];        /* those in use, without a password, for http
	                            and https; "": none */

	struct curl_slist *header;       /* of requests without a body */
	struct curl_slist *body_header;  /* and with one */
	const void *data;
	size_t data_bytes;
	char *file;              /* data, if it was read from one */

	bool wanted[FETCH_STATUSES];
	bool follow;             /* redirects */
	struct fetch_pattern pattern;
};

/* Each returns 0, or a negative errno with a sentence. */
int fetch_request_prepare(struct fetch_terms *terms, struct error *err);
int fetch_expect_prepare(struct fetch_terms *terms, struct error *err);
int fetch_proxy_prepare(struct fetch_terms *terms, struct error *err);

void fetch_request_release(struct fetch_ready *ready);
void fetch_expect_release(struct fetch_ready *ready);

/* Whether all requests with these terms are plain GETs. */
bool fetch_request_plain(const struct fetch_terms *terms);

/* Sets method, body and headers. After plain requests of a handle, and with
 * plain terms, only another one that isn't plain needs it. */
CURLcode fetch_request_apply(CURL *easy, const struct fetch_terms *terms,
			     const struct fetch *what);

bool fetch_expect_status(const struct fetch_terms *terms, long status);

/* Goes on with `bytes` more of a body: `matched` bytes of the text were found
 * at the end of what came before; returns how many are now. Once all of them
 * are, it stays so. */
size_t fetch_pattern_feed(const struct fetch_pattern *pattern, size_t matched,
			  const char *data, size_t bytes);

/* Sets how servers are reached and who asks; on a new handle. */
CURLcode fetch_terms_apply(CURL *easy, const struct fetch_terms *terms);

/* Proxies as the terms say. */
CURLcode fetch_proxy_apply(CURL *easy, const struct fetch_terms *terms);

/* Whether it is a URL of simul's own server. */
bool fetch_own_url(const struct fetch_ready *ready, CURLU *url);

/* The whole file, ended by a null byte that isn't counted; NULL with err,
 * which names the option. To be freed. */
char *fetch_file_read(const char *option, const char *path, size_t *bytes,
		      struct error *err);

#endif
