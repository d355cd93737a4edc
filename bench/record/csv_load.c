/* csv_load.c - reads what csv_save.c wrote, and believes none of it.
 *
 *   read a piece -> cut at line ends -> libcsv -> field -> row -> results
 *
 * libcsv knows no line numbers, so it is fed line by line and we count. The
 * first row says which column stands where; every later one is parsed into
 * an environment, a cell and a sample, field by field. The first complaint
 * stops the reading.
 */
#include "bench/record/csv.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/record/columns.h"

enum {
	FIELD_BYTES = 1 << 16,    /* no field of ours is nearly as long */
	FIELDS_AT_MOST = 1024,    /* in a row, unknown ones included */
};

struct reader {
	const char *path;
	struct results *results;
	struct error *err;
	int rc;                   /* of the first complaint */

	uint64_t line;            /* that libcsv is being fed, from 1 */
	uint64_t row_line;        /* where the row begins */
	bool broken_off;          /* the last line has no line end */

	/* The header: which of columns[] each field is. */
	size_t field_column[FIELDS_AT_MOST];
	size_t header_fields;
	bool header_done;

	/* The row in hand. */
	size_t fields;
	struct environment env;
	struct cell cell;
	struct sample sample;
};

/* What is quoted may be anything: nothing of it shall steer a terminal. */
static void tame(struct error *err)
{
	for (char *p = err ? err->text : ""; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
}

static void complain(struct reader *r, const char *what, const char *why)
{
	if (r->rc < 0)
		return;
	r->rc = error_set(r->err, -EINVAL, "%s:%" PRIu64 ": %s%s%s", r->path,
			  r->row_line, what, *what ? ": " : "", why);
	tame(r->err);
}

static void header_field(struct reader *r, const char *name)
{
	size_t column = columns_find(name);

	if (r->header_fields == FIELDS_AT_MOST) {
		complain(r, "", "more than 1024 columns");
		return;
	}
	for (size_t i = 0; i < r->header_fields; i++)
		if (column < columns_count && r->field_column[i] == column)
			complain(r, name, "this column is there twice");
	r->field_column[r->header_fields++] = column;
}

static void header_end(struct reader *r)
{
	for (size_t column = 0; column < columns_count; column++) {
		size_t i = 0;

		while (i < r->header_fields && r->field_column[i] != column)
			i++;
		if (i == r->header_fields)
			complain(r, columns[column].name,
				 "no such column; did simul write this file?");
	}
	r->header_done = true;
}

static void *row_owner(struct reader *r, const struct column *column)
{
	switch (column->owner) {
	case COLUMN_ENVIRONMENT:
		return &r->env;
	case COLUMN_CELL:
		return &r->cell;
	case COLUMN_SAMPLE:
		break;
	}
	return &r->sample;
}

static void check_schema(struct reader *r)
{
	struct error why;

	if (r->rc == 0 && r->env.schema != RESULTS_SCHEMA) {
		error_set(&why, -EINVAL,
			  "this simul reads schema %d, not %" PRIu64,
			  RESULTS_SCHEMA, r->env.schema);
		complain(r, "schema", why.text);
	}
}

static void row_field(struct reader *r, const char *text)
{
	const struct column *column;
	struct error why;

	if (r->fields >= r->header_fields ||
	    r->field_column[r->fields] == columns_count)
		return;
	column = &columns[r->field_column[r->fields]];
	if (strcmp(text, column->name) == 0 && column->kind == COLUMN_COUNT)
		complain(r, "", "the header again: are these two files in "
				"one? Keep one run a file");
	if (columns_parse(column, row_owner(r, column), text, &why) < 0)
		complain(r, column->name, why.text);
	if (column == &columns[0])
		check_schema(r);
}

/* All rows are of one run. */
static void check_environment(struct reader *r)
{
	if (r->results->samples == 0)
		r->results->env = r->env;
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == COLUMN_ENVIRONMENT &&
		    !columns_equal(&columns[i], &r->env, &r->results->env))
			complain(r, columns[i].name,
				 "not the same as in the first row: are these "
				 "two runs? Keep one run a file");
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].owner == COLUMN_CELL &&
		    !columns_equal(&columns[i], a, b))
			return false;
	return true;
}

/* The index of the row's cell, which may be new; from the end, since rows of
 * one cell stand together. */
static size_t place_cell(struct reader *r)
{
	struct results *results = r->results;
	struct cell *added;

	for (size_t i = results->cells; i-- > 0;)
		if (same_cell(&results->cell[i], &r->cell))
			return i;
	added = results_add_cell(results);
	if (!added) {
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
		return 0;
	}
	*added = r->cell;
	return results->cells - 1;
}

static void row_end(struct reader *r)
{
	struct sample *added;
	struct error why;

	if (r->fields != r->header_fields) {
		error_set(&why, -EINVAL,
			  "%zu fields, where the header has %zu", r->fields,
			  r->header_fields);
		complain(r, "", why.text);
	}
	if (r->rc == 0)
		check_environment(r);
	if (r->rc == 0)
		r->sample.cell = place_cell(r);
	if (r->rc < 0)
		return;
	added = results_add_sample(r->results, r->sample.cell);
	if (added)
		*added = r->sample;
	else
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
}

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
	else if (r->header_done)
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
	if (r->header_done)
		row_end(r);
	else
		header_end(r);
	r->fields = 0;
	memset(&r->env, 0, sizeof(r->env));
	memset(&r->cell, 0, sizeof(r->cell));
	memset(&r->sample, 0, sizeof(r->sample));
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
		complain(r, "", "a field of more than 64 KiB: this is no CSV "
				"file, or a quote isn't closed");
	}
}

/* Marks that editors of other systems put before the text. */
static size_t mark_length(const char *data, size_t size)
{
	return size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* One piece of the file, which may begin and end within a line. */
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

/* Until the end, or the first complaint. */
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
			r->rc = error_set(r->err, -errno,
					  "cannot read '%s': %s", r->path,
					  strerror(errno));
			return;
		}
		skip = first ? mark_length(piece, (size_t)got) : 0;
		feed(r, parser, piece + skip, (size_t)got - skip);
		first = false;
	}
}

static void finish(struct reader *r, struct csv_parser *parser)
{
	if (r->rc == 0 && csv_fini(parser, on_field, on_row, r) != 0) {
		r->row_line = r->line;
		complain(r, "", "the file ends within quotes");
	}
	r->row_line = r->line;
	if (!r->header_done)
		complain(r, "", "the file is empty");
	else if (r->broken_off)
		complain(r, "", "the last row has no line end: is the file "
				"cut off?");
	else if (r->rc == 0 && r->results->samples == 0)
		complain(r, "", "only a header, no samples");
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Rows that were copied would make the samples look surer than they are.
 * Position 0 is of a sample that never ran. */
static void check_positions(struct reader *r)
{
	const struct results *results = r->results;
	uint64_t *position = calloc(results->samples + 1, sizeof(*position));

	if (!position) {
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
		return;
	}
	for (size_t i = 0; i < results->samples; i++)
		position[i] = results->sample[i].position;
	qsort(position, results->samples, sizeof(*position), by_number);
	for (size_t i = 1; i < results->samples && r->rc == 0; i++)
		if (position[i] > 0 && position[i] == position[i - 1])
			r->rc = error_set(r->err, -EINVAL,
					  "%s: position: two rows have %" PRIu64
					  ": every sample may stand there "
					  "once",
					  r->path, position[i]);
	free(position);
}

static int read_file(struct reader *r, int fd)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI |
				      CSV_APPEND_NULL) != 0)
		return error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				 r->path, strerror(ENOMEM));
	csv_set_space_func(&parser, no_space);
	read_pieces(r, &parser, fd);
	finish(r, &parser);
	if (r->rc == 0)
		check_positions(r);
	csv_free(&parser);
	return r->rc;
}

int csv_load(const char *path, struct results *results, struct error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	bool standard = strcmp(path, "-") == 0;
	int fd, rc;

	if (!r)
		return error_set(err, -ENOMEM, "cannot read '%s': %s", path,
				 strerror(ENOMEM));
	r->path = path;
	r->results = results;
	r->err = err;
	r->line = r->row_line = 1;
	fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		rc = error_set(err, -errno, "cannot read '%s': %s", path,
			       strerror(errno));
	else
		rc = read_file(r, fd);
	if (fd >= 0 && !standard)
		close(fd);
	free(r);
	return rc;
}
