/* task.h - what a task returns, and how it ended. */
#ifndef SIMUL_TASK_H
#define SIMUL_TASK_H

#include <stdbool.h>
#include <stdint.h>

/* The value of one task. Every model must compute the same. */
struct value {
	unsigned __int128 number;  /* the sum, or the bytes moved */
	uint64_t check;            /* a checksum of the content, or 0 */
};

enum task_state {
	TASK_PENDING,    /* not run: never started, or lost */
	TASK_OK,
	TASK_FAILED,
	TASK_CANCELLED,
};

static inline bool value_equal(const struct value *a, const struct value *b)
{
	return a->number == b->number && a->check == b->check;
}

#endif
