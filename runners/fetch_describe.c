/* fetch_describe.c - a job's terms in words, for the head of a table and for
 * what tells cells apart.
 *
 * Nothing that may be a secret is shown. A header or body is told from others
 * by 16 bits of a checksum: enough to notice a change, too few to find out a
 * value. Passwords, cookies and headers that are known to be secrets don't
 * even have that.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <xxhash.h>

#include "runners/fetch_terms.h"
#include "runners/macros.h"
#include "runners/units.h"

struct words {
	char *buf;
	size_t size, used;
};

__attribute__((format(printf, 2, 3)))
static void say(struct words *w, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(w->buf + w->used, w->size - w->used, format, args);
	va_end(args);
	if (length > 0)
		w->used = MIN(w->used + (size_t)length, w->size - 1);
}

static unsigned checksum(const void *data, size_t bytes)
{
	return (unsigned)XXH3_64bits(data, bytes) & 0xffff;
}

static bool is_secret(const char *line, size_t length)
{
	static const char *const parts[] = { "auth", "cookie", "key", "token",
					     "secret", "password", "session" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		size_t part = strlen(parts[i]);

		for (size_t at = 0; at + part <= length; at++)
			if (!strncasecmp(line + at, parts[i], part))
				return true;
	}
	return false;
}

static void say_header(struct words *w, const char *line)
{
	size_t length = strcspn(line, ":;");

	if (is_secret(line, length))
		say(w, ", header %.*s", (int)length, line);
	else
		say(w, ", header %.*s (#%04x)", (int)length, line,
		    checksum(line, strlen(line)));
}

static void say_server(struct words *w, const struct fetch_terms *t)
{
	if (t->http == FETCH_HTTP_2)
		say(w, ", HTTP/2 over TLS");
	else if (t->http == FETCH_HTTP_2_PRIOR)
		say(w, ", HTTP/2 at once");
	if (t->insecure)
		say(w, ", TLS not verified (--insecure)");
	if (t->cacert)
		say(w, ", CAs of %.60s", t->cacert);
	for (size_t i = 0; i < t->resolve.count; i++)
		say(w, ", %s", t->resolve.item[i]);
	if (t->unix_socket)
		say(w, ", by Unix socket %s", t->unix_socket);
	if (t->no_keepalive)
		say(w, ", no keep-alive");
}

static void say_proxies(struct words *w, const struct fetch_terms *t)
{
	const struct fetch_ready *r = t->ready;

	if (!r)
		return;
	if (*r->via[0])
		say(w, ", by proxy %s", r->via[0]);
	if (*r->via[1] && strcmp(r->via[0], r->via[1]) != 0)
		say(w, ", %s %s", *r->via[0] ? "https by" : "by proxy",
		    r->via[1]);
}

static void say_request(struct words *w, const struct fetch_terms *t)
{
	const struct fetch_ready *r = t->ready;
	char bytes[UNITS_TEXT_SIZE];

	if (t->method)
		say(w, ", %s", t->method);
	if (r && r->data)
		say(w, ", sends %s (#%04x)",
		    units_format_bytes(r->data_bytes, bytes, sizeof(bytes)),
		    checksum(r->data, r->data_bytes));
	for (size_t i = 0; i < t->header.count; i++)
		say_header(w, t->header.item[i]);
	if (t->user)
		say(w, ", with --user");
	if (t->netrc)
		say(w, ", with --netrc");
	if (t->cookie)
		say(w, ", with --cookie");
	if (t->compressed)
		say(w, ", compressed");
}

void fetch_terms_describe(const struct fetch_terms *terms, char *buf,
			  size_t size)
{
	struct words w = { .buf = buf, .size = size };

	*buf = '\0';
	say_proxies(&w, terms);
	say_server(&w, terms);
	say_request(&w, terms);
	if (terms->expect_status)
		say(&w, ", expects %.40s", terms->expect_status);
	if (terms->expect_body)
		say(&w, ", expects a text (#%04x)",
		    checksum(terms->expect_body, strlen(terms->expect_body)));
}
