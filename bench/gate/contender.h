/* contender.h - one of the programs that a gate holds against each other.
 *
 * It is another process, perhaps of an older version: all that is known of it
 * is `simul run` and the columns that it writes. A sample is one call of it,
 *
 *   PROGRAM run JOBS --only SECTION -m MODEL -c K --repeat 1 --warmup 0 ...
 *
 * and the results with that one sample read back (csv.h), of any schema up to
 * ours. When it runs is duet.h's.
 */
#ifndef SIMUL_CONTENDER_H
#define SIMUL_CONTENDER_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

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
	size_t processors;        /* that it may have; 0: all of ours */
	size_t first_processor;   /* of ours, where those begin, modulo */
	uint64_t seed;
};

/* One call, from fork to the row. Both must outlive it. */
struct call {
	const struct contender *contender;
	const struct errand *errand;
	pid_t pid;                /* also its process group */
	int fd;                   /* pidfd: readable when it has ended */
	int status;               /* as of waitpid, if it has ended */
	char csv[PATH_MAX], complaints[PATH_MAX];
};

/* What it brought back. */
struct haul {
	double wall_ns, cpu_ns;   /* of run; duet.h: in its own slices */
	double began_ns;          /* CLOCK_MONOTONIC; NAN: an older program
				     that doesn't tell */
	char work[768];           /* all that says what was done */
	char version[128];        /* "0.1.0 (abc1234)" */
};

/* Starts it in a process group of its own, which is stopped: SIGCONT lets it
 * go on. Two calls of one errand must differ in `mark`, a letter, by which
 * their files are told apart. 0 or a negative errno with err. */
int call_start(struct call *call, const struct contender *contender,
	       const struct errand *errand, char mark, struct error *err);

/* To the whole group. Nothing happens to one that is gone. */
void call_signal(const struct call *call, int number);

/* After the fd was readable, or after SIGKILL: reaps it. Waits for its end. */
void call_reap(struct call *call);

/* What it wrote, after it was reaped: 0, or a negative errno if it failed in
 * any way: it couldn't run, its sample wasn't good, what it wrote can't be
 * read. err then names the contender and the cell. */
int call_read(const struct call *call, struct haul *haul, struct error *err);

/* "base: 'squares' under threads, K 2: ...", and returns rc. */
int call_complain(const struct call *call, int rc, const char *why,
		  struct error *err);

#endif
