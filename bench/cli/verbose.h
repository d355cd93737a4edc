/* verbose.h - a line a task, in the order in which they ended. */
#ifndef SIMUL_VERBOSE_H
#define SIMUL_VERBOSE_H

#include <stdio.h>

#include "bench/measure/sampler.h"

enum { VERBOSE_TASKS = 100 };    /* lines a sample, at most */

/* Prints the tasks of a sample that is over; then, if there are more than
 * VERBOSE_TASKS, how many. A task without times (of a worker that died, or not
 * stamped) comes behind those with, by its number; one that was never started
 * is only counted. Allocates nothing. */
void verbose_print(const struct subject *subject, const struct sample *sample,
		   const struct area *area, FILE *stream);

#endif
