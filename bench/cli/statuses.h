/* statuses.h - the exit status of every command, in one table.
 *
 * --help prints the rows of a command, the manual all of them, and
 * docs/exit-status.md tells more. Which commands judge what they print:
 * `run` the answers of its samples, `compare`, `gate` and `history show
 * --check` the times. `show` and `report` only print.
 */
#ifndef SIMUL_STATUSES_H
#define SIMUL_STATUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"

struct status_row {
	int status;
	const char *command;      /* NULL: all that have no row of their own */
	const char *means;
};

/* By status. */
extern const struct status_row statuses[];
extern const size_t statuses_count;

/* Whether it is a row of that command, or one of all that holds for it. */
bool statuses_hold(const struct status_row *row, const char *command);

/* Whether the command has rows of its own. */
bool statuses_special(const char *command);

/* What a run that took these samples ends with: 0, or 1 if a sample isn't good
 * or if answers differ. Of the latter it warns, since each sample is good by
 * itself. */
int statuses_judge(const struct results *results);

#endif
