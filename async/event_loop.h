/* event_loop.h - what a wait over an event loop is made of.
 *
 * wait_event_loop is one, over epoll. Another poller makes another: a file of
 * its own has the poller (poller.h) and a struct wait of these functions that
 * names it. async.h declares it, and rows of bench/plan/models.c use it.
 */
#ifndef SIMUL_EVENT_LOOP_H
#define SIMUL_EVENT_LOOP_H

#include "async/poller.h"
#include "runners/model.h"

int event_loop_open(struct worker *worker, struct error *err);
int event_loop_work(struct worker *worker, struct error *err);
void event_loop_close(struct worker *worker);
size_t event_loop_descriptors(size_t lanes);

#endif
