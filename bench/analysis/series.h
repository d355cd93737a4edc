/* series.h - one figure of all good samples of a cell.
 *
 * Good is a sample whose state is SAMPLE_OK: only those are summed up. What
 * the others say is for fairness.h. A field is named by its offset in struct
 * sample and must be an uint64_t. Nothing here waits; it allocates scratch.
 */
#ifndef SIMUL_SERIES_H
#define SIMUL_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"
#include "bench/stats/stats.h"

/* What a sample's times are divided by to be compared: 1, as all cells of a
 * work do the same tasks. With a duration they don't: then how many it did. */
double series_tasks_done(const struct cell *cell, const struct sample *sample);

/* A sample's time that is compared: of the run, or with a duration of the run
 * for each task, so that 1e9 / this is tasks/s. */
double series_time_ns(const struct cell *cell, const struct sample *sample);

/* How many tasks that time is of: those of the cell, or one. */
double series_time_tasks(const struct cell *cell);

/* How many good samples the cell has. */
size_t series_count(const struct results *results, size_t cell);

/* The field's values, in the order of the samples, *n of them. NULL: there
 * is none, or memory is out. For the caller to free. */
double *series_values(const struct results *results, size_t cell,
		      size_t offset, size_t *n);

/* The median, or NAN where series_values gives none. */
double series_median(const struct results *results, size_t cell,
		     size_t offset);

/* The same of series_time_ns. */
double *series_times(const struct results *results, size_t cell, size_t *n);
double series_median_time(const struct results *results, size_t cell);

/* The median over samples of user plus system time, in nanoseconds; with a
 * duration for each task. The kernel
 * splits a short sample's time all or nothing, so the sum of the two medians
 * may be far from it. */
double series_cpu_ns(const struct results *results, size_t cell);

/* Everything stats_summarise says of the field, of series_time_ns, and of that
 * sum. Without good
 * samples n is 0 and all else NAN. 0 or -ENOMEM. */
int series_summarise(const struct results *results, size_t cell, size_t offset,
		     struct stats_summary *summary);
int series_summarise_time(const struct results *results, size_t cell,
			  struct stats_summary *summary_ns);
int series_summarise_cpu(const struct results *results, size_t cell,
			 struct stats_summary *summary_ns);

/* The sum. */
double series_sum(const struct results *results, size_t cell, size_t offset);

/* Whether two cells are of one job and do the same work: all columns are the
 * same that identify it (COLUMN_WORK). */
bool series_same_work(const struct cell *a, const struct cell *b);

/* For each cell the index of the first cell of the same work, which stands for
 * that work. NULL: out of memory. For the caller to free. */
size_t *series_works(const struct results *results);

/* Whether the cell is the serial one, that others are held against. */
bool series_is_serial(const struct cell *cell);

#endif
