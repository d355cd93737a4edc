/* result_files.h - the table of formats that results, gates and comparisons
 * can be saved in.
 *
 * A format is a row of each command's options, and a function for each kind of
 * result that it can hold. The file of tasks and traces are written while a run
 * goes on: run_outputs.h.
 */
#ifndef SIMUL_RESULT_FILES_H
#define SIMUL_RESULT_FILES_H

#include <stdbool.h>

#include "bench/analysis/compare.h"
#include "bench/analysis/summary.h"
#include "bench/gate/gate_report.h"
#include "bench/report/thresholds.h"
#include "runners/error.h"
#include "runners/option.h"

enum result_file {
	RESULT_CSV,
	RESULT_JSON,
	RESULT_MARKDOWN,
	RESULT_BMF,
	RESULT_SMALLER,           /* github-action-benchmark, two files */
	RESULT_BIGGER,
	RESULT_GOOGLE_BENCHMARK,
	RESULT_JUNIT,
	RESULT_OPENMETRICS,
	RESULT_FILES,
};

struct result_files {
	char *path[RESULT_FILES];        /* NULL: not asked for */
};

/* The options of `run` and `show`, of `gate`, and of `compare`. */
extern const struct option_row result_files_options[];
extern const struct option_row result_files_gate_options[];
extern const struct option_row result_files_compare_options[];

/* Whether any was asked for; the option of the first one, "export-json", or
 * NULL. */
bool result_files_any(const struct result_files *files);
const char *result_files_first(const struct result_files *files);

/* These try to write every file that was asked for; err holds the first
 * error. Thresholds are for formats that have tests. */
int result_files_save(const struct result_files *files,
		      const struct summary *summary,
		      const struct thresholds *thresholds, struct error *err);
int result_files_save_gate(const struct result_files *files,
			   const struct gate_report *report,
			   struct error *err);
int result_files_save_compare(const struct result_files *files,
			      const struct compare *compare,
			      struct error *err);

#endif
