/* csv_rows.h - files of rows under the columns of a table: CSV, RFC 4180.
 *
 * Everything that simul writes as CSV and reads again goes through here. A
 * reader believes nothing: it takes columns by name, in any order, ignores
 * those that the table lacks, and refuses with file, line and column:
 * "a.csv:17: run_ns: '-5' is not a whole number".
 */
#ifndef SIMUL_CSV_ROWS_H
#define SIMUL_CSV_ROWS_H

#include <stdio.h>

#include "bench/record/columns.h"
#include "runners/error.h"

/* A header; a row. owner[column->owner] is the struct that holds the field. */
void csv_rows_put_header(FILE *out, const struct column_table *table);
void csv_rows_put(FILE *out, const struct column_table *table,
		  const void *const *owner);

/* Reads the file, or the standard input for "-", in pieces: memory doesn't
 * grow with it. For each row fills in every field of the table at `owner` and
 * calls row(user, &why), which returns 0; -EINVAL with a sentence about the
 * row, to which file and line are added; or another negative errno.
 *
 * A column may be missing if the row's schema is older than the column. The
 * field then has its value `absent`.
 *
 * Returns 0; -EINVAL for a file that can't be trusted: no rows, a schema that
 * is unknown, a column missing or twice, a row too short or too long, cut off,
 * a value that is none, a NUL byte, a field of more than 64 KiB; another
 * negative errno where the file can't be read, or from row(). err has the
 * sentence. */
int csv_rows_load(const char *path, const struct column_table *table,
		  void *const *owner,
		  int (*row)(void *user, struct error *why), void *user,
		  struct error *err);

#endif
