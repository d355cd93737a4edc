/* queue.h - a queue between tasks, first in, first out.
 *
 * It lies in the memory that all tasks of a run share, and is the same for
 * every model: a ring under a lock that processes can share, and two lists of
 * the lanes that wait for an item or for room, which park (io_park) outside
 * of the lock. It wakes one lane an item, the one that has waited longest;
 * that one looks again, for another may have been quicker.
 *
 * A process that dies holding the lock leaves the ring as it was before or
 * after its item; all waiting lanes are woken, to look again.
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
	uint64_t put, taken;     /* in all: put - taken are in it */
	struct queue_item *item; /* the ring: number n is at n % room */
	struct queue_link *link; /* of each lane, and the heads of two lists */
};

/* Memory for a queue of `room` items between so many lanes. */
size_t queue_bytes(size_t room, size_t lanes);

/* In memory of that size, before any process is forked. room is 1 at least; for
 * a queue that is never full, make it the number of all items. 0 or a negative
 * errno. There is nothing to free. */
int queue_init(struct queue *queue, size_t room, size_t lanes);

/* Waits while the queue is full. 0; -EPIPE: it is closed; or an error of
 * io_park (-EDEADLK, -ECANCELED, -ETIMEDOUT), which the body must return. */
int queue_put(struct io *io, struct queue *queue,
	      const struct queue_item *item);

/* Waits while the queue is empty. 0; -EPIPE: it is closed, and empty; or as
 * queue_put. */
int queue_get(struct io *io, struct queue *queue, struct queue_item *item);

/* From now on nothing can be put; what is in it can be taken. Wakes all waiting
 * lanes. Closing again does nothing. */
void queue_close(struct io *io, struct queue *queue);

#endif
