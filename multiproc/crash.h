/* casualty.h - what a worker that died leaves behind. */
#ifndef SIMUL_CASUALTY_H
#define SIMUL_CASUALTY_H

#include "runners/model.h"

struct casualty {
	int status;             /* as waitpid gave it */
	size_t tasks_failed;    /* that it had in hand */
	char reason[96];        /* "worker killed by signal 9 (Killed)" */
};

/* Fails the task that each lane of the worker had in hand, with the reason;
 * the rest of each lane's chunk stays there for who comes next. Takes the
 * worker out of the counts of those that are ready or finished. */
void casualty_settle(struct casualty *casualty, struct crew *crew,
		     size_t worker);

/* After the last worker is through: a task that nobody ran though the run was
 * not cancelled was lost between a claim and its record. It fails too. */
void casualty_settle_lost(struct crew *crew);

#endif
