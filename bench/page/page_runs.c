/* page_runs.c - heads, tables, sentences and environments as HTML. */
#include "bench/page/page_runs.h"

#include <stdbool.h>
#include <string.h>

#include "bench/page/page_text.h"
#include "bench/record/columns.h"
#include "bench/report/report.h"
#include "bench/report/report_tables.h"

enum {
	REMARKS = 4, /* below a table that are there at once */
	LONG = 60,   /* texts of the environment: a line alone */
};

static int put_one(FILE *out, const struct summary *s,
		   const struct summary_group *g, enum report_table which)
{
	const char *title = report_title(which);
	struct table table;
	int rc;

	table_init(&table);
	rc = report_table(s, g, which, &table);
	if (rc == 0 && table.rows)
		page_text_put_table(
			out, *title ? title : "times and costs (medians)",
			&table, 0);
	table_free(&table);
	return rc;
}

static int put_long(FILE *out, const struct summary *s,
		    const struct summary_group *g)
{
	int rc = 0;

	fputs("<details><summary>More tables: intervals, phases, costs, "
	      "single tasks</summary>\n",
	      out);
	for (size_t i = REPORT_MAIN + 1; i < REPORT_TABLES && rc == 0; i++)
		rc = put_one(out, s, g, (enum report_table)i);
	fputs("</details>\n", out);
	return rc;
}

/* What a table comes to: it stands above the charts. */
static void put_short(FILE *out, const struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->item[i].kind == NOTE_SHORT)
			page_text_put_in(out,
					 "<p class=\"short\"><b>In short:</b> ",
					 notes->item[i].body, "</p>\n");
}

/* Those of these kinds, but of the remarks only number first up to end. */
static void put_list(FILE *out, const struct notes *notes, unsigned int kinds,
		     size_t first, size_t end)
{
	size_t remarks = 0;

	fputs("<ul class=\"notes\">\n", out);
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->item[i];
		bool remark = note->kind == NOTE_REMARK;

		if ((note->kind & kinds) &&
		    (!remark || (remarks >= first && remarks < end)))
			page_text_put_note(out, note);
		remarks += remark;
	}
	fputs("</ul>\n", out);
}

/* What matters, and a few remarks; more of those only on a click. */
static void put_notes(FILE *out, const struct notes *notes)
{
	size_t remarks = 0, shown;

	for (size_t i = 0; i < notes->count; i++)
		remarks += notes->item[i].kind == NOTE_REMARK;
	shown = remarks > REMARKS + 1 ? REMARKS : remarks;
	put_list(out, notes, NOTE_ALL & ~NOTE_SHORT, 0, shown);
	if (shown == remarks)
		return;
	fprintf(out, "<details><summary>%zu more remarks</summary>\n",
		remarks - shown);
	put_list(out, notes, NOTE_REMARK, shown, remarks);
	fputs("</details>\n", out);
}

static const char *job_of(const struct summary *s,
			  const struct summary_group *g)
{
	return summary_cell(s, &s->row[g->first])->job;
}

static void put_heading(FILE *out, const struct summary *s,
			const struct summary_group *g)
{
	char text[REPORT_TEXT];

	page_text_put_in(out, "<h2>", job_of(s, g), "</h2>\n");
	report_work(s, g, text, sizeof(text));
	page_text_put_in(out, "<p class=\"lead\">", text, "");
	report_params(s, g, text, sizeof(text));
	page_text_put_in(out, *text ? " · " : "", text, "</p>\n");
}

static int put_group(FILE *out, const struct summary *s, size_t run, size_t i)
{
	const struct summary_group *g = &s->group[i];
	struct notes notes = { 0 };
	int rc;

	report_notes(s, g, &notes);
	fprintf(out, "<section class=\"group\" id=\"run%zu-group%zu\">\n", run,
		i);
	put_heading(out, s, g);
	put_short(out, &notes);
	fprintf(out,
		"<div class=\"charts\" data-run=\"%zu\" data-group=\"%zu\">"
		"</div>\n",
		run, i);
	rc = put_one(out, s, g, REPORT_MAIN);
	put_notes(out, &notes);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	if (rc == 0)
		rc = put_long(out, s, g);
	fputs("</section>\n", out);
	return rc;
}

static void put_environment(FILE *out, const struct results *r)
{
	char text[COLUMNS_TEXT_SIZE];

	fputs("<section class=\"environment\"><h3>Where it was "
	      "measured</h3>\n<dl>\n",
	      out);
	for (size_t i = 1; i < columns_count; i++) {
		if (columns[i].owner != COLUMN_ENVIRONMENT)
			continue;
		columns_spell(&columns[i], &r->env, text, sizeof(text));
		if (!*text)
			continue;
		page_text_put_in(out,
				 strlen(text) > LONG
					 ? "<div class=\"long\"><dt>"
					 : "<div><dt>",
				 columns[i].name, "</dt>");
		page_text_put_in(out, "<dd>", text, "</dd></div>\n");
	}
	fputs("</dl></section>\n", out);
}

static int put_run(FILE *out, const struct page_report *report, size_t i,
		   const struct summary *s)
{
	int rc = 0;

	if (report->runs > 1) {
		fprintf(out, "<h1 class=\"run\" id=\"run%zu\">", i);
		page_text_put_in(out, "", report->run[i].name, "</h1>\n");
	}
	for (size_t g = 0; g < s->groups && rc == 0; g++)
		rc = put_group(out, s, i, g);
	put_environment(out, &report->run[i].results);
	return rc;
}

int page_runs_put(FILE *out, const struct page_report *report,
		    const struct summary *summary)
{
	int rc = 0;

	for (size_t i = 0; i < report->runs && rc == 0; i++)
		rc = put_run(out, report, i, &summary[i]);
	return rc;
}

static void put_link(FILE *out, size_t run, size_t group, const char *name)
{
	fprintf(out, "<a href=\"#run%zu-group%zu\">", run, group);
	page_text_put_in(out, "", name, "</a>\n");
}

void page_runs_put_links(FILE *out, const struct page_report *report,
			   const struct summary *summary)
{
	for (size_t i = 0; i < report->runs; i++) {
		if (report->runs > 1) {
			fprintf(out, "<a class=\"run\" href=\"#run%zu\">", i);
			page_text_put_in(out, "", report->run[i].name,
					 "</a>\n");
		}
		for (size_t g = 0; g < summary[i].groups; g++)
			put_link(out, i, g,
				 job_of(&summary[i], &summary[i].group[g]));
	}
	if (report->timelines.count)
		fputs("<a href=\"#timelines\">Single tasks</a>\n", out);
}
