/* urls.c - checking and keeping URLs, by libcurl's own parser.
 *
 * libcurl sends a host of another script as it is, unless the locale is UTF-8,
 * and no server has that name: so it's converted here, under any locale.
 */
#include "workloads/urls.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <idn2.h>

#include "runners/grow.h"
#include "runners/macros.h"
#include "runners/secret.h"
#include "workloads/body_files.h"

#define URLS_MAX   1000000
#define HOSTS_MAX  1000
#define METHOD_MAX 20

static int make_room(struct urls *u, struct error *err)
{
	struct fetch *item;

	if (u->count >= URLS_MAX)
		return error_set(err, -E2BIG, "more than %d URLs", URLS_MAX);
	item = grow(u->item, u->count, sizeof(*item));
	if (!item)
		return error_set(err, -ENOMEM, "out of memory");
	u->item = item;
	return 0;
}

/* Errors show this much of a URL. */
struct shown {
	char text[201];
};

static int refuse(const char *text, const char *why, const char *more,
		  struct error *err)
{
	struct shown s;

	return error_set(err, -EINVAL, "'%s' %s%s",
			 secret_hide(text, s.text, sizeof(s.text)), why, more);
}

static int check_scheme(CURLU *url, const char *text, struct error *err)
{
	char *scheme = NULL;
	bool fine;

	curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	fine = scheme && (!strcasecmp(scheme, "http") ||
			  !strcasecmp(scheme, "https"));
	curl_free(scheme);
	if (fine)
		return 0;
	return refuse(text, "is not an http or https URL", "", err);
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/* "bücher.example" becomes "xn--bcher-kva.example", as curl does it. */
static int convert_host(CURLU *url, const char *host, const char *text,
			struct error *err)
{
	const uint8_t *name = (const uint8_t *)host;
	uint8_t *ascii = NULL;
	int code = idn2_lookup_u8(name, &ascii,
				  IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	CURLUcode rc;

	if (code != IDN2_OK)
		code = idn2_lookup_u8(name, &ascii,
				      IDN2_NFC_INPUT | IDN2_TRANSITIONAL);
	if (code == IDN2_MALLOC)
		return error_set(err, -ENOMEM, "out of memory");
	if (code != IDN2_OK)
		return refuse(text, "has a host that is no name: ",
			      idn2_strerror(code), err);
	rc = curl_url_set(url, CURLUPART_HOST, (const char *)ascii, 0);
	idn2_free(ascii);
	if (rc)
		return refuse(text, "has a host that is no name: ",
			      curl_url_strerror(rc), err);
	return 0;
}

static int check_host(CURLU *url, const char *text, struct error *err)
{
	char *host = NULL;
	int rc = 0;

	if (is_ascii(text) && !strchr(text, '%'))
		return 0;
	if (curl_url_get(url, CURLUPART_HOST, &host, 0))
		return error_set(err, -ENOMEM, "out of memory");
	if (!is_ascii(host))
		rc = convert_host(url, host, text, err);
	curl_free(host);
	return rc;
}

static int parse(CURLU *url, const char *text, struct error *err)
{
	const char *colon = strstr(text, "://");
	CURLUcode rc;

	if (!colon)
		return refuse(text, "is not a URL: it must begin with http:// "
				    "or https://", "", err);
	rc = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME);
	if (rc)
		return refuse(text, "is not a URL: ", curl_url_strerror(rc),
			      err);
	if (check_scheme(url, text, err) < 0)
		return -EINVAL;
	/* libcurl would take the path's first part for the host. */
	if (!strncmp(colon, ":///", 4))
		return refuse(text, "names no host", "", err);
	return check_host(url, text, err);
}

int urls_add(struct urls *u, const char *text, struct error *err)
{
	int rc = make_room(u, err);
	CURLU *url;

	if (rc < 0)
		return rc;
	url = curl_url();
	if (!url)
		return error_set(err, -ENOMEM, "out of memory");
	rc = parse(url, text, err);
	if (rc < 0)
		curl_url_cleanup(url);
	else
		u->item[u->count++] = (struct fetch){ .url = url };
	return rc;
}

bool urls_is_method(const char *word)
{
	size_t capitals = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	return capitals && capitals <= METHOD_MAX && !word[capitals];
}

int urls_give(struct urls *u, const char *method, const char *body,
	      const char *beside, struct error *err)
{
	struct fetch *f = &u->item[u->count - 1];

	if (method && body && *body && !strcmp(method, "HEAD"))
		return error_set(err, -EINVAL, "HEAD sends no body");
	u->methods += method && !f->method;
	f->method = method;
	if (!body || !*body)
		body = method ? "" : NULL;
	else if (*body == '@')
		return body_files_take(u, body + 1, beside, f, err);
	f->body = body;
	f->body_bytes = body ? strlen(body) : 0;
	return 0;
}

/* "http://host:port", and a URL of it. */
struct host {
	char *name;
	CURLU *url;
};

static char *host_of(CURLU *url)
{
	char *scheme = NULL, *host = NULL, *port = NULL, *all = NULL;

	curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	curl_url_get(url, CURLUPART_HOST, &host, 0);
	curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
	if (scheme && host && port &&
	    asprintf(&all, "%s://%s:%s", scheme, host, port) < 0)
		all = NULL;
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	return all;
}

static int by_name(const void *a, const void *b)
{
	const struct host *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Mostly that of the line before, which isn't noted again. */
static size_t list_hosts(const struct urls *u, struct host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < u->count; i++) {
		char *name = host_of(u->item[i].url);

		if (name && (n == 0 || strcmp(host[n - 1].name, name)))
			host[n++] = (struct host){ name, u->item[i].url };
		else
			free(name);
	}
	return n;
}

unsigned urls_hosts(const struct urls *u,
		    void (*visit)(void *user, CURLU *url), void *user)
{
	struct host *host = calloc(u->count + 1, sizeof(*host));
	size_t n = host ? list_hosts(u, host) : 0;
	unsigned different = 0;

	if (n)
		qsort(host, n, sizeof(*host), by_name);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && !strcmp(host[i - 1].name, host[i].name))
			continue;
		different++;
		if (visit)
			visit(user, host[i].url);
	}
	for (size_t i = 0; i < n; i++)
		free(host[i].name);
	free(host);
	return MAX(1u, MIN(different, (unsigned)HOSTS_MAX));
}

static void add_host(void *terms, CURLU *url)
{
	fetch_terms_add_url(terms, url);
}

int urls_prepare(const struct urls *u, struct fetch_terms *terms,
	     const struct setting *setting, struct error *err)
{
	int rc = fetch_terms_prepare(terms, setting, err);

	terms->hosts = urls_hosts(u, rc < 0 ? NULL : add_host, terms);
	return rc;
}

const struct fetch *urls_nth(const struct urls *u, size_t task)
{
	return &u->item[task % u->count];
}

void urls_describe(const struct urls *u, char *buf, size_t size)
{
	const struct fetch *f = u->item;
	char *first = NULL, many[40] = "", shown[121] = "";

	if (u->count && curl_url_get(f->url, CURLUPART_URL, &first, 0) == 0)
		secret_hide(first, shown, sizeof(shown));
	curl_free(first);
	if (u->count != 1)
		snprintf(many, sizeof(many), "%zu %s, first ", u->count,
			 u->methods ? "requests" : "URLs");
	snprintf(buf, size, "%s%s%s%s", many,
		 u->count && f->method ? f->method : "",
		 u->count && f->method ? " " : "", shown);
}

void urls_free(struct urls *u)
{
	for (size_t i = 0; i < u->count; i++)
		curl_url_cleanup(u->item[i].url);
	for (size_t i = 0; i < u->texts; i++)
		free(u->text[i]);
	body_files_free(u);
	free(u->text);
	free(u->item);
	*u = (struct urls){ 0 };
}
