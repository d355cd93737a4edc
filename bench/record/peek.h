/* peek.h - what a file begins with, to tell which kind of file it is. */
#ifndef SIMUL_PEEK_H
#define SIMUL_PEEK_H

#include <stdbool.h>
#include <stddef.h>

/* Reads at most size - 1 bytes into buf and ends them with a NUL. Returns how
 * many: 0 for a file that is empty, can't be read, or isn't a regular one, of
 * which nothing is read. Waits for no more than the disk. */
size_t peek(const char *path, char *buf, size_t size);

/* Whether the first line is a CSV header in which both of these columns stand
 * between others: ",task,". */
bool peek_columns(const char *path, const char *one, const char *other);

#endif
