/* task_lines.h - a line a task, in the order in which they ended. */
#ifndef SIMUL_TASK_LINES_H
#define SIMUL_TASK_LINES_H

#include <stdio.h>

#include "bench/measure/sampler.h"

enum { TASK_LINES_MAX = 100 };    /* lines a sample, at most */

/* Prints the tasks of a sample that is over; then, if there are more than
 * TASK_LINES_MAX, how many. A task without times (of a worker that died, or not
 * stamped) comes behind those with, by its number; one that was never started
 * is only counted. Allocates nothing. */
void task_lines_print(const struct subject *subject,
		      const struct sample *sample, const struct area *area,
		      FILE *stream);

#endif
