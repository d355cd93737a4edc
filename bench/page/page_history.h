/* page_history.h - a history as a section of the page: what changed, a chart
 * a cell, the table.
 */
#ifndef SIMUL_PAGE_HISTORY_H
#define SIMUL_PAGE_HISTORY_H

#include <jansson.h>
#include <stdio.h>

#include "bench/analysis/history_changes.h"
#include "runners/error.h"

/* May not be moved: changes point into the history. */
struct page_history {
	const char *name;         /* of the file, as the caller has it */
	struct history history;
	struct history_changes changes;
};

/* As history_load, then searched by wall-clock time as `simul history show`
 * does it. Free it in all cases. */
int page_history_load(const char *path, const char *name,
		      struct page_history *history, struct error *err);
void page_history_free(struct page_history *history);

/* The i-th of the page: its section, and a link to that. put: 0 or
 * -ENOMEM. */
int page_history_put(FILE *out, const struct page_history *history, size_t i);
void page_history_put_link(FILE *out, const struct page_history *history,
			   size_t i);

/* What the script draws from (page_data.h); NULL when memory is out. */
json_t *page_history_data(const struct page_history *history);

#endif
