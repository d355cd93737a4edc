/* source.h - the items of one producer, and the waits between them.
 *
 * Each task draws from a generator of its own, so the items are the same under
 * every model, and can be drawn again for the check.
 */
#ifndef SIMUL_SOURCE_H
#define SIMUL_SOURCE_H

#include "runners/queue.h"
#include "runners/random.h"

struct source {
	struct random random;
	uint32_t task, serial;   /* of the next item */
	uint64_t left;           /* items still to come */
};

/* For `items` items; if that is 0, for a random number of them, 0 to most. */
void source_init(struct source *source, size_t task, uint64_t items,
		 uint64_t most);

/* The next item: 5 random bytes, made now. There must be one left. */
struct queue_item source_next(struct source *source);

/* Uniform in 0 .. most_ns; draws nothing if that is 0. */
uint64_t source_wait_ns(struct source *source, uint64_t most_ns);

/* A hash of its producer, its time and its contents. The sum over many items
 * equals that of as many others only once in 2^64. */
uint64_t source_hash(const struct queue_item *item);

#endif
