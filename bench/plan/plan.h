/* plan.h - which cells are sampled, and in which order.
 *
 * Jobs that came from one section share rounds: warm-up rounds that are
 * thrown away, then complete rounds, each a sample of every cell in random
 * order. The order follows from the seed alone.
 */
#ifndef SIMUL_PLAN_H
#define SIMUL_PLAN_H

#include "bench/plan/job.h"
#include "runners/model.h"
#include "runners/random.h"

/* The subject of a sample: a cell of the table. */
struct subject {
	const struct job *job;
	const struct model *model;
	size_t concurrency;
};

struct plan {
	struct subject *cell;     /* grouped by job, in table order */
	size_t cells;
	struct random random;
};

/* Lists the cells of all jobs: every model at every K, but serial once per job.
 * 0 or -ENOMEM. */
int plan_init(struct plan *plan, const struct jobs *jobs, uint64_t seed);
void plan_term(struct plan *plan);

/* The K that the model uses if `asked` for: 1 for serial. */
size_t subject_concurrency(const struct model *model, size_t asked);

/* The run of one sample. It points into the job, which must outlive it. */
struct run run_of(const struct subject *subject);

/* The next round of this group: the indices of its cells, shuffled, into
 * order (room for plan->cells). Returns how many. */
size_t plan_round(struct plan *plan, size_t group, size_t *order);

#endif
