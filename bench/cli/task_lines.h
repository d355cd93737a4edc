/* task_lines.h - a line for each task, in the order in which they ended. */
#ifndef SIMUL_TASK_LINES_H
#define SIMUL_TASK_LINES_H

#include <stdio.h>

#include "bench/measure/sampler.h"

enum { TASK_LINES_MAX = 100 };    /* lines per sample, at most */

/* Prints the tasks of a finished sample, at most TASK_LINES_MAX, and then how
 * many more there are. Tasks without times (of a worker that died, or of an
 * unstamped workload) come last, in order of their numbers; tasks that never
 * started are only counted. Allocates nothing. */
void task_lines_print(const struct subject *subject,
		      const struct sample *sample, const struct area *area,
		      FILE *stream);

#endif
