/* advice.h - what a job's table comes to, in a few words.
 *
 *   at K = 160 async was fastest; threads took 1.10 x as long (1.04..1.17).
 *   Least memory: async (then threads, 1.65 x). ...
 *
 * Which rows are compared, and when one is called slower or more costly than
 * another, is ranking.h's: of all jobs in which models are equal at most one in
 * twenty gets any false claim, in whichever clause. A ratio is that of the
 * rounds, which both models were in, with an interval that holds together with
 * the claims. What more in flight would do is said only where the workload
 * knows how long its tasks wait, and no row above contradicts it.
 *
 * It compares nothing but what was measured side by side: nothing of other
 * jobs, of models that didn't run, or of an open loop, whose time is set by
 * its rate.
 */
#ifndef SIMUL_ADVICE_H
#define SIMUL_ADVICE_H

#include "bench/analysis/summary.h"

#define ADVICE_EQUAL 0.03         /* models this near count as equal */

/* The text, for free(). NULL: there is nothing to say: fewer than two models
 * with good samples, a cell that is void or slowed on purpose, an open loop,
 * or no memory. Of too few samples for an interval it says that they are too
 * few. */
char *advice_give(const struct summary *summary,
		  const struct summary_group *group);

#endif
