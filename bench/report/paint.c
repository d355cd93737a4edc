/* paint.c - escape sequences and line breaks. */
#include "bench/report/paint.h"

#include <stdlib.h>
#include <string.h>

#include "bench/report/terminal.h"
#include "runners/macros.h"
#include "runners/utf8.h"

bool paint_wanted(FILE *stream)
{
	const char *no = getenv("NO_COLOR");
	struct terminal terminal;

	terminal_look(stream, &terminal);
	return terminal.is && !(no && *no);
}

size_t paint_room(FILE *stream)
{
	struct terminal terminal;

	terminal_look(stream, &terminal);
	if (!terminal.is)
		return 0;
	return terminal.columns ? terminal.columns : PAINT_NARROW;
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

/* Counts characters; a byte that is none comes out as one. */
static size_t width_of(const char *text, size_t length)
{
	size_t width = 0;
	bool plain;

	for (size_t i = 0; i < length && text[i]; width++)
		i += utf8_step(text + i, &plain);
	return width;
}

size_t paint_width(const char *text)
{
	return width_of(text, strlen(text));
}

void paint_text(FILE *stream, const char *text)
{
	utf8_put(stream, text, strlen(text), "");
}

static void fold(FILE *stream, const char *text, size_t column, size_t indent,
		 size_t columns)
{
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
		utf8_put(stream, text, spaces + word, "");
		column += width;
		text += spaces + word;
	}
}

const char *paint_skip(const char *text, size_t columns)
{
	bool plain;

	for (size_t width = 0; *text && width < columns; width++)
		text += utf8_step(text, &plain);
	return text;
}

void paint_cut(FILE *stream, const char *text, size_t columns)
{
	utf8_put(stream, text, (size_t)(paint_skip(text, columns) - text), "");
}

void paint_lines(FILE *stream, const char *text, size_t indent,
		 enum paint paint, bool colour)
{
	size_t room = paint_room(stream);

	fputs(paint_begin(paint, colour), stream);
	fold(stream, text, 0, indent,
	     room ? MIN(room, (size_t)PAINT_COLUMNS) : PAINT_COLUMNS);
	fprintf(stream, "%s\n", paint_end(paint, colour));
}

void paint_fold(FILE *stream, const char *text, size_t indent, size_t columns)
{
	fold(stream, text, 0, indent, columns);
	fputc('\n', stream);
}

void paint_rest(FILE *stream, const char *text, size_t column, size_t columns)
{
	fold(stream, text, column, column, columns);
	fputc('\n', stream);
}
