/* page_runs.h - the part of the page that needs no script.
 *
 * For each run: its name, if there are several; for each of its groups the
 * head, an element for the charts (`<div data-run="0" data-group="0">`), the
 * tables and the sentences of `simul show`; then the environment.
 */
#ifndef SIMUL_PAGE_RUNS_H
#define SIMUL_PAGE_RUNS_H

#include <stdio.h>

#include "bench/analysis/summary.h"
#include "bench/page/page.h"

/* Prints links to all parts. */
void page_runs_put_links(FILE *out, const struct page_report *report,
			   const struct summary *summary);

/* Prints all runs. summary: one per run. Returns 0 or -ENOMEM. */
int page_runs_put(FILE *out, const struct page_report *report,
		    const struct summary *summary);

#endif
