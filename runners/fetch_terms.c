/* fetch_terms.c - checks a job's terms before anything runs: how its servers
 * are reached. fetch_request.c, fetch_expect.c and fetch_proxy.c do the rest.
 */
#include "runners/fetch_terms.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "runners/macros.h"
#include "runners/slurp.h"
#include "runners/workload.h"

#define FILE_BYTES_MAX ((size_t)1 << 30)

/* --- files --- */

char *fetch_file_read(const char *option, const char *path, size_t *bytes,
		      struct error *err)
{
	struct error why;
	int rc;
	char *text = slurp(path, FILE_BYTES_MAX, bytes, &rc, &why);

	if (!text)
		error_set(err, rc, "'%s': %s", option, why.text);
	return text;
}

/* --- how a server is reached --- */

static int refuse_http(const char *text, struct error *err)
{
	const curl_version_info_data *curl =
		curl_version_info(CURLVERSION_NOW);

	if (!strchr(text, '3'))
		return error_set(err, -EINVAL,
				 "'--http': '%.40s' is not 1.1, 2 or "
				 "2-prior-knowledge",
				 text);
	if (curl->features & CURL_VERSION_HTTP3)
		return error_set(err, -EINVAL, "'--http': simul doesn't use "
					       "HTTP/3");
	return error_set(err, -EINVAL, "'--http': HTTP/3 is not in this "
				       "libcurl (%s)",
			 curl->version);
}

static int find_http(struct fetch_terms *terms, struct error *err)
{
	static const char *const names[] = {
		[FETCH_HTTP_1_1] = "1.1",
		[FETCH_HTTP_2] = "2",
		[FETCH_HTTP_2_PRIOR] = "2-prior-knowledge",
	};
	const curl_version_info_data *curl =
		curl_version_info(CURLVERSION_NOW);
	size_t i = 0;

	while (terms->http_text && i < ARRAY_SIZE(names) &&
	       strcmp(names[i], terms->http_text) != 0)
		i++;
	if (i == ARRAY_SIZE(names))
		return refuse_http(terms->http_text, err);
	if (terms->http_text)
		terms->http = (int)i;
	if (terms->http != FETCH_HTTP_1_1 &&
	    !(curl->features & CURL_VERSION_HTTP2))
		return error_set(err, -EINVAL, "'--http': HTTP/2 is not in "
					       "this libcurl (%s)",
				 curl->version);
	return 0;
}

static int check_cacert(struct fetch_terms *terms, struct error *err)
{
	size_t bytes;
	char *text = fetch_file_read("--cacert", terms->cacert, &bytes, err);
	bool fine;

	if (!text)
		return -EINVAL;
	fine = strstr(text, "-----BEGIN CERTIFICATE-----") ||
	       strstr(text, "-----BEGIN TRUSTED CERTIFICATE-----");
	if (fine && terms->ca &&
	    asprintf(&terms->ready->cas, "%s\n%s", terms->ca, text) < 0)
		terms->ready->cas = NULL;
	free(text);
	if (fine)
		return !terms->ca || terms->ready->cas ? 0 :
			       error_set(err, -ENOMEM, "out of memory");
	return error_set(err, -EINVAL,
			 "'--cacert': '%s' has no certificate in PEM format "
			 "(-----BEGIN CERTIFICATE-----)",
			 terms->cacert);
}

static bool is_address(const char *text, size_t length)
{
	unsigned char address[16];
	char copy[INET6_ADDRSTRLEN + 1];

	if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return inet_pton(AF_INET, copy, address) == 1 ||
	       inet_pton(AF_INET6, copy, address) == 1;
}

/* "HOST:PORT:ADDRESS[,ADDRESS]..."; libcurl would say what is wrong in each
 * download. */
static bool is_resolve(const char *text)
{
	size_t host = strcspn(text, ":");
	char *end;
	long port;

	if (!host || text[host] != ':')
		return false;
	port = strtol(text + host + 1, &end, 10);
	if (port < 1 || port > 65535 || *end != ':')
		return false;
	for (;;) {
		const char *address = end + 1;
		size_t length = strcspn(address, ",");

		if (!is_address(address, length))
			return false;
		if (!address[length])
			return true;
		end = (char *)address + length;
	}
}

static int make_resolve(struct fetch_terms *terms, struct error *err)
{
	for (size_t i = 0; i < terms->resolve.count; i++) {
		const char *text = terms->resolve.item[i];
		struct curl_slist *list;

		if (!is_resolve(text))
			return error_set(err, -EINVAL,
					 "'--resolve': '%.100s' is not "
					 "HOST:PORT:ADDRESS, the address in "
					 "digits",
					 text);
		list = curl_slist_append(terms->ready->resolve, text);
		if (!list)
			return error_set(err, -ENOMEM, "out of memory");
		terms->ready->resolve = list;
	}
	return 0;
}

static int check_unix_socket(const char *path, struct error *err)
{
	struct stat st;

	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return error_set(err, -EINVAL,
				 "'--unix-socket': a path of %zu bytes is too "
				 "long for a socket",
				 strlen(path));
	if (stat(path, &st) < 0)
		return error_set(err, -errno, "'--unix-socket': '%s': %s",
				 path, strerror(errno));
	if (!S_ISSOCK(st.st_mode))
		return error_set(err, -EINVAL,
				 "'--unix-socket': '%s' is not a socket",
				 path);
	return 0;
}

/* Without a password curl would ask for one. Never repeats it. */
static int check_user(const struct fetch_terms *terms, struct error *err)
{
	const char *home = getenv("HOME");
	char path[4096];

	if (terms->user && !strchr(terms->user, ':'))
		return error_set(err, -EINVAL, "'--user': NAME:PASSWORD");
	if (terms->user && terms->netrc)
		return error_set(err, -EINVAL, "'--user' and '--netrc': one "
					       "of them");
	snprintf(path, sizeof(path), "%s/.netrc", home ? home : "");
	if (terms->netrc && access(path, R_OK) < 0)
		return error_set(err, -errno, "'--netrc': '%s': %s", path,
				 strerror(errno));
	return 0;
}

static int check_server(struct fetch_terms *terms, struct error *err)
{
	int rc = find_http(terms, err);

	if (rc == 0 && terms->cacert && terms->insecure)
		rc = error_set(err, -EINVAL, "'--cacert' and '--insecure': "
					     "certificates are checked, or "
					     "they aren't");
	if (rc == 0 && terms->cacert)
		rc = check_cacert(terms, err);
	if (rc == 0)
		rc = make_resolve(terms, err);
	if (rc == 0 && terms->unix_socket)
		rc = check_unix_socket(terms->unix_socket, err);
	if (rc == 0)
		rc = check_user(terms, err);
	return rc;
}

/* --- simul's own server --- */

static void find_own(struct fetch_server *own, const char *text)
{
	CURLU *url = curl_url();

	if (url && text && *text &&
	    curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) {
		curl_url_get(url, CURLUPART_HOST, &own->host, 0);
		curl_url_get(url, CURLUPART_PORT, &own->port,
			     CURLU_DEFAULT_PORT);
	}
	curl_url_cleanup(url);
}

bool fetch_own_url(const struct fetch_ready *ready, CURLU *url)
{
	char *host = NULL, *port = NULL;
	bool own = false;

	curl_url_get(url, CURLUPART_HOST, &host, 0);
	curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
	for (size_t i = 0; host && port && i < ARRAY_SIZE(ready->origin); i++) {
		const struct fetch_server *o = &ready->origin[i];

		own |= o->host && o->port && !strcmp(host, o->host) &&
		       !strcmp(port, o->port);
	}
	curl_free(host);
	curl_free(port);
	return own;
}

/* --- all of it --- */

int fetch_terms_prepare(struct fetch_terms *terms,
			const struct setting *setting, struct error *err)
{
	int rc;

	terms->ready = calloc(1, sizeof(*terms->ready));
	if (!terms->ready)
		return error_set(err, -ENOMEM, "out of memory");
	find_own(&terms->ready->origin[0], setting->origin);
	find_own(&terms->ready->origin[1], setting->origin_tls);
	rc = check_server(terms, err);
	if (rc == 0)
		rc = fetch_proxy_prepare(terms, err);
	if (rc == 0)
		rc = fetch_request_prepare(terms, err);
	if (rc == 0)
		rc = fetch_expect_prepare(terms, err);
	return rc;
}

void fetch_terms_release(struct fetch_terms *terms)
{
	struct fetch_ready *ready = terms->ready;

	if (!ready)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(ready->origin); i++) {
		curl_free(ready->origin[i].host);
		curl_free(ready->origin[i].port);
	}
	free(ready->cas);
	curl_slist_free_all(ready->resolve);
	fetch_request_release(ready);
	fetch_expect_release(ready);
	free(ready);
	terms->ready = NULL;
}
