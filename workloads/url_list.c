/* url_list.c - reads a list of requests, one a line.
 *
 *   # an empty line, or a remark
 *   http://127.0.0.1:8080/items
 *   DELETE http://127.0.0.1:8080/items/7
 *   POST http://127.0.0.1:8080/items {"name": "x", "price": 2}
 *   PUT http://127.0.0.1:8080/items/7 @item.json
 *
 * A line without a method is sent as the job's options say, and one that has a
 * method and no body sends none. The whole file stays in memory, and methods
 * and bodies point into it. It must be ASCII or UTF-8.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runners/grow.h"
#include "runners/slurp.h"
#include "workloads/urls.h"

#define LIST_MOST       ((size_t)256 << 20)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static char *trim(char *line, char *end)
{
	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	while (isspace((unsigned char)*line))
		line++;
	return line;
}

/* Ends the first word; returns what follows, "" if nothing does. */
static char *cut_word(char *text)
{
	text += strcspn(text, " \t");
	if (!*text)
		return text;
	*text++ = '\0';
	return text + strspn(text, " \t");
}

static int add_request(struct urls *u, char *line, const char *path,
		       struct error *err)
{
	char *url = line, *rest = cut_word(line);
	const char *method = NULL;
	int rc;

	if (*rest && urls_is_method(line)) {
		method = line;
		url = rest;
		rest = cut_word(url);
	}
	rc = urls_add(u, url, err);
	if (rc == 0 && *rest && !method)
		rc = error_set(err, -EINVAL, "something stands behind the URL: "
			       "a line is URL, METHOD URL, METHOD URL BODY or "
			       "METHOD URL @FILE");
	if (rc == 0)
		rc = urls_give(u, method, rest, path, err);
	return rc;
}

static int add_line(struct urls *u, char *line, char *end, const char *path,
		    size_t number, struct error *err)
{
	struct error why;
	bool binary = memchr(line, '\0', (size_t)(end - line));
	char *text = trim(line, end);
	int rc = 0;

	if (binary)
		rc = error_set(&why, -EINVAL, "a NUL byte: this is no text, "
			       "or UTF-16; a list is ASCII or UTF-8");
	else if (*text && *text != '#')
		rc = add_request(u, text, path, &why);
	if (rc < 0)
		error_set(err, rc, "%s:%zu: %s",
			  strcmp(path, "-") ? path : "standard input", number,
			  why.text);
	return rc;
}

static int add_lines(struct urls *u, char *text, size_t size,
		     const char *path, struct error *err)
{
	size_t number = 0, before = u->count;
	char *end = text + size, *stop;
	int rc = 0;

	while (rc == 0 && text < end) {
		stop = memchr(text, '\n', (size_t)(end - text));
		stop = stop ? stop : end;
		rc = add_line(u, text, stop, path, ++number, err);
		text = stop + 1;
	}
	if (rc == 0 && u->count == before)
		rc = error_set(err, -ENODATA,
			       "%s:%zu: the file ends with no URL in it",
			       strcmp(path, "-") ? path : "standard input",
			       number + 1);
	return rc;
}

static bool is_utf16(const char *text, size_t size)
{
	return size >= 2 && (!memcmp(text, "\xff\xfe", 2) ||
			     !memcmp(text, "\xfe\xff", 2));
}

/* The list takes the text over, in any case. */
static int keep(struct urls *u, char *text, struct error *err)
{
	void **all = grow(u->text, u->texts, sizeof(*all));

	if (!all) {
		free(text);
		return error_set(err, -ENOMEM, "out of memory");
	}
	u->text = all;
	u->text[u->texts++] = text;
	return 0;
}

int urls_add_file(struct urls *u, const char *path, struct error *err)
{
	size_t size = 0;
	int rc = 0;
	char *text = slurp(path, LIST_MOST, &size, &rc, err);

	if (!text)
		return rc;
	rc = keep(u, text, err);
	if (rc < 0)
		return rc;
	if (is_utf16(text, size))
		return error_set(err, -EINVAL, "'%s' is UTF-16: save it as "
				 "UTF-8", path);
	if (size >= 3 && !memcmp(text, BYTE_ORDER_MARK, 3)) {
		text += 3;
		size -= 3;
	}
	return add_lines(u, text, size, path, err);
}
