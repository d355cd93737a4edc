/* csv_rows.h - CSV files (RFC 4180) whose columns a table describes.
 *
 * All CSV files that simul writes and reads again go through here. The reader
 * trusts nothing: it finds columns by name, in any order, ignores columns that
 * the table lacks, and reports errors with file, line and column:
 * "a.csv:17: run_ns: '-5' is not a whole number".
 */
#ifndef SIMUL_CSV_ROWS_H
#define SIMUL_CSV_ROWS_H

#include <stdio.h>

#include "bench/record/columns.h"
#include "runners/error.h"

/* Write a header; a row. A text that a spreadsheet would take for a formula
 * gets an apostrophe, which the reader takes off (docs/schema.md). owner[column->owner] is the struct that holds the
 * field. */
void csv_rows_put_header(FILE *out, const struct column_table *table);
void csv_rows_put(FILE *out, const struct column_table *table,
		  const void *const *owner);

/* Reads the file, or the standard input for "-", in pieces, so memory doesn't
 * grow with its size. For each row it sets every field of the table in `owner`
 * and calls row(user, &why), which returns 0; -EINVAL with a sentence about
 * the row, to which file and line are added; or another negative errno.
 *
 * A column may be missing if it is newer than the row's schema. The field then
 * gets the value `absent`.
 *
 * Returns 0; -EINVAL for a file that can't be trusted: no rows, an unknown
 * schema, a missing or duplicate column, a row that is too short, too long or
 * cut off, an invalid value, a NUL byte, a field of more than 1 MiB; another
 * negative errno if the file can't be read, or from row(). err has the
 * sentence. */
int csv_rows_load(const char *path, const struct column_table *table,
		  void *const *owner,
		  int (*row)(void *user, struct error *why), void *user,
		  struct error *err);

#endif
