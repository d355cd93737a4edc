/* timers.h - deadlines in a heap, the earliest on top.
 *
 * The owner keeps a timer's record, usually on a waiting coroutine's stack; the
 * heap holds deadlines and pointers, in memory allocated once for as many as can
 * wait. */
#ifndef SIMUL_TIMERS_H
#define SIMUL_TIMERS_H

#include <stddef.h>
#include <stdint.h>

#define TIMERS_NEVER UINT64_MAX

struct timer {
	uint64_t at_ns;
	size_t place;           /* in the heap */
};

struct timer_entry {
	uint64_t at_ns;
	struct timer *timer;
};

struct timers {
	struct timer_entry *heap;
	size_t count, room;
};

/* Returns 0 or -ENOMEM. */
int timers_init(struct timers *timers, size_t room);
void timers_term(struct timers *timers);

/* O(log n). There must be room. at_ns must not change until it is out again. */
void timers_add(struct timers *timers, struct timer *timer);
void timers_remove(struct timers *timers, struct timer *timer);

/* When the earliest is due; TIMERS_NEVER if there is none. */
uint64_t timers_next(const struct timers *timers);

/* Removes and returns the earliest if it is due at now_ns, else NULL. */
struct timer *timers_due(struct timers *timers, uint64_t now_ns);

#endif
