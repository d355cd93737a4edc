/* nearest.h - which of the names there are was meant by one there isn't. */
#ifndef SIMUL_NEAREST_H
#define SIMUL_NEAREST_H

#include <stddef.h>

/* Names longer than this are never suggested, nor anything for them. */
#define NEAREST_LONGEST 63

/* The name nearest to `name`, the first of several, or NULL if none is near
 * enough to be what was meant: within 1 edit (up to 4 letters), 2 (up to 8) or
 * a third of its length, and with something left unedited; or else the only
 * one that begins with it, from 3 letters on. An edit adds, drops or changes a
 * letter or swaps two neighbours (the optimal string alignment distance); upper
 * and lower case are the same. Doesn't allocate. */
const char *nearest_name(const char *name, const char *const names[],
			 size_t count);

#endif
