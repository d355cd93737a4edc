/* suite.h - carrying out a plan: rounds of samples into results. */
#ifndef SIMUL_SUITE_H
#define SIMUL_SUITE_H

#include <signal.h>

#include "bench/plan/plan.h"
#include "bench/record/results.h"
#include "origin/origin.h"

struct suite {
	const struct jobs *jobs;
	struct plan plan;
	const struct origin *origin;
	struct results *results;
	uint64_t seed;
	uint64_t max_time_ns;              /* for all groups; 0: no bound */
	volatile sig_atomic_t *interrupts;
	bool stamp_all;                    /* stamp even tiny tasks */
	size_t *ran;                       /* tasks of a cell's last sample */
	uint64_t warmups;                  /* rounds of this group, begun */
	bool keep_times;                   /* of each task; needs stamp_all */

	/* Not required. Called outside of every timed region, with `user`: */
	void *user;
	/* before a sample, `left` of them (warm-ups included) to be taken; */
	void (*before)(void *user, const struct subject *subject, size_t left);
	/* after a counted one, while its area is there; */
	void (*after)(void *user, const struct subject *subject,
		      const struct sample *sample, const struct area *area);
	/* after each complete round. A negative errno stops the suite. */
	int (*round)(void *user);
};

/* Makes the plan and the cells in results. 0 or -ENOMEM. */
int suite_init(struct suite *suite);
void suite_term(struct suite *suite);

/* Takes all samples. When interrupted, finishes the current sample and stops.
 * A group ends early, with one round at least, if another round would exceed
 * the time bound. 0 or a negative errno. */
int suite_run(struct suite *suite);

#endif
