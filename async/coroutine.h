/* coroutine.h - functions with a stack of their own.
 *
 * It knows no descriptor and no libcurl: make, resume, yield, free. One
 * resumer at a time; a coroutine never resumes another.
 */
#ifndef SIMUL_COROUTINE_H
#define SIMUL_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

#include "async/stacks.h"

struct coroutine;

/* Makes a coroutine on stack i, not started; touches its first page. Its record
 * is in the stack: only the stacks need freeing, once it is done or will never
 * be resumed again. */
struct coroutine *coroutine_new(struct stacks *stacks, size_t i,
				void (*entry)(void *), void *arg);

/* Runs it until it yields or returns. */
void coroutine_resume(struct coroutine *co);

/* Returns control to the resumer. Called by `co` itself. */
void coroutine_yield(struct coroutine *co);

/* Gives back the pages of stack i that its coroutine, which must have been made
 * and must not be running, has used and doesn't use where it yields. Returns
 * how many. */
size_t coroutine_give_back(struct stacks *stacks, size_t i);

bool coroutine_done(const struct coroutine *co);

/* Tells the sanitizers that it is gone. */
void coroutine_term(struct coroutine *co);

#endif
