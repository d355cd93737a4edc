/* context.h - switching stacks.
 *
 * context_switch saves the callee-saved registers on the running stack, keeps
 * that stack's pointer in *from and goes on with `to`. On x86-64 that is six
 * pushes, six pops and an indirect jump, about 2 ns; elsewhere, or with
 * SIMUL_UCONTEXT, it is ucontext's swapcontext, which makes a system call for
 * the signal mask.
 */
#ifndef SIMUL_CONTEXT_H
#define SIMUL_CONTEXT_H

#include <stddef.h>

#if defined(__x86_64__) && !defined(SIMUL_UCONTEXT)

typedef void *context_t;

void context_switch(context_t *from, context_t *to);

#else

#include <ucontext.h>

typedef ucontext_t context_t;

static inline void context_switch(context_t *from, context_t *to)
{
	swapcontext(from, to);
}

#endif

/* Prepares a context that calls entry(arg) on the stack [base, base + size).
 * entry must never return. */
void context_make(context_t *context, void *base, size_t size,
		  void (*entry)(void *), void *arg);

#endif
