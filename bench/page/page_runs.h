/* page_runs.h - the part of the page that needs no script.
 *
 * For each run its name, if there are several; for each of its groups the
 * head, a place for charts, the tables and the sentences of report.h; then
 * the environment. The places are `<div data-run="0" data-group="0">`.
 */
#ifndef SIMUL_HTML_TABLES_H
#define SIMUL_HTML_TABLES_H

#include <stdio.h>

#include "bench/page/page.h"
#include "bench/analysis/summary.h"

/* Links to all parts. */
void html_tables_put_links(FILE *out, const struct html_report *report,
			   const struct summary *summary);

/* summary: one a run. 0 or -ENOMEM. */
int html_tables_put(FILE *out, const struct html_report *report,
		    const struct summary *summary);

#endif
