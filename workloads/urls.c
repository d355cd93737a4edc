/* urls.c - checking and keeping URLs, by libcurl's own parser. */
#include "workloads/urls.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "runners/grow.h"
#include "runners/macros.h"

#define URLS_MAX  1000000
#define HOSTS_MAX 1000

static int make_room(struct urls *u, struct error *err)
{
	CURLU **item;

	if (u->count >= URLS_MAX)
		return error_set(err, -E2BIG, "more than %d URLs", URLS_MAX);
	item = grow(u->item, u->count, sizeof(*item));
	if (!item)
		return error_set(err, -ENOMEM, "out of memory");
	u->item = item;
	return 0;
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
	return error_set(err, -EINVAL,
			 "'%.200s' is not an http or https URL", text);
}

static int parse(CURLU *url, const char *text, struct error *err)
{
	CURLUcode rc;

	if (!strstr(text, "://"))
		return error_set(err, -EINVAL,
				 "'%.200s' is not a URL: it must begin with "
				 "http:// or https://",
				 text);
	rc = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME);
	if (rc)
		return error_set(err, -EINVAL, "'%.200s' is not a URL: %s",
				 text, curl_url_strerror(rc));
	if (check_scheme(url, text, err) < 0)
		return -EINVAL;
	/* libcurl would take the path's first part for the host. */
	if (!strncmp(strstr(text, "://"), ":///", 4))
		return error_set(err, -EINVAL, "'%.200s' names no host", text);
	return 0;
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
		u->item[u->count++] = url;
	return rc;
}

static char *trim(char *line)
{
	char *end = line + strlen(line);

	while (end > line && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*line))
		line++;
	return line;
}

static int add_line(struct urls *u, char *line, const char *path,
		    size_t number, struct error *err)
{
	struct error why;
	char *text = trim(line);
	int rc;

	if (!*text || *text == '#')
		return 0;
	rc = urls_add(u, text, &why);
	if (rc < 0)
		error_set(err, rc, "%s:%zu: %s", path, number, why.text);
	return rc;
}

static int add_lines(struct urls *u, FILE *file, const char *path,
		     struct error *err)
{
	size_t number = 0, room = 0, before = u->count;
	char *line = NULL;
	int rc = 0;

	while (rc == 0 && getline(&line, &room, file) >= 0)
		rc = add_line(u, line, path, ++number, err);
	free(line);
	if (rc == 0 && ferror(file))
		rc = error_set(err, -EIO, "%s:%zu: cannot read: %s", path,
			       number + 1, strerror(errno));
	if (rc == 0 && u->count == before)
		rc = error_set(err, -ENODATA,
			       "%s:%zu: the file ends with no URL in it", path,
			       number + 1);
	return rc;
}

int urls_add_file(struct urls *u, const char *path, struct error *err)
{
	FILE *file = fopen(path, "re");
	int rc;

	if (!file)
		return error_set(err, -errno, "cannot open '%s': %s", path,
				 strerror(errno));
	rc = add_lines(u, file, path, err);
	fclose(file);
	return rc;
}

/* "http://host:port", to be freed. */
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

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

unsigned urls_hosts(const struct urls *u)
{
	char **host = calloc(u->count + 1, sizeof(*host));
	size_t n = 0;
	unsigned different = 0;

	for (size_t i = 0; host && i < u->count; i++) {
		host[n] = host_of(u->item[i]);
		n += host[n] != NULL;
	}
	if (n)
		qsort(host, n, sizeof(*host), by_text);
	for (size_t i = 0; i < n; i++)
		different += i == 0 || strcmp(host[i - 1], host[i]) != 0;
	for (size_t i = 0; i < n; i++)
		free(host[i]);
	free(host);
	return MAX(1u, MIN(different, (unsigned)HOSTS_MAX));
}

CURLU *urls_nth(const struct urls *u, size_t task)
{
	return u->item[task % u->count];
}

void urls_hide(const char *text, char *buf, size_t size)
{
	size_t used = 0;

	while (*text && used + 1 < size) {
		const char *end = NULL;

		if (used >= 2 && !memcmp(buf + used - 2, "//", 2))
			end = memrchr(text, '@', strcspn(text, "/?# \t\n"));
		text = end ? end + 1 : text;
		if (*text)
			buf[used++] = *text++;
	}
	buf[used] = '\0';
}

void urls_free(struct urls *u)
{
	for (size_t i = 0; i < u->count; i++)
		curl_url_cleanup(u->item[i]);
	free(u->item);
	*u = (struct urls){ 0 };
}
