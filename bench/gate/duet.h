/* duet.h - two programs at once, in slices: what happens to the machine
 * happens to both.
 *
 * A processor's speed is not the same from one second to the next: another
 * guest shares its core, its clock moves, and processor time knows nothing of
 * that. In slices of some milliseconds both programs have the same
 * milliseconds. docs/gate.md has figures.
 *
 * Both programs are started, and one of them is always stopped (SIGSTOP to
 * its process group). Of each two slices a coin says which is whose; a slice
 * lasts between half of `slice_ns` and one and a half, at random, so that it
 * keeps no time with anything that is periodic. When one has ended the other
 * goes on alone. The time of run counts only what lies within the program's
 * own slices, which takes the column run_began_ns; processor time needs
 * nothing. What a program only waits for goes on while it is stopped, so
 * where waiting is gated there must be one slice each, `slice_ns` 0: back to
 * back.
 *
 * After L. Bulej, V. Horky, P. Tuma, F. Farquet, A. Prokopec, "Duet
 * Benchmarking: Improving Measurement Accuracy in the Cloud", ICPE 2020. They
 * run both at the same time on different processors; slices let both have all
 * of them, and the same.
 */
#ifndef SIMUL_DUET_H
#define SIMUL_DUET_H

#include <signal.h>
#include <stdint.h>

#include "bench/gate/process.h"
#include "runners/random.h"

struct duet {
	const struct program *program[2];  /* the first is first to run */
	struct sample_spec spec;
	uint64_t slice_ns;        /* in the mean; 0: each to its end */
	uint64_t deadline_ns;     /* for both together */
	struct random *random;
	volatile sig_atomic_t *interrupts;
};

/* Waits until both have ended. measured[i] is of program[i]. 0; -EINTR when
 * interrupted; another negative errno if one of them failed in any way, with
 * err, which names it, or if memory is out. Neither is left running. */
int duet_run(const struct duet *duet, struct measurement measured[2],
	     struct error *err);

#endif
