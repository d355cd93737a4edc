/* bmf.h - the Bencher Metric Format: { benchmark: { measure: { "value",
 * "lower_value", "upper_value" } } }, times in ns, memory in bytes.
 *
 * A cell that is not to be compared, or has no figure, is left out: who reads
 * the file compares whatever is in it.
 */
#ifndef SIMUL_BMF_H
#define SIMUL_BMF_H

#include "bench/export/figures.h"
#include "runners/error.h"

/* As save_write. */
int bmf_save(const struct export_figures *figures, const char *path,
	     struct error *err);

#endif
