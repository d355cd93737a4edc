/* secret.c - finds userinfo, and the values of keys that name a secret.
 *
 * It looks at each position for the beginning of something secret, leaves that
 * out and goes on behind it:
 *
 *   http://me:wo/rd@host/x   said 'token=abc'
 *          ^^^^^^^^^                  ^^^
 *
 * No parser of URLs would do: most of what is shown is shown because it's
 * wrong. A host with a port is known by its form; whatever else stands between
 * "://" and an '@' is taken for a secret.
 */
#include "runners/secret.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runners/macros.h"

#define BLANKS      " \t\r\n\v\f"
#define MARK        "***"
#define PORT_DIGITS 5

/* What is left out, and what stands in its place. */
struct span {
	const char *from, *to;
	const char *mark;
};

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"';
}

/* A quote that was opened before `from`, and is closed at `c`; within a word it
 * may belong to that. */
static bool closes(const char *text, const char *from, const char *c)
{
	return is_quote(*c) && memchr(text, *c, (size_t)(from - text)) &&
	       (!c[1] || is_blank(c[1]) || strchr(",.;:)]}", c[1]));
}

/* As far as a URL that begins at `from` can go: to the next one, the line's
 * end, or the quote that closes it. */
static const char *end_of_piece(const char *text, const char *from)
{
	const char *c = from;

	while (*c && *c != '\n' && !closes(text, from, c) &&
	       strncmp(c, "://", 3))
		c++;
	return c;
}

static const char *end_of_word(const char *text, const char *end)
{
	while (text < end && !is_blank(*text))
		text++;
	return text;
}

static const char *find(const char *text, const char *end, char wanted)
{
	while (text < end && *text != wanted)
		text++;
	return text < end ? text : NULL;
}

/* The last '@', but for that of "with @FILE". */
static const char *last_plain(const char *text, const char *end)
{
	const char *at = end;

	do
		at = memrchr(text, '@', (size_t)(at - text));
	while (at > text && is_blank(at[-1]));
	return at;
}

/* Behind the last '@', or the last "%40" if there is none; NULL: neither. */
static const char *behind_last_at(const char *text, const char *end)
{
	const char *at = last_plain(text, end);

	if (at)
		return at + 1;
	for (size_t i = (size_t)(end - text); i-- > 0;)
		if (!strncmp(text + i, "%40", 3))
			return text + i + 3;
	return NULL;
}

/* Behind "host", "[::1]" or nothing. */
static const char *skip_host(const char *c, const char *end)
{
	if (c < end && *c == '[') {
		c++;
		while (c < end && (isalnum((unsigned char)*c) ||
				   strchr(":.%-_", *c)))
			c++;
		return c < end && *c == ']' ? c + 1 : c;
	}
	while (c < end && (isalnum((unsigned char)*c) || (*c & 0x80) ||
			   strchr(".-_~%", *c)) &&
	       strncmp(c, "%40", 3) && strncasecmp(c, "%3a", 3))
		c++;
	return c;
}

/* Behind ":port" or nothing, or ":PORT", as help has it; NULL: this is none.
 * There may be no digits, but then no '@' either: "http://me:/word@host". */
static const char *skip_port(const char *c, const char *end)
{
	const char *port = c + 1;

	if (c == end || *c != ':')
		return c;
	if (!strncmp(port, "PORT", 4))
		return port + 4;
	for (c = port; c < end && isdigit((unsigned char)*c);)
		c++;
	if (c - port > PORT_DIGITS || (c == port && find(c, end, '@')))
		return NULL;
	return c;
}

/* Behind "host:port", and NULL if anything else comes before the path. */
static const char *skip_authority(const char *text, const char *end)
{
	const char *port = skip_host(text, end), *c = skip_port(port, end);
	bool more = c && find(c, end_of_word(c, end), '@');

	if (!c || c == end || is_blank(*c))
		return c;
	if (*c == '/')
		return more && c == text ? NULL : c;
	if (strchr("?#", *c))
		return more && c > port ? NULL : c;
	/* A list or a sentence goes on, if no user does. */
	return strchr(",)>'\"", *c) && !more ? c : NULL;
}

/* "me:word@" in a path: from the colon on. */
static bool in_path(const char *path, const char *end, struct span *s)
{
	const char *word = end_of_word(path, end);
	const char *colon = find(path, word, ':');
	const char *at = colon ? memrchr(colon, '@', (size_t)(word - colon))
			       : NULL;

	if (at)
		*s = (struct span){ colon + 1, at, MARK };
	return at != NULL;
}

/* Without an '@': what stands where a port would. */
static bool in_port(const char *text, const char *end, struct span *s)
{
	const char *word = end_of_word(text, end);
	const char *colon = find(text, word, ':');

	if (colon)
		*s = (struct span){ colon + 1, word, MARK };
	return colon != NULL;
}

/* Behind "me:word@" in an authority, or, if what follows is no host, in all
 * that may have been meant as one; NULL: there is no '@'. */
static const char *skip_userinfo(const char *text, const char *end)
{
	const char *stop = MIN(text + strcspn(text, "/?#"), end);
	const char *host = behind_last_at(text, stop);

	if (host && skip_host(host, end) > host && skip_authority(host, end))
		return host;
	return behind_last_at(text, end);
}

/* Is this the "://" of a data source name? */
static bool of_database(const char *text, const char *at)
{
	static const char *const schemes[] = { "mysql", "mariadb" };

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t n = strlen(schemes[i]);

		if ((size_t)(at - text) >= n &&
		    !strncasecmp(at - n, schemes[i], n))
			return true;
	}
	return false;
}

/* Behind a "://". The user of a database is no secret, and told. */
static bool in_authority(const char *text, const char *from, struct span *s)
{
	const char *end = end_of_piece(text, from);
	const char *path = skip_authority(from, end);
	const char *host, *colon;

	if (path)
		return in_path(path, end, s);
	host = skip_userinfo(from, end);
	if (!host)
		return in_port(from, end, s);
	*s = (struct span){ from, host, "" };
	if (!of_database(text, from - 3))
		return true;
	colon = find(from, host, ':');
	*s = (struct span){ colon, host - 1, "" };
	return colon != NULL;
}

/* At a word's beginning: "me:word@host", "http:/me:word@host". */
static bool in_word(const char *text, const char *from, struct span *s)
{
	const char *colon = find(from, from + strcspn(from, BLANKS), ':');
	const char *end, *word, *at;

	if (!colon || strchr("/.'\"(<,=", *from) || !strchr(colon, '@'))
		return false;
	end = end_of_piece(text, from);
	if (colon >= end)
		return false;
	word = end_of_word(from, end);
	/* With a blank in the password, unless it is a "place: remark". */
	if (!memchr(colon, '@', (size_t)(word - colon)) && colon + 1 < word &&
	    !isdigit((unsigned char)colon[1]))
		word = end;
	at = memrchr(colon, '@', (size_t)(word - colon));
	if (at)
		*s = (struct span){ from, at + 1, "" };
	return at != NULL;
}

static bool names_a_secret(const char *key, size_t length)
{
	static const char *const names[] = {
		"token", "key", "apikey", "password", "passwd", "pwd",
		"secret", "signature", "sig", "auth",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (length >= n &&
		    !strncasecmp(key + length - n, names[i], n) &&
		    (length == n || strchr("-_", key[length - n - 1])))
			return true;
	}
	return false;
}

static const char *end_of_value(const char *value)
{
	const char *closing = is_quote(*value) ? strchr(value + 1, *value)
					       : NULL;

	if (closing)
		return closing + 1;
	return value + strcspn(value, "&;#,'\"" BLANKS);
}

/* At a word's beginning: 'token=abc', '"token": "abc"'. */
static bool in_value(const char *text, struct span *s)
{
	size_t length = 0;
	const char *value;

	while (isalnum((unsigned char)text[length]) || text[length] == '_' ||
	       text[length] == '-')
		length++;
	value = text + length;
	if (!length || !names_a_secret(text, length))
		return false;
	if (*value == '=') {
		value++;
	} else if (*value == '"' && value[1 + strspn(value + 1, " ")] == ':') {
		value = strchr(value, ':') + 1;
		value += strspn(value, " ");
	} else {
		return false;
	}
	*s = (struct span){ value, end_of_value(value), MARK };
	return s->to > s->from && strncmp(value, MARK, strlen(MARK));
}

static bool begins_word(const char *text, const char *at)
{
	return at == text || is_blank(at[-1]) || strchr("'\"(<,=", at[-1]);
}

static bool begins_key(const char *text, const char *at)
{
	return at == text || (!isalnum((unsigned char)at[-1]) &&
			      at[-1] != '_' && at[-1] != '-');
}

static bool find_userinfo(const char *text, const char *at, struct span *s)
{
	if (at - text >= 3 && !strncmp(at - 3, "://", 3))
		return in_authority(text, at, s);
	return begins_word(text, at) && in_word(text, at, s);
}

static bool find_value(const char *text, const char *at, struct span *s)
{
	return begins_key(text, at) && in_value(at, s);
}

static size_t put(char *buf, size_t size, size_t used, const char *from,
		  const char *to)
{
	size_t length = MIN((size_t)(to - from), size - 1 - used);

	memcpy(buf + used, from, length);
	return used + length;
}

char *secret_hide(const char *text, char *buf, size_t size)
{
	const char *at = text;
	struct span user = { 0 }, value;
	size_t used = 0;

	while (*at && used + 1 < size) {
		const char *next = at + 1, *mark = "";

		/* It may begin further on, with a value before it. */
		if (!user.to && !find_userinfo(text, at, &user))
			user.to = NULL;
		if (user.to && at == user.from) {
			mark = user.mark;
			next = user.to;
			user.to = NULL;
		} else if (find_value(text, at, &value)) {
			used = put(buf, size, used, at, value.from);
			mark = value.mark;
			next = value.to;
		} else {
			used = put(buf, size, used, at, next);
		}
		used = put(buf, size, used, mark, mark + strlen(mark));
		at = next;
		if (user.to && at > user.from) {
			at = MAX(at, user.to);
			user.to = NULL;
		}
	}
	buf[used] = '\0';
	return buf;
}

char *secret_format(char *buf, size_t size, const char *format, va_list args)
{
	char whole[4096], *blank;
	int length = vsnprintf(whole, sizeof(whole), format, args);

	if (length < 0)
		whole[0] = '\0';
	/* The word that was cut may have lost what shows it to be a secret. */
	if (length >= (int)sizeof(whole)) {
		blank = strrchr(whole, ' ');
		*(blank ? blank : whole) = '\0';
	}
	return secret_hide(whole, buf, size);
}
