/* page_text.h - text from outside, made fit for a page.
 *
 * What isn't UTF-8, and control characters, come out as U+FFFD, so that a
 * browser reads what was meant up to there and jansson takes it at all.
 */
#ifndef SIMUL_PAGE_TEXT_H
#define SIMUL_PAGE_TEXT_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* Puts text so that none of it is taken for markup, between tags and within
 * an attribute's quotes. */
void page_text_put(FILE *out, const char *text);

/* The same between two pieces of markup. */
void page_text_put_in(FILE *out, const char *open, const char *text,
			   const char *close);

/* A copy that is UTF-8, for free(); NULL when memory is out. */
char *page_text_clean(const char *text);

/* The same as a JSON string. */
json_t *page_text_json(const char *text);

/* Puts JSON so that it can stand in a <script>: '<', which JSON has within
 * strings only, becomes an escape, so nothing in it ends the script. */
void page_text_put_json(FILE *out, const char *json);

#endif
