/* markdown.c - the report as Markdown. */
#include "bench/report/markdown.h"

#include <stdio.h>

#include "bench/record/save.h"
#include "bench/report/document.h"
#include "bench/report/report.h"

static int put_group(const struct summary *s, const struct summary_group *g,
		     FILE *out)
{
	char text[REPORT_TEXT];
	enum paint paint;
	struct table table;
	int rc;

	report_head(s, g, text, sizeof(text));
	document_line(out, "\n### ", text, "\n\n");
	report_params(s, g, text, sizeof(text));
	if (*text)
		document_line(out, "", text, "\n\n");
	table_init(&table);
	rc = report_table(s, g, REPORT_MAIN, &table);
	if (table.rows)
		table_print_markdown(&table, out);
	table_free(&table);
	fputc('\n', out);
	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		document_line(out, "- ", text, "\n");
	return rc;
}

static int put_results(const void *subject, FILE *out)
{
	const struct results *results = subject;
	char text[REPORT_TEXT];
	struct summary s;
	int rc = summary_make(results, &s);

	report_environment(&results->env, text, sizeof(text));
	document_line(out, "", text, "\n");
	for (size_t i = 0; i < s.groups && rc == 0; i++)
		rc = put_group(&s, &s.group[i], out);
	summary_free(&s);
	return rc;
}

int markdown_save(const struct results *results, const char *path,
		  struct error *err)
{
	return save_text(put_results, results, path, err);
}
