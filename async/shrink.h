/* shrink.h - gives back what stacks no longer use, while the loop is idle.
 *
 * A body may go deep once, and then wait for long. A loop of many coroutines
 * that has nothing to do for some milliseconds looks at a few stacks, and goes
 * on for as long as it finds pages that are not in use.
 */
#ifndef SIMUL_SHRINK_H
#define SIMUL_SHRINK_H

#include <stddef.h>
#include <stdint.h>

#include "async/coroutine.h"
#include "async/loop.h"

struct shrink {
	struct stacks *stacks;
	size_t next;             /* to be looked at */
	uint64_t rests_until_ns;
};

/* Sets the loop's idle work, if there are enough stacks for it to matter. All
 * coroutines must have been made. Both must outlive the run. */
void shrink_init(struct shrink *shrink, struct stacks *stacks,
		 struct loop *loop);

#endif
