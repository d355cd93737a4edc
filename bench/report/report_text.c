/* report_text.c - prints heads, tables and sentences in their order. */
#include "bench/report/report.h"

/* Where it is printed, and for whom. */
struct printing {
	FILE *stream;
	const struct terminal *terminal;
	bool long_form, colour;
};

static int make_table(const struct summary *s, const struct summary_group *g,
		      enum report_table which, const struct printing *p,
		      struct table *table)
{
	int rc = report_table(s, g, which, table);

	if (rc == 0 && which == REPORT_MAIN)
		rc = report_table_bars(s, g, p->terminal, table);
	return rc;
}

static void print_tables(const struct summary *s,
			 const struct summary_group *g,
			 const struct printing *p)
{
	size_t last = p->long_form ? REPORT_TABLES : REPORT_MAIN + 1;

	for (size_t i = 0; i < last; i++) {
		const char *title = report_title((enum report_table)i);
		struct table table;

		table_init(&table);
		if (make_table(s, g, (enum report_table)i, p, &table) < 0)
			fputs("  (out of memory)\n", p->stream);
		if (*title && table.rows)
			paint_lines(p->stream, title, 0, PAINT_DIM, p->colour);
		if (table.rows)
			table_print(&table, p->stream, p->colour);
		table_free(&table);
	}
}

static void print_group(const struct summary *s,
			const struct summary_group *g,
			const struct printing *p)
{
	char text[REPORT_TEXT];
	enum paint paint;

	report_head(s, g, text, sizeof(text));
	fputc('\n', p->stream);
	paint_lines(p->stream, text, 2, PAINT_BOLD, p->colour);
	report_params(s, g, text, sizeof(text));
	if (*text)
		paint_lines(p->stream, text, 0, PAINT_DIM, p->colour);
	print_tables(s, g, p);
	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		paint_lines(p->stream, text, 2, paint, p->colour);
}

void report_print_for(const struct results *results, FILE *stream,
		      bool long_form, const struct terminal *terminal)
{
	struct printing p = { stream, terminal, long_form,
			      paint_wanted(stream) };
	char text[REPORT_TEXT];
	struct summary s;

	if (summary_make(results, &s) < 0) {
		summary_free(&s);
		fputs("(no memory for a summary)\n", stream);
		return;
	}
	report_environment(&results->env, text, sizeof(text));
	paint_lines(stream, text, 2, PAINT_DIM, p.colour);
	for (size_t i = 0; i < s.groups; i++)
		print_group(&s, &s.group[i], &p);
	if (s.groups == 0)
		fputs("\nno samples\n", stream);
	summary_free(&s);
}

void report_print(const struct results *results, FILE *stream, bool long_form)
{
	struct terminal terminal;

	terminal_look(stream, &terminal);
	report_print_for(results, stream, long_form, &terminal);
}
