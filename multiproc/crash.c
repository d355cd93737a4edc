/* crash.c - reading a dead worker's lanes.
 *
 * A lane says which tasks it has done, which one it was running (at) and where
 * its chunk ends. If the running one already has a state, it had failed: only
 * the step to the next one is missing.
 */
#include "multiproc/crash.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static void explain(struct crash *c)
{
	if (WIFSIGNALED(c->status))
		snprintf(c->reason, sizeof(c->reason),
			 "worker killed by signal %d (%s)",
			 WTERMSIG(c->status),
			 sigdescr_np(WTERMSIG(c->status)));
	else
		snprintf(c->reason, sizeof(c->reason),
			 "worker exited with status %d",
			 WEXITSTATUS(c->status));
}

static void settle_lane(struct crash *c, struct area *area,
			struct lane *lane)
{
	area_settle(area, lane);
	if (lane->at >= lane->end)
		return;
	if (area->state[lane->at] == TASK_PENDING) {
		area_fail(area, lane->at, TASK_FAILED, -ECHILD, c->reason);
		c->tasks_failed++;
	}
	lane->from = ++lane->at;
}

/* A stage is set before its count goes up, so a worker that died has been
 * counted for every stage it reached. */
static void uncount(struct area *area, struct worker_record *r)
{
	uint32_t stage = atomic_exchange(&r->stage, STAGE_BORN);

	if (stage >= STAGE_READY)
		atomic_fetch_sub(&area->ready, 1);
	if (stage >= STAGE_FINISHED)
		atomic_fetch_sub(&area->finished, 1);
}

void crash_settle(struct crash *c, struct crew *crew, size_t index)
{
	struct area *area = crew->area;
	size_t first, count;

	explain(c);
	c->tasks_failed = 0;
	worker_lanes(crew, index, &first, &count);
	for (size_t i = 0; i < count; i++)
		settle_lane(c, area, &area->lane[first + i]);
	uncount(area, &area->worker[index]);
}

void crash_settle_lost(struct crew *crew)
{
	struct area *area = crew->area;

	if (area_cancelled(area))
		return;
	for (size_t task = 0; task < area->tasks; task++)
		if (area->state[task] == TASK_PENDING)
			area_fail(area, task, TASK_FAILED, -ECHILD,
				  "lost with the worker that claimed it");
}
