/* csv.h - results as a CSV file, one row a sample, and back again.
 *
 * The dialect is RFC 4180: a header, CRLF line ends, quotes where needed.
 * Every row holds its cell and its run beside the sample, so each can be read
 * alone. Numbers are exact. columns.h has the columns, docs/schema.md says
 * what they mean.
 *
 * (Not csv_write and csv_read: libcsv has functions of such names.)
 */
#ifndef SIMUL_CSV_H
#define SIMUL_CSV_H

#include <stdio.h>

#include "bench/record/results.h"
#include "runners/error.h"

/* Writes all samples, cell by cell, in each cell in the order in which they
 * ran. A cell without any sample leaves no row. As save_write. */
int csv_save(const struct results *results, const char *path,
	     struct error *err);

/* Writes one field, in quotes where it needs them. */
void csv_put_field(FILE *stream, const char *text);

/* Reads such a file into results, which results_init made, or the standard
 * input for "-". Columns are found by name, in any order; columns that this
 * version doesn't know are ignored. Cells come in the order in which they are
 * first met.
 *
 * Returns 0; -EINVAL for a file that can't be trusted, with file, line and
 * column in the sentence ("a.csv:17: run_ns: '-5' is not a whole number"):
 * another schema, a column missing or twice, a row too short or too long or
 * cut off, a number that is none, rows of two runs, a row twice; another
 * negative errno where the file can't be read, -ENOMEM. After a failure
 * results hold some of the rows: free them. */
int csv_load(const char *path, struct results *results, struct error *err);

#endif
