/* page_gate.h - a section of the page from what a gate wrote, the JSON file of
 * `simul gate --export-json`. */
#ifndef SIMUL_PAGE_GATE_H
#define SIMUL_PAGE_GATE_H

#include <stdbool.h>

#include "bench/page/page_verdict.h"
#include "runners/error.h"

/* Whether the file begins as a JSON object. false for what can't be read, or
 * can be read once only (a pipe). */
bool page_gate_is(const char *path);

/* 0; -EINVAL with the file and the place in the sentence: no JSON, another
 * schema, another document, something missing or of the wrong kind, or it
 * can't be read; -ENOMEM. Free the verdict in all cases. */
int page_gate_load(const char *path, struct page_verdict *verdict,
		   struct error *err);

#endif
