/* run_outputs.h - what a run prints and writes. */
#ifndef SIMUL_RUN_OUTPUTS_H
#define SIMUL_RUN_OUTPUTS_H

#include "bench/cli/baselines.h"
#include "bench/cli/result_files.h"
#include "bench/export/trace.h"
#include "bench/measure/sampler.h"
#include "bench/record/results.h"
#include "bench/report/thresholds.h"
#include "runners/option.h"

struct run_outputs {
	struct result_files files;
	char *tasks, *trace;     /* paths, or NULL */
	char *only;
	uint64_t seed;
	uint64_t max_time_ns;    /* for all runs together */
	uint64_t runs;           /* executions of the program */
	bool quiet, verbose, long_form;
	bool percentiles;        /* keep times: asked for, or judged */
	struct texts threshold;

	struct baselines baselines;

	uint64_t saved_ns;       /* when the CSV file was last saved */
	struct save *tasks_file; /* while they are open */
	struct trace *trace_file;
	struct thresholds thresholds;
	bool crossed;            /* one of them: set by run_outputs_finish */
};

extern const struct option_row run_outputs_options[];

/* Call before measuring: reads the thresholds, opens the file of tasks. */
int run_outputs_begin(struct run_outputs *outputs, struct error *err);

/* Call after each counted sample, while its area is still mapped. Returns 0 or
 * a negative errno. */
int run_outputs_sample(struct run_outputs *outputs,
		       const struct subject *subject,
		       const struct sample *sample, const struct area *area,
		       struct error *err);

/* Call after each round: saves the CSV file every few seconds. */
int run_outputs_round(struct run_outputs *outputs,
		      const struct results *results, struct error *err);

/* Tries to write every file, prints the tables, if `print`, and what thresholds
 * say; err holds the
 * first error. Without any sample it writes none and returns -ENODATA if any
 * was asked for. */
int run_outputs_finish(struct run_outputs *outputs,
		       const struct results *results, bool print,
		       struct error *err);

#endif
