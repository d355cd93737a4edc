/* history_report.h - what is said of a history: a sentence a change. */
#ifndef SIMUL_HISTORY_REPORT_H
#define SIMUL_HISTORY_REPORT_H

#include <stdio.h>

#include "bench/analysis/history_changes.h"
#include "bench/report/note.h"
#include "bench/report/table.h"

enum { HISTORY_REPORT_TEXT = 400 };

/* "squares, threads, K 2"; with what its tasks are, if another series of the
 * machine would read the same. */
void history_report_name(const struct history_changes *changes,
			 const struct history_series *series, char *buf,
			 size_t size);

/* "3.1 % slower since 4f2a91c (2026-11-02), p 0.002". */
void history_report_change(const struct history_changes *changes,
			   const struct history_series *series,
			   const struct history_change *change, char *buf,
			   size_t size);

/* "120 runs of 118 commits, 2026-08-01 to 2026-11-25; 17 cells". */
void history_report_head(const struct history_changes *changes, char *buf,
			 size_t size);

/* What a machine is: "AMD EPYC, 2 processors, Linux 6.1.0 x86_64". */
void history_report_machine(const struct history_changes *changes,
			    size_t machine, char *buf, size_t size);

/* The series of one machine, a row each, whether or not they changed. This
 * makes the table: 0 or -ENOMEM, free it in both cases. */
int history_report_table(const struct history_changes *changes,
			 size_t machine, struct table *table);

/* Adds a sentence for each change of this machine's cells; a slow-down is an
 * alarm. */
void history_report_changes(const struct history_changes *changes,
			    size_t machine, struct notes *notes);

/* Adds how many cells have no change, and what the alpha means. */
void history_report_notes(const struct history_changes *changes,
			  struct notes *notes);

/* All of it; the tables only in the long form. 0 or -ENOMEM. */
int history_report_print(const struct history_changes *changes, FILE *stream,
			 bool long_form);

#endif
