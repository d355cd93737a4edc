/* csv.h - saves results as a CSV file, a row per sample, and loads them.
 *
 * The dialect is RFC 4180: a header, CRLF line ends, quotes where needed.
 * Every row repeats its cell and its run beside the sample, so each can be
 * read by itself. Numbers are exact. columns.h has the columns, docs/schema.md
 * says what they mean.
 *
 * (Not csv_write and csv_read: libcsv has a csv_write.)
 */
#ifndef SIMUL_CSV_H
#define SIMUL_CSV_H

#include <stdio.h>

#include "bench/record/results.h"
#include "runners/error.h"

/* Writes all samples cell by cell, each cell's in the order in which they ran.
 * Cells without samples leave no row. Returns like save_text. */
int csv_save(const struct results *results, const char *path,
	     struct error *err);

/* The same rows to a stream, in place of a file. 0. */
int csv_put(const void *results, FILE *out);

/* Reads such a file, or the standard input for "-", into results, which
 * results_init made. Returns like csv_rows_load, and -EINVAL for rows of
 * different runs or two rows with one position. Converts older schemas. Cells
 * come in the order in which the file first has them. After a failure the
 * results hold some of the rows: free them. */
int csv_load(const char *path, struct results *results, struct error *err);

#endif
