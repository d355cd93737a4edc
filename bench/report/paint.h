/* paint.h - colour on terminals, and lines that are not too long.
 *
 * The caller says what a text is; whether that shows is decided once a
 * stream: only on a terminal that isn't dumb, and not where NO_COLOR says
 * otherwise (no-color.org).
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

enum { PAINT_COLUMNS = 100 };     /* where lines are broken */

/* Whether the stream takes colour. */
bool paint_wanted(FILE *stream);

/* The sequences around a text; "" without colour. */
const char *paint_begin(enum paint paint, bool colour);
const char *paint_end(enum paint paint, bool colour);

/* Columns that UTF-8 text takes: one a character. */
size_t paint_width(const char *text);

/* Prints the text's first columns; control characters come out as '?'. */
void paint_cut(FILE *stream, const char *text, size_t columns);

/* What comes after those. */
const char *paint_skip(const char *text, size_t columns);

/* Prints text in lines of PAINT_COLUMNS, broken at spaces, each but the first
 * indented. Control characters come out as '?'. */
void paint_lines(FILE *stream, const char *text, size_t indent,
		 enum paint paint, bool colour);

/* The same without colour, in lines of so many columns. */
void paint_fold(FILE *stream, const char *text, size_t indent,
		size_t columns);

#endif
