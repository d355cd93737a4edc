/* compare_report.h - what is said of a comparison, on three kinds of paper. */
#ifndef SIMUL_COMPARE_REPORT_H
#define SIMUL_COMPARE_REPORT_H

#include <stdio.h>

#include "bench/analysis/compare.h"
#include "bench/report/note.h"
#include "bench/report/table.h"

#define COMPARE_SCHEMA 2          /* of the JSON document */

/* The table, which this makes, a row a cell: 0 or -ENOMEM, free it in both
 * cases. */
int compare_report_table(const struct compare *compare, struct table *table);

/* Adds what was forced (alarms), by what is judged (a remark), and both
 * runs. */
void compare_report_notes(const struct compare *compare, struct notes *notes);

/* For a terminal: both runs, what was forced, the table, the outcome. */
void compare_print(const struct compare *compare, FILE *stream);

/* The same as Markdown, and as JSON. As save_write. */
int compare_save_markdown(const struct compare *compare, const char *path,
			  struct error *err);
int compare_save_json(const struct compare *compare, const char *path,
		      struct error *err);

#endif
