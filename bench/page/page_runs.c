/* page_runs.c - heads, tables, sentences and environments as HTML. */
#include "bench/page/page_runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/page/page_table.h"
#include "bench/page/page_text.h"
#include "bench/record/columns.h"
#include "bench/report/report.h"

enum {
	REMARKS = 4, /* below a table that are there at once */
	LONG = 60,   /* texts of the environment: a line alone */
};

static const char in_short[] = "in short: ";

static int put_one(FILE *out, const struct summary *s,
		   const struct summary_group *g, enum report_table which)
{
	const char *title = report_title(which);
	struct table table;
	int rc;

	table_init(&table);
	rc = report_table(s, g, which, &table);
	if (rc == 0 && table.rows)
		page_table_put(out,
			       *title ? title : "times and costs (medians)",
			       &table, 0);
	table_free(&table);
	return rc;
}

static int put_long(FILE *out, const struct summary *s,
		    const struct summary_group *g)
{
	int rc = 0;

	fputs("<details><summary>More tables: phases, costs, single "
	      "tasks</summary>\n",
	      out);
	for (size_t i = REPORT_MAIN + 1; i < REPORT_TABLES && rc == 0; i++)
		rc = put_one(out, s, g, (enum report_table)i);
	fputs("</details>\n", out);
	return rc;
}

/* What a table comes to: it stands above the charts. */
static bool is_short(const char *note)
{
	return !strncmp(note, in_short, strlen(in_short));
}

static void put_short(FILE *out, const struct summary *s,
		      const struct summary_group *g)
{
	enum paint paint = PAINT_PLAIN;
	char text[REPORT_TEXT];

	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		if (is_short(text))
			page_text_put_in(out,
					 "<p class=\"short\"><b>In short:</b> ",
					 text + strlen(in_short), "</p>\n");
}

/* All but those, and of the dim ones the least-th to the most-th. */
static void put_list(FILE *out, const struct summary *s,
		     const struct summary_group *g, size_t least, size_t most)
{
	static const char *const open[] = {
		[PAINT_PLAIN] = "<li>",
		[PAINT_BOLD] = "<li>",
		[PAINT_DIM] = "<li class=\"dim\">",
		[PAINT_RED] = "<li class=\"void\">",
	};
	enum paint paint = PAINT_PLAIN;
	char text[REPORT_TEXT];
	size_t dim = 0;

	fputs("<ul class=\"notes\">\n", out);
	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++) {
		size_t rank = paint == PAINT_DIM ? ++dim : 0;

		if (!is_short(text) && rank >= least && rank <= most)
			page_text_put_in(out, open[paint], text, "</li>\n");
	}
	fputs("</ul>\n", out);
}

static size_t count_dim(const struct summary *s, const struct summary_group *g)
{
	enum paint paint = PAINT_PLAIN;
	char text[REPORT_TEXT];
	size_t n = 0;

	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		n += paint == PAINT_DIM;
	return n;
}

/* What matters, and a few remarks; more of those only for who asks. */
static void put_notes(FILE *out, const struct summary *s,
		      const struct summary_group *g)
{
	size_t dim = count_dim(s, g);

	put_list(out, s, g, 0, dim > REMARKS + 1 ? REMARKS : dim);
	if (dim <= REMARKS + 1)
		return;
	fprintf(out, "<details><summary>%zu more remarks</summary>\n",
		dim - REMARKS);
	put_list(out, s, g, REMARKS + 1, dim);
	fputs("</details>\n", out);
}

static const char *job_of(const struct summary *s,
			  const struct summary_group *g)
{
	return summary_cell(s, &s->row[g->first])->job;
}

/* The head without the name of the job, which is the heading here. */
static void put_heading(FILE *out, const struct summary *s,
			const struct summary_group *g)
{
	const char *job = job_of(s, g);
	char text[REPORT_TEXT];
	size_t skip;

	report_head(s, g, text, sizeof(text));
	skip = strncmp(text, job, strlen(job)) ? 0 : strlen(job);
	skip += strspn(text + skip, ": ");
	page_text_put_in(out, "<h2>", job, "</h2>\n");
	page_text_put_in(out, "<p class=\"lead\">", text + skip, "");
	report_params(s, g, text, sizeof(text));
	page_text_put_in(out, *text ? " · " : "", text, "</p>\n");
}

static int put_group(FILE *out, const struct summary *s, size_t run, size_t i)
{
	const struct summary_group *g = &s->group[i];
	int rc;

	fprintf(out, "<section class=\"group\" id=\"run%zu-group%zu\">\n", run,
		i);
	put_heading(out, s, g);
	put_short(out, s, g);
	fprintf(out,
		"<div class=\"charts\" data-run=\"%zu\" data-group=\"%zu\">"
		"</div>\n",
		run, i);
	rc = put_one(out, s, g, REPORT_MAIN);
	put_notes(out, s, g);
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
