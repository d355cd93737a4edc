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

#include "bench/record/results.h"
#include "runners/error.h"

/* Writes all samples, cell by cell, in each cell in the order in which they
 * ran. A cell without any sample leaves no row. As save_write. */
int csv_save(const struct results *results, const char *path,
	     struct error *err);

/* Reads such a file into results, which results_init made, or the standard
 * input for "-": as csv_rows_load, and rows of two runs or a position twice
 * are refused too. A file of an older schema becomes one of ours. Cells come
 * in the order in which they are first met. After a failure results hold some
 * of the rows: free them. */
int csv_load(const char *path, struct results *results, struct error *err);

#endif
