/* page_history.c - a section, and the data of its charts. */
#include "bench/page/page_history.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench/page/page_text.h"
#include "bench/report/history_report.h"
#include "bench/report/json_value.h"

enum { MODEL_COLUMN = 1 };

int page_history_load(const char *path, const char *name,
		      struct page_history *h, struct error *err)
{
	const struct history_rules rules = {
		.alpha = HISTORY_ALPHA,
		.metric = METRIC_WALL,
		.last = HISTORY_LAST,
	};
	int rc;

	*h = (struct page_history){ .name = name };
	rc = history_load(path, &h->history, err);
	if (rc == 0 && history_changes_make(&h->history, &rules,
					    &h->changes) < 0)
		rc = error_set(err, -ENOMEM, "cannot read '%s': %s", path,
			       strerror(ENOMEM));
	return rc;
}

void page_history_free(struct page_history *h)
{
	history_changes_free(&h->changes);
	history_free(&h->history);
}

/* --- the section --- */

static int put_changes(FILE *out, const struct history_changes *c,
		       size_t machine)
{
	struct notes notes = { 0 };
	int rc;

	history_report_changes(c, machine, &notes);
	page_text_put_notes(out, &notes);
	rc = notes.rc;
	notes_free(&notes);
	return rc;
}

static int put_machine(FILE *out, const struct page_history *h, size_t i,
		       size_t machine)
{
	char text[HISTORY_REPORT_TEXT];
	struct table table;
	int rc;

	history_report_machine(&h->changes, machine, text, sizeof(text));
	page_text_put_in(out, "<h3>", text, "</h3>\n");
	rc = put_changes(out, &h->changes, machine);
	fprintf(out,
		"<div class=\"charts\" data-history=\"%zu\" "
		"data-machine=\"%zu\"></div>\n",
		i, machine);
	if (rc < 0)
		return rc;
	rc = history_report_table(&h->changes, machine, &table);
	if (rc == 0)
		page_text_put_table(out, "time of each cell", &table,
				    MODEL_COLUMN);
	table_free(&table);
	return rc;
}

int page_history_put(FILE *out, const struct page_history *h, size_t i)
{
	const struct history_changes *c = &h->changes;
	char text[HISTORY_REPORT_TEXT];
	struct notes notes = { 0 };
	int rc = 0;

	fprintf(out, "<section class=\"group\" id=\"history%zu\">\n", i);
	page_text_put_in(out, "<h2>History: ", h->name, "</h2>\n");
	history_report_head(c, text, sizeof(text));
	page_text_put_in(out, "<p class=\"lead\">", text, "</p>\n");
	for (size_t m = 0; m < c->machines && rc == 0; m++)
		rc = put_machine(out, h, i, m);
	history_report_notes(c, &notes);
	page_text_put_notes(out, &notes);
	fputs("</section>\n", out);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	return rc;
}

void page_history_put_link(FILE *out, const struct page_history *h, size_t i)
{
	fprintf(out, "<a class=\"run\" href=\"#history%zu\">", i);
	page_text_put_in(out, "History: ", h->name, "</a>\n");
}

/* --- data --- */

/* In runs of the machine, the oldest first: a run's place on the axis. */
static size_t place_of(const struct history_changes *c, size_t run)
{
	size_t place = 0;

	for (size_t i = 0; c->order[i] != run; i++)
		place += c->machine[c->order[i]] == c->machine[run];
	return place;
}

static json_t *point_of(const struct history_changes *c,
			const struct history_point *point)
{
	const struct history_figure *f = history_changes_figure(c, point);
	const struct environment *run = &c->history->run[point->run];

	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}",
			 "x", (json_int_t)place_of(c, point->run),
			 "y", json_value_real(f->median),
			 "low", json_value_real(f->low > 0.0 ? f->low : NAN),
			 "high", json_value_real(f->high > 0.0 ? f->high : NAN),
			 "commit", json_value_text(run->commit),
			 "started", json_value_text(run->started));
}

static json_t *change_of(const struct history_changes *c,
			 const struct history_series *s,
			 const struct history_change *change)
{
	char text[HISTORY_REPORT_TEXT];

	history_report_change(c, s, change, text, sizeof(text));
	return json_pack("{s:I, s:o, s:o, s:o}",
			 "at", (json_int_t)change->at,
			 "before", json_value_real(change->before),
			 "after", json_value_real(change->after),
			 "text", json_value_text(text));
}

static json_t *series_of(const struct history_changes *c,
			 const struct history_series *s)
{
	json_t *points = json_array(), *changes = json_array();
	char name[HISTORY_REPORT_TEXT];

	history_report_name(c, s, name, sizeof(name));
	for (size_t i = 0; i < s->points; i++)
		json_value_append(&points, point_of(c, s->point[i]));
	for (size_t i = 0; i < s->changes; i++)
		json_value_append(&changes, change_of(c, s, &s->change[i]));
	return json_pack("{s:o, s:o, s:I, s:o, s:o}",
			 "name", json_value_text(name),
			 "model", json_value_text(s->cell->model),
			 "machine", (json_int_t)s->machine,
			 "points", points, "changes", changes);
}

json_t *page_history_data(const struct page_history *h)
{
	const struct history_changes *c = &h->changes;
	json_t *series = json_array();

	for (size_t i = 0; i < c->count; i++)
		json_value_append(&series, series_of(c, &c->series[i]));
	return json_pack("{s:o, s:i, s:o}", "name", json_value_text(h->name),
			 "least", HISTORY_LEAST, "series", series);
}
