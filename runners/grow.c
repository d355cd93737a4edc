/* grow.c - doubles the room whenever the count reaches a power of two. */
#include "runners/grow.h"

#include <stdlib.h>

#include "runners/memory.h"

void *grow(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	items = reallocarray(items, count ? 2 * count : 1, size);
	return items ? items : memory_lost();
}
