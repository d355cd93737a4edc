/* history_entry.h - the results of one run as rows of a history. */
#ifndef SIMUL_HISTORY_ENTRY_H
#define SIMUL_HISTORY_ENTRY_H

#include "bench/record/history.h"

/* Appends a row for each cell with good samples. *left_out: the cells without
 * one, and those that are void (fairness.h), whose times mean nothing. 0 or
 * -ENOMEM. */
int history_entry(struct history *history, const struct results *results,
		  size_t *left_out);

#endif
