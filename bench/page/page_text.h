/* page_text.h - makes text of unknown origin fit for a page.
 *
 * What isn't plain (runners/utf8.h) comes out as U+FFFD, but for line feeds and
 * tabs.
 */
#ifndef SIMUL_PAGE_TEXT_H
#define SIMUL_PAGE_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "bench/report/note.h"
#include "bench/report/table.h"

/* Prints text escaped, both for between tags and for a quoted attribute. */
void page_text_put(FILE *out, const char *text);

/* The same between two pieces of markup. */
void page_text_put_in(FILE *out, const char *open, const char *text,
		      const char *close);

/* Prints JSON for a <script> element: '<', which occurs only in strings,
 * becomes an escape, so nothing ends the script early. */
void page_text_put_json(FILE *out, const char *json);

/* The first field of a row is its heading. `model` is the column of model
 * names, to which the scripts add marks; TABLE_COLUMNS: there is none. Empty
 * columns are left out, as on a terminal. */
void page_text_put_table(FILE *out, const char *caption,
			 const struct table *table, size_t model);

/* Prints a note as a list item; all of them as a list. */
void page_text_put_note(FILE *out, const struct note *note);
void page_text_put_notes(FILE *out, const struct notes *notes);

#endif
