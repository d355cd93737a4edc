/* report_fields.h - the fields of each table.
 *
 * A table is a list of fields, each with a heading and a function that makes
 * its text out of a row; a text that is "" in all rows makes no column.
 */
#ifndef SIMUL_REPORT_FIELDS_H
#define SIMUL_REPORT_FIELDS_H

#include <stddef.h>

#include "bench/analysis/summary.h"
#include "bench/report/bars.h"
#include "bench/report/report_tables.h"
#include "bench/report/table.h"

/* A row of a table in the making. */
struct report_view {
	const struct summary *summary;
	const struct summary_group *group;
	const struct summary_row *row;
	const struct cell *cell;
	const struct bars *bars;  /* NULL: none are drawn */
	size_t offset;            /* of the field */
};

struct report_field {
	const char *heading;
	enum table_align align;
	enum table_weight weight;
	void (*put)(const struct report_view *v, char *buf, size_t size);
	size_t offset;            /* of its figure in a sample, row or cell */
};

struct report_fields {
	const char *title;
	const struct report_field *field;
	size_t fields;
};

const struct report_fields *report_fields_of(enum report_table which);

#endif
