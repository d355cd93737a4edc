/* fairness.h - is it a comparison at all?
 *
 * Looks through all results for what makes a cell incomparable with the
 * others of its work (series_same_work), or its figures doubtful. A void
 * finding takes the cell out of the comparison: it did not do the same work
 * under the same limits. A flag only warns.
 *
 *   void   wrong: failed samples; failed, wrong, lost tasks; values or bytes
 *          that are not those of the others. Beside these a sample that
 *          Little's law denies (bound.h); other lanes at the same K; another
 *          number of tasks under the same job name
 *   flag   connections on other terms (below); the origin's processor time
 *          above 80 % of the run time; more than 2 % of the processors' time
 *          stolen by the hypervisor; a sample that was stopped in between;
 *          more than 1 % of the tasks that a rate made due in a duration not
 *          begun in it; a duration whose last tasks ended more than 5 % late,
 *          or that all tasks were done in; samples that drift or fall into
 *          two clusters
 *          (bench/stats/steady.h); fewer good samples than others have or
 *          were asked for; a slow-down that was injected
 *
 * Terms are equal if the server makes the difference: a limit of requests a
 * connection, `Connection: close`, several hosts, a redirect, HTTP/2. A cell's
 * due is a connection for each lane and host. What it opened beyond is held
 * against all that its peers opened, at whatever K, for as many fetches or in
 * as much time of lanes: the cell is flagged if it is more than
 * FAIRNESS_CONNECTIONS_LEAST times the least of these, and a binomial test
 * with FAIRNESS_CONNECTIONS_LEVEL for all cells together denies chance
 * (fairness_connections.c says why this is just).
 *
 * With a duration each sample does as many tasks as it can: none are lost,
 * values are compared as far as both samples went (sample.digests), and bytes
 * are not.
 *
 * Values and bytes are those of serial if it is there, else of the cell that
 * comes first. Pure but for memory.
 */
#ifndef SIMUL_FAIRNESS_H
#define SIMUL_FAIRNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/results.h"

#define FAIRNESS_CONNECTIONS_LEVEL 0.01
#define FAIRNESS_CONNECTIONS_LEAST 1.1
#define FAIRNESS_ORIGIN_BUSY 0.80
#define FAIRNESS_STEAL       0.02
#define FAIRNESS_OVERTIME    0.05  /* of a duration */
#define FAIRNESS_LEFT        0.01  /* of the tasks that were due in it */
#define FAIRNESS_DRIFT_LEVEL 0.01  /* of the jobs that don't drift */
#define FAIRNESS_DRIFT_LEAST 0.02  /* worth a remark; of clusters too */

enum fairness_kind {
	FAIRNESS_FAILED,
	FAIRNESS_TASKS_FAILED,
	FAIRNESS_WRONG,
	FAIRNESS_LOST,
	FAIRNESS_VALUES,
	FAIRNESS_BYTES,
	FAIRNESS_LAST_WRONG = FAIRNESS_BYTES,
	FAIRNESS_LITTLE,
	FAIRNESS_LANES,
	FAIRNESS_TASKS,
	FAIRNESS_LAST_VOID = FAIRNESS_TASKS,
	FAIRNESS_CONNECTIONS,
	FAIRNESS_ORIGIN,
	FAIRNESS_STOLEN,
	FAIRNESS_STOPPED,
	FAIRNESS_BEHIND,
	FAIRNESS_RAN_ON,
	FAIRNESS_ALL_DONE,
	FAIRNESS_RISING,
	FAIRNESS_FALLING,
	FAIRNESS_CLUSTERS,
	FAIRNESS_FEWER,
	FAIRNESS_INJECTED,
};

struct finding {
	size_t cell;
	enum fairness_kind kind;
	double percent;           /* that the sentence tells, or 0 */
	char flag[32];            /* "origin busy": for a table */
	char sentence[256];       /* for below it */
};

struct findings {
	struct finding *item;     /* by cell, the gravest first */
	size_t count;
};

/* 0 or -ENOMEM. Free them in both cases. */
int fairness_check(const struct results *results, struct findings *findings);
void fairness_free(struct findings *findings);

static inline bool fairness_is_void(const struct finding *finding)
{
	return finding->kind <= FAIRNESS_LAST_VOID;
}

/* The finding after `last` (the first one if `last` is NULL) that says that
 * tasks failed or that answers are not the same, or NULL: results with one of
 * these are no answer. */
const struct finding *fairness_wrong(const struct findings *findings,
				     const struct finding *last);

/* Whether two cells' findings are one sentence, but for their percentages. */
bool fairness_alike(const struct finding *a, const struct finding *b);

/* That sentence, of the least and of the most of them by percentage. */
void fairness_tell(const struct finding *least, const struct finding *most,
		   char *buf, size_t size);

/* Whether two samples of a duration did the same, as far as both went. */
bool fairness_digests_agree(const struct sample *a, const struct sample *b);

/* Whether the cell has a void finding. */
bool fairness_cell_void(const struct findings *findings, size_t cell);

#endif
