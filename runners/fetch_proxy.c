/* fetch_proxy.c - proxies: those of the terms and of the environment, and which
 * of them a URL of the job really goes by.
 *
 * The last, with all rules of no_proxy, is asked of libcurl itself: a handle
 * starts on the URL and is stopped before the first name would be looked up.
 * It then says whether that was a proxy's or the server's. Nothing is sent.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runners/fetch_terms.h"
#include "runners/macros.h"

static const char *const schemes[] = { "http", "https" };

/* As libcurl: a variable that is empty is none. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static const char *either(const char *lower, const char *upper)
{
	const char *value = variable(lower);

	return value ? value : variable(upper);
}

/* Not HTTP_PROXY, which a CGI program's client could set. */
static const char *environment(size_t scheme)
{
	const char *proxy = scheme == 0 ? variable("http_proxy")
					: either("https_proxy", "HTTPS_PROXY");

	return proxy ? proxy : either("all_proxy", "ALL_PROXY");
}

static CURLU *parse(const char *text)
{
	CURLU *url = curl_url();

	if (url &&
	    curl_url_set(url, CURLUPART_URL, text,
			 CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME)) {
		curl_url_cleanup(url);
		return NULL;
	}
	return url;
}

/* "http://10.0.0.1:3128" */
static void show(const char *proxy, char *buf, size_t size)
{
	CURLU *url = parse(proxy);
	char *scheme = NULL, *host = NULL, *port = NULL;

	if (url) {
		curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
		curl_url_get(url, CURLUPART_HOST, &host, 0);
		curl_url_get(url, CURLUPART_PORT, &port, 0);
	}
	if (scheme && host)
		snprintf(buf, size, "%s://%s%s%s", scheme, host,
			 port ? ":" : "", port ? port : "");
	else
		snprintf(buf, size, "an address that is no URL");
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(url);
}

static bool speaks(const char *scheme)
{
	static const char *const known[] = { "http", "socks4", "socks4a",
					     "socks5", "socks5h" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcasecmp(scheme, known[i]))
			return true;
	return !strcasecmp(scheme, "https") &&
	       curl_version_info(CURLVERSION_NOW)->features &
		       CURL_VERSION_HTTPS_PROXY;
}

/* Doesn't repeat it: there may be a password in it. */
static int check(const char *proxy, struct error *err)
{
	CURLU *url = parse(proxy);
	char *scheme = NULL;
	bool fine;

	if (url)
		curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	fine = scheme && speaks(scheme);
	curl_free(scheme);
	curl_url_cleanup(url);
	if (fine)
		return 0;
	return error_set(err, -EINVAL,
			 "'--proxy': not the URL of a proxy that libcurl "
			 "knows, such as http://HOST:PORT or "
			 "socks5://HOST:PORT");
}

/* A Unix socket is never reached by a proxy. */
int fetch_proxy_prepare(struct fetch_terms *terms, struct error *err)
{
	struct fetch_ready *ready = terms->ready;

	if (terms->unix_socket)
		return 0;
	if (terms->proxy)
		ready->proxied = *terms->proxy != '\0';
	else
		ready->proxied = environment(0) || environment(1);
	return terms->proxy && ready->proxied ? check(terms->proxy, err) : 0;
}

/* Without a proxy libcurl is told so, or it would search the environment at
 * each download. */
CURLcode fetch_proxy_apply(CURL *easy, const struct fetch_terms *terms)
{
	CURLcode rc = CURLE_OK;

	if (!terms->ready || !terms->ready->proxied)
		return curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (terms->proxy)
		rc |= curl_easy_setopt(easy, CURLOPT_PROXY, terms->proxy);
	if (terms->no_proxy)
		rc |= curl_easy_setopt(easy, CURLOPT_NOPROXY, terms->no_proxy);
	return rc;
}

static int stop(void *resolver, void *reserved, void *user)
{
	(void)resolver;
	(void)reserved;
	(void)user;
	return 1;
}

static bool goes_by_proxy(const struct fetch_terms *terms, CURLU *url)
{
	CURL *easy = curl_easy_init();
	CURLcode rc;

	if (!easy)
		return true;
	rc = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	rc |= curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, stop);
	rc |= curl_easy_setopt(easy, CURLOPT_CURLU, url);
	rc |= fetch_proxy_apply(easy, terms);
	if (rc == CURLE_OK)
		rc = curl_easy_perform(easy);
	curl_easy_cleanup(easy);
	return rc == CURLE_COULDNT_RESOLVE_PROXY;
}

void fetch_terms_add_url(struct fetch_terms *terms, CURLU *url)
{
	struct fetch_ready *ready = terms->ready;
	char *scheme = NULL;
	const char *proxy;
	size_t i;

	if (!ready || !ready->proxied)
		return;
	curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	i = scheme && !strcasecmp(scheme, schemes[1]);
	curl_free(scheme);
	proxy = terms->proxy ? terms->proxy : environment(i);
	if (proxy && !*ready->via[i] && !fetch_own_url(ready, url) &&
	    goes_by_proxy(terms, url))
		show(proxy, ready->via[i], sizeof(ready->via[i]));
}

void fetch_proxy_environment(char *buf, size_t size)
{
	const char *except = either("no_proxy", "NO_PROXY");
	char shown[2][160] = { "", "" };
	int used;

	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		if (environment(i))
			show(environment(i), shown[i], sizeof(shown[i]));
	*buf = '\0';
	if (!*shown[0] && !*shown[1])
		return;
	if (!strcmp(shown[0], shown[1]))
		used = snprintf(buf, size, "%s", shown[0]);
	else if (*shown[0] && *shown[1])
		used = snprintf(buf, size, "%s for http, %s for https",
				shown[0], shown[1]);
	else
		used = snprintf(buf, size, "%s for %s alone",
				*shown[0] ? shown[0] : shown[1],
				schemes[*shown[0] ? 0 : 1]);
	if (except && used > 0 && (size_t)used < size)
		snprintf(buf + used, size - (size_t)used, "; none for %s",
			 except);
}
