/* async.h - waits: an event loop, over epoll or over io_uring; each lane is a
 * stackful coroutine.
 */
#ifndef SIMUL_ASYNC_H
#define SIMUL_ASYNC_H

#include "runners/model.h"

extern const struct wait wait_event_loop;
extern const struct wait wait_uring;

#endif
