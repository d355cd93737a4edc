/* figures.h - the figures of cells, for formats that have no samples.
 *
 * A dashboard knows a series by its name alone, so each cell has one that no
 * other cell of its file has, and that is the same in the next run:
 * "squares, threads, K 2". Texts are fit to be shown (utf8.h): '?' stands for
 * what isn't plain. A cell that is void (summary.h) has figures too, and
 * `comparable` is false.
 */
#ifndef SIMUL_EXPORT_FIGURES_H
#define SIMUL_EXPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/analysis/compare.h"
#include "bench/analysis/summary.h"
#include "bench/gate/verdict.h"

enum export_measure {
	EXPORT_TIME,              /* ns: of run; with a duration of a task */
	EXPORT_THROUGHPUT,        /* tasks a second */
	EXPORT_CPU,               /* ns, as the time */
	EXPORT_MEMORY,            /* bytes: PSS of all workers */
	EXPORT_P50,               /* ns: of single tasks */
	EXPORT_P90,
	EXPORT_P95,
	EXPORT_P99,
	EXPORT_P999,
	EXPORT_RATIO,             /* new / base, of a gate or a comparison */
	EXPORT_MEASURES,
};

/* What formats call a measure. */
struct export_unit {
	const char *name;         /* "time", "p99.9" */
	const char *slug;         /* in BMF: "latency", as it is known there */
	const char *unit;         /* "ns", "tasks/s", "bytes", "x" */
	bool bigger;              /* is better */
};

extern const struct export_unit export_units[EXPORT_MEASURES];

/* NAN: not known. */
struct export_figure {
	double value, low, high;
};

struct export_cell {
	char name[240], job[128], workload[32], model[32];
	uint64_t concurrency;
	struct export_figure of[EXPORT_MEASURES];
	bool comparable;
	bool counted;             /* the three below are known */
	size_t good, failed, cancelled;   /* samples */
	uint64_t timed;           /* tasks that the percentiles are of */
};

struct export_figures {
	struct export_cell *cell;
	size_t cells;
	const struct environment *env;  /* NULL: not known */
	const char *outcome;      /* of a gate or a comparison; or NULL */
};

/* All return 0 or -ENOMEM; free the figures in both cases. They keep what they
 * are made of. Of a gate or a comparison times are those of the new side. */
int export_figures_summary(const struct summary *summary,
			   struct export_figures *figures);
int export_figures_gate(const struct verdict *verdict,
			struct export_figures *figures);
int export_figures_compare(const struct compare *compare,
			   struct export_figures *figures);
void export_figures_free(struct export_figures *figures);

/* For those who make them. The next cell, with its texts, no figures and a
 * name of its own; NULL: out of memory. Invalidates earlier pointers. */
struct export_cell *export_figures_add(struct export_figures *figures,
				       const char *job, const char *workload,
				       const char *model,
				       uint64_t concurrency);

/* Copies the text with '?' for what isn't plain, cut between characters.
 * Returns buf. */
char *export_text(const char *text, char *buf, size_t size);

#endif
