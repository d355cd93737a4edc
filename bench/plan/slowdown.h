/* slowdown.h - a slow-down made on purpose, to see the gate find it.
 *
 * Of every hundred tasks this many are done twice, evenly spread, and what
 * the second time comes to is thrown away. It is the workload's own work, so
 * it costs that much more of whatever the work costs (computing, waiting,
 * bytes), under every model alike, and nothing has to be calibrated; the
 * values, and so the check of the answers, stay as they are. How much longer
 * a *run* is follows only if there are many more tasks than lanes: of 20 tasks
 * in two lanes one more is a tenth, not a twentieth.
 *
 * It is put around the body for the time of one sample, between the plan
 * and the model; neither knows of it.
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

/* Whether tasks of this workload can be done twice: not if they leave
 * something behind that is looked at together (shared memory, a check). */
bool slowdown_fits(const struct workload *workload);

/* Puts it into the run; with pct = 0 the run stays as it is. *slowdown must
 * stay until the run is over. 0 <= pct <= 100. */
void slowdown_apply(struct slowdown *slowdown, uint64_t pct, struct run *run);

#endif
