/* grow.h - arrays that grow by one item at a time.
 *
 * Their room is the next power of two, which the count alone tells.
 */
#ifndef SIMUL_GROW_H
#define SIMUL_GROW_H

#include <stddef.h>

/* Makes room for one more item after `count` of `size` bytes: call it before
 * each. Returns the array, which may have moved; NULL if out of memory, and
 * `items` is then as it was. */
void *grow(void *items, size_t count, size_t size);

#endif
