/* more_models.c - a table of models with twice as many rows, for a program of
 * its own (test_more_models.sh): it takes the place of bench/plan/models.c.
 *
 * Some are over a wait of their own, which is what a second poller needs: the
 * poller, a struct wait, and its rows.
 */
#include "async/async.h"
#include "async/event_loop.h"
#include "bench/plan/models.h"
#include "multiproc/multiproc.h"
#include "tests/poller_poll.h"
#include "threaded/threaded.h"

static const struct wait wait_poll_loop = {
	.name = "poll loop",
	.poller = &poller_poll,
	EVENT_LOOP_MEMBERS,
};

const struct model models[] = {
	{ "serial", "", &spawn_in_place, &wait_blocking },
	{ "threads", "", &spawn_threads, &wait_blocking },
	{ "processes", "", &spawn_processes, &wait_blocking },
	{ "async", "", &spawn_in_place, &wait_event_loop },
	{ "threads+async", "", &spawn_threads, &wait_event_loop },
	{ "processes+async", "", &spawn_processes, &wait_event_loop },
	{ "poll", "one thread, K coroutines over a loop of poll(2)",
	  &spawn_in_place, &wait_poll_loop },
	{ "threads+poll", "", &spawn_threads, &wait_poll_loop },
	{ "processes+poll", "", &spawn_processes, &wait_poll_loop },
	{ "serial-2", "", &spawn_in_place, &wait_blocking },
	{ "threads-2", "", &spawn_threads, &wait_blocking },
	{ "async-2", "", &spawn_in_place, &wait_event_loop },
	{ 0 }
};
