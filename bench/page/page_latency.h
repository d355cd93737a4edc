/* page_latency.h - the histogram of a row's single tasks. */
#ifndef SIMUL_PAGE_LATENCY_H
#define SIMUL_PAGE_LATENCY_H

#include <jansson.h>

#include "bench/analysis/summary.h"

/* {tasks, p50_ns, ..., bins: [[from, to, tasks], ...]}: bins as wide on a
 * logarithmic axis, those without a task left out. null: no times were kept,
 * or out of memory. The histogram of many tasks is as small as that of few. */
json_t *page_latency_data(const struct summary *summary,
			  const struct summary_row *row);

#endif
