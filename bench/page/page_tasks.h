/* page_tasks.h - makes timelines from a file that --export-tasks wrote.
 *
 * One sample stands for a cell (job, model, K): the one whose time is the
 * median. The rows of a sample are consecutive, so only the current sample is
 * held in full; the first 31 samples of each cell are kept as bars.
 */
#ifndef SIMUL_PAGE_TASKS_H
#define SIMUL_PAGE_TASKS_H

#include "bench/page/page_timeline.h"
#include "runners/error.h"

/* Appends the file's timelines. Returns like csv_rows_load. */
int page_tasks_load(const char *path, struct page_timelines *timelines,
		    struct error *err);

#endif
