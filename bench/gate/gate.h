/* gate.h - two programs, run in pairs on this machine, now.
 *
 *   calibrate    as many tasks as do the work that a job asks for
 *   warm up      a pair of each kind in every cell, discarded
 *   control      base and base, in pairs: how noisy is it here?
 *                from that, how many pairs it takes
 *   test         base and new, in pairs
 *   confirm      the same with fresh pairs of the cells that look red
 *
 * A round is a pair of every cell, in random order. The two of a pair run at
 * once, in slices (duet.h); a coin says which begins. They are bound to as many
 * processors as the cell has workers, or as its job says: two programs of one
 * worker each would else run on two processors, whose speeds differ.
 *
 * Where a file lies in memory, how long argv[0] is and how large the
 * environment, all move code and stack, and may make one copy of a program
 * slower than another (Mytkowicz, Diwan, Hauswirth, Sweeney, "Producing wrong
 * data without doing anything obviously wrong!", ASPLOS 2009). So each program
 * of each pair, of the control too, is a fresh copy, under a path of the same
 * length, with lengths of its own. What a copy does to the time is then noise
 * between pairs: the control sees it, the test allows for it, and more pairs
 * average it out. How a linker laid out the two programs stays in the result.
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
#include "runners/leftover.h"
#include "runners/random.h"

enum gate_program {
	GATE_BASE,
	GATE_COPY,                /* the base again, in the control */
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
	uint64_t work_ns;         /* to calibrate; 0: don't */
	uint64_t deadline_ns;
	char work[768];           /* as the first sample had it */
};

struct gating {
	struct gate_plan plan;
	struct pairs pairs;       /* its cells and those below are the same */
	struct gate_cell *cell;
	size_t cells;
	uint64_t batch;           /* of the pairs to be taken */
	struct program program[GATE_PROGRAMS];  /* what is copied */
	char version[GATE_PROGRAMS][128];
	struct leftover directory;
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

/* A part of gate_open: the cells, from the jobs. */
int gate_read_cells(struct gating *gating, struct error *err);

/* Continues the gate of this log, between gate_open and gate_run: its pairs
 * come first, and those to be taken are its next look. -EINVAL with err: the
 * log is of other programs or cells. */
int gate_continue(struct gating *gating, const struct pairs *log,
		  struct error *err);

/* Makes in the gate's directory a fresh copy of program `which`, with lengths
 * drawn for it, to run as the one with this mark (process_start). */
int gate_copy(struct gating *gating, enum gate_program which, char mark,
	      struct program *copy, struct error *err);

/* All stages, as far as they are called for. 0; -EINTR; another negative
 * errno if any sample wasn't good: then there is no verdict, only err. */
int gate_run(struct gating *gating, struct error *err);

/* Chooses tasks for the cells whose jobs ask for it; a pair of each kind in
 * each cell, discarded; `rounds` pairs, of all cells or (which != NULL) of
 * those that are marked. As gate_run. */
int gate_calibrate(struct gating *gating, struct error *err);
int gate_warm(struct gating *gating, struct error *err);
int gate_stage(struct gating *gating, enum pair_stage stage, size_t rounds,
	       const bool *which, struct error *err);

/* How many pairs this look of the test may take: what is needed, bounded by
 * max_pairs and by half of the time that is left (the other half is for
 * confirming); 0 if that is too few for any verdict. Pure. */
size_t gate_pairs(const struct gate_plan *plan, size_t look, size_t needed,
		  uint64_t spent_ns, double round_ns);

#endif
