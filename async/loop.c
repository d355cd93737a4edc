/* loop.c - which coroutine is resumed when, and which events are wanted. */
#include "async/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "runners/clock.h"
#include "runners/macros.h"

#define EVENTS_AT_ONCE 256

/* Idle work takes a fifth of this at most, so that no timer is late for it. */
#define IDLE_NS (5 * NS_PER_MS)

/* Cap the resumes per turn, at one for each coroutine and this many more, so
 * that coroutines waking each other cannot starve descriptors and timers. */
#define RESUMES_MORE 256

/* Wakes a waiter at its time, unless removed first. */
struct alarm {
	struct timer timer;
	struct waiter *waiter;   /* NULL: the time has come */
};

static size_t most_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 1024;
	return (size_t)MIN(limit.rlim_cur, (rlim_t)1 << 20);
}

int loop_init(struct loop *loop, const struct poller *poller, size_t waiters)
{
	int rc;

	*loop = (struct loop){ .poller = poller,
			       .descriptors = most_descriptors() };
	loop->last = &loop->first;
	loop->polling = poller->new(loop->descriptors);
	if (!loop->polling)
		return -errno;
	rc = timers_init(&loop->timers, waiters);
	if (rc < 0)
		goto fail_timers;
	loop->descriptor = calloc(loop->descriptors, sizeof(struct descriptor));
	if (!loop->descriptor) {
		rc = -ENOMEM;
		goto fail_descriptor;
	}
	return 0;

fail_descriptor:
	timers_term(&loop->timers);
fail_timers:
	poller->free(loop->polling);
	return rc;
}

void loop_term(struct loop *loop)
{
	free(loop->descriptor);
	timers_term(&loop->timers);
	loop->poller->free(loop->polling);
}

void loop_wake(struct loop *loop, struct waiter *waiter)
{
	if (waiter->done)
		return;
	waiter->done = true;
	waiter->next = NULL;
	*loop->last = waiter;
	loop->last = &waiter->next;
}

void loop_wait(struct waiter *waiter)
{
	while (!waiter->done)
		coroutine_yield(waiter->co);
}

void loop_wait_until(struct loop *loop, struct waiter *waiter, uint64_t at_ns)
{
	struct alarm alarm = { .timer.at_ns = at_ns, .waiter = waiter };

	if (at_ns)
		timers_add(&loop->timers, &alarm.timer);
	loop_wait(waiter);
	if (at_ns && alarm.waiter)
		timers_remove(&loop->timers, &alarm.timer);
}

void loop_sleep_until(struct loop *loop, struct coroutine *co, uint64_t at_ns)
{
	struct waiter waiter = { .co = co };

	/* A deadline of 0 has passed as much as one of 1. */
	loop_wait_until(loop, &waiter, MAX(at_ns, UINT64_C(1)));
}

static bool in_table(const struct loop *loop, int fd)
{
	return fd >= 0 && (size_t)fd < loop->descriptors;
}

/* A file that was registered and is closed now is no error: libcurl closed it
 * without a word, and will notice. */
static void register_events(struct loop *loop, int fd, short events)
{
	struct descriptor *d = &loop->descriptor[fd];
	int rc = loop->poller->watch(loop->polling, fd, d->registered, events);

	if (rc < 0 && !(rc == -EBADF && d->registered))
		loop->error = rc;
	if (!d->registered || rc > 0)
		d->since = loop->turn;
	d->registered = rc < 0 ? 0 : events;
}

void loop_watch(struct loop *loop, int fd, short events,
		descriptor_handler *handler, void *owner)
{
	struct descriptor *d;

	if (!in_table(loop, fd)) {
		loop->error = -EMFILE;
		return;
	}
	d = &loop->descriptor[fd];
	loop->highest = MAX(loop->highest, fd);
	loop->watched += !d->wanted;
	d->wanted = events;
	d->handler = handler;
	d->owner = owner;
	if (d->registered != events)
		register_events(loop, fd, events);
}

void *loop_watcher(const struct loop *loop, int fd,
		   descriptor_handler *handler)
{
	const struct descriptor *d;

	if (!in_table(loop, fd))
		return NULL;
	d = &loop->descriptor[fd];
	return d->wanted && d->handler == handler ? d->owner : NULL;
}

void loop_unwatch(struct loop *loop, int fd)
{
	struct descriptor *d;

	if (!in_table(loop, fd))
		return;
	d = &loop->descriptor[fd];
	loop->watched -= !!d->wanted;
	d->wanted = 0;
}

void loop_remove(struct loop *loop, int fd)
{
	if (!in_table(loop, fd))
		return;
	loop_unwatch(loop, fd);
	if (loop->descriptor[fd].registered)
		register_events(loop, fd, 0);
}

static void disown(struct loop *loop, int fd)
{
	if (loop->descriptor[fd].registered && loop->poller->forget)
		loop->poller->forget(loop->polling, fd);
	loop->descriptor[fd].registered = 0;
}

/* What is still wanted was asked of the number's former file; libcurl compares
 * numbers too, so it won't ask again for the new one. */
void loop_know(struct loop *loop, int fd)
{
	struct descriptor *d;

	if (!in_table(loop, fd))
		return;
	d = &loop->descriptor[fd];
	disown(loop, fd);
	d->known = true;
	if (d->wanted)
		register_events(loop, fd, d->wanted);
}

bool loop_knows(const struct loop *loop, int fd)
{
	return in_table(loop, fd) && loop->descriptor[fd].known;
}

void loop_forget(struct loop *loop, int fd)
{
	if (!in_table(loop, fd))
		return;
	loop_unwatch(loop, fd);
	disown(loop, fd);
	loop->descriptor[fd].known = false;
}

void loop_poke(struct loop *loop, descriptor_handler *handler)
{
	for (int fd = 0; fd <= loop->highest; fd++) {
		const struct descriptor *d = &loop->descriptor[fd];

		if (d->wanted & POLLIN && d->handler == handler)
			handler(d->owner, fd, POLLIN);
	}
}

static void resume_ready(struct loop *loop)
{
	size_t most = loop->live + RESUMES_MORE;

	for (size_t i = 0; loop->first && i < most; i++) {
		struct waiter *w = loop->first;
		struct coroutine *co = w->co;

		loop->first = w->next;
		if (!loop->first)
			loop->last = &loop->first;
		coroutine_resume(co);
		loop->live -= coroutine_done(co);
	}
}

static void fire_timers(struct loop *loop, uint64_t now_ns)
{
	struct timer *t;

	while ((t = timers_due(&loop->timers, now_ns))) {
		struct alarm *alarm = container_of(t, struct alarm, timer);

		loop_wake(loop, alarm->waiter);
		alarm->waiter = NULL;
	}
}

/* The event has taken it out. */
static void dispatch_once(struct loop *loop, const struct ready *ready)
{
	struct descriptor *d = &loop->descriptor[ready->fd];

	d->registered = 0;
	if (d->wanted && ready->events & POLLNVAL)
		loop->error = -EBADF;
	else if (d->wanted)
		d->handler(d->owner, ready->fd, ready->events);
	if (d->wanted && !d->registered && !loop->error)
		register_events(loop, ready->fd, d->wanted);
}

/* Events were collected before any of their handlers ran. One of those may have
 * closed a file, and registered another that got its number: the event isn't
 * that one's, and what it is ready for the next turn tells. */
static void dispatch(struct loop *loop, const struct ready *ready)
{
	const struct descriptor *d = &loop->descriptor[ready->fd];

	if (d->since == loop->turn)
		return;
	if (loop->poller->once)
		dispatch_once(loop, ready);
	else if (d->wanted)
		d->handler(d->owner, ready->fd, ready->events);
	else if (d->registered)
		register_events(loop, ready->fd, 0);
}

static uint64_t next_deadline(struct loop *loop)
{
	uint64_t at = timers_next(&loop->timers);
	struct agent *a = loop->agent;

	return a ? MIN(at, a->deadline_ns(a)) : at;
}

/* After idle work. */
static uint64_t time_left(struct loop *loop, uint64_t now, uint64_t left_ns)
{
	uint64_t most_ns = loop->idle(loop->idle_owner, now);
	uint64_t worked_ns = clock_ns() - now;

	return MIN(left_ns - MIN(left_ns, worked_ns), most_ns);
}

static int wait_events(struct loop *loop, struct ready *ready)
{
	uint64_t now = clock_ns();
	uint64_t at = next_deadline(loop);
	uint64_t left_ns = 0;
	int n;

	loop->stall_ns = MAX(loop->stall_ns, now - loop->awake_ns);
	if (!loop->first && at > now)
		left_ns = MIN(at - now, 3600 * NS_PER_S);
	if (loop->idle && left_ns >= IDLE_NS)
		left_ns = time_left(loop, now, left_ns);
	n = loop->poller->wait(loop->polling, ready, EVENTS_AT_ONCE, left_ns);
	if (n < 0 && n != -EINTR)
		loop->error = n;
	return MAX(n, 0);
}

/* Completes what has ended: its task goes on, and what that asks for next is
 * started. Done after each event rather than after all of them: by then the
 * others would have evicted its memory from the caches, which costs a third of
 * the CPU at a thousand in flight. */
static void turn_over(struct loop *loop)
{
	struct agent *a = loop->agent;

	if (a)
		a->drain(a);
	resume_ready(loop);
	if (a)
		a->flush(a);
}

static void poll_once(struct loop *loop)
{
	struct ready ready[EVENTS_AT_ONCE];
	int n = wait_events(loop, ready);
	struct agent *a = loop->agent;

	loop->awake_ns = clock_ns();
	loop->turn++;
	for (int i = 0; i < n; i++) {
		dispatch(loop, &ready[i]);
		turn_over(loop);
	}
	fire_timers(loop, loop->awake_ns);
	if (a && a->deadline_ns(a) <= loop->awake_ns)
		a->expire(a, loop->awake_ns);
	turn_over(loop);
}

static bool stuck(const struct loop *loop)
{
	return !loop->first && !loop->watched && !loop->timers.count &&
	       !(loop->agent && loop->agent->busy(loop->agent));
}

static int explain(struct loop *loop, struct error *err)
{
	if (loop->error == -EDEADLK)
		return error_set(err, loop->error,
				 "deadlock: %zu tasks wait for what none of "
				 "them will do",
				 loop->live);
	return error_set(err, loop->error, "event loop: %s",
			 strerror(-loop->error));
}

int loop_run(struct loop *loop, struct error *err)
{
	loop->awake_ns = clock_ns();
	turn_over(loop);
	while (loop->live && !loop->error) {
		if (stuck(loop))
			loop->error = -EDEADLK;
		else
			poll_once(loop);
	}
	loop->stall_ns = MAX(loop->stall_ns, clock_ns() - loop->awake_ns);
	return loop->error ? explain(loop, err) : 0;
}
