/* report_tables.h - the tables of a run. */
#ifndef SIMUL_REPORT_TABLES_H
#define SIMUL_REPORT_TABLES_H

#include "bench/analysis/summary.h"
#include "bench/report/table.h"
#include "bench/report/terminal.h"

/* Of a group; the first is the main one, the others are of the long form. */
enum report_table {
	REPORT_MAIN,
	REPORT_INTERVALS,         /* of its medians */
	REPORT_PHASES,            /* open, run, close, and the spread of run */
	REPORT_COSTS,             /* what the system had to do for it */
	REPORT_CONNECTIONS,
	REPORT_SERVICE,           /* times of single tasks */
	REPORT_SERVICE_INTERVALS,
	REPORT_TABLES,
};

/* A heading for the tables of the long form; "" for the main one. */
const char *report_title(enum report_table which);

/* Fills in a table that table_init made. 0 or -ENOMEM. A table of the long
 * form that has nothing to tell has no rows. */
int report_table(const struct summary *summary,
		 const struct summary_group *group, enum report_table which,
		 struct table *table);

/* What a row's bar shows: its time, or with a duration its tasks/s. */
double report_table_bar(const struct cell *cell,
			const struct summary_row *row);

/* Draws bars (bars.h) beside the times of a main table that report_table
 * made, if it is for a terminal, if two rows or more have one, and if there is
 * room for them. 0 or -ENOMEM; the table is whole
 * in both cases. */
int report_table_bars(const struct summary *summary,
		      const struct summary_group *group,
		      const struct terminal *terminal, struct table *table);

#endif
