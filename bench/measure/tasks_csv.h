/* tasks_csv.h - a CSV file with a row for each task of each sample.
 *
 * Written while the samples are taken, between them, because a run's tasks
 * can be more than memory holds; the file gets its name at the end (save.h).
 * docs/schema.md says what the columns mean.
 */
#ifndef SIMUL_TASKS_CSV_H
#define SIMUL_TASKS_CSV_H

#include "bench/measure/sampler.h"
#include "bench/record/results.h"
#include "bench/record/save.h"
#include "bench/record/task_columns.h"

/* Begins the file: its header. 0 or a negative errno with err. */
int tasks_csv_begin(struct save **file, const char *path, struct error *err);

/* Appends the tasks of one sample, in the order of their numbers. */
int tasks_csv_append(struct save *file, const struct subject *subject,
		     const struct sample *sample, const struct area *area,
		     struct error *err);

/* Calls with the row of each task, in that order, until the call doesn't return
 * 0. Returns what the last one did, or -ENOMEM. */
typedef int tasks_call(void *user, const struct task_row *row);
int tasks_each(const struct subject *subject, const struct sample *sample,
	       const struct area *area, tasks_call *call, void *user);

#endif
