/* plan.h - which cells are sampled, and in which order.
 *
 * Jobs that came from one section share rounds: warm-up rounds that are
 * thrown away, then complete rounds, each a sample of every cell in random
 * order. The order follows from the seed alone.
 */
#ifndef SIMUL_PLAN_H
#define SIMUL_PLAN_H

#include "bench/job.h"
#include "bench/sampler.h"
#include "runners/random.h"

struct plan {
	struct subject *cell;     /* grouped by job, in the order of the table */
	size_t cells;
	struct random random;
};

/* The cells of all jobs: every model at every K, but serial once a job. 0 or
 * -ENOMEM. */
int plan_init(struct plan *plan, const struct jobs *jobs, uint64_t seed);
void plan_term(struct plan *plan);

/* The next round of this group: the indices of its cells, shuffled, into
 * order (room for plan->cells). Returns how many. */
size_t plan_round(struct plan *plan, size_t group, size_t *order);

#endif
