/* queue.h - a queue between tasks, first in, first out.
 *
 * It lies in the memory that all tasks of a run share, and is the same for
 * every model: a ring under a lock that processes can share, and two lists of
 * the lanes that wait for an item or for room, which park (io_park) outside
 * of the lock. It wakes one lane an item, the one that has waited longest;
 * that one looks again, for another may have been quicker.
 *
 * A process that dies with the lock in its hands leaves the ring as it was
 * before or after its item; all who wait are woken, to look for themselves.
 */
#ifndef SIMUL_QUEUE_H
#define SIMUL_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/io.h"

struct queue_item {
	uint64_t payload;
	uint64_t birth_ns;       /* by the clock */
	uint32_t producer, serial;
};

struct queue {
	pthread_mutex_t lock;
	size_t room, lanes;
	bool closed;
	uint64_t put, taken;     /* since ever: put - taken are in it */
	struct queue_item *item; /* the ring: number n is at n % room */
	struct queue_link *link; /* of each lane, and the heads of two lists */
};

/* Memory for a queue of `room` items between so many lanes. */
size_t queue_bytes(size_t room, size_t lanes);

/* In memory of that size, before any process is forked. room is 1 at least; a
 * queue that is never to be full has room for all that will ever be put. 0 or
 * a negative errno. There is nothing to give back. */
int queue_init(struct queue *queue, size_t room, size_t lanes);

/* Waits while the queue is full. 0; -EPIPE: it is closed; or why it can't wait
 * (io_park: -EDEADLK, -ECANCELED, -ETIMEDOUT): return that. */
int queue_put(struct io *io, struct queue *queue,
	      const struct queue_item *item);

/* Waits while the queue is empty. 0; -EPIPE: it is closed, and empty; or as
 * queue_put. */
int queue_get(struct io *io, struct queue *queue, struct queue_item *item);

/* Nothing can be put from now on; what is in it can be taken. All who wait are
 * woken. Can be repeated. */
void queue_close(struct io *io, struct queue *queue);

#endif
