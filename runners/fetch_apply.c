/* fetch_apply.c - sets on a handle what the terms say of servers and users. */
#include <string.h>
#include <unistd.h>

#include "runners/fetch_terms.h"
#include "runners/fetcher.h"

/* CAs that come from one file alone are read once a handle (libcurl 7.87 and
 * later). With a directory beside it, as Debian's libcurl has by default, all
 * of them would be read for each connection: 21 ms of CPU instead of 1,
 * measured. Those of the directory are in the file. */
static CURLcode trust(CURL *h, const struct fetch_terms *t)
{
	const char *ca = t->ready && t->ready->cas ? t->ready->cas : t->ca;
	char *system = NULL;
	CURLcode rc = CURLE_OK;

	if (t->insecure) {
		rc |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
		rc |= curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
		return rc;
	}
	if (ca) { /* Not copied: the text outlives the handle. */
		struct curl_blob blob = { (void *)ca, strlen(ca),
					  CURL_BLOB_NOCOPY };

		rc |= curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &blob);
	} else if (t->cacert) {
		rc |= curl_easy_setopt(h, CURLOPT_CAINFO, t->cacert);
	} else {
		curl_easy_getinfo(h, CURLINFO_CAINFO, &system);
	}
	if (t->cacert || (system && access(system, R_OK) == 0))
		rc |= curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
	return rc;
}

static CURLcode set_server(CURL *h, const struct fetch_terms *t)
{
	static const long versions[] = {
		[FETCH_HTTP_1_1] = CURL_HTTP_VERSION_1_1,
		[FETCH_HTTP_2] = CURL_HTTP_VERSION_2TLS,
		[FETCH_HTTP_2_PRIOR] = CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE,
	};
	CURLcode rc = curl_easy_setopt(h, CURLOPT_HTTP_VERSION,
				       versions[t->http]);

	rc |= curl_easy_setopt(h, CURLOPT_MAXCONNECTS,
			       (long)t->hosts + FETCHER_SPARE_HOSTS);
	rc |= trust(h, t);
	rc |= fetch_proxy_apply(h, t);
	if (t->ready && t->ready->resolve)
		rc |= curl_easy_setopt(h, CURLOPT_RESOLVE, t->ready->resolve);
	if (t->unix_socket)
		rc |= curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH,
				       t->unix_socket);
	if (t->no_keepalive) {
		rc |= curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
		rc |= curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
	}
	return rc;
}

static CURLcode set_person(CURL *h, const struct fetch_terms *t)
{
	CURLcode rc = CURLE_OK;

	if (t->user)
		rc |= curl_easy_setopt(h, CURLOPT_USERPWD, t->user);
	if (t->netrc)
		rc |= curl_easy_setopt(h, CURLOPT_NETRC,
				       (long)CURL_NETRC_REQUIRED);
	if (t->cookie)
		rc |= curl_easy_setopt(h, CURLOPT_COOKIE, t->cookie);
	if (t->compressed)
		rc |= curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
	return rc;
}

CURLcode fetch_terms_apply(CURL *easy, const struct fetch_terms *terms)
{
	return set_server(easy, terms) | set_person(easy, terms);
}
