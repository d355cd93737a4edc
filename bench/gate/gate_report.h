/* gate_report.h - a gate for a terminal, as Markdown and as JSON. */
#ifndef SIMUL_GATE_REPORT_H
#define SIMUL_GATE_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "bench/gate/verdict.h"
#include "bench/report/table.h"

#define GATE_SCHEMA  1            /* of the JSON document */
#define GATE_WORK_NS 0.2e9        /* that a gated sample should do */

struct gate_report {
	const struct verdict *verdict;
	const struct verdict_rules *rules;
	const char *base, *other; /* versions, "" where they aren't known */
	uint64_t inject_pct;
	double took_ns;           /* all of it; 0: not known */
};

/* Makes the table empty, with the columns that the reports have: a row is
 * cell, metric, base, new, change, its interval, at most, p, pairs, spread,
 * verdict. */
void gate_report_columns(struct table *table);

/* For a terminal: the table, a sentence for each cell that isn't a pass, the
 * verdict. */
void gate_report_print(const struct gate_report *report, FILE *stream);

/* The same as Markdown, and as JSON. As save_write. */
int gate_report_markdown(const struct gate_report *report, const char *path,
			 struct error *err);
int gate_report_json(const struct gate_report *report, const char *path,
		     struct error *err);

#endif
