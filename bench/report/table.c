/* table.c - measures the columns, then prints them. */
#include "bench/report/table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runners/grow.h"
#include "runners/macros.h"
#include "runners/utf8.h"

void table_init(struct table *t)
{
	memset(t, 0, sizeof(*t));
}

void table_free(struct table *t)
{
	free(t->row);
	table_init(t);
}

void table_begin(struct table *t, const struct table_column *column,
		 size_t columns)
{
	table_init(t);
	memcpy(t->column, column, columns * sizeof(*column));
	t->columns = columns;
}

size_t table_add_column(struct table *t, const char *heading,
			enum table_align align, enum table_weight weight)
{
	struct table_column *column = &t->column[t->columns];

	if (t->columns == TABLE_COLUMNS)
		return TABLE_COLUMNS;
	snprintf(column->heading, sizeof(column->heading), "%s", heading);
	column->align = align;
	column->weight = weight;
	return t->columns++;
}

struct table_row *table_add_row(struct table *t)
{
	struct table_row *row = grow(t->row, t->rows, sizeof(*row));

	if (!row)
		return NULL;
	t->row = row;
	row += t->rows++;
	memset(row, 0, sizeof(*row));
	return row;
}

bool table_tells(const struct table *t, size_t column)
{
	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].text[column][0])
			return true;
	return false;
}

/* 0 for an empty column. */
static size_t width_of(const struct table *t, size_t column)
{
	size_t width = paint_width(t->column[column].heading);

	if (!table_tells(t, column))
		return 0;
	for (size_t i = 0; i < t->rows; i++)
		width = MAX(width, paint_width(t->row[i].text[column]));
	return width;
}

/* --- what fits a line --- */

/* Which columns are still to be printed, and which are in this table of
 * them. */
struct layout {
	size_t columns;                  /* of a line; 0: any number */
	size_t width[TABLE_COLUMNS];     /* 0: nothing to print */
	bool shown[TABLE_COLUMNS];
};

static size_t line_of(const struct table *t, const struct layout *l)
{
	size_t width = 0;

	for (size_t i = 0; i < t->columns; i++)
		width += l->shown[i] ? l->width[i] + 2 : 0;
	return width;
}

/* The column to move down: the lightest, of those the last. TABLE_COLUMNS if
 * only keys and one other are left. */
static size_t lightest(const struct table *t, const struct layout *l)
{
	size_t at = TABLE_COLUMNS, movable = 0;

	for (size_t i = 0; i < t->columns; i++) {
		if (!l->shown[i] || t->column[i].weight == TABLE_KEY)
			continue;
		movable++;
		if (at == TABLE_COLUMNS ||
		    t->column[i].weight <= t->column[at].weight)
			at = i;
	}
	return movable > 1 ? at : TABLE_COLUMNS;
}

static void fit(const struct table *t, struct layout *l)
{
	size_t at;

	for (size_t i = 0; i < t->columns; i++)
		l->shown[i] = l->width[i] > 0;
	while (l->columns && line_of(t, l) > l->columns) {
		at = lightest(t, l);
		if (at == TABLE_COLUMNS)
			break;
		l->shown[at] = false;
	}
}

static void lay_out(const struct table *t, size_t columns, struct layout *l)
{
	*l = (struct layout){ .columns = columns };
	for (size_t i = 0; i < t->columns; i++)
		l->width[i] = width_of(t, i);
	fit(t, l);
}

/* Forgets what has been printed. False: that was all. */
static bool go_on(const struct table *t, struct layout *l)
{
	bool more = false;

	for (size_t i = 0; i < t->columns; i++) {
		if (t->column[i].weight == TABLE_KEY)
			continue;
		if (l->shown[i])
			l->width[i] = 0;
		more |= l->width[i] > 0;
	}
	fit(t, l);
	return more;
}

size_t table_width(const struct table *t, size_t columns)
{
	struct layout l;

	lay_out(t, columns, &l);
	return line_of(t, &l);
}

/* --- printing --- */

/* Holds spaces back until text follows: lines don't end with them. */
static void put_field(FILE *stream, const char *text, size_t width,
		      enum table_align align, size_t *owed)
{
	size_t spare = width - paint_width(text);

	*owed += align == TABLE_RIGHT ? spare : 0;
	if (*text) {
		fprintf(stream, "%*s", (int)*owed, "");
		paint_text(stream, text);
		*owed = 0;
	} else {
		*owed += width - spare;
	}
	*owed += (align == TABLE_LEFT ? spare : 0) + 2;
}

/* Whether the text, which ends the line, has to be wrapped where it begins. */
static bool wraps(const struct layout *l, const struct table_column *column,
		  const char *text, size_t at)
{
	return l->columns && column->align == TABLE_LEFT &&
	       at + TABLE_WRAPPED <= l->columns &&
	       at + paint_width(text) > l->columns;
}

static void put_line(const struct table *t, const struct layout *l,
		     const struct table_row *row, FILE *stream, bool colour)
{
	enum paint paint = row ? row->paint : PAINT_BOLD;
	size_t owed = 2, at = 2;
	bool ended = false;

	fputs(paint_begin(paint, colour), stream);
	for (size_t i = 0; i < t->columns; i++) {
		const char *text = row ? row->text[i] : t->column[i].heading;

		if (!l->shown[i])
			continue;
		ended = wraps(l, &t->column[i], text, at);
		if (ended) {
			fprintf(stream, "%*s", (int)owed, "");
			paint_rest(stream, text, at, l->columns);
		} else {
			put_field(stream, text, l->width[i],
				  t->column[i].align, &owed);
		}
		at += l->width[i] + 2;
	}
	fprintf(stream, "%s%s", paint_end(paint, colour), ended ? "" : "\n");
}

void table_print(const struct table *t, FILE *stream, bool colour,
		 size_t columns)
{
	struct layout l;

	lay_out(t, columns, &l);
	do {
		put_line(t, &l, NULL, stream, colour);
		for (size_t i = 0; i < t->rows; i++)
			put_line(t, &l, &t->row[i], stream, colour);
	} while (go_on(t, &l));
}

/* Whether what follows the character would make a site notify a person or link
 * an issue: "@name", "#1". For "GH-1" see the '-'. */
static bool refers(const char *text, const char *at)
{
	if (*at == '-')
		return at - text >= 2 && !strncasecmp(at - 2, "gh", 2) &&
		       isdigit((unsigned char)at[1]);
	return (*at == '@' || *at == '#') && isalnum((unsigned char)at[1]);
}

void table_put_markdown(FILE *stream, const char *before, const char *text,
			const char *after)
{
	const char *at = text;

	fputs(before, stream);
	while (*at) {
		bool plain;
		size_t length = utf8_step(at, &plain);

		if (strchr("\\`*_<>[]|#~&$", *at))
			fputc('\\', stream);
		if (plain)
			fwrite(at, 1, length, stream);
		else
			fputc(length == 1 && isspace((unsigned char)*at) ? ' '
									 : '?',
			      stream);
		if (refers(text, at))
			fputs("&#8203;", stream);
		at += length;
	}
	fputs(after, stream);
}

static void put_markdown_line(const struct table *t,
			      const struct table_row *row, FILE *stream)
{
	for (size_t i = 0; i < t->columns; i++) {
		if (!table_tells(t, i))
			continue;
		table_put_markdown(stream, "| ",
				   row ? row->text[i] : t->column[i].heading,
				   " ");
	}
	fputs("|\n", stream);
}

void table_print_markdown(const struct table *t, FILE *stream)
{
	put_markdown_line(t, NULL, stream);
	for (size_t i = 0; i < t->columns; i++)
		if (table_tells(t, i))
			fputs(t->column[i].align == TABLE_RIGHT ? "| ---: " :
								  "| --- ",
			      stream);
	fputs("|\n", stream);
	for (size_t i = 0; i < t->rows; i++)
		put_markdown_line(t, &t->row[i], stream);
}
