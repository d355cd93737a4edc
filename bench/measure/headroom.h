/* headroom.h - how much memory can still be had here. */
#ifndef SIMUL_HEADROOM_H
#define SIMUL_HEADROOM_H

#include <stdint.h>

/* Bytes that programs can still have without swapping: what the kernel says is
 * available (MemAvailable), or less if a cgroup, ours or one above it, allows
 * less. Its page cache that is not in use counts as free. UINT64_MAX if nothing
 * says how much. Files are read below `root`; "" for the real ones. */
uint64_t headroom_bytes(const char *root);

#endif
