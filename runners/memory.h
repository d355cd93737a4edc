/* memory.h - memory that ran out once is remembered.
 *
 * Code that makes figures and sentences treats what it cannot compute as
 * unknown, and goes on. So that nothing it prints passes for the whole, the
 * program asks at its end (bench/cli/output.c) whether memory ran out, and then
 * says so and ends with status 2.
 */
#ifndef SIMUL_MEMORY_H
#define SIMUL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Zeroed memory for free(); NULL if there is none. */
void *memory_new(size_t count, size_t size);

/* Ends a stream of open_memstream (or NULL, if that failed) and returns its
 * text for free(); NULL if memory ran out. */
char *memory_text(FILE *stream, char **text);

/* Remembers it; returns NULL, for `return memory_lost();`. */
void *memory_lost(void);

/* Whether it ran out in this process. */
bool memory_ran_out(void);

#endif
