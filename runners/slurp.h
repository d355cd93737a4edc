/* slurp.h - a whole file in memory. */
#ifndef SIMUL_SLURP_H
#define SIMUL_SLURP_H

#include <stddef.h>

#include "runners/error.h"

/* Reads all of a file, or of standard input if the path is "-", and ends it
 * with a NUL that isn't counted. To be freed; NULL with err and a negative
 * errno in *rc: -EFBIG if it has more bytes than `most`. May wait. */
char *slurp(const char *path, size_t most, size_t *size, int *rc,
	    struct error *err);

#endif
