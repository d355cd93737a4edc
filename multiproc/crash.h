/* crash.h - cleaning up after a worker that died. */
#ifndef SIMUL_CRASH_H
#define SIMUL_CRASH_H

#include "runners/model.h"

struct crash {
	int status;             /* as waitpid gave it */
	size_t tasks_failed;    /* that it was running */
	char reason[96];        /* "worker killed by signal 9 (Killed)" */
};

/* Fails the task that each lane of the worker was running, with the reason;
 * the rest of each lane's chunk stays there for the next worker. Takes the
 * worker out of the counts of ready and finished workers. */
void crash_settle(struct crash *crash, struct crew *crew, size_t worker);

/* After the last worker has finished: a task that was not run although the run
 * was not cancelled was lost between a claim and its record. It fails too. */
void crash_settle_lost(struct crew *crew);

#endif
