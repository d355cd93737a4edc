/* report.h - what is said about results: tables, and sentences below them.
 *
 * Made from a summary, for whoever prints it: report_print on a terminal,
 * markdown.c in a file. All texts are cut at their buffer's size.
 */
#ifndef SIMUL_REPORT_H
#define SIMUL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/analysis/summary.h"
#include "bench/report/table.h"
#include "bench/report/terminal.h"

enum { REPORT_TEXT = 1024 };

/* The tables of a group; the first is the main one, the others are of the
 * long form. */
enum report_table {
	REPORT_MAIN,
	REPORT_PHASES,            /* open, run, close, and the spread of run */
	REPORT_COSTS,             /* what the system had to do for it */
	REPORT_SERVICE,           /* times of single tasks */
	REPORT_TABLES,
};

/* "simul 1.0 (abc1234), 2 processors, ...". */
void report_environment(const struct environment *env, char *buf,
			size_t size);

/* "sites: download, 160 tasks, 11 samples each", and what one task is. A job
 * that is named after its workload is "download: 160 tasks, ...". */
void report_head(const struct summary *summary,
		 const struct summary_group *group, char *buf, size_t size);
void report_params(const struct summary *summary,
		   const struct summary_group *group, char *buf, size_t size);

/* A heading for the tables of the long form; "" for the main one. */
const char *report_title(enum report_table which);

/* Fills in a table that table_init made. 0 or -ENOMEM. A table of the long
 * form that has nothing to tell has no rows. */
int report_table(const struct summary *summary,
		 const struct summary_group *group, enum report_table which,
		 struct table *table);

/* Draws bars (bars.h) beside the times of a main table that report_table
 * made, if it is for a terminal, if two rows or more have one, and if no row
 * takes more of the terminal's lines for it. 0 or -ENOMEM; the table is whole
 * in both cases. */
int report_table_bars(const struct summary *summary,
		      const struct summary_group *group,
		      const struct terminal *terminal, struct table *table);

/* The i-th sentence below the main table, from 0: explanations, findings, the
 * fit of a scaling table, the answers. false when there are no more. */
bool report_note(const struct summary *summary,
		 const struct summary_group *group, size_t i,
		 enum paint *paint, char *buf, size_t size);

/* Prints all of it, the long form with all tables; if the stream is a
 * terminal, in colour (paint.h) and with bars. `simul run` at its end and
 * `simul show` print the same from the same results. */
void report_print(const struct results *results, FILE *stream,
		  bool long_form);

/* The same for a terminal of which the caller knows. */
void report_print_for(const struct results *results, FILE *stream,
		      bool long_form, const struct terminal *terminal);

#endif
