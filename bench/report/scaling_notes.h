/* scaling_notes.h - what a table says of speed-ups: how throughput goes with
 * K, by curve.h, and which row is faster than it can be. Into `notes`, which
 * keeps account of memory. */
#ifndef SIMUL_SCALING_NOTES_H
#define SIMUL_SCALING_NOTES_H

#include "bench/analysis/summary.h"
#include "bench/report/note.h"

/* How far beyond what is possible a speed-up must be, with all of its 95 %
 * interval, to be flagged: some models are a little cheaper than serial. */
#define SCALING_NOTES_SLACK 1.02

/* Of each model with enough K. Nothing if it isn't a scaling table. */
void scaling_notes(const struct summary *summary,
		   const struct summary_group *group, struct notes *notes);

/* One remark, about the row that is furthest beyond. */
void scaling_notes_crowded(const struct summary *summary,
			   const struct summary_group *group,
			   struct notes *notes);

/* Is the row's speed-up more than its lanes or processors can give? */
bool scaling_notes_is_beyond(const struct summary *summary,
			     const struct summary_row *row);

#endif
