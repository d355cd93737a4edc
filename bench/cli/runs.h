/* runs.h - `simul run --runs R`: the program executed anew for each run.
 *
 *   simul run ... --runs 3          holds the results, prints and writes them
 *     simul __run HANDOVER ...      the same options; takes the samples of one
 *                                   run and leaves them as CSV in a memfd
 *
 * A new exec gets a new address layout, heap and libcurl, which samples that
 * are forked share. The memfd has no name, so nothing stays behind. What ends
 * one run early, or kills it, costs that run alone.
 *
 * A run ignores the signals that would end it: its parent, which the terminal
 * signals too, passes each one on as SIGUSR1, so each counts once.
 */
#ifndef SIMUL_RUNS_H
#define SIMUL_RUNS_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/record/results.h"
#include "runners/error.h"

/* What a run is told beside its options. */
struct hand_over {
	int fd;                   /* to leave its samples in */
	uint64_t run, runs;       /* from 1 */
	uint64_t seed, max_time_ns;
};

/* Reads the operand that runs_start wrote. 0 or -EINVAL. */
int runs_parse(const char *text, struct hand_over *hand_over);

/* Leaves the samples in hand_over->fd. 0 or a negative errno. */
int runs_leave(const struct hand_over *hand_over,
	       const struct results *results);

/* In a process that the program has forked: ends with its parent, and becomes
 * this program anew with `words`, of which the first is its name and NULL is
 * behind the last. */
_Noreturn void runs_execute(const char *const *words, pid_t parent);

/* Executes one run with the words of this command line, waits, and appends its
 * samples to results. *child holds its id while it is there, for signals.
 * Returns its exit status, or 128 + the number of the signal that killed it;
 * a negative errno if it couldn't be started or its samples couldn't be read.
 */
int runs_take(struct hand_over *hand_over, int argc, char **argv,
	      volatile sig_atomic_t *child, struct results *results,
	      struct error *err);

#endif
