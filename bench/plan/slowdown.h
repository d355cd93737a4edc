/* slowdown.h - a deliberate slow-down, to test that the gate finds it.
 *
 * Of every hundred tasks this many run twice, evenly spread, and the second
 * result is thrown away. It is the workload's own work, so it costs that much
 * more of whatever the work costs (computing, waiting, bytes), under every
 * model alike, without calibration; the values, and so the check of the
 * answers, stay the same. A *run* takes that much longer only if there are many
 * more tasks than lanes: of 20 tasks in two lanes one more is a tenth, not a
 * twentieth.
 *
 * It wraps the body for the time of one sample, between the plan and the model;
 * neither knows of it.
 */
#ifndef SIMUL_SLOWDOWN_H
#define SIMUL_SLOWDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "runners/model.h"

struct slowdown {
	int (*body)(struct io *io, const void *params, size_t task,
		    struct value *v);
	const void *params;
	uint64_t pct;
};

/* Can tasks of this workload run twice? Not if they leave something that is
 * checked together (shared memory, a check). */
bool slowdown_fits(const struct workload *workload);

/* Wraps the run's body; with pct = 0 the run stays as it is. *slowdown must
 * live until the run is over. 0 <= pct <= 100. */
void slowdown_apply(struct slowdown *slowdown, uint64_t pct, struct run *run);

#endif
