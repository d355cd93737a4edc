/* utf8.c - character by character. */
#include "bench/report/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

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

size_t utf8_length(const char *text, uint32_t *character)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t length = length_of(byte[0]);
	uint32_t c = length > 1 ? byte[0] & (0x7fu >> length) : byte[0];

	for (size_t i = 1; i < length; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (byte[i] & 0x3f);
	}
	*character = c;
	return length && in_range(c, length) ? length : 0;
}

char *utf8_clean(const char *text)
{
	char *clean = NULL;
	size_t size;
	FILE *out = open_memstream(&clean, &size);

	if (!out)
		return NULL;
	while (*text) {
		uint32_t character;
		size_t length = utf8_length(text, &character);

		if (length)
			fwrite(text, 1, length, out);
		else
			fputs(UTF8_REPLACEMENT, out);
		text += length ? length : 1;
	}
	if (fclose(out) == 0)
		return clean;
	free(clean);
	return NULL;
}
