/* burn.c - arithmetic, reading the thread's CPU clock now and then.
 *
 * Reading that clock is a system call (some 250 ns), so the work between two
 * reads takes several times as long: user time, not system time. A calibrated
 * loop would need no clock, but would be off by as much as the processor's
 * frequency has changed since.
 */
#include "runners/burn.h"

#include <time.h>

#include "runners/clock.h"

#define ROUNDS 2000      /* one or two microseconds */

static uint64_t used_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

void burn_ns(uint64_t ns)
{
	uint64_t end = ns ? used_ns() + ns : 0;
	uint64_t x = end;

	while (ns && used_ns() < end) {
		for (unsigned i = 0; i < ROUNDS; i++) {
			x = x * UINT64_C(6364136223846793005) + 1;
			__asm__ volatile("" : "+r"(x));
		}
	}
}
