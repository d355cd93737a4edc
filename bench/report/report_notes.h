/* report_notes.h - the sentences below the main table of a group. */
#ifndef SIMUL_REPORT_NOTES_H
#define SIMUL_REPORT_NOTES_H

#include "bench/analysis/summary.h"
#include "bench/report/note.h"

/* Adds them in their order: explanations, the fit of a scaling table,
 * findings, the answers, and what it comes to (advice.h). */
void report_notes(const struct summary *summary,
		  const struct summary_group *group, struct notes *notes);

#endif
