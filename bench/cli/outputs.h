/* outputs.h - what a run prints and writes. */
#ifndef SIMUL_OUTPUTS_H
#define SIMUL_OUTPUTS_H

#include "bench/measure/sampler.h"
#include "bench/record/results.h"
#include "runners/option.h"

struct outputs {
	char *csv, *json, *markdown, *tasks;   /* paths, or NULL */
	char *only;
	char *seed_text;
	uint64_t max_time_ns;
	bool quiet, verbose, long_form;

	uint64_t seed;                         /* as of outputs_check */
	uint64_t saved_ns;                     /* when the CSV was last */
	struct save *tasks_file;               /* while it is written */
};

extern const struct option_row outputs_options[];

/* Before anything is measured: can every path be written, and is none of them
 * `input`, which is read? Begins the file of tasks, chooses the seed. */
int outputs_check(struct outputs *outputs, const char *input,
		  struct error *err);

/* After a counted sample, while its area is there. 0 or a negative errno. */
int outputs_sample(struct outputs *outputs, const struct subject *subject,
		   const struct sample *sample, const struct area *area,
		   struct error *err);

/* After a round: what was measured so far is kept, every few seconds. */
int outputs_round(struct outputs *outputs, const struct results *results,
		  struct error *err);

/* Prints the tables, on stdout unless that is where an export goes, and writes
 * every file, all from one summary. All files are tried; the first error is
 * the one in err. Of results without any sample nothing is written: -ENODATA,
 * if any file was asked for. */
int outputs_finish(struct outputs *outputs, const struct results *results,
		   struct error *err);

#endif
