/* burn.h - uses processor time: work with no other result. */
#ifndef SIMUL_BURN_H
#define SIMUL_BURN_H

#include <stdint.h>

/* Computes until the calling thread has used ns nanoseconds more of processor
 * time, plus a few microseconds at most. Time during which other threads had
 * the processor doesn't count: the work is the same however many compete. For
 * io_compute: the calling thread, the loop's or one of the pool, counts its
 * own time. Never yields. */
void burn_ns(uint64_t ns);

#endif
