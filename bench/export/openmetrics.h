/* openmetrics.h - the text format of OpenMetrics 1.0, which Prometheus and its
 * kin read: from a file beside a node exporter, or by a gateway.
 *
 * Times are in seconds there. The interval of a figure is in families of its
 * own, `..._lower_...` and `..._upper_...`; percentiles are a summary. All
 * samples of a cell have the labels cell, job, workload, model and
 * concurrency. Cells that are void are there, with simul_comparable 0.
 */
#ifndef SIMUL_OPENMETRICS_H
#define SIMUL_OPENMETRICS_H

#include "bench/export/figures.h"
#include "runners/error.h"

/* As save_write. */
int openmetrics_save(const struct export_figures *figures, const char *path,
		     struct error *err);

#endif
