/* seed.h - '--seed', or one of the clocks' where none was given. */
#ifndef SIMUL_SEED_H
#define SIMUL_SEED_H

#include <stdint.h>

#include "runners/error.h"

/* *seed = what text says, or if it is NULL a new one, below 10^9: short enough
 * to be read out. 0, or -EINVAL with err: no whole number. */
int seed_choose(const char *text, uint64_t *seed, struct error *err);

#endif
