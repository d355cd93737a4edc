/* match.h - which cell of one run is which of another.
 *
 * Two cells are the same if all columns are that identify one (columns.h):
 * job, workload, parameters, options, model, K and so on. What is left over
 * is put beside a cell of the same job and model, and how they differ is said.
 */
#ifndef SIMUL_MATCH_H
#define SIMUL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"

#define MATCH_NONE ((size_t)-1)

struct match_pair {
	size_t base, other;       /* indices of cells; one may be MATCH_NONE */
	char differs[256];        /* "concurrency 4 and 8", or "" */
};

struct match {
	struct match_pair *item;  /* in the order of base, then of other */
	size_t count;
};

/* 0 or -ENOMEM; free it in both cases. */
int match_make(const struct results *base, const struct results *other,
	       struct match *match);
void match_free(struct match *match);

/* Whether both ran on the same machine, by processor, kernel, number of
 * processors and quota; if not, what differs is in buf. */
bool match_machines(const struct environment *base,
		    const struct environment *other, char *buf, size_t size);

/* The same for compiler, flags and libcurl. */
bool match_builds(const struct environment *base,
		  const struct environment *other, char *buf, size_t size);

#endif
