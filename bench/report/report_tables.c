/* report_tables.c - fills in a table, a field (report_fields.h) a column. */
#include "bench/report/report_tables.h"

#include <errno.h>

#include "bench/report/bars.h"
#include "bench/report/report_fields.h"
#include "runners/macros.h"

const char *report_title(enum report_table which)
{
	return report_fields_of(which)->title;
}

/* Anything beside the names of the rows? */
static bool tells(const struct table *t)
{
	for (size_t k = 2; k < t->columns; k++)
		if (table_tells(t, k))
			return true;
	return false;
}

static int fill(const struct summary *s, const struct summary_group *g,
		enum report_table which, const struct bars *bars,
		struct table *t)
{
	const struct report_fields *of = report_fields_of(which);
	const struct report_field *field = of->field;

	for (size_t i = 0; i < of->fields; i++)
		table_add_column(t, field[i].heading, field[i].align,
				 field[i].weight);
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		struct report_view v = { s, g, &s->row[i],
				  summary_cell(s, &s->row[i]), bars, 0 };
		struct table_row *row = table_add_row(t);

		if (!row)
			return -ENOMEM;
		row->paint = v.row->is_void ? PAINT_RED : PAINT_PLAIN;
		for (size_t k = 0; k < of->fields; k++) {
			v.offset = field[k].offset;
			field[k].put(&v, row->text[k], TABLE_TEXT);
		}
	}
	if (!tells(t))
		t->rows = 0;
	return 0;
}

int report_table(const struct summary *s, const struct summary_group *g,
		 enum report_table which, struct table *t)
{
	return fill(s, g, which, NULL, t);
}

/* How wide bars may be so that no other column has to go for them. 0: there is
 * no room. */
static size_t room_for_bars(const struct table *plain, size_t columns)
{
	size_t used = table_width(plain, columns), spare = BARS_MOST + 2;

	if (columns)
		spare = used < columns ? columns - used : 0;
	return spare < BARS_LEAST + 2 ? 0 : MIN(spare - 2, (size_t)BARS_MOST);
}

double report_table_bar(const struct cell *cell, const struct summary_row *row)
{
	return cell->duration_ns ? row->tasks_per_s : row->run_ns.median;
}

int report_table_bars(const struct summary *s, const struct summary_group *g,
		      const struct terminal *terminal, struct table *t)
{
	size_t cells = room_for_bars(t, terminal->columns);
	struct table barred;
	struct bars bars;
	int rc;

	bars_init(&bars, cells, terminal->utf8);
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (!s->row[i].is_void)
			bars_add(&bars, report_table_bar(
					summary_cell(s, &s->row[i]),
					&s->row[i]));
	if (!terminal->is || !cells || !bars_tell(&bars))
		return 0;
	table_init(&barred);
	rc = fill(s, g, REPORT_MAIN, &bars, &barred);
	if (rc == 0) {
		table_free(t);
		*t = barred;
	} else {
		table_free(&barred);
	}
	return rc;
}
