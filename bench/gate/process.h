/* process.h - one of the two programs of a gate, as a child process.
 *
 * The program may be an older version: the gate relies on `simul run` and the
 * columns that it writes, nothing else. One process takes one sample,
 *
 *   PROGRAM run JOBS --only SECTION -m MODEL -c K --repeat 1 --warmup 0 ...
 *
 * and its results are read back (csv.h), of any schema up to ours. duet.h
 * decides when it runs.
 */
#ifndef SIMUL_PROCESS_H
#define SIMUL_PROCESS_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runners/error.h"

/* The two lengths move the stack of the program, and with it its time. */
struct program {
	const char *name;         /* in messages: "base" */
	char path[PATH_MAX];
	uint64_t inject_pct;
	size_t argv0_bytes;       /* beside "simul" */
	size_t environment_bytes; /* beside what we have */
};

enum {
	PROGRAM_ARGV0_BYTES = 64, /* both are less than this */
	PROGRAM_ENVIRONMENT_BYTES = 4096,
};

struct sample_spec {
	const char *directory;    /* for the files that it writes */
	const char *jobs;         /* the job file */
	const char *section, *model;
	size_t concurrency;
	uint64_t tasks;           /* 0: as the section says */
	size_t processors;        /* to bind it to; 0: all of ours */
	size_t first_processor;   /* of ours, where those begin, modulo */
	uint64_t seed;
};

/* From fork to the row. The program and the spec must outlive it. */
struct process {
	const struct program *program;
	const struct sample_spec *spec;
	pid_t pid;                /* also its process group */
	int fd;                   /* pidfd: readable when it has ended */
	int status;               /* from waitpid, once reaped */
	char csv[PATH_MAX], complaints[PATH_MAX];
};

struct measurement {
	double wall_ns, cpu_ns;   /* of run; duet.h: in its own slices */
	double began_ns;          /* CLOCK_MONOTONIC; NAN: an older program
				     without that column */
	uint64_t tasks;
	char work[768];           /* everything that identifies the work */
	char version[128];        /* "0.1.0 (abc1234)" */
};

/* Starts it in a process group of its own, stopped: SIGCONT lets it run. Two
 * processes of one spec need different letters as `mark`, which go into the
 * names of their files. 0 or a negative errno with err. */
int process_start(struct process *process, const struct program *program,
		  const struct sample_spec *spec, char mark,
		  struct error *err);

/* To the whole group. Does nothing if that is gone. */
void process_signal(const struct process *process, int number);

/* After the fd was readable, or after SIGKILL: reaps it. Waits for its end. */
void process_reap(struct process *process);

/* What it measured, once reaped: 0, or a negative errno if it failed in any
 * way: could not run, took a bad sample, wrote what can't be read. err then
 * names the program and the cell. */
int process_read(const struct process *process, struct measurement *m,
		 struct error *err);

/* "base: 'squares' under threads, K 2: ...", and returns rc. */
int process_error(const struct process *process, int rc, const char *why,
		  struct error *err);

#endif
