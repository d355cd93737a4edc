/* dsn.c - parses a data source name, by libcurl's URL parser.
 *
 * What it lacks, such as the password, may be in ~/.my.cnf, groups [client] and
 * [simul], which libmariadb reads.
 */
#include "workloads/dsn.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
/* Messages quote nothing of the input: it may have a password. */
static int refuse(const char *why, struct error *err)
{
	return error_set(err, -EINVAL,
			 "a data source name is mysql://USER@HOST/DATABASE or "
			 "mysql://USER@localhost/DATABASE?socket=PATH, and "
			 "this one is not: %s", why);
}

/* A missing part leaves NULL. */
static int get_part(CURLU *url, CURLUPart what, char **to)
{
	char *text;
	CURLUcode code = curl_url_get(url, what, &text, CURLU_URLDECODE);

	if (code == CURLUE_OUT_OF_MEMORY)
		return -ENOMEM;
	if (code != CURLUE_OK)
		return code == CURLUE_URLDECODE ? -EINVAL : 0;
	*to = strdup(text);
	curl_free(text);
	return *to ? 0 : -ENOMEM;
}

/* Strips what frames a part: the '/' of a path, the '[]' of a host. */
static void strip(char *text, char open, char close)
{
	size_t length = text ? strlen(text) : 0;

	if (length && text[0] == open)
		memmove(text, text + 1, length--);
	if (length && close && text[length - 1] == close)
		text[length - 1] = '\0';
}

static int take_query(struct dsn *dsn, char *query, struct error *err)
{
	static const char key[] = "socket=";

	if (!query)
		return 0;
	if (strncmp(query, key, strlen(key)))
		return refuse("after '?' only 'socket=PATH' is known", err);
	dsn->socket = strdup(query + strlen(key));
	return dsn->socket ? 0 : -ENOMEM;
}

static int take_parts(struct dsn *dsn, CURLU *url, struct error *err)
{
	char *scheme = NULL, *port = NULL, *query = NULL;
	int rc = get_part(url, CURLUPART_SCHEME, &scheme);

	rc = rc ? rc : get_part(url, CURLUPART_USER, &dsn->user);
	rc = rc ? rc : get_part(url, CURLUPART_PASSWORD, &dsn->password);
	rc = rc ? rc : get_part(url, CURLUPART_HOST, &dsn->host);
	rc = rc ? rc : get_part(url, CURLUPART_PATH, &dsn->name);
	rc = rc ? rc : get_part(url, CURLUPART_PORT, &port);
	rc = rc ? rc : get_part(url, CURLUPART_QUERY, &query);
	strip(dsn->host, '[', ']');
	strip(dsn->name, '/', 0);
	dsn->port = port ? (unsigned)strtoul(port, NULL, 10) : 0;
	if (rc == -EINVAL)
		refuse("a '%' in it stands for nothing", err);
	else if (rc == 0 && strcmp(scheme, "mysql") &&
		 strcmp(scheme, "mariadb"))
		rc = refuse("it begins with another scheme", err);
	else if (rc == 0 && !dsn->name[0])
		rc = refuse("it names no database", err);
	else if (rc == 0)
		rc = take_query(dsn, query, err);
	free(scheme);
	free(port);
	free(query);
	return rc;
}

static int from_text(struct dsn *dsn, const char *text, struct error *err)
{
	CURLU *url = curl_url();
	CURLUcode code;
	int rc = -ENOMEM;

	if (!url)
		return rc;
	code = curl_url_set(url, CURLUPART_URL, text,
			    CURLU_NON_SUPPORT_SCHEME);
	rc = code ? refuse(curl_url_strerror(code), err)
		  : take_parts(dsn, url, err);
	curl_url_cleanup(url);
	return rc;
}

static bool take_variable(const char *name, char **to)
{
	const char *text = getenv(name);

	if (!text || !text[0])
		return false;
	*to = strdup(text);
	return true;
}

static bool has_file(void)
{
	const char *home = getenv("HOME");
	char path[4096];

	snprintf(path, sizeof(path), "%s/.my.cnf", home ? home : "");
	return access(path, R_OK) == 0;
}

static int from_variables(struct dsn *dsn, struct error *err)
{
	char *port = NULL;
	bool any = take_variable("MYSQL_HOST", &dsn->host);

	any |= take_variable("MYSQL_USER", &dsn->user);
	any |= take_variable("MYSQL_PWD", &dsn->password);
	any |= take_variable("MYSQL_DATABASE", &dsn->name);
	any |= take_variable("MYSQL_UNIX_PORT", &dsn->socket);
	any |= take_variable("MYSQL_TCP_PORT", &port);
	dsn->port = port ? (unsigned)strtoul(port, NULL, 10) : 0;
	free(port);
	if (any || has_file())
		return 0;
	return error_set(err, -ENOENT,
			 "query needs a server: name one by '--dsn "
			 "mysql://USER@HOST/DATABASE', or have one started "
			 "for it by 'scripts/mariadb run build/simul run "
			 "query'");
}

static void show(struct dsn *dsn)
{
	char port[16] = "";

	if (!dsn->user && !dsn->host && !dsn->socket && !dsn->name) {
		snprintf(dsn->shown, sizeof(dsn->shown), "~/.my.cnf");
		return;
	}
	if (dsn->port)
		snprintf(port, sizeof(port), ":%u", dsn->port);
	snprintf(dsn->shown, sizeof(dsn->shown), "mysql://%s%s%s%s/%s%s%s",
		 dsn->user ? dsn->user : "", dsn->user ? "@" : "",
		 dsn->host ? dsn->host : "localhost", port,
		 dsn->name ? dsn->name : "", dsn->socket ? "?socket=" : "",
		 dsn->socket ? dsn->socket : "");
}

int dsn_init(struct dsn *dsn, const char *text, struct error *err)
{
	int rc;

	*dsn = (struct dsn){ 0 };
	if (!text)
		text = getenv("SIMUL_DSN");
	rc = text && text[0] ? from_text(dsn, text, err)
			     : from_variables(dsn, err);
	if (rc == -ENOMEM)
		error_set(err, rc, "out of memory");
	show(dsn);
	return rc;
}

void dsn_term(struct dsn *dsn)
{
	free(dsn->user);
	free(dsn->password);
	free(dsn->host);
	free(dsn->name);
	free(dsn->socket);
	*dsn = (struct dsn){ 0 };
}
