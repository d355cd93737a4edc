/* source.h - the items of one producer, and the waits between them.
 *
 * All drawn from a generator of the task's own, so they are the same under
 * every model, and can be drawn again to check them.
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

/* For `items` items, or if that is 0 a random number, 0 to most, of them. */
void source_init(struct source *source, size_t task, uint64_t items,
		 uint64_t most);

/* The next item: 5 random bytes, born now. There must be one left. */
struct queue_item source_next(struct source *source);

/* Uniform in 0 .. most_ns; draws nothing if that is 0. */
uint64_t source_wait_ns(struct source *source, uint64_t most_ns);

/* Of who made it, when it came and what is in it. The sum over many tells
 * them from any others of the same number, but for one case in 2^64. */
uint64_t source_hash(const struct queue_item *item);

#endif
