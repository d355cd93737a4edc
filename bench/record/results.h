/* results.h - everything that a run of the program measures.
 *
 * Three kinds of facts, each stored once: about the run (machine and program),
 * about a cell (one job under one model at one K), about a sample (one timed
 * execution of a cell). A row of the CSV file is a sample with its cell and
 * its run, so each row can be read by itself, and the rows hold everything
 * that is in here. columns.h names every field for all formats.
 */
#ifndef SIMUL_RESULTS_H
#define SIMUL_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/times.h"

#define RESULTS_SCHEMA 4

/* The machine and the program; texts are "" where unknown. */
struct environment {
	uint64_t schema;
	char version[32], commit[64];
	char compiler[96], flags[128];
	char libcurl[160];
	char cpu[96], kernel[96], governor[32];
	uint64_t processors;      /* usable by this process */
	double quota;             /* of the cgroup, in processors; 0: none */
	double load;              /* one-minute load average before the run */
	uint64_t timer_slack_ns;
	char started[32];         /* 2026-01-31T12:00:00Z */
	uint64_t seed;
};

struct cell {
	size_t first, last;       /* its samples; see results_add_sample */

	char job[96];             /* its name: the section, and what varies */
	char workload[32];
	char params[384];         /* as the workload describes them */
	char options[192];        /* of the run, if they affect its figures */
	char model[32];
	uint64_t concurrency;     /* K as asked; 1 for serial */
	uint64_t lanes;           /* what the model made of K */
	uint64_t workers;         /* including the threads of their pools */
	uint64_t tasks, chunk;
	double rate;              /* open loop: tasks a second; 0: closed */
	uint64_t duration_ns;     /* of a sample, and `tasks` are the most; 0:
				     until all are done */
	bool waiting_known;       /* the workload says how long tasks wait */
	uint64_t waiting_ns;      /* all tasks together; with a duration one,
				     on average */
	uint64_t longest_ns;      /* the task that waits longest */
	uint64_t repeat;          /* samples asked for, in all runs */
	bool known;               /* the right answers are known beforehand */
	uint64_t inject_pct;      /* a deliberate slow-down */
};

enum sample_state {
	SAMPLE_OK,
	SAMPLE_FAILED,
	SAMPLE_CANCELLED,
};

struct sample {
	size_t cell;              /* its index in results */
	size_t next;              /* in the same cell; as struct cell.first */

	uint64_t run;             /* from 1: which execution of the program */
	uint64_t round;           /* from 1, and goes on from run to run */
	uint64_t position;        /* from 1, as well; 0: never ran */
	int state;                /* enum sample_state */
	char reason[192];         /* why it isn't ok */

	uint64_t tasks_ok, tasks_failed, tasks_cancelled, tasks_wrong;
	char first_value[96], last_value[96];
	uint64_t digest;          /* of all values, in order of the tasks; 0
				     with a duration */
	char digests[100];        /* with a duration: 4 hexadecimal digits of
				     the first value, of the first 2, 4, 8...:
				     if those of one sample begin those of
				     another, they did the same as far as both
				     went */

	uint64_t open_ns, run_ns, close_ns;
	uint64_t run_began_ns;    /* by CLOCK_MONOTONIC */
	uint64_t stopped_ns;      /* by SIGSTOP or a suspend, in run; 0: or too
				     briefly to be seen */

	/* During run, all workers together. */
	uint64_t user_us, system_us;
	uint64_t voluntary_switches, involuntary_switches;
	uint64_t minor_faults, major_faults;
	uint64_t bytes, connections;
	uint64_t fetches;         /* that tasks asked for; 0: not known */
	uint64_t hosts;           /* addresses connected to; 0: not known */
	uint64_t handshakes;      /* of TLS */
	uint64_t connect_ns, tls_ns;  /* of all connections together */
	uint64_t http_version;    /* 11, 20, 30; 1: not all the same; 0: none */
	uint64_t peak_in_flight;  /* tasks between start and end; 0: unknown */
	uint64_t stall_us;        /* longest time an event loop didn't poll */

	/* The whole sample. */
	uint64_t peak_rss_kib;    /* of the largest process */
	uint64_t pss_kib;         /* of all workers at the end of run */
	uint64_t origin_cpu_us;   /* in run */
	uint64_t steal_us;        /* taken by the hypervisor in run, all cpus */

	/* From a task's start to its end; 0 if tasks aren't stamped. */
	uint64_t service_sum_ns, service_min_ns, service_max_ns;
	uint64_t service_p50_ns, service_p95_ns;
	uint64_t service_p99_ns, service_p999_ns;  /* 0: too few tasks */

	/* In an open loop: from when the task was due to its end. */
	uint64_t late_starts;     /* more than 1 ms after it was due */
	uint64_t latency_p50_ns, latency_p95_ns;
	uint64_t latency_p99_ns, latency_p999_ns, latency_max_ns;

	/* Of each task, if they were asked for: of service, in an open loop
	 * latencies. results own them. NULL: not kept. */
	struct times *times;
};

struct results {
	struct environment env;
	struct cell *cell;
	size_t cells;
	struct sample *sample;
	size_t samples;
};

void results_init(struct results *results);
void results_free(struct results *results);

/* Appends a zeroed entry and returns it, or NULL if out of memory.
 * Invalidates earlier pointers. */
struct cell *results_add_cell(struct results *results);
struct sample *results_add_sample(struct results *results, size_t cell);

/* The cell's sample after `last` (the first one if `last` is NULL), in the
 * order in which they were added; NULL after the last one. Visits only the
 * cell's own samples:
 *
 *     for (struct sample *s = NULL; (s = results_next(r, cell, s));) */
struct sample *results_next(const struct results *results, size_t cell,
			    const struct sample *last);

/* The same, but skips all samples whose state isn't SAMPLE_OK. */
struct sample *results_next_good(const struct results *results, size_t cell,
				 const struct sample *last);

/* Appends the samples of `more` as further runs: their run, round and position
 * go on from the last ones in results, and each cell joins the one that is
 * identified by the same (columns.h). The environment stays, or is that of
 * `more` if results had no sample. 0 or -ENOMEM. */
int results_append(struct results *results, const struct results *more);

/* How many runs the samples of a cell are of. They stand run by run. */
size_t results_runs(const struct results *results, size_t cell);

#endif
