/* offload.h - threads beside an event loop, for what would stall it.
 *
 *   a coroutine          the loop                 a thread of the pool
 *   queues its call,
 *   yields ------------> goes on with others      takes the call, makes it
 *                        its eventfd is ready <-- puts it among those done
 *   goes on <----------- wakes the coroutine
 *
 * The record of a call lies on the caller's stack. Calls are made in the order
 * in which they were asked for; they can't be taken back.
 */
#ifndef SIMUL_OFFLOAD_H
#define SIMUL_OFFLOAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "async/loop.h"
#include "runners/error.h"

struct call;

struct calls {
	struct call *first, **last;
};

struct offload {
	struct loop *loop;
	int done_fd;             /* eventfd: calls were done */
	size_t under_way;        /* asked for, not yet woken; the loop's own */
	size_t threads;
	pthread_t *thread;

	pthread_mutex_t lock;    /* of all that follows */
	pthread_cond_t more;     /* a call to make, or the end */
	struct calls asked, done;
	bool ending;
};

/* Starts the threads; they wait. Returns 0 or a negative errno with err. */
int offload_init(struct offload *offload, struct loop *loop, size_t threads,
		 struct error *err);

/* Waits for the calls that are being made, drops those that were not begun,
 * and ends the threads. */
void offload_term(struct offload *offload);

/* Called by a coroutine: has a thread call work(arg), and waits until that has
 * returned. */
void offload_call(struct offload *offload, struct coroutine *co,
		  void (*work)(void *arg), void *arg);

#endif
