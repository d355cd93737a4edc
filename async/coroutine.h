/* coroutine.h - functions with a stack of their own.
 *
 * It knows no descriptor and no libcurl: make, resume, yield, free. One
 * resumer at a time; a coroutine never resumes another.
 */
#ifndef SIMUL_COROUTINE_H
#define SIMUL_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

struct coroutine;

/* Stacks for `count` coroutines in one mapping, each with a guard page below
 * it: overrunning one is a SIGSEGV, not a silent scribble. Only touched pages
 * cost memory. */
struct stacks {
	char *base;
	size_t each_bytes, count;
};

/* Returns 0 or a negative errno. */
int stacks_init(struct stacks *stacks, size_t count, size_t bytes);
void stacks_term(struct stacks *stacks);

/* Makes a coroutine on stack i, not started; its first page is touched. It
 * lives in the stack: there is nothing to free but the stacks, once it is
 * done or will never be resumed again. */
struct coroutine *coroutine_new(struct stacks *stacks, size_t i,
				void (*entry)(void *), void *arg);

/* Runs it until it yields or returns. */
void coroutine_resume(struct coroutine *co);

/* Goes back to who resumed. Called by `co` itself. */
void coroutine_yield(struct coroutine *co);

bool coroutine_done(const struct coroutine *co);

/* Tells the sanitizers that it is gone. */
void coroutine_term(struct coroutine *co);

#endif
