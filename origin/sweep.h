/* sweep.h - ends connections that take too long.
 *
 * A few times a minute it asks the kernel how many bytes each TCP connection
 * has got and when: timers in libevent would cost 3 % of each request.
 */
#ifndef SIMUL_SWEEP_H
#define SIMUL_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event;
struct event_base;

/* Of one descriptor. */
struct sweep_visit {
	uint64_t cookie;                /* which connection this is about */
	uint64_t bytes;                 /* it had got by the last sweep */
	unsigned round;                 /* of that sweep */
	unsigned short late;            /* sweeps that saw part of a request */
	bool arrived, busy;             /* a request, since then; is at work */
};

struct sweep {
	struct event_base *base;
	struct event *timer;
	struct sweep_visit *visit;      /* by descriptor */
	size_t size;
	unsigned round;
	uint64_t idle_ms;
};

/* Ends a connection whose request isn't complete after request_ms, by up to
 * half of that later, and one on which no byte has moved for idle_ms. Returns
 * 0 or -ENOMEM; sweep_term in any case. */
int sweep_init(struct sweep *sweep, struct event_base *base,
	       uint64_t request_ms, uint64_t idle_ms);

/* A request has come in whole; it has been answered. */
static inline void sweep_begin(struct sweep *sweep, int fd)
{
	if ((size_t)fd < sweep->size)
		sweep->visit[fd].arrived = sweep->visit[fd].busy = true;
}

static inline void sweep_end(struct sweep *sweep, int fd)
{
	if ((size_t)fd < sweep->size)
		sweep->visit[fd].busy = false;
}

void sweep_term(struct sweep *sweep);

#endif
