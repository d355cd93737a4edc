/* result_files.h - the table of formats that results can be saved in.
 *
 * A format is a function that saves a summary (bench/analysis/summary.h), and
 * a row of the table.
 */
#ifndef SIMUL_RESULT_FILES_H
#define SIMUL_RESULT_FILES_H

#include "bench/analysis/summary.h"
#include "runners/error.h"
#include "runners/option.h"

enum result_file {
	RESULT_CSV,
	RESULT_JSON,
	RESULT_MARKDOWN,
	RESULT_FILES,
};

struct result_files {
	char *path[RESULT_FILES];        /* NULL: not asked for */
};

extern const struct option_row result_files_options[];

/* Tries to write every file that was asked for; err holds the first error. */
int result_files_save(const struct result_files *files,
		      const struct summary *summary, struct error *err);

#endif
