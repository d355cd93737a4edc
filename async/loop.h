/* loop.h - the event loop of one worker: ready list, timers, descriptors.
 *
 *            loop_run
 *   +--> poller->wait until the earliest deadline
 *   |    for each event: its descriptor's handler, then:
 *   |        the agent wakes the waiters of what is done
 *   |        all that is ready is resumed (runs, waits again, or ends)
 *   |        the agent starts what was asked for
 *   +--- due timers, the agent's deadlines; the same once more
 *
 * Waking is appending to the ready list; only loop_run resumes. Handlers run
 * on the loop's own stack. The loop knows neither libcurl, which is the agent
 * (transfers.h), nor epoll or io_uring, which are pollers (poller.h).
 */
#ifndef SIMUL_LOOP_H
#define SIMUL_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "async/coroutine.h"
#include "async/poller.h"
#include "async/timers.h"
#include "runners/error.h"

struct loop;

/* The record of one wait, on the waiter's stack. */
struct waiter {
	struct waiter *next;
	struct coroutine *co;
	bool done;
};

/* Something that does io on behalf of coroutines, and batches it. */
struct agent {
	/* Start what was asked for since the last call. */
	void (*flush)(struct agent *agent);
	/* When to call expire(); TIMERS_NEVER: not at all. */
	uint64_t (*deadline_ns)(struct agent *agent);
	void (*expire)(struct agent *agent, uint64_t now_ns);
	/* Wake the waiters of what is done. */
	void (*drain)(struct agent *agent);
	/* Is anything pending that will wake a coroutine? */
	bool (*busy)(struct agent *agent);
};

typedef void descriptor_handler(void *owner, int fd, short events);

/* What the poller knows of a descriptor, and what is wanted of it now. */
struct descriptor {
	short registered;
	short wanted;
	bool known;              /* loop_know */
	uint64_t since;          /* the turn in which it was registered anew */
	descriptor_handler *handler;
	void *owner;
};

struct loop {
	const struct poller *poller;
	void *polling;                   /* the poller's own */
	int error;                       /* of a handler: negative errno */
	struct waiter *first, **last;    /* ready */
	struct timers timers;
	struct descriptor *descriptor;   /* indexed by fd */
	size_t descriptors, watched;
	int highest;                     /* that was ever watched */
	struct agent *agent;             /* or NULL */
	/* Called before a wait of some milliseconds; NULL: none. Returns how
	 * long it may wait then. */
	uint64_t (*idle)(void *owner, uint64_t now_ns);
	void *idle_owner;
	size_t live;                     /* coroutines that have not ended */
	uint64_t turn;                   /* how often it has polled */
	uint64_t awake_ns;               /* when the poller last returned */
	uint64_t stall_ns;               /* longest time away from it */
};

/* Room for `waiters` that sleep at once. 0 or a negative errno. */
int loop_init(struct loop *loop, const struct poller *poller, size_t waiters);
void loop_term(struct loop *loop);

/* Appends to the ready list, unless the waiter has been woken already. Never
 * resumes. */
void loop_wake(struct loop *loop, struct waiter *waiter);

/* Called by a coroutine: yields until the waiter has been woken. */
void loop_wait(struct waiter *waiter);

/* The same until at_ns by the clock at most; 0: no bound. */
void loop_wait_until(struct loop *loop, struct waiter *waiter, uint64_t at_ns);

/* Called by a coroutine: waits until then. */
void loop_sleep_until(struct loop *loop, struct coroutine *co, uint64_t at_ns);

/* Has handler called whenever fd is ready for events (POLLIN, POLLOUT), and
 * on POLLERR and POLLHUP. Costs a system call only if the poller knows
 * something else of fd. */
void loop_watch(struct loop *loop, int fd, short events,
		descriptor_handler *handler, void *owner);

/* The owner for which this handler watches fd; NULL: it doesn't. */
void *loop_watcher(const struct loop *loop, int fd,
		   descriptor_handler *handler);

/* Not wanted for now. It stays registered, as most are wanted again soon; if it
 * becomes ready first, the loop takes it out then. */
void loop_unwatch(struct loop *loop, int fd);

/* Not wanted any more, and taken out at once: for a descriptor that may be
 * closed without a call of loop_forget. */
void loop_remove(struct loop *loop, int fd);

/* fd is a file that has just been opened, and loop_forget will be called before
 * it is closed. What the loop believed of the number is void. */
void loop_know(struct loop *loop, int fd);
bool loop_knows(const struct loop *loop, int fd);

/* Call before closing fd: its number may come back as another file. The loop
 * survives one that was closed without this call, but until the poller has told
 * it so, it may take another file for it. */
void loop_forget(struct loop *loop, int fd);

/* Calls this handler, as if they were readable, for all descriptors that it
 * watches for that. */
void loop_poke(struct loop *loop, descriptor_handler *handler);

/* Runs until every live coroutine has ended. Returns 0, -EDEADLK if nothing can
 * wake those that are left, or another negative errno, with err. */
int loop_run(struct loop *loop, struct error *err);

#endif
