/* offload.h - threads beside an event loop, for what would stall it.
 *
 *   a coroutine          the loop                 a thread of the pool
 *   queues its call,
 *   yields ------------> goes on with others      takes the call, runs it
 *                        its eventfd is ready <-- adds it to those done
 *   goes on <----------- wakes the coroutine
 *
 * The record of a call is on the caller's stack. Calls run in the order in
 * which they were queued, and can't be cancelled.
 */
#ifndef SIMUL_OFFLOAD_H
#define SIMUL_OFFLOAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

#include "async/loop.h"
#include "runners/error.h"

STAILQ_HEAD(calls, call);

struct offload {
	struct loop *loop;
	int done_fd;             /* eventfd: calls were done */
	size_t under_way;        /* queued, caller not yet woken; the loop's */
	size_t threads;
	pthread_t *thread;

	pthread_mutex_t lock;    /* for all that follows */
	pthread_cond_t more;     /* a call to make, or the end */
	struct calls asked, done;
	bool ending;
};

/* Starts the threads; they wait. Returns 0 or a negative errno with err. */
int offload_init(struct offload *offload, struct loop *loop, size_t threads,
		 struct error *err);

/* Waits for the calls that are running, drops the others, and ends the
 * threads. */
void offload_term(struct offload *offload);

/* Called by a coroutine: has a thread call work(arg), and waits until it
 * returns. */
void offload_call(struct offload *offload, struct coroutine *co,
		  void (*work)(void *arg), void *arg);

#endif
