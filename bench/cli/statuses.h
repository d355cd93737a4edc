/* statuses.h - the exit status of every command, in one table.
 *
 * --help prints the rows of a command, the manual all of them, and
 * docs/exit-status.md tells more. Which commands judge what they print:
 * `run` the answers of its samples, `compare`, `gate` and `history show
 * --check` the times. `show` and `report` only print,
 * but for thresholds (thresholds.h).
 */
#ifndef SIMUL_STATUSES_H
#define SIMUL_STATUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"
#include "bench/report/thresholds.h"

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
 * itself. Where a threshold judges how many tasks may fail, samples that failed
 * for nothing else are left to it. */
int statuses_judge(const struct results *results,
		   const struct thresholds *thresholds);

#endif
