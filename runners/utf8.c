/* utf8.c - decodes one character at a time. */
#include "runners/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/macros.h"
#include "runners/memory.h"

/* The length of a character that begins with this byte; 0: none does. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first >= 0xf5)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t utf8_length(const char *text, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)text;
	size_t length = length_of(byte[0]);
	uint32_t c = length > 1 ? byte[0] & (0x7fu >> length) : byte[0];

	for (size_t i = 1; i < length; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (byte[i] & 0x3f);
	}
	/* Overlong, a surrogate, or beyond the last character. */
	if (c < least[length] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		return 0;
	*character = c;
	return length;
}

bool utf8_is_plain(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} not[] = {
		{ 0x00, 0x1f },         /* C0 */
		{ 0x7f, 0x9f },         /* DEL, C1 */
		{ 0xad, 0xad },         /* a soft hyphen */
		{ 0x61c, 0x61c },       /* marks of the direction */
		{ 0x180e, 0x180e },
		{ 0x200b, 0x200f },     /* of no width; marks */
		{ 0x2028, 0x202e },     /* ends of lines; overrides */
		{ 0x2060, 0x206f },     /* of no width; isolates */
		{ 0xfeff, 0xfeff },     /* a byte order mark */
		{ 0xfff9, 0xfffb },     /* annotations */
		{ 0xe0000, 0xe007f },   /* tags */
	};

	for (size_t i = 0; i < ARRAY_SIZE(not); i++)
		if (c >= not[i].first && c <= not[i].last)
			return false;
	return true;
}

size_t utf8_step(const char *text, bool *plain)
{
	uint32_t character;
	size_t length = utf8_length(text, &character);

	*plain = length && utf8_is_plain(character);
	return length ? length : 1;
}

void utf8_put(FILE *out, const char *text, size_t length, const char *but)
{
	const char *end = text + length;

	while (text < end && *text) {
		bool plain;
		size_t step = MIN(utf8_step(text, &plain),
				  (size_t)(end - text));

		if (plain || strchr(but, *text))
			fwrite(text, 1, step, out);
		else
			fputc('?', out);
		text += step;
	}
}

char *utf8_clean(const char *text)
{
	char *clean = NULL;
	size_t size;
	FILE *out = open_memstream(&clean, &size);

	while (out && *text) {
		uint32_t character;
		size_t length = utf8_length(text, &character);

		if (length)
			fwrite(text, 1, length, out);
		else
			fputs(UTF8_REPLACEMENT, out);
		text += length ? length : 1;
	}
	return memory_text(out, &clean);
}
