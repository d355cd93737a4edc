/* page_data.h - what the scripts of the page draw from, as JSON.
 *
 *   { "models": [ "serial", ... ],
 *     "runs": [ { "processors": 2, "groups": [ {
 *         "job", "scaling", "tasks", "rate", "duration_ns", "rows": [ {
 *             "model", "k", "chunk", "lanes", "workers", "void", "good",
 *             "run": { "min", "q1", "median", "q3", "max", "low", "high" },
 *             "cpu_ns", "memory", "tasks_per_s", "ideal_ns", "efficiency",
 *             "samples": [ [round, run_ns, cpu_ns, memory], ... ] } ] } ] } ],
 *     "verdicts": [ { "command", "threshold", "detect", "rows": [ {
 *         "job", "model", "k", "at_most", "tone", "verdict",
 *         "test", "control", "confirm": { "at", "low", "high", "text" }
 *         } ] } ],
 *     "timelines": [ { "job", "model", "k", "round", ...,
 *         "by_task": [ [start, end, task, lane, worker, failed], ... ],
 *         "by_lane": [ [start, end, task, lane, worker, failed, tasks] ] } ] }
 *
 * "models" are those that this program has, in its order: the page gives each
 * a colour by its place there, so that it has the same colour on every page.
 * With a duration all times of a row are those of a task, and "tasks" is 1.
 * Times are nanoseconds, memory bytes (PSS). What is not known is null.
 * Figures of a row are of all its good samples; of these no more than
 * PAGE_DATA_SAMPLES are given, the fastest and the slowest among them.
 */
#ifndef SIMUL_PAGE_DATA_H
#define SIMUL_PAGE_DATA_H

#include "bench/analysis/summary.h"
#include "bench/page/page.h"

enum { PAGE_DATA_SAMPLES = 400 };

/* summary: one a run. The text, for free(), or NULL when memory is out. */
char *page_data(const struct page_report *report,
		const struct summary *summary);

#endif
