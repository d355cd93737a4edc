/* async.h - wait: an epoll loop; each lane is a stackful coroutine. */
#ifndef SIMUL_ASYNC_H
#define SIMUL_ASYNC_H

#include "runners/model.h"

extern const struct wait wait_event_loop;

#endif
