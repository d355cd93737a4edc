/* task_columns.c - a line for each column. */
#include "bench/record/task_columns.h"

#include "bench/record/peek.h"
#include "runners/macros.h"

#define TASK(field, as) \
	.name = #field, COLUMN_FIELD(struct task_row, field, as)

static const struct column column[] = {
	{ TASK(schema, COUNT) },
	{ TASK(job, TEXT) },
	{ TASK(workload, TEXT) },
	{ TASK(model, TEXT) },
	{ TASK(concurrency, COUNT) },
	{ TASK(round, COUNT) },
	{ TASK(position, COUNT) },
	{ TASK(task, COUNT) },
	{ TASK(worker, COUNT) },
	{ TASK(lane, COUNT) },
	{ TASK(order, COUNT) },
	{ TASK(due_ns, COUNT) },
	{ TASK(start_ns, COUNT) },
	{ TASK(end_ns, COUNT) },
	{ TASK(state, CHOICE), .choices = columns_states },
	{ TASK(value, TEXT) },
	{ TASK(error, TEXT) },
};

const struct column_table task_columns = {
	column, ARRAY_SIZE(column), TASKS_SCHEMA, "tasks",
};

bool task_columns_in(const char *path)
{
	return peek_columns(path, ",task,", ",start_ns,");
}
