/* counts.h - lists of whole numbers with ranges: "1,2,4..64", "1..8". */
#ifndef SIMUL_COUNTS_H
#define SIMUL_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

#define COUNTS_MAX 256

struct counts {
	uint64_t item[COUNTS_MAX];
	size_t count;
};

/* "A..B" continues the step of the two numbers before B: after "1,2" it doubles
 * ("1,2,4..64"), after "4,8,12" it adds 4; alone, 1. B itself is always the
 * last. Ascending, each once, within least..most. `name` is the option's, for
 * the message. 0 or -EINVAL with err. */
int counts_parse(const char *name, const char *text, uint64_t least,
		 uint64_t most, struct counts *counts, struct error *err);

#endif
