/* burn.c - arithmetic, and a look at the thread's own clock now and then.
 *
 * That clock is a system call (some 250 ns), so a piece of work between two
 * looks is several times as long: the time is the user's, not the system's. A
 * loop counted beforehand would need no clock, and would be as wrong as the
 * processor's frequency differs from the moment when it was counted.
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
