/* page_verdict.c - a section, and the data of its chart. */
#include "bench/page/page_verdict.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/page/page_table.h"
#include "bench/page/page_text.h"
#include "bench/report/document.h"

static const char *const tones[] = {
	[HTML_CALM] = "calm",
	[HTML_SLOWER] = "slower",
	[HTML_FASTER] = "faster",
	[HTML_OPEN] = "open",
};

int page_verdict_init(struct page_verdict *v, const char *command, size_t rows)
{
	*v = (struct page_verdict){ .command = command, .model = TABLE_COLUMNS };
	table_init(&v->table);
	v->row = calloc(rows + 1, sizeof(*v->row));
	if (!v->row)
		return -ENOMEM;
	v->rows = rows;
	return 0;
}

void page_verdict_free(struct page_verdict *v)
{
	free(v->row);
	free(v->note);
	table_free(&v->table);
	*v = (struct page_verdict){ 0 };
}

void page_verdict_mark(struct page_mark *mark, double at, double low,
		       double high)
{
	char change[32], changes[48];

	mark->ratio = (struct contrast){at, {low, high, NAN}};
	document_change(at, change, sizeof(change));
	document_changes(low, high, changes, sizeof(changes));
	snprintf(mark->text, sizeof(mark->text), *changes ? "%s (%s)" : "%s%s",
		 change, changes);
}

int page_verdict_note(struct page_verdict *v, const char *format, ...)
{
	char (*more)[HTML_VERDICT_TEXT] =
		realloc(v->note, (v->notes + 1) * sizeof(*more));
	va_list args;

	if (!more)
		return -ENOMEM;
	v->note = more;
	va_start(args, format);
	vsnprintf(more[v->notes++], sizeof(*more), format, args);
	va_end(args);
	return 0;
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
		page_table_put(out, "new against base", &v->table, v->model);
	fputs("<ul class=\"notes\">\n", out);
	for (size_t k = 0; k < v->notes; k++)
		page_text_put_in(out, "<li>", v->note[k], "</li>\n");
	fputs("</ul>\n</section>\n", out);
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
	return json_pack("{s:o, s:o, s:o, s:o}", "at",
			 document_real(mark->ratio.estimate), "low",
			 document_real(i->low), "high", document_real(i->high),
			 "text", page_text_json(mark->text));
}

static json_t *row_of(const struct page_verdict_row *row)
{
	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:s, s:o}", "job",
			 page_text_json(row->job), "model",
			 page_text_json(row->model), "k",
			 (json_int_t)row->concurrency, "test",
			 mark_of(&row->test), "control", mark_of(&row->control),
			 "confirm", mark_of(&row->confirm), "at_most",
			 document_real(row->at_most), "tone", tones[row->tone],
			 "verdict", page_text_json(row->verdict));
}

json_t *page_verdict_data(const struct page_verdict *v)
{
	json_t *rows = json_array();
	int rc = rows ? 0 : -1;

	for (size_t i = 0; i < v->rows && rc == 0; i++)
		rc = json_array_append_new(rows, row_of(&v->row[i]));
	if (rc < 0) {
		json_decref(rows);
		return NULL;
	}
	return json_pack("{s:s, s:o, s:o, s:o}", "command", v->command,
			 "threshold", document_real(v->threshold), "detect",
			 document_real(v->detect), "rows", rows);
}
