/* google_benchmark.h - the JSON of Google Benchmark: { "context",
 * "benchmarks" }, an entry of run type "iteration" for each good sample, so
 * that its compare.py can test two files against each other.
 *
 * real_time and cpu_time are those that simul compares: of run, and with a
 * duration of a task. Cells that are void are left out.
 */
#ifndef SIMUL_GOOGLE_BENCHMARK_H
#define SIMUL_GOOGLE_BENCHMARK_H

#include "bench/analysis/summary.h"
#include "runners/error.h"

/* As save_write. */
int google_benchmark_save(const struct summary *summary, const char *path,
			  struct error *err);

#endif
