/* benchmark_action.h - what github-action-benchmark reads with its tools
 * customSmallerIsBetter and customBiggerIsBetter: an array of { "name", "unit",
 * "value", "range", "extra" }.
 *
 * That tool takes one direction a file. As in bmf.h, what is not to be compared
 * is left out.
 */
#ifndef SIMUL_BENCHMARK_ACTION_H
#define SIMUL_BENCHMARK_ACTION_H

#include "bench/export/figures.h"
#include "runners/error.h"

/* The figures of which bigger ones are better, or the others. As
 * save_write. */
int benchmark_action_save(const struct export_figures *figures, bool bigger,
			  const char *path, struct error *err);

#endif
