/* contender.h - one of the programs that a gate holds against each other.
 *
 * It is another process, perhaps of an older version: all that is known of it
 * is `simul run` and the columns that it writes. A sample is one call of it,
 *
 *   PROGRAM run JOBS --only SECTION -m MODEL -c K --repeat 1 --warmup 0 ...
 *
 * and one row read back, by names of columns, so that it may have more or
 * fewer of them than we know.
 */
#ifndef SIMUL_CONTENDER_H
#define SIMUL_CONTENDER_H

#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "runners/error.h"

struct contender {
	const char *name;         /* for people: "base" */
	char program[PATH_MAX];
	uint64_t inject_pct;
};

/* What it is to do, and where. */
struct errand {
	const char *directory;    /* for what it writes */
	const char *jobs;         /* the job file */
	const char *section, *model;
	size_t concurrency;
	uint64_t seed;
	uint64_t deadline_ns;     /* for all of it */
	volatile sig_atomic_t *interrupts;
};

/* What it brought back. */
struct haul {
	double wall_ns, cpu_ns;
	char work[768];           /* all that says what was done */
	char version[128];        /* "0.1.0 (abc1234)" */
};

/* Waits until it has ended. 0; -EINTR when interrupted; another negative
 * errno if it failed in any way: it couldn't run, a sample wasn't good, what
 * it wrote can't be read. err then names the contender and the cell. */
int contender_run(const struct contender *contender,
		  const struct errand *errand, struct haul *haul,
		  struct error *err);

#endif
