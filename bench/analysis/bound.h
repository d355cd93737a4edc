/* bound.h - how near a cell came to the best that its model could do.
 *
 * With C the processor time and W the waiting of all tasks, L the longest
 * task, K tasks in flight and P processors to use,
 *
 *     ideal = max(C / P, (C + W) / K, L),   efficiency = ideal / measured.
 *
 * No more than P processors compute, no more than K tasks wait at once, and
 * the longest task has to be sat through (Graham, "Bounds on multiprocessing
 * timing anomalies", SIAM J. Appl. Math. 17, 1969; Lazowska et al.,
 * Quantitative System Performance, 1984, chapter 5). Of one at a time it
 * leaves C + W.
 *
 *   C  the least median of user + system time among the cells of this work
 *      (series_same_work). Not just that of serial: one task at a time sleeps
 *      and wakes for every answer and often costs the most, and a bound that
 *      can be beaten is none.
 *   W  what the workload says (cell.waiting_known); else what serial's run
 *      time is above serial's processor time; else unknown, and taken as 0.
 *   L  cell.longest_ns. Of tasks that are known not to wait, the least among
 *      cells and samples of service_max_ns, times the share of their time in
 *      service that the tasks were on a processor. Where waiting is unknown,
 *      that least without the share, if serial ran; else 0.
 *   K  cell.lanes.
 *   P  the processors we may use, and no more than the model has workers.
 *
 * None of the three is more than what the cell itself needed, whatever was
 * measured of others, so that efficiency stays below 100 % but for the 5 %
 * that bound_little allows: C counts of each cell no more than run x P (it is
 * read a little before and after run); C + W no more than the least sum of
 * service times, or of lanes x run, among the cells.
 *
 * A cgroup's quota is dealt out by periods of 100 ms, so what is shorter may
 * have all processors: ideal is at least C / quota - 100 ms.
 *
 * An open loop has no ideal time: its rate sets the time.
 *
 * With a duration all of it is for one task: the times are divided by the
 * tasks that a sample did, and L, which one run has to sit through once, falls
 * away.
 */
#ifndef SIMUL_BOUND_H
#define SIMUL_BOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"
#include "runners/error.h"

/* Opening the gate and waking up take up to 0.1 ms. Of shorter medians no
 * efficiency is told. */
#define BOUND_SHORTEST_NS 2e6

struct bound {
	double cpu_ns, waiting_ns, longest_ns;  /* C, W, L */
	double processors;                      /* P */
	bool waiting_known;                     /* or estimated: not just 0 */
	bool too_short;                         /* for an efficiency */
	double ideal_ns;                        /* NAN: nothing is known */
	double efficiency;                      /* of the median; or NAN */
};

/* The bounds of all cells, into room for as many. 0 or -ENOMEM. */
int bound_all(const struct results *results, struct bound *bound);

/* The most that a cell of this bound can be faster than one task at a time:
 * as many times as it has lanes, and of tasks that are known only to compute
 * as it has processors. */
double bound_speed_up(const struct cell *cell, const struct bound *bound);

/* Little's law for one good sample: what is in flight on average is the
 * tasks' times in service, added up, over the time of the run, and that is at
 * most K. As throughput and time in service are both ours, N = X R itself
 * would hold of any numbers; what can be false, and shows a clock, a stamp or
 * a count gone wrong, is checked, with 5 % allowed:
 *
 *   - on average, and at its peak, no more in flight than there are lanes;
 *   - no task in service for longer than the run;
 *   - the sum of service times between tasks x shortest and tasks x longest,
 *     and no less than what the tasks had to wait (cell.waiting_ns);
 *   - the run no shorter than waiting / lanes, and than the longest wait.
 *
 * There is no lower limit on what is in flight: lanes that stand idle are a
 * cost of a model, which efficiency shows, not an error of measurement.
 *
 * Returns 0, or -EPROTO with the reason: the sample says nothing. */
int bound_little(const struct cell *cell, const struct sample *sample,
		 struct error *why);

#endif
