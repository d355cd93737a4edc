/* page.h - results as one page for a browser: charts, and the tables below.
 *
 * The page holds all it needs: style, scripts, Chart.js and the data. It
 * opens from a file, without a network and without a server, and asks for
 * nothing (its Content-Security-Policy forbids it to). What people wrote,
 * names of jobs and files, is text in it and never markup.
 *
 * Head, tables and sentences are HTML when they leave here, made from
 * report.h, so they are those of `simul show` and are there without scripts
 * too. Scripts (bench/page/) draw the charts from the data (page_data.h).
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
	struct page_verdict *verdict; /* they stand before the runs */
	size_t verdicts;
	struct page_history *history; /* after those */
	size_t histories;
	struct page_timelines timelines;
};

/* 0, or -ENOTSUP where this program was built without Chart.js, without which
 * there are no charts; err says what to do. */
int page_check(struct error *err);

/* Writes the page. As save_write. */
int page_save(const struct page_report *report, const char *path,
	      struct error *err);

#endif
