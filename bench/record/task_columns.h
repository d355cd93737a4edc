/* task_columns.h - the columns of the file of tasks, for its writer and its
 * reader. docs/schema.md says what they mean.
 */
#ifndef SIMUL_TASK_COLUMNS_H
#define SIMUL_TASK_COLUMNS_H

#include <stdbool.h>

#include "bench/record/columns.h"

/* This file's own version, independent of RESULTS_SCHEMA. */
#define TASKS_SCHEMA 1

struct task_row {
	uint64_t schema;
	char job[96], workload[32], model[32];
	uint64_t concurrency, round, position;
	uint64_t task, worker, lane;
	uint64_t order;           /* rank by end, from 1; 0: it didn't end */
	uint64_t due_ns, start_ns, end_ns;
	int state;                /* enum sample_state */
	char value[96], error[192];
};

extern const struct column_table task_columns;

/* Whether the file begins with a header of those columns. false if it can't be
 * read, or can be read only once (a pipe). */
bool task_columns_in(const char *path);

#endif
