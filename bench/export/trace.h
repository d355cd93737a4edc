/* trace.h - tasks as Chrome Trace Events, which Perfetto and chrome://tracing
 * draw.
 *
 *   process  a worker of a cell: "sleep, async, K 4: worker 0"
 *   thread   a lane of it; a slice (X) from each task's start to its end
 *   process  the cell: a slice for each sample, the tasks in flight as a
 *            counter (C), and in an open loop a slice from when a task was due
 *            to its start, on as many threads as were waiting at once, since
 *            slices of a thread must nest
 *
 * Times are microseconds with three digits behind the point. A task that never
 * ended is an instant (i). Samples stand where they were in time.
 *
 * The file is written sample by sample: of one, each task takes 64 bytes.
 */
#ifndef SIMUL_TRACE_H
#define SIMUL_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/record/task_columns.h"
#include "runners/error.h"

struct trace;

/* All return 0 or a negative errno with err, and may wait for the disk. After a
 * successful trace_begin the caller must call trace_end, which frees. */
int trace_begin(struct trace **trace, const char *path, struct error *err);

/* Adds a task. Those of a sample follow each other; began_ns is when its gate
 * opened, by any clock that all samples share. */
int trace_add(struct trace *trace, const struct task_row *row,
	      uint64_t began_ns, struct error *err);

/* As save_end: the file gets its name if `keep` and nothing has failed. */
int trace_end(struct trace *trace, bool keep, struct error *err);

#endif
