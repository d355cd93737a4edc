/* page_text.c - prints texts and tables as HTML, each field escaped. */
#include "bench/page/page_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "runners/utf8.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void page_text_put(FILE *out, const char *text)
{
	while (*text) {
		bool plain;
		size_t length = utf8_step(text, &plain);
		const char *name = entity(*text);

		if (!plain && *text != '\n' && *text != '\t')
			fputs(UTF8_REPLACEMENT, out);
		else if (name)
			fputs(name, out);
		else
			fwrite(text, 1, length, out);
		text += length;
	}
}

void page_text_put_in(FILE *out, const char *open, const char *text,
		      const char *close)
{
	fputs(open, out);
	page_text_put(out, text);
	fputs(close, out);
}

void page_text_put_json(FILE *out, const char *json)
{
	for (const char *next; (next = strchr(json, '<')); json = next + 1) {
		fwrite(json, 1, (size_t)(next - json), out);
		fputs("\\u003c", out);
	}
	fputs(json, out);
}

/* --- tables --- */

static void put_class(FILE *out, const struct table *t, size_t column)
{
	if (t->column[column].align == TABLE_RIGHT)
		fputs(" class=\"n\"", out);
}

static void put_head(FILE *out, const struct table *t)
{
	fputs("<thead><tr>", out);
	for (size_t k = 0; k < t->columns; k++) {
		if (!table_tells(t, k))
			continue;
		fputs("<th scope=\"col\"", out);
		put_class(out, t, k);
		page_text_put_in(out, ">", t->column[k].heading, "</th>");
	}
	fputs("</tr></thead>\n", out);
}

static void put_row(FILE *out, const struct table *t,
		    const struct table_row *row, size_t model)
{
	fputs(row->paint == PAINT_RED ? "<tr class=\"void\">" : "<tr>", out);
	for (size_t k = 0; k < t->columns; k++) {
		if (!table_tells(t, k))
			continue;
		fputs(k == 0 ? "<th scope=\"row\"" : "<td", out);
		put_class(out, t, k);
		/* On a phone each field stands below the other, named. */
		if (k > 0)
			page_text_put_in(out, " data-label=\"",
					 t->column[k].heading, "\"");
		if (k == model)
			page_text_put_in(out, " data-model=\"", row->text[k],
					 "\"");
		page_text_put_in(out, ">", row->text[k],
				 k == 0 ? "</th>" : "</td>");
	}
	fputs("</tr>\n", out);
}

void page_text_put_table(FILE *out, const char *caption,
			 const struct table *t, size_t model)
{
	fputs("<div class=\"wide\" tabindex=\"0\"><table>", out);
	page_text_put_in(out, "<caption>", caption, "</caption>\n");
	put_head(out, t);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < t->rows; i++)
		put_row(out, t, &t->row[i], model);
	fputs("</tbody></table></div>\n", out);
}

void page_text_put_note(FILE *out, const struct note *note)
{
	const char *open = note->kind == NOTE_REMARK ? "<li class=\"dim\">"
			   : note->kind == NOTE_ALARM
				   ? "<li class=\"void\">"
				   : "<li>";

	page_text_put_in(out, open, note->text, "</li>\n");
}

void page_text_put_notes(FILE *out, const struct notes *notes)
{
	fputs("<ul class=\"notes\">\n", out);
	for (size_t i = 0; i < notes->count; i++)
		page_text_put_note(out, &notes->item[i]);
	fputs("</ul>\n", out);
}
