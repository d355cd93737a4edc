/* burn.h - uses processor time, for work whose only result is that it took
 * some. */
#ifndef SIMUL_BURN_H
#define SIMUL_BURN_H

#include <stdint.h>

/* Computes until the calling thread has used ns nanoseconds of processor time
 * more than before, and a few microseconds at most beyond that. Time in which
 * others had the processor doesn't count: what is asked for is work, the same
 * however many compete for it. For io_compute: the loop's thread or the pool's
 * own, whichever makes the call, counts its own. Never yields. */
void burn_ns(uint64_t ns);

#endif
