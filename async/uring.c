/* uring.c - wait: the event loop over an io_uring. */
#include "async/async.h"
#include "async/event_loop.h"

#ifdef HAVE_URING
#include "async/ring.h"
#define POLLER &poller_uring
#else
#include <errno.h>
#include <stdio.h>
#define POLLER NULL

static int ring_probe(char *text, size_t size)
{
	snprintf(text, size, "simul was built without liburing");
	return -ENOSYS;
}
#endif

const struct wait wait_uring = {
	.name = "io_uring",
	.poller = POLLER,
	.probe = ring_probe,
	EVENT_LOOP_MEMBERS,
};
