/* csv_rows.h - a CSV file as texts: rows of fields under the names of columns.
 *
 * For files that csv.h is too strict about: a base that is older than this
 * program lacks columns, or has others. Here a reader asks for the columns
 * that it needs, by name, and believes nothing of the rest.
 */
#ifndef SIMUL_ROWS_H
#define SIMUL_ROWS_H

#include <stddef.h>

#include "runners/error.h"

#define ROWS_BYTES_MAX ((size_t)64 << 20)

struct rows {
	char **field;             /* row by row; row 0 are the names */
	size_t columns;
	size_t count;             /* rows below the names */
	size_t fields, room;
};

/* 0; -EINVAL: no CSV file, empty, cut off, only a header, or a row with too
 * few or too many fields, told as "x.csv: row 3: ..." (row 1 is the header);
 * another negative errno where it can't be read. Free it only after a 0. */
int rows_load(const char *path, struct rows *rows, struct error *err);
void rows_free(struct rows *rows);

/* The field of this column in row i, from 0, or NULL: no such column. */
const char *rows_field(const struct rows *rows, size_t i, const char *column);

#endif
