/* report.h - the report on a run: heads, tables, and sentences below them.
 *
 * Made from a summary: report_print for a terminal, markdown.c for a file,
 * and page_runs.c for a browser say the same. All texts are cut at their
 * buffer's size.
 */
#ifndef SIMUL_REPORT_H
#define SIMUL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/analysis/summary.h"
#include "bench/report/note.h"
#include "bench/report/terminal.h"

enum { REPORT_TEXT = 1024 };

/* "simul 1.0 (abc1234), 2 processors, ...". */
void report_environment(const struct environment *env, char *buf,
			size_t size);

/* "sites: download, 160 tasks, 11 samples each": the job, and what
 * report_work says of it. If the job is named after its workload, that is
 * "160 tasks, 11 samples each". */
void report_head(const struct summary *summary,
		 const struct summary_group *group, char *buf, size_t size);
void report_work(const struct summary *summary,
		 const struct summary_group *group, char *buf, size_t size);

/* What one task is, and at which rate they come; "" if neither is known. */
void report_params(const struct summary *summary,
		   const struct summary_group *group, char *buf, size_t size);

/* Adds the sentences below the main table, in their order: explanations, the
 * fit of a scaling table, findings, the answers, and what it comes to
 * (advice.h). */
void report_notes(const struct summary *summary,
		  const struct summary_group *group, struct notes *notes);

/* Prints all of it, the long form with all tables; if the stream is a
 * terminal, in colour (paint.h) and with bars. `simul run` at its end and
 * `simul show` print the same from the same results. */
void report_print(const struct summary *summary, FILE *stream,
		  bool long_form);

/* The same, and the caller says what terminal it is for. */
void report_print_for(const struct summary *summary, FILE *stream,
		      bool long_form, const struct terminal *terminal);

#endif
