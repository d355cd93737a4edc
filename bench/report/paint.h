/* paint.h - colour on terminals, and wrapped lines.
 *
 * Every text that may come from a file, a server or a user goes to a terminal
 * through here (below bench/report through utf8_put): what isn't plain
 * (runners/utf8.h) comes out as '?'.
 *
 * The caller chooses a text's colour; whether a stream shows colours is
 * decided once: only a terminal that isn't dumb does, unless NO_COLOR is set
 * (no-color.org).
 */
#ifndef SIMUL_PAINT_H
#define SIMUL_PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum paint {
	PAINT_PLAIN,
	PAINT_BOLD,
	PAINT_DIM,
	PAINT_RED,
};

enum {
	PAINT_COLUMNS = 100,      /* sentences are no longer than that */
	PAINT_NARROW = 80,        /* if a terminal doesn't tell its width */
};

/* Whether to use colour on the stream. */
bool paint_wanted(FILE *stream);

/* How long a line may be: as long as those of the terminal, 80 columns if it
 * doesn't tell. 0: any length, since the stream is none. */
size_t paint_room(FILE *stream);

/* The sequences around a text; "" without colour. */
const char *paint_begin(enum paint paint, bool colour);
const char *paint_end(enum paint paint, bool colour);

/* The columns that UTF-8 text takes: one per character. */
size_t paint_width(const char *text);

/* Prints text. */
void paint_text(FILE *stream, const char *text);

/* Prints the text's first columns. */
void paint_cut(FILE *stream, const char *text, size_t columns);

/* The text after those columns. */
const char *paint_skip(const char *text, size_t columns);

/* Prints text wrapped at spaces, to PAINT_COLUMNS or the terminal's width, all
 * lines but the first indented. */
void paint_lines(FILE *stream, const char *text, size_t indent,
		 enum paint paint, bool colour);

/* The same without colour, wrapped to `columns`. */
void paint_fold(FILE *stream, const char *text, size_t indent,
		size_t columns);

/* The rest of a line that has come to `column`, wrapped to `columns`, all lines
 * of it beginning there. */
void paint_rest(FILE *stream, const char *text, size_t column, size_t columns);

#endif
