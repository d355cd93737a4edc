/* page_table.h - a grid of texts as a table of a page. */
#ifndef SIMUL_PAGE_TABLE_H
#define SIMUL_PAGE_TABLE_H

#include <stdio.h>

#include "bench/report/table.h"

/* The first field of a row is its heading. `model` is the column that names
 * models, which get their mark from the scripts; TABLE_COLUMNS: none does.
 * Columns in which no row has anything are left out, as on a terminal. */
void page_table_put(FILE *out, const char *caption, const struct table *table,
		    size_t model);

#endif
