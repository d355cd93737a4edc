/* needs.h - whether the machine has room for a sample. */
#ifndef SIMUL_NEEDS_H
#define SIMUL_NEEDS_H

#include <stdint.h>

#include "bench/plan/plan.h"
#include "runners/error.h"

/* Raises the limit of descriptors as far as it goes. */
void needs_raise_limits(void);

/* Descriptors, up to the hard limit; threads or processes; stacks; memory, of
 * which so many bytes are available (headroom.h). A
 * sample may need more than what is counted here, never less. 0, or a negative
 * errno with err, which says what is needed and what there is. */
int needs_check(const struct subject *subject, uint64_t available_bytes,
		struct error *err);

/* The part of it that is memory. */
int needs_check_memory(const struct subject *subject, uint64_t available_bytes,
		       struct error *err);

#endif
