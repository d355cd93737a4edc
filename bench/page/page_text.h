/* page_text.h - text from outside, made fit for a page.
 *
 * What isn't UTF-8, and control characters, come out as U+FFFD, so that a
 * browser reads what was meant up to there.
 */
#ifndef SIMUL_PAGE_TEXT_H
#define SIMUL_PAGE_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "bench/report/note.h"
#include "bench/report/table.h"

/* Puts text so that none of it is taken for markup, between tags and within
 * an attribute's quotes. */
void page_text_put(FILE *out, const char *text);

/* The same between two pieces of markup. */
void page_text_put_in(FILE *out, const char *open, const char *text,
		      const char *close);

/* Puts JSON so that it can stand in a <script>: '<', which JSON has within
 * strings only, becomes an escape, so nothing in it ends the script. */
void page_text_put_json(FILE *out, const char *json);

/* The first field of a row is its heading. `model` is the column that names
 * models, which get their mark from the scripts; TABLE_COLUMNS: none does.
 * Columns in which no row has anything are left out, as on a terminal. */
void page_text_put_table(FILE *out, const char *caption,
			 const struct table *table, size_t model);

/* A note as an item of a list. */
void page_text_put_note(FILE *out, const struct note *note);

#endif
