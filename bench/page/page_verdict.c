/* page_verdict.c - prints a verdict's section, and makes its chart's data. */
#include "bench/page/page_verdict.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/page/page_text.h"
#include "bench/report/figure.h"
#include "bench/report/json_value.h"
#include "runners/memory.h"

static const char *const tones[] = {
	[PAGE_CALM] = "calm",
	[PAGE_SLOWER] = "slower",
	[PAGE_FASTER] = "faster",
	[PAGE_OPEN] = "open",
};

int page_verdict_init(struct page_verdict *v, const char *command, size_t rows)
{
	*v = (struct page_verdict){ .command = command,
				    .model = TABLE_COLUMNS };
	table_init(&v->table);
	v->row = memory_new(rows + 1, sizeof(*v->row));
	if (!v->row)
		return -ENOMEM;
	v->rows = rows;
	return 0;
}

void page_verdict_free(struct page_verdict *v)
{
	free(v->row);
	notes_free(&v->notes);
	table_free(&v->table);
	*v = (struct page_verdict){ 0 };
}

void page_verdict_mark(struct page_mark *mark, double at, double low,
		       double high)
{
	char change[32], changes[48];

	mark->ratio = (struct contrast){at, {low, high, NAN}};
	figure_change(at, change, sizeof(change));
	figure_changes(low, high, changes, sizeof(changes));
	snprintf(mark->text, sizeof(mark->text), *changes ? "%s (%s)" : "%s%s",
		 change, changes);
}

/* --- the section --- */

static const char *heading_of(const struct page_verdict *v)
{
	return strcmp(v->command, "gate") ? "Before and after"
					  : "The gate's verdict";
}

void page_verdict_put(FILE *out, const struct page_verdict *v, size_t i)
{
	fprintf(out,
		"<section class=\"group\" id=\"verdict%zu\">\n"
		"<h2>%s</h2>\n",
		i, heading_of(v));
	page_text_put_in(out, "<p class=\"lead\">", v->lead, "</p>\n");
	fprintf(out, "<p class=\"short %s\"><b>", tones[v->tone]);
	page_text_put_in(out, "", v->outcome, ":</b> ");
	page_text_put_in(out, "", v->why, "</p>\n");
	fprintf(out, "<div class=\"charts\" data-verdict=\"%zu\"></div>\n", i);
	if (v->table.rows)
		page_text_put_table(out, "new against base", &v->table,
				    v->model);
	page_text_put_notes(out, &v->notes);
	fputs("</section>\n", out);
}

void page_verdict_put_link(FILE *out, const struct page_verdict *v, size_t i)
{
	fprintf(out, "<a class=\"run\" href=\"#verdict%zu\">%s</a>\n", i,
		heading_of(v));
}

/* --- data --- */

static json_t *mark_of(const struct page_mark *mark)
{
	const struct stats_interval *i = &mark->ratio.interval;

	if (!isfinite(mark->ratio.estimate))
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}",
			 "at", json_value_real(mark->ratio.estimate),
			 "low", json_value_real(i->low),
			 "high", json_value_real(i->high),
			 "text", json_value_text(mark->text));
}

static json_t *row_of(const struct page_verdict_row *row)
{
	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:s, s:o}",
			 "job", json_value_text(row->job),
			 "model", json_value_text(row->model),
			 "k", (json_int_t)row->concurrency,
			 "test", mark_of(&row->test),
			 "control", mark_of(&row->control),
			 "confirm", mark_of(&row->confirm),
			 "at_most", json_value_real(row->at_most),
			 "tone", tones[row->tone],
			 "verdict", json_value_text(row->verdict));
}

json_t *page_verdict_data(const struct page_verdict *v)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < v->rows; i++)
		json_value_append(&rows, row_of(&v->row[i]));
	return json_pack("{s:s, s:o, s:o, s:o}", "command", v->command,
			 "threshold", json_value_real(v->threshold), "detect",
			 json_value_real(v->detect), "rows", rows);
}
