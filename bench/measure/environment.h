/* environment.h - what the machine is, and whether it is fit to measure on. */
#ifndef SIMUL_ENVIRONMENT_H
#define SIMUL_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/record/results.h"

enum { ENVIRONMENT_STEAL_MS = 200 };

/* Fills env in; what the machine doesn't say stays "" or 0. Reads small
 * files, waits for nothing. The timer slack is that of the calling thread. */
void environment_read(struct environment *env, uint64_t seed);

/* The same with files below `root`; "" for the real ones. */
void environment_read_below(struct environment *env, const char *root,
			    uint64_t seed);

/* Prints it for people, one fact a line, without what is not known. */
void environment_print(const struct environment *env, FILE *stream);

/* Prints a line, prefix and sentence, for each thing that makes measurements
 * on this machine doubtful, and returns how many there are: a load above half
 * the processors, one processor only, a quota below them, a governor that
 * changes speeds, and steal_us microseconds that the hypervisor took within
 * wall_us (0: not measured). */
size_t environment_warn(const struct environment *env, uint64_t steal_us,
			uint64_t wall_us, const char *prefix, FILE *stream);

#endif
