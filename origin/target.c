/* target.c - the table of paths, and a parser for path and query.
 *
 * Unknown parameters are refused: a misspelt latency would be measured as none.
 */
#include "origin/target.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <event2/http.h>

#include "runners/macros.h"

const char target_page[] =
	"The origin of simul. The URL says what it does:\n"
	"\n"
	"  /bytes/N        200, N bytes of known content\n"
	"  /chunked/N      the same, chunked: no Content-Length\n"
	"  /sum            200, length and XXH3 of the request's body\n"
	"  /status/CODE    that status, a short body\n"
	"  /redirect?to=U  302 to U\n"
	"  /close          the connection is closed before any byte\n"
	"  /reset          the connection is reset\n"
	"  /cut/N          announces N bytes, sends half of them, closes\n"
	"  /stall/N        announces N bytes, sends half of them, no more\n"
	"  /               this page\n"
	"  ?latency_us=T   on any of them: wait T microseconds first\n"
	"\n"
	"Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.\n";

struct route {
	const char *name;
	enum target_kind kind;
	uint64_t least, most;   /* of its number; most 0: takes none */
};

static const struct route routes[] = {
	{ "bytes", TARGET_BYTES, 0, TARGET_MAX_BYTES },
	{ "chunked", TARGET_CHUNKED, 0, TARGET_MAX_BYTES },
	{ "sum", TARGET_SUM, 0, 0 },
	{ "status", TARGET_STATUS, 200, 599 },
	{ "redirect", TARGET_REDIRECT, 0, 0 },
	{ "close", TARGET_CLOSE, 0, 0 },
	{ "reset", TARGET_RESET, 0, 0 },
	{ "cut", TARGET_CUT, 1, TARGET_MAX_BYTES },
	{ "stall", TARGET_STALL, 1, TARGET_MAX_BYTES },
	{ "", TARGET_PAGE, 0, 0 },
};

/* Part of a URL: not ended by a NUL. */
struct span {
	const char *text;
	size_t length;
};

/* Cuts off the part before the first separator, and the separator. */
static struct span cut(struct span *rest, char separator)
{
	const char *end = memchr(rest->text, separator, rest->length);
	struct span first = *rest;

	if (end)
		first.length = (size_t)(end - rest->text);
	rest->text += first.length + (end != NULL);
	rest->length -= first.length + (end != NULL);
	return first;
}

static bool is(struct span span, const char *word)
{
	return strlen(word) == span.length &&
	       memcmp(span.text, word, span.length) == 0;
}

/* Digits alone, least to most; not even a sign. */
static int number(struct span digits, uint64_t least, uint64_t most,
		  uint64_t *value, struct error *err)
{
	uint64_t sum = 0;
	bool good = digits.length > 0;

	for (size_t i = 0; good && i < digits.length; i++) {
		unsigned digit = (unsigned)(digits.text[i] - '0');

		good = digit <= 9 && sum <= most;
		sum = sum * 10 + digit;
	}
	if (!good || sum < least || sum > most)
		return error_set(err, -EINVAL,
				 "bad number '%.*s': %llu to %llu, in digits",
				 (int)MIN(digits.length, 40), digits.text,
				 (unsigned long long)least,
				 (unsigned long long)most);
	*value = sum;
	return 0;
}

/* Decodes the target of a redirect. A control character would end the header
 * line, and a URL can't have a space. */
static int location(struct span value, char **to, struct error *err)
{
	char *encoded = strndup(value.text, value.length);
	size_t length = 0;
	char *decoded = encoded ? evhttp_uridecode(encoded, 0, &length) : NULL;
	bool good = length > 0 && length <= 2000;

	free(encoded);
	if (!decoded)
		return error_set(err, -ENOMEM, "no memory for 'to'");
	for (size_t i = 0; good && i < length; i++)
		good = decoded[i] > ' ' && decoded[i] < 0x7f;
	if (!good) {
		free(decoded);
		return error_set(err, -EINVAL,
				 "bad parameter 'to': a URL, percent-encoded, "
				 "of 2000 characters at most");
	}
	free(*to);
	*to = decoded;
	return 0;
}

static int parameter(struct target *target, struct span value,
		     struct error *err)
{
	struct span name = cut(&value, '=');

	if (is(name, "latency_us"))
		return number(value, 0, TARGET_MAX_LATENCY_US,
			      &target->latency_us, err);
	if (is(name, "to") && target->kind == TARGET_REDIRECT)
		return location(value, &target->to, err);
	if (is(name, ""))
		return 0;
	return error_set(err, -EINVAL,
			 "no parameter '%.*s' here: 'latency_us' is one",
			 (int)MIN(name.length, 40), name.text);
}

static int parse_query(struct target *target, const char *query,
		       struct error *err)
{
	struct span rest = { query, strlen(query) };
	int rc = 0;

	while (rest.length > 0 && rc == 0)
		rc = parameter(target, cut(&rest, '&'), err);
	return rc;
}

static int parse_path(struct target *target, const char *path,
		      struct error *err)
{
	struct span rest = { path, strlen(path) };
	bool rooted = cut(&rest, '/').length == 0 && path[0] == '/';
	bool more = memchr(rest.text, '/', rest.length) != NULL;
	struct span name = cut(&rest, '/');

	for (size_t i = 0; rooted && i < ARRAY_SIZE(routes); i++) {
		const struct route *route = &routes[i];

		if (!is(name, route->name) || more != (route->most > 0))
			continue;
		target->kind = route->kind;
		if (!more)
			return 0;
		return number(rest, route->least, route->most, &target->number,
			      err);
	}
	return error_set(err, -ENOENT, "no path '%.100s' here", path);
}

int target_parse(struct target *target, const char *path, const char *query,
		 struct error *err)
{
	int rc;

	*target = (struct target){ 0 };
	rc = parse_path(target, path, err);
	if (rc == 0 && query)
		rc = parse_query(target, query, err);
	if (rc == 0 && target->kind == TARGET_REDIRECT && !target->to)
		rc = error_set(err, -EINVAL,
			       "parameter 'to' is missing: /redirect?to=URL");
	if (rc < 0)
		target_release(target);
	return rc;
}

void target_release(struct target *target)
{
	free(target->to);
	*target = (struct target){ 0 };
}
