/* progress.h - one line on a terminal: what runs now, and how much is left. */
#ifndef SIMUL_PROGRESS_H
#define SIMUL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/sampler.h"

struct progress {
	bool on;
	uint64_t start_ns;
	size_t done;
	double last_ns;          /* the run of the last sample */
};

/* On if stderr is a terminal that can go back to the line's start, and the
 * user didn't ask for quiet. */
void progress_init(struct progress *progress, bool quiet);
void progress_show(struct progress *progress, const struct subject *subject,
		   size_t left);
void progress_done(struct progress *progress, const struct sample *sample);
void progress_clear(struct progress *progress);

#endif
