/* context.c - the first frame of a stack, and the switch on x86-64.
 *
 * By the System V ABI a call may clobber everything but rbx, rbp, r12-r15 and
 * the stack pointer. The control words of the floating point units are
 * callee-saved too, but nothing here changes them: they are left alone.
 */
#include "async/context.h"

#include <stdint.h>

#if defined(__x86_64__) && !defined(SIMUL_UCONTEXT)

__asm__(".text\n"
	".globl context_switch\n"
	".hidden context_switch\n"
	".type context_switch, @function\n"
	".p2align 4\n"
	"context_switch:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq (%rsi), %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	/* Not ret: the return predictor knows another stack's callers. */
	"	popq %rcx\n"
	"	jmp *%rcx\n"
	".size context_switch, .-context_switch\n"

	".type context_start, @function\n"
	".p2align 4\n"
	"context_start:\n"
	"	movq %r12, %rdi\n"
	"	call *%r13\n"
	"	ud2\n"
	".size context_start, .-context_start\n");

void context_start(void) __attribute__((visibility("hidden")));

/* The frame that context_switch pops first, from low to high. */
struct frame {
	void *r15, *r14;
	void (*r13)(void *);
	void *r12, *rbx, *rbp;
	void (*start)(void);
	void *align[2];
};

void context_make(context_t *context, void *base, size_t size,
		  void (*entry)(void *), void *arg)
{
	uintptr_t top = ((uintptr_t)base + size) & ~(uintptr_t)15;
	struct frame *frame = (struct frame *)(top - sizeof(struct frame));

	/* The stack pointer after `start` is popped is a multiple of 16, as
	 * the ABI wants it before the call in context_start. */
	*frame = (struct frame){ .r12 = arg,
				 .r13 = entry,
				 .start = context_start };
	*context = frame;
}

#else

/* makecontext passes ints only. */
static void enter(unsigned high, unsigned low, unsigned arg_high,
		  unsigned arg_low)
{
	uintptr_t entry = (uintptr_t)high << 32 | low;
	uintptr_t arg = (uintptr_t)arg_high << 32 | arg_low;

	((void (*)(void *))entry)((void *)arg);
}

void context_make(context_t *context, void *base, size_t size,
		  void (*entry)(void *), void *arg)
{
	uint64_t e = (uintptr_t)entry, a = (uintptr_t)arg;

	getcontext(context);
	context->uc_stack.ss_sp = base;
	context->uc_stack.ss_size = size;
	context->uc_link = NULL;
	makecontext(context, (void (*)(void))enter, 4, (unsigned)(e >> 32),
		    (unsigned)e, (unsigned)(a >> 32), (unsigned)a);
}

#endif
