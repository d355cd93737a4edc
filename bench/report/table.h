/* table.h - a grid of short texts, for a terminal or as Markdown.
 *
 * Empty columns are left out. All fields are text: figure.h formats figures.
 */
#ifndef SIMUL_TABLE_H
#define SIMUL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/report/paint.h"

enum {
	TABLE_COLUMNS = 26,
	TABLE_TEXT = 160,         /* bytes of a field; longer text is cut */
	TABLE_WRAPPED = 16,       /* columns that words are wrapped to, at
	                             least */
};

enum table_align {
	TABLE_LEFT,
	TABLE_RIGHT,
};

/* What is most worth seeing at once, where not all columns fit a line. */
enum table_weight {
	TABLE_MINOR,
	TABLE_MAJOR,
	TABLE_KEY,                /* names the row: begins each of its lines */
};

struct table_column {
	char heading[32];
	enum table_align align;
	enum table_weight weight;
};

struct table_row {
	enum paint paint;
	char text[TABLE_COLUMNS][TABLE_TEXT];
};

struct table {
	struct table_column column[TABLE_COLUMNS];
	size_t columns;
	struct table_row *row;
	size_t rows;
};

void table_init(struct table *table);
void table_free(struct table *table);

/* table_init with these columns. */
void table_begin(struct table *table, const struct table_column *column,
		 size_t columns);

/* Adds a column. Returns its index, or TABLE_COLUMNS if there are too many. */
size_t table_add_column(struct table *table, const char *heading,
			enum table_align align, enum table_weight weight);

/* Adds an empty row for the caller to fill in; NULL if out of memory.
 * Invalidates earlier pointers to rows. */
struct table_row *table_add_row(struct table *table);

/* Whether any row has something in this column. */
bool table_tells(const struct table *table, size_t column);

/* The columns that the longest line of table_print takes before any column is
 * moved down, as far as they fit `columns` (0: any number). */
size_t table_width(const struct table *table, size_t columns);

/* Prints headings (bold) and rows, indented by two spaces, without spaces at
 * line ends. If lines would be longer than `columns` (0: any length), the
 * columns of least weight, from the right, follow below in a table of their
 * own, which begins with the keys too, and so on. A single column of
 * words beside the keys is wrapped; only figures and keys that are too wide
 * make longer lines. */
void table_print(const struct table *table, FILE *stream, bool colour,
		 size_t columns);

/* The same as a table of GitHub's Markdown. */
void table_print_markdown(const struct table *table, FILE *stream);

/* Prints text between two pieces of Markdown: nothing in it is markup, HTML or
 * a line break. */
void table_put_markdown(FILE *stream, const char *before, const char *text,
			const char *after);

#endif
