/* event_loop.h - what a wait over an event loop is made of.
 *
 * wait_event_loop is one, over epoll. Another poller makes another: a file of
 * its own has the poller (poller.h) and a struct wait of EVENT_LOOP_MEMBERS that
 * names it. async.h declares it, and rows of bench/plan/models.c use it.
 */
#ifndef SIMUL_EVENT_LOOP_H
#define SIMUL_EVENT_LOOP_H

#include "async/poller.h"
#include "runners/model.h"

/* The pages of a stack and of the kernel's page table that are touched in any
 * case, and records. A page of that table serves 2 MiB: less than 8 stacks. */
#define EVENT_LOOP_LANE_BYTES ((size_t)4096 + 4096 / 8 + 512)

int event_loop_open(struct worker *worker, struct error *err);
int event_loop_work(struct worker *worker, struct error *err);
void event_loop_close(struct worker *worker);
size_t event_loop_descriptors(size_t lanes);
size_t event_loop_lanes_most(void);

/* Of a struct wait, all but its name, its poller and its probe. */
#define EVENT_LOOP_MEMBERS                             \
	.lanes_share = true,                           \
	.lane_bytes = EVENT_LOOP_LANE_BYTES,           \
	.lanes_most = event_loop_lanes_most,           \
	.descriptors = event_loop_descriptors,         \
	.open = event_loop_open,                       \
	.work = event_loop_work,                       \
	.close = event_loop_close

#endif
