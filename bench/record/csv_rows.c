/* csv_rows.c - writes rows, and reads them through libcsv.
 *
 *   read a piece -> cut at line ends -> libcsv -> field -> row -> row()
 *
 * libcsv has no line numbers, so we feed it line by line and count. The first
 * row says where each column is; the fields of every later row are parsed into
 * their structs. The first error stops the reading.
 */
#include "bench/record/csv_rows.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FIELD_BYTES = 1 << 20,    /* more than TIMES_MOST times take */
	FIELDS_AT_MOST = 1024,    /* in a row, including unknown ones */
};

/* --- writing --- */

/* Spaces at either end need quotes too: some readers strip them. */
static bool needs_quotes(const char *text)
{
	size_t length = strlen(text);

	return text[strcspn(text, ",\"\r\n")] ||
	       (length > 0 && (strchr(" \t", text[0]) ||
			       strchr(" \t", text[length - 1])));
}

static bool is_number(const char *text)
{
	text += strspn(text, "+-") == 1;
	return *text && !text[strspn(text, "0123456789.")];
}

/* A spreadsheet would compute it, which is what a hostile name hopes for: an
 * apostrophe before it makes it a text again. A text that has such apostrophes
 * already gets one more. */
static bool is_formula(const char *text)
{
	text += strspn(text, "'");
	return *text && strchr("=+-@\t\r\n", *text) && !is_number(text);
}

static void put_field(FILE *out, const char *before, const char *text)
{
	const char *quote = needs_quotes(text) ? "\"" : "";

	fprintf(out, "%s%s", quote, before);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputs(quote, out);
}

static const char *separator(const struct column_table *table, size_t column)
{
	return column + 1 < table->count ? "," : "\r\n";
}

void csv_rows_put_header(FILE *out, const struct column_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		fprintf(out, "%s%s", table->column[i].name,
			separator(table, i));
}

static void put_column(FILE *out, const struct column *column,
		       const void *owner)
{
	char text[COLUMNS_TEXT_SIZE];

	if (column->kind == COLUMN_TIMES) {
		times_put(columns_times_of(column, owner), out);
		return;
	}
	columns_spell(column, owner, text, sizeof(text));
	put_field(out,
		  column->kind == COLUMN_TEXT && is_formula(text) ? "'" : "",
		  text);
}

void csv_rows_put(FILE *out, const struct column_table *table,
		  const void *const *owner)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->column[i];

		put_column(out, column, owner[column->owner]);
		fputs(separator(table, i), out);
	}
}

/* --- reading: fields and rows --- */

struct reader {
	const char *path;
	const struct column_table *table;
	void *const *owner;
	int (*row)(void *user, struct error *why);
	void *user;
	struct error *err;
	int rc;                   /* of the first error */

	uint64_t line;            /* that libcsv is being fed, from 1 */
	uint64_t row_line;        /* where the row begins */
	bool broken_off;          /* the last line has no line end */

	/* From the header: each field's column, and which columns it has. */
	size_t column[FIELDS_AT_MOST];
	bool there[FIELDS_AT_MOST];
	size_t header_fields;

	uint64_t rows;            /* complete ones, including the header */
	size_t fields;            /* of the current row, so far */
};

static void complain(struct reader *r, const char *what, const char *why)
{
	if (r->rc < 0)
		return;
	r->rc = error_set(r->err, -EINVAL, "%s:%" PRIu64 ": %s%s%s", r->path,
			  r->row_line, what, *what ? ": " : "", why);
}

/* For errors that aren't the file's fault. */
static void give_up(struct reader *r, int rc)
{
	if (r->rc == 0)
		r->rc = error_set(r->err, rc, "cannot read '%s': %s", r->path,
				  strerror(-rc));
}

static void header_field(struct reader *r, const char *name)
{
	size_t i = 0;

	if (r->header_fields == FIELDS_AT_MOST) {
		complain(r, "", "more than 1024 columns");
		return;
	}
	while (i < r->table->count && strcmp(r->table->column[i].name, name))
		i++;
	if (i < r->table->count && r->there[i])
		complain(r, name, "this column is there twice");
	if (i < r->table->count)
		r->there[i] = true;
	r->column[r->header_fields++] = i;
}

/* Fills in the columns that are newer than this schema; without any other
 * column the file can't be read. */
static void fill_absent(struct reader *r, uint64_t schema)
{
	for (size_t i = 0; i < r->table->count; i++) {
		const struct column *column = &r->table->column[i];

		if (r->there[i])
			continue;
		if (column->since <= schema)
			complain(r, column->name,
				 "no such column; did simul write this file?");
		else
			columns_parse(column, r->owner[column->owner],
				      column->absent, NULL);
	}
}

static uint64_t schema_of(const struct reader *r)
{
	const struct column *first = &r->table->column[0];

	if (r->table->schema == 0)
		return 1;
	return columns_count_of(first, r->owner[first->owner]);
}

static void check_schema(struct reader *r)
{
	uint64_t schema = schema_of(r);
	struct error why;

	if (r->rc == 0 && (schema < 1 || schema > r->table->schema)) {
		error_set(&why, -EINVAL,
			  "this simul reads schemas up to %" PRIu64
			  ", not %" PRIu64,
			  r->table->schema, schema);
		complain(r, "schema", why.text);
	}
}

static void row_field(struct reader *r, const char *text)
{
	const struct column *column;
	struct error why;

	if (r->fields >= r->header_fields ||
	    r->column[r->fields] == r->table->count)
		return;
	column = &r->table->column[r->column[r->fields]];
	if (strcmp(text, column->name) == 0 && column->kind == COLUMN_COUNT)
		complain(r, "", "the header again: are these two files in "
				"one? Keep one run a file");
	if (column->kind == COLUMN_TEXT && *text == '\'' && is_formula(text))
		text++;
	if (columns_parse(column, r->owner[column->owner], text, &why) < 0)
		complain(r, column->name, why.text);
	if (r->table->schema && column == r->table->column)
		check_schema(r);
}

static void row_end(struct reader *r)
{
	struct error why = { "" };
	int rc;

	if (r->fields != r->header_fields) {
		error_set(&why, -EINVAL,
			  "%zu fields, where the header has %zu", r->fields,
			  r->header_fields);
		complain(r, "", why.text);
	}
	if (r->rc == 0)
		fill_absent(r, schema_of(r));
	if (r->rc < 0)
		return;
	rc = r->row(r->user, &why);
	if (rc == -EINVAL)
		complain(r, "", why.text);
	else if (rc < 0)
		give_up(r, rc);
}

/* --- reading: lines --- */

static uint64_t line_ends(const char *text, size_t length)
{
	uint64_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += text[i] == '\n';
	return count;
}

/* libcsv: a field is complete. */
static void on_field(void *text, size_t length, void *data)
{
	struct reader *r = data;

	if (r->rc < 0)
		return;
	if (r->fields == 0)
		r->row_line = r->line - line_ends(text, length);
	if (memchr(text, '\0', length))
		complain(r, "", "a NUL byte: this is no CSV file");
	else if (r->rows > 0)
		row_field(r, text);
	else
		header_field(r, text);
	r->fields++;
}

/* libcsv: a row is complete. */
static void on_row(int terminator, void *data)
{
	struct reader *r = data;

	(void)terminator;
	if (r->rc < 0)
		return;
	/* The header shows whether a column of every schema is missing. */
	if (r->rows > 0)
		row_end(r);
	else
		fill_absent(r, 1);
	r->rows++;
	r->fields = 0;
}

/* RFC 4180: spaces are part of a field. */
static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void feed_line(struct reader *r, struct csv_parser *parser,
		      const char *line, size_t length)
{
	size_t parsed =
		csv_parse(parser, line, length, on_field, on_row, r);

	if (r->rc == 0 && parsed != length) {
		r->row_line = r->line;
		if (csv_error(parser) == CSV_EPARSE)
			complain(r, "", "a quote within a field without "
					"quotes, or text after a closing one");
		else
			complain(r, "", csv_strerror(csv_error(parser)));
	}
	if (r->rc == 0 && csv_get_buffer_size(parser) > FIELD_BYTES) {
		r->row_line = r->line;
		complain(r, "", "a field of more than 1 MiB: this is no CSV "
				"file, or a quote isn't closed");
	}
}

/* The byte order mark that some editors put first. */
static size_t mark_length(const char *data, size_t size)
{
	return size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* A piece of the file may begin and end within a line. */
static void feed(struct reader *r, struct csv_parser *parser,
		 const char *data, size_t size)
{
	while (size > 0 && r->rc == 0) {
		const char *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) + 1 : size;

		feed_line(r, parser, data, length);
		r->broken_off = !end;
		r->line += end != NULL;
		data += length;
		size -= length;
	}
}

/* Reads up to the end of the file, or the first error. */
static void read_pieces(struct reader *r, struct csv_parser *parser, int fd)
{
	char piece[1 << 14];
	bool first = true;

	while (r->rc == 0) {
		ssize_t got = read(fd, piece, sizeof(piece));
		size_t skip;

		if (got == 0)
			return;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			give_up(r, -errno);
			return;
		}
		skip = first ? mark_length(piece, (size_t)got) : 0;
		feed(r, parser, piece + skip, (size_t)got - skip);
		first = false;
	}
}

static void finish(struct reader *r, struct csv_parser *parser)
{
	char why[64];

	if (r->rc == 0 && csv_fini(parser, on_field, on_row, r) != 0) {
		r->row_line = r->line;
		complain(r, "", "the file ends within quotes");
	}
	r->row_line = r->line;
	snprintf(why, sizeof(why), "only a header, no %s", r->table->rows);
	if (r->rows == 0)
		complain(r, "", "the file is empty");
	else if (r->broken_off)
		complain(r, "", "the last row has no line end: is the file "
				"cut off?");
	else if (r->rows == 1)
		complain(r, "", why);
}

static void read_file(struct reader *r, int fd)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI |
				      CSV_APPEND_NULL) != 0) {
		give_up(r, -ENOMEM);
		return;
	}
	csv_set_space_func(&parser, no_space);
	read_pieces(r, &parser, fd);
	finish(r, &parser);
	csv_free(&parser);
}

int csv_rows_load(const char *path, const struct column_table *table,
		  void *const *owner,
		  int (*row)(void *user, struct error *why), void *user,
		  struct error *err)
{
	struct reader r = { .path = path, .table = table, .owner = owner,
			    .row = row, .user = user, .err = err,
			    .line = 1, .row_line = 1 };
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		give_up(&r, -errno);
	else
		read_file(&r, fd);
	if (fd >= 0 && !standard)
		close(fd);
	return r.rc;
}
