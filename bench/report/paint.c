/* paint.c - escape sequences and line breaks. */
#include "bench/report/paint.h"

#include <stdlib.h>
#include <string.h>

#include "bench/report/terminal.h"

bool paint_wanted(FILE *stream)
{
	const char *no = getenv("NO_COLOR");
	struct terminal terminal;

	terminal_look(stream, &terminal);
	return terminal.is && !(no && *no);
}

const char *paint_begin(enum paint paint, bool colour)
{
	static const char *const sequence[] = {
		[PAINT_PLAIN] = "",
		[PAINT_BOLD] = "\033[1m",
		[PAINT_DIM] = "\033[2m",
		[PAINT_RED] = "\033[31m",
	};

	return colour ? sequence[paint] : "";
}

const char *paint_end(enum paint paint, bool colour)
{
	return colour && paint != PAINT_PLAIN ? "\033[0m" : "";
}

/* Counts characters: continuation bytes of UTF-8 take no column. */
static size_t width_of(const char *text, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

size_t paint_width(const char *text)
{
	return width_of(text, strlen(text));
}

static void put_tame(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		fputc(c < ' ' || c == 0x7f ? '?' : c, stream);
	}
}

static void fold(FILE *stream, const char *text, size_t indent, size_t columns)
{
	size_t column = 0;

	for (;;) {
		size_t spaces = strspn(text, " ");
		size_t word = strcspn(text + spaces, " ");
		size_t width = spaces + width_of(text + spaces, word);

		if (!word)
			break;
		if (column > indent && column + width > columns) {
			fprintf(stream, "\n%*s", (int)indent, "");
			column = indent;
			text += spaces;
			continue;
		}
		put_tame(stream, text, spaces + word);
		column += width;
		text += spaces + word;
	}
}

const char *paint_skip(const char *text, size_t columns)
{
	for (size_t width = 0; *text; text++) {
		width += width_of(text, 1);
		if (width > columns)
			break;
	}
	return text;
}

void paint_cut(FILE *stream, const char *text, size_t columns)
{
	put_tame(stream, text, (size_t)(paint_skip(text, columns) - text));
}

void paint_lines(FILE *stream, const char *text, size_t indent,
		 enum paint paint, bool colour)
{
	fputs(paint_begin(paint, colour), stream);
	fold(stream, text, indent, PAINT_COLUMNS);
	fprintf(stream, "%s\n", paint_end(paint, colour));
}

void paint_fold(FILE *stream, const char *text, size_t indent, size_t columns)
{
	fold(stream, text, indent, columns);
	fputc('\n', stream);
}
