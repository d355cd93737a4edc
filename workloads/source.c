/* source.c - drawing items, and hashing them. */
#include "workloads/source.h"

#include "runners/clock.h"

#define SEED UINT64_C(444)
#define BYTES 5

void source_init(struct source *s, size_t task, uint64_t items, uint64_t most)
{
	*s = (struct source){ .task = (uint32_t)task };
	random_init(&s->random, SEED + task);
	s->left = items ? items : random_below(&s->random, most + 1);
}

struct queue_item source_next(struct source *s)
{
	s->left--;
	return (struct queue_item){
		.payload = random_bits(&s->random) >> (64 - 8 * BYTES),
		.birth_ns = clock_ns(),
		.producer = s->task,
		.serial = s->serial++,
	};
}

uint64_t source_wait_ns(struct source *s, uint64_t most_ns)
{
	return most_ns ? random_below(&s->random, most_ns + 1) : 0;
}

uint64_t source_hash(const struct queue_item *item)
{
	uint64_t id = (uint64_t)item->producer << 32 | item->serial;
	uint64_t x = id * UINT64_C(0x9e3779b97f4a7c15) ^ item->payload;

	/* The finalizer of splitmix64 (random.c). */
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}
