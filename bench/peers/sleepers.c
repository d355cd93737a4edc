/* sleepers.c - N threads, each of which sleeps once: a thread a task.
 *
 *   sleepers N MS
 *
 * Every task is started, sleeps MS milliseconds and adds its number to a sum,
 * which is checked at the end. sleepers.go, .js and .py are the same programs
 * with goroutines, promises and asyncio's tasks. All print
 * `tasks=N in_flight=MOST`.
 */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"

/* As simul's threads have: N stacks are N mappings. */
#define STACK_BYTES ((size_t)1 << 20)

static uint64_t sleep_ns;
static _Atomic uint64_t sum, in_flight, most;

static void *sleeper(void *number)
{
	struct timespec t = clock_timespec(sleep_ns);
	uint64_t now = atomic_fetch_add(&in_flight, 1) + 1;
	uint64_t seen = atomic_load(&most);

	while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
		;
	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
	atomic_fetch_add(&sum, (uintptr_t)number);
	atomic_fetch_sub(&in_flight, 1);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_attr_t attr;
	pthread_t *thread;
	uint64_t n;

	if (argc != 3)
		peer_die("usage: sleepers N MS");
	n = peer_number("N", argv[1], 1, 10000000);
	sleep_ns = peer_number("MS", argv[2], 1, 3600000) * NS_PER_MS;
	thread = peer_memory(n, sizeof(*thread));
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	for (uint64_t i = 0; i < n; i++) {
		int rc = pthread_create(&thread[i], &attr, sleeper,
					(void *)(uintptr_t)i);

		if (rc)
			peer_die("cannot start thread %" PRIu64 " of %" PRIu64
				 ": %s", i + 1, n, strerror(rc));
	}
	for (uint64_t i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	if (sum != n * (n - 1) / 2)
		peer_die("the sum is %" PRIu64, (uint64_t)sum);
	printf("tasks=%" PRIu64 " in_flight=%" PRIu64 "\n", n, (uint64_t)most);
	return 0;
}
