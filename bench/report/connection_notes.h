/* connection_notes.h - what there is to say of connections below a table.
 *
 *   HTTP/2: async carried 100 requests at a time over 4 connections (25
 *   streams each); threads opened 100
 *
 * At the greatest K where it is so, of the model that shared them most. Which
 * connections are on other terms is a finding (fairness.h).
 */
#ifndef SIMUL_CONNECTION_NOTES_H
#define SIMUL_CONNECTION_NOTES_H

#include "bench/analysis/summary.h"
#include "bench/report/note.h"

void connection_notes(const struct summary *summary,
		      const struct summary_group *group, struct notes *notes);

#endif
