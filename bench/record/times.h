/* times.h - how long the single tasks of a sample took.
 *
 * Different times in ascending order, each with the number of tasks that took
 * it. Up to TIMES_MOST different ones are kept to the nanosecond, so that
 * percentiles over samples and runs can be computed exactly later. A sample
 * with more is rounded to a log-linear histogram (as HdrHistogram's): each
 * power of two is divided into 2^bits equal buckets, a time stands as the
 * middle of its bucket, and bits is as large as TIMES_MOST allows. The error
 * is then at most 1 / 2^(bits + 1) of a time: 1/256 at worst, as TIMES_MOST
 * buckets hold all times of 64 bits with bits = 7.
 *
 * As text, which is what a CSV field has: ": 1000 20 5x3" are exact times of
 * 1000, 1020 and three of 1025 ns, each after the first as the distance from
 * the one before. "~256 ..." are times rounded by up to 1/256.
 */
#ifndef SIMUL_TIMES_H
#define SIMUL_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "runners/error.h"

enum { TIMES_MOST = 1 << 15 };

struct time_count {
	uint64_t ns, tasks;
};

struct times {
	uint64_t within;          /* the error is 1 / this at most; 0: exact */
	size_t n;
	struct time_count at[];
};

/* Sorts ns, which has n > 0 of them. NULL: out of memory. For free(). */
struct times *times_make(uint64_t *ns, size_t n);

/* A copy, for free(); NULL for NULL, or if out of memory. */
struct times *times_copy(const struct times *times);

/* NULL is equal to NULL only. */
bool times_equal(const struct times *a, const struct times *b);

/* The text; nothing for NULL. */
void times_put(const struct times *times, FILE *out);

/* Reads it, strictly: "" gives NULL. 0, -EINVAL with a sentence, or -ENOMEM;
 * *times is set on success only. */
int times_parse(const char *text, struct times **times, struct error *err);

#endif
