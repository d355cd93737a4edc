/* checking.h - what the checks of fairness.h share: one function a check, each
 * adds at most one finding a cell.
 */
#ifndef SIMUL_CHECKING_H
#define SIMUL_CHECKING_H

#include "bench/analysis/connections.h"
#include "bench/analysis/fairness.h"

/* Of the cells of one work. */
struct work {
	const struct sample *right; /* its values hold for the others */
	size_t most;                /* good samples that a cell has */
	size_t cells;               /* that have samples */
};

/* What a check sees. */
struct checking {
	const struct results *r;
	const size_t *first; /* by cell: series_works */
	struct work *work;   /* by that */
	struct connections *opened; /* by cell */
	const struct cell *cell;
	size_t index;   /* of the cell */
	size_t samples; /* that it has, of any state */
	struct findings *found;
	int rc;
};

typedef void check(struct checking *c);

void checking_add(struct checking *c, enum fairness_kind kind, const char *flag,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Of what has its sentence in fairness_tell. */
void checking_add_percent(struct checking *c, enum fairness_kind kind,
			  const char *flag, double percent);

static inline const struct work *checking_work(const struct checking *c)
{
	return &c->work[c->first[c->index]];
}

/* The cell's sample after `last`; a good one. */
static inline const struct sample *checking_next(const struct checking *c,
						 const struct sample *last)
{
	return results_next(c->r, c->index, last);
}

static inline const struct sample *checking_next_good(const struct checking *c,
						      const struct sample *last)
{
	return results_next_good(c->r, c->index, last);
}

/* Connections beyond those of its peers (fairness_connections.c). */
check checking_connections;

/* All other checks that only warn, the gravest first (fairness_flags.c). */
check checking_flags;

#endif
