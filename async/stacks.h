/* stacks.h - the stacks of a worker's coroutines: one mapping, guarded.
 *
 * Below each stack lies a guard page: an overflow is a SIGSEGV, not silent
 * corruption. Only touched pages cost memory.
 *
 * Linux 6.13 and later mark guard pages in the page table (MADV_GUARD_INSTALL),
 * and so all stacks are one mapping, however many they are. Before that a guard
 * is a mapping of its own (mprotect), and splits its neighbours: two mappings a
 * stack, of which a process may have vm.max_map_count.
 */
#ifndef SIMUL_STACKS_H
#define SIMUL_STACKS_H

#include <stddef.h>

struct stacks {
	char *base;
	size_t each_bytes, count;    /* each with its guard */
	size_t page_bytes;
};

/* Returns 0 or a negative errno: -ENOMEM if there are more stacks than
 * stacks_most() too. */
int stacks_init(struct stacks *stacks, size_t count, size_t bytes);
void stacks_term(struct stacks *stacks);

/* How many stacks a process can have here, if it has few other mappings;
 * SIZE_MAX where the kernel sets no bound. */
size_t stacks_most(void);

/* The ends of stack i: [low, high). The high ends are moved against each other
 * by up to 31 cache lines. */
char *stacks_low(const struct stacks *stacks, size_t i);
char *stacks_high(const struct stacks *stacks, size_t i);

/* Gives the pages of stack i below `in_use` back to the kernel. What is there
 * is lost. Returns how many there were. */
size_t stacks_give_back(const struct stacks *stacks, size_t i,
			const char *in_use);

#endif
