/* models.c - the nine models, of three spawns and three waits. */
#include "bench/plan/models.h"

#include "async/async.h"
#include "multiproc/multiproc.h"
#include "threaded/threaded.h"

const struct model models[] = {
	{ "serial", "one after the other: what all others are held against",
	  &spawn_in_place, &wait_blocking },
	{ "threads", "K threads, each waits for its own task",
	  &spawn_threads, &wait_blocking },
	{ "processes", "K forked processes, each waits for its own task",
	  &spawn_processes, &wait_blocking },
	{ "async", "one thread, K coroutines over an epoll loop",
	  &spawn_in_place, &wait_event_loop },
	{ "threads+async", "a loop in each of a few threads, K coroutines",
	  &spawn_threads, &wait_event_loop },
	{ "processes+async", "a loop in each of a few processes, K coroutines",
	  &spawn_processes, &wait_event_loop },
	{ "uring", "one thread, K coroutines over an io_uring",
	  &spawn_in_place, &wait_uring },
	{ "threads+uring", "an io_uring in each of a few threads, K coroutines",
	  &spawn_threads, &wait_uring },
	{ "processes+uring",
	  "an io_uring in each of a few processes, K coroutines",
	  &spawn_processes, &wait_uring },
	{ 0 }
};
