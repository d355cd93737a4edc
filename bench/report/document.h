/* document.h - what the reports of compare and gate have in common.
 *
 * JSON values for what may be missing or not UTF-8, figures of changes, and
 * saving. (json.h and markdown.h are the documents of a run.)
 */
#ifndef SIMUL_DOCUMENT_H
#define SIMUL_DOCUMENT_H

#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "runners/error.h"

/* null where it isn't finite. */
json_t *document_real(double value);

/* In a text that isn't UTF-8 each byte beyond ASCII is a '?'. */
json_t *document_text(const char *text);

/* A ratio as a change: "+5.1 %", "-0.3 %"; "" for NAN. And two of them:
 * "-0.3..+1.2 %". And a p: "0.013", "< 0.0001". */
void document_change(double ratio, char *buf, size_t size);
void document_changes(double low, double high, char *buf, size_t size);
void document_p(double p, char *buf, size_t size);

/* `text` so that Markdown takes none of it for a sign, between the others. */
void document_line(FILE *out, const char *before, const char *text,
		   const char *after);

/* Saves the document and gives it back; NULL: memory is out. As save_write. */
int document_save_json(json_t *json, const char *path, struct error *err);

#endif
