/* markdown.c - the report as Markdown. */
#include "bench/report/markdown.h"

#include <stdio.h>

#include "bench/record/save.h"
#include "bench/report/report.h"
#include "bench/report/report_tables.h"

static int put_table(const struct summary *s, const struct summary_group *g,
		     FILE *out)
{
	struct table table;
	int rc;

	table_init(&table);
	rc = report_table(s, g, REPORT_MAIN, &table);
	if (table.rows)
		table_print_markdown(&table, out);
	table_free(&table);
	return rc;
}

static int put_group(const struct summary *s, const struct summary_group *g,
		     FILE *out)
{
	char text[REPORT_TEXT];
	struct notes notes = { 0 };
	int rc;

	report_head(s, g, text, sizeof(text));
	table_put_markdown(out, "\n### ", text, "\n\n");
	report_params(s, g, text, sizeof(text));
	if (*text)
		table_put_markdown(out, "", text, "\n\n");
	rc = put_table(s, g, out);
	fputc('\n', out);
	report_notes(s, g, &notes);
	notes_print_markdown(&notes, NOTE_ALL, out);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	return rc;
}

static int put_summary(const void *subject, FILE *out)
{
	const struct summary *s = subject;
	char text[REPORT_TEXT];
	int rc = 0;

	report_environment(&s->results->env, text, sizeof(text));
	table_put_markdown(out, "", text, "\n");
	for (size_t i = 0; i < s->groups && rc == 0; i++)
		rc = put_group(s, &s->group[i], out);
	return rc;
}

int markdown_save(const struct summary *s, const char *path,
		  struct error *err)
{
	return save_text(put_summary, s, path, err);
}
