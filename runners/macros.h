/* macros.h - the function-like macros that files share.
 *
 * Tables of rows have one of their own each, FIELD(field): the field's offset
 * in the struct that the rows are about.
 */
#ifndef SIMUL_MACROS_H
#define SIMUL_MACROS_H

#include <stddef.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)     ((a) < (b) ? (a) : (b))
#define MAX(a, b)     ((a) > (b) ? (a) : (b))

#define container_of(pointer, type, member) \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
