/* csv_rows.c - the file whole, through libcsv, into a list of fields. */
#include "bench/record/csv_rows.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	const char *path;
	struct rows *rows;
	struct error *err;
	size_t row;               /* that is being read, from 1; 0: none */
	size_t fields;            /* of it, so far */
	int rc;                   /* of the first complaint */
};

static void complain(struct reading *r, int rc, const char *why)
{
	char where[32] = "";

	if (r->rc < 0)
		return;
	if (r->row)
		snprintf(where, sizeof(where), "row %zu: ", r->row);
	r->rc = error_set(r->err, rc, "%s: %s%s", r->path, where, why);
}

static void on_field(void *text, size_t length, void *user)
{
	struct reading *r = user;
	struct rows *rows = r->rows;

	if (r->rc == 0 && rows->fields == rows->room) {
		size_t room = rows->room ? 2 * rows->room : 256;
		char **more = realloc(rows->field, room * sizeof(*more));

		if (!more)
			complain(r, -ENOMEM, "out of memory");
		else
			rows->field = more, rows->room = room;
	}
	if (r->rc < 0)
		return;
	rows->field[rows->fields] = strndup(text, length);
	if (!rows->field[rows->fields])
		complain(r, -ENOMEM, "out of memory");
	else
		rows->fields++;
	r->fields++;
}

static void on_row(int terminator, void *user)
{
	struct reading *r = user;
	char why[96];

	(void)terminator;
	if (r->row == 1)
		r->rows->columns = r->fields;
	else
		r->rows->count++;
	if (r->fields != r->rows->columns) {
		snprintf(why, sizeof(why), "%zu fields, and the header has %zu",
			 r->fields, r->rows->columns);
		complain(r, -EINVAL, why);
	}
	r->fields = 0;
	r->row++;
}

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void parse(struct reading *r, const char *text, size_t size)
{
	struct csv_parser parser;

	r->row = 1;
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI |
				      CSV_APPEND_NULL) != 0) {
		complain(r, -ENOMEM, "out of memory");
		return;
	}
	csv_set_space_func(&parser, no_space);
	if (csv_parse(&parser, text, size, on_field, on_row, r) != size)
		complain(r, -EINVAL, csv_strerror(csv_error(&parser)));
	if (csv_fini(&parser, on_field, on_row, r) != 0)
		complain(r, -EINVAL, "the file ends within quotes");
	r->row = 0;
	csv_free(&parser);
}

static void check(struct reading *r, const char *text, size_t size)
{
	if (size == 0)
		complain(r, -EINVAL, "the file is empty");
	else if (size > ROWS_BYTES_MAX)
		complain(r, -EFBIG, "the file is larger than 64 MiB");
	else if (memchr(text, '\0', size))
		complain(r, -EINVAL, "a NUL byte: this is no CSV file");
	else if (text[size - 1] != '\n')
		complain(r, -EINVAL, "the last row has no line end: is the "
				     "file cut off?");
}

/* All of it, and no more than is allowed and one byte; for free(). */
static char *slurp(struct reading *r, size_t *size)
{
	FILE *file = fopen(r->path, "re");
	char *text = NULL;
	size_t room = 0, got;

	*size = 0;
	if (!file) {
		r->rc = error_set(r->err, -errno, "cannot read '%s': %s",
				  r->path, strerror(errno));
		return NULL;
	}
	do {
		char *more = realloc(text, room += 1 << 16);

		if (!more) {
			complain(r, -ENOMEM, "out of memory");
			break;
		}
		text = more;
		got = fread(text + *size, 1, room - *size, file);
		*size += got;
	} while (got > 0 && *size <= ROWS_BYTES_MAX);
	if (ferror(file))
		r->rc = error_set(r->err, -EIO, "cannot read '%s': %s",
				  r->path, strerror(errno));
	fclose(file);
	return text;
}

int rows_load(const char *path, struct rows *rows, struct error *err)
{
	struct reading r = { .path = path, .rows = rows, .err = err };
	size_t size;
	char *text = slurp(&r, &size);

	*rows = (struct rows){ 0 };
	if (r.rc == 0)
		check(&r, text, size);
	if (r.rc == 0)
		parse(&r, text, size);
	if (r.rc == 0 && rows->count == 0)
		complain(&r, -EINVAL, "only a header, no rows");
	free(text);
	if (r.rc < 0)
		rows_free(rows);
	return r.rc;
}

void rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->fields; i++)
		free(rows->field[i]);
	free(rows->field);
	*rows = (struct rows){ 0 };
}

const char *rows_field(const struct rows *rows, size_t i, const char *column)
{
	for (size_t c = 0; c < rows->columns; c++)
		if (!strcmp(rows->field[c], column))
			return rows->field[(i + 1) * rows->columns + c];
	return NULL;
}
