/* gate.h - two programs, run in pairs on this machine, now.
 *
 *   warm up      a pair of each kind in every cell, forgotten
 *   control      base and its copy, in pairs: how noisy is it here?
 *                from that, how many pairs it takes
 *   test         base and new, in pairs
 *   confirm      the same with fresh pairs of the cells that look red
 *
 * A round is a pair of every cell, in random order. The two of a pair run at
 * once, in slices (duet.h); a coin says which begins. They are bound to as many
 * processors as the cell has workers, or as its job says: two programs of one
 * worker each would else run on two processors, whose speeds differ. All three
 * programs are copied beside each other, under names of the same length: a
 * path that is longer moves the stack, and with it the time.
 */
#ifndef SIMUL_GATE_H
#define SIMUL_GATE_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/gate/process.h"
#include "bench/gate/pairs.h"
#include "bench/gate/verdict.h"
#include "runners/random.h"

enum gate_program {
	GATE_BASE,
	GATE_COPY,                /* of the base */
	GATE_NEW,
	GATE_PROGRAMS,
};

/* What can be set. */
struct gate_plan {
	const char *base, *other; /* paths of the programs */
	const char *jobs;         /* a job file */
	const char *only;         /* sections, or NULL: all */
	struct verdict_rules rules;
	size_t control;           /* pairs */
	size_t max_pairs;         /* of the test, and again of the confirming */
	uint64_t max_time_ns;
	uint64_t slice_ns;        /* as duet.h has it */
	int metric;               /* enum metric for all cells, or -1 */
	uint64_t seed;
	uint64_t inject_pct;      /* into new */
};

/* Beside what its struct pair_cell has. */
struct gate_cell {
	size_t processors;        /* to be bound to; 0: to all */
	bool waits;               /* for others, and that is gated: no slices */
	uint64_t deadline_ns;
	char work[768];           /* as the first sample had it */
};

struct gating {
	struct gate_plan plan;
	struct pairs pairs;       /* its cells and those below are the same */
	struct gate_cell *cell;
	size_t cells;
	struct program program[GATE_PROGRAMS];
	char version[GATE_PROGRAMS][128];
	char directory[PATH_MAX];
	struct random random;
	uint64_t start_ns;
	volatile sig_atomic_t *interrupts;

	/* Not required: called before each round. */
	void (*before)(void *user, enum pair_stage stage, size_t round,
		       size_t rounds);
	void *user;
};

/* Reads the jobs, makes a temporary directory, copies the programs. The
 * caller has set plan and interrupts, and must call gate_close in any case,
 * which removes what was made. 0 or a negative errno with err. */
int gate_open(struct gating *gating, struct error *err);
void gate_close(struct gating *gating);

/* All stages, as far as they are called for. 0; -EINTR; another negative
 * errno if any sample wasn't good: then there is no verdict, only err. */
int gate_run(struct gating *gating, struct error *err);

/* A pair of each kind in each cell, forgotten; and `rounds` pairs, of all
 * cells or (which != NULL) of those that are marked. As gate_run. */
int gate_warm(struct gating *gating, struct error *err);
int gate_stage(struct gating *gating, enum pair_stage stage, size_t rounds,
	       const bool *which, struct error *err);

/* How many pairs the test may have: what is needed, bounded by max_pairs and
 * by half of the time that is left (the other half is for confirming); 0 if
 * that is too few for any verdict. Pure. */
size_t gate_pairs(const struct gate_plan *plan, size_t needed,
		  uint64_t spent_ns, double round_ns);

#endif
