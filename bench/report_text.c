/* report_text.c - prints heads, tables and sentences in their order. */
#include "bench/report.h"

static void print_tables(const struct summary *s,
			 const struct summary_group *g, FILE *stream,
			 bool long_form, bool colour)
{
	size_t last = long_form ? REPORT_TABLES : REPORT_MAIN + 1;

	for (size_t i = 0; i < last; i++) {
		const char *title = report_title((enum report_table)i);
		struct table table;

		table_init(&table);
		if (report_table(s, g, (enum report_table)i, &table) < 0)
			fputs("  (out of memory)\n", stream);
		if (*title && table.rows)
			paint_lines(stream, title, 0, PAINT_DIM, colour);
		if (table.rows)
			table_print(&table, stream, colour);
		table_free(&table);
	}
}

static void print_group(const struct summary *s,
			const struct summary_group *g, FILE *stream,
			bool long_form, bool colour)
{
	char text[REPORT_TEXT];
	enum paint paint;

	report_head(s, g, text, sizeof(text));
	fputc('\n', stream);
	paint_lines(stream, text, 2, PAINT_BOLD, colour);
	report_params(s, g, text, sizeof(text));
	if (*text)
		paint_lines(stream, text, 0, PAINT_DIM, colour);
	print_tables(s, g, stream, long_form, colour);
	for (size_t i = 0; report_note(s, g, i, &paint, text, sizeof(text));
	     i++)
		paint_lines(stream, text, 2, paint, colour);
}

void report_print(const struct results *results, FILE *stream, bool long_form)
{
	bool colour = paint_wanted(stream);
	char text[REPORT_TEXT];
	struct summary s;

	if (summary_make(results, &s) < 0) {
		summary_free(&s);
		fputs("(no memory for a summary)\n", stream);
		return;
	}
	report_environment(&results->env, text, sizeof(text));
	paint_lines(stream, text, 2, PAINT_DIM, colour);
	for (size_t i = 0; i < s.groups; i++)
		print_group(&s, &s.group[i], stream, long_form, colour);
	if (s.groups == 0)
		fputs("\nno samples\n", stream);
	summary_free(&s);
}
