/* markdown.c - the report as Markdown. */
#include "bench/markdown.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report.h"
#include "bench/save.h"

static void put_line(FILE *out, const char *before, const char *text,
		     const char *after)
{
	fputs(before, out);
	table_put_markdown(text, out);
	fputs(after, out);
}

static int put_group(const struct summary *s, const struct summary_group *g,
		     FILE *out)
{
	char text[REPORT_TEXT];
	enum paint paint;
	struct table table;
	int rc;

	report_head(s, g, text, sizeof(text));
	put_line(out, "\n### ", text, "\n\n");
	report_params(s, g, text, sizeof(text));
	if (*text)
		put_line(out, "", text, "\n\n");
	table_init(&table);
	rc = report_table(s, g, REPORT_MAIN, &table);
	if (table.rows)
		table_print_markdown(&table, out);
	table_free(&table);
	fputc('\n', out);
	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		put_line(out, "- ", text, "\n");
	return rc;
}

static int put_results(const struct results *results, FILE *out)
{
	char text[REPORT_TEXT];
	struct summary s;
	int rc = summary_make(results, &s);

	report_environment(&results->env, text, sizeof(text));
	put_line(out, "", text, "\n");
	for (size_t i = 0; i < s.groups && rc == 0; i++)
		rc = put_group(&s, &s.group[i], out);
	summary_free(&s);
	return rc;
}

int markdown_save(const struct results *results, const char *path,
		  struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int rc = -ENOMEM;

	if (out) {
		rc = put_results(results, out);
		if (ferror(out) || fclose(out) != 0)
			rc = -ENOMEM;
	}
	if (rc < 0)
		error_set(err, rc, "cannot write '%s': %s", path,
			  strerror(-rc));
	else
		rc = save_write(path, text, size, err);
	free(text);
	return rc;
}
