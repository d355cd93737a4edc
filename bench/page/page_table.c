/* page_table.c - head and rows, each field escaped. */
#include "bench/page/page_table.h"

#include "bench/page/page_text.h"

static bool column_tells(const struct table *t, size_t column)
{
	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].text[column][0])
			return true;
	return false;
}

static void put_class(FILE *out, const struct table *t, size_t column)
{
	if (t->column[column].align == TABLE_RIGHT)
		fputs(" class=\"n\"", out);
}

static void put_head(FILE *out, const struct table *t)
{
	fputs("<thead><tr>", out);
	for (size_t k = 0; k < t->columns; k++) {
		if (!column_tells(t, k))
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
		if (!column_tells(t, k))
			continue;
		fputs(k == 0 ? "<th scope=\"row\"" : "<td", out);
		put_class(out, t, k);
		if (k == model)
			page_text_put_in(out, " data-model=\"", row->text[k],
					 "\"");
		page_text_put_in(out, ">", row->text[k],
				 k == 0 ? "</th>" : "</td>");
	}
	fputs("</tr>\n", out);
}

void page_table_put(FILE *out, const char *caption, const struct table *t,
		    size_t model)
{
	fputs("<div class=\"wide\" tabindex=\"0\"><table>", out);
	page_text_put_in(out, "<caption>", caption, "</caption>\n");
	put_head(out, t);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < t->rows; i++)
		put_row(out, t, &t->row[i], model);
	fputs("</tbody></table></div>\n", out);
}
