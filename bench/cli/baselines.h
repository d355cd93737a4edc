/* baselines.h - `simul run --save-baseline` and `--baseline`: what a run is
 * kept as, and what it is compared with. */
#ifndef SIMUL_BASELINES_H
#define SIMUL_BASELINES_H

#include <limits.h>
#include <stdbool.h>

#include "bench/record/results.h"
#include "runners/error.h"

struct baselines {
	char *base, *save;        /* names, or NULL */
	char path[PATH_MAX];      /* of the one to save */
	struct results results;   /* those of base */
};

/* Call before measuring: reads `base` and makes `save` ready, so that nothing
 * is measured in vain. 0 or a negative errno. */
int baselines_begin(struct baselines *baselines, struct error *err);

/* Saves the results and, if `print`, compares them with base on the standard
 * output; results of other work or another machine aren't compared, and a
 * warning says why. The old one is replaced after it was read: a run may be
 * compared with the name that it takes. 0 or a negative errno. */
int baselines_finish(struct baselines *baselines,
		     const struct results *results, bool print,
		     struct error *err);

/* Frees what baselines_begin read. */
void baselines_free(struct baselines *baselines);

#endif
