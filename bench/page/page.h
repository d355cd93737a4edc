/* page.h - results as one page for a browser: charts, and tables below them.
 *
 * The page contains everything it needs: style, scripts, Chart.js and the
 * data. It opens from a file, without network or server, and loads nothing
 * (its Content-Security-Policy forbids it). Names of jobs and files are always
 * text in it, never markup.
 *
 * Heads, tables and sentences are HTML, made by report.h: they are those of
 * `simul show`, and are there without scripts too. The scripts in this folder
 * draw the charts from the data (page_data.h).
 */
#ifndef SIMUL_PAGE_H
#define SIMUL_PAGE_H

#include <stddef.h>

#include "bench/page/page_history.h"
#include "bench/page/page_tasks.h"
#include "bench/page/page_verdict.h"
#include "bench/record/results.h"
#include "runners/error.h"

/* The results of one file. */
struct page_run {
	const char *name; /* of the file */
	struct results results;
};

struct page_report {
	const char *title; /* NULL: made from the names of the jobs */
	struct page_run *run;
	size_t runs;
	struct page_verdict *verdict; /* shown before the runs */
	size_t verdicts;
	struct page_history *history; /* after those */
	size_t histories;
	struct page_timelines timelines;
};

/* Returns 0, or -ENOTSUP if this program was built without Chart.js, so that
 * it can't make charts; err says what to do. */
int page_check(struct error *err);

/* Writes the page. Returns like save_text. */
int page_save(const struct page_report *report, const char *path,
	      struct error *err);

#endif
