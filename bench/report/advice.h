/* advice.h - what a job's table comes to, in a few words.
 *
 *   at K = 160 async was fastest; threads took 1.10 x as long (1.04..1.17).
 *   Least memory: async (then threads, 1.65 x). ...
 *
 * Compared are the rows at the K of the fastest row, and serial with them,
 * whose K is 1. One model is called slower than another if the bootstrap
 * interval of the ratio of their medians (contrast_ratio) doesn't hold 1;
 * processor time and memory are mentioned only if they also differ by 5 % and no
 * more than half share the least, and of serial only if it is among the
 * fastest. What more in flight would do is said only where the workload knows
 * how long its tasks wait.
 *
 * It compares nothing but what was measured side by side: nothing of other
 * jobs, of models that didn't run, or of an open loop, whose time is set by
 * its rate.
 */
#ifndef SIMUL_ADVICE_H
#define SIMUL_ADVICE_H

#include "bench/analysis/summary.h"

/* The text, for free(). NULL: there is nothing to say: fewer than two models
 * with good samples, a cell that is void or slowed on purpose, an open loop,
 * or no memory. Of too few samples for an interval it says that they are too
 * few. */
char *advice_give(const struct summary *summary,
		  const struct summary_group *group);

#endif
