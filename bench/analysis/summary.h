/* summary.h - from samples to a row of figures for each cell.
 *
 * Rows stand in groups: the cells of one work (series_same_work), in the
 * order of the results; where some model has three concurrencies or more,
 * model by model, from the least K up. A cell without samples has no row.
 * The text, Markdown and JSON outputs are all made from this, so they say the
 * same. Nothing depends on the order of samples of different cells: what is
 * read back from a CSV file has the same summary.
 */
#ifndef SIMUL_SUMMARY_H
#define SIMUL_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/analysis/bound.h"
#include "bench/analysis/fairness.h"
#include "bench/analysis/percentiles.h"
#include "bench/record/results.h"
#include "bench/stats/contrast.h"
#include "bench/stats/stats.h"

enum { SUMMARY_SCALING = 3 };     /* concurrencies that make a scaling table */

/* Processor time that its split into user and system takes: 100 ticks of the
 * slowest kernel clock, which is 100 Hz. */
#define SUMMARY_SPLIT_US 1e6

/* Doubles are NAN where there is nothing to tell. A cell that is void has its
 * own figures, and none in comparison with others. */
struct summary_row {
	size_t cell;
	size_t model;                   /* the same number for the same model
					   and chunk, in its group */
	size_t samples, good, failed, cancelled;
	struct stats_summary run_ns;    /* n = 0: no good sample */
	struct stats_summary time_ns;   /* what is compared: the same, or with
					   a duration the run for each task */
	double tasks_done;              /* with a duration the median; or NAN */
	double tasks_per_s;             /* by the median */
	struct stats_summary cpu_ns;    /* of user + system; with a duration
					   for each task */
	double system_share;            /* of cpu, over all samples; NAN: too
					   few ticks to tell */
	struct stats_summary pss_kib;
	struct bound bound;
	struct contrast speed_up;       /* serial / this */
	double scale_up;                /* at the model's least K / this */
	bool is_void;                   /* by fairness */
	struct percentiles single;      /* tasks, where their times were kept */
};

struct summary_group {
	size_t first, rows;
	bool scaling;
};

struct summary {
	const struct results *results;
	struct summary_row *row;
	size_t rows;
	struct summary_group *group;
	size_t groups;
	struct findings findings;
};

/* 0 or -ENOMEM. Keeps results; free it in both cases. */
int summary_make(const struct results *results, struct summary *summary);
void summary_free(struct summary *summary);

const struct cell *summary_cell(const struct summary *summary,
				const struct summary_row *row);

#endif
