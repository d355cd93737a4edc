/* page_tasks.h - timelines from the file that --export-tasks wrote.
 *
 * A cell (job, model, K) is shown by one of its samples: that whose time is
 * the median. Rows of one sample stand together in the file, so only the
 * sample in hand is kept whole; those before it are bars, of the first 31 of
 * each cell.
 */
#ifndef SIMUL_PAGE_TASKS_H
#define SIMUL_PAGE_TASKS_H

#include <stdbool.h>

#include "bench/page/page_timeline.h"
#include "runners/error.h"

/* Whether the file's first line is the header of rows of tasks. false for
 * what can't be read, or can be read once only (a pipe). */
bool page_tasks_is(const char *path);

/* Appends the file's timelines. Returns as csv_rows_load. */
int page_tasks_load(const char *path, struct page_timelines *timelines,
		    struct error *err);

#endif
