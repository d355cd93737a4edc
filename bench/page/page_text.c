/* page_text.c - UTF-8, character by character. */
#include "bench/page/page_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char replacement[] = "\xef\xbf\xbd";

/* How many bytes a character takes by its first one; 0: none begins so. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* No surrogates, nothing spelt longer than needed or beyond U+10FFFF. */
static bool in_range(uint32_t c, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return c >= least[length] && c <= 0x10ffff &&
	       (c < 0xd800 || c > 0xdfff);
}

/* C0, DEL and C1. */
static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* Bytes of the character that text begins with; 0: it is to be replaced, one
 * byte of it. Never looks beyond a NUL. */
static size_t whole(const unsigned char *text)
{
	size_t length = length_of(text[0]);
	uint32_t c = length > 1 ? text[0] & (0x7fu >> length) : text[0];

	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3f);
	}
	return length && in_range(c, length) && !is_control(c) ? length : 0;
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void put(FILE *out, const char *text, bool escaped)
{
	while (*text) {
		size_t length = whole((const unsigned char *)text);
		const char *name = escaped ? entity(*text) : NULL;

		if (length == 0)
			fputs(replacement, out);
		else if (name)
			fputs(name, out);
		else
			fwrite(text, 1, length, out);
		text += length ? length : 1;
	}
}

void page_text_put(FILE *out, const char *text)
{
	put(out, text, true);
}

void page_text_put_in(FILE *out, const char *open, const char *text,
			   const char *close)
{
	fputs(open, out);
	page_text_put(out, text);
	fputs(close, out);
}

char *page_text_clean(const char *text)
{
	char *clean = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&clean, &size);

	if (!out)
		return NULL;
	put(out, text, false);
	if (fclose(out) == 0)
		return clean;
	free(clean);
	return NULL;
}

void page_text_put_json(FILE *out, const char *json)
{
	for (const char *next; (next = strchr(json, '<')); json = next + 1) {
		fwrite(json, 1, (size_t)(next - json), out);
		fputs("\\u003c", out);
	}
	fputs(json, out);
}

json_t *page_text_json(const char *text)
{
	char *clean = page_text_clean(text);
	json_t *json = clean ? json_string(clean) : NULL;

	free(clean);
	return json;
}
