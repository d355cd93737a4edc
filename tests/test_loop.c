/* test_loop.c - which coroutine wakes when, and what the poller registers.
 *
 * Every test runs over epoll, over poll(2) and over io_uring where it can be
 * had, through a spy that notes what the loop has registered.
 */
#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "async/loop.h"
#ifdef HAVE_URING
#include "async/ring.h"
#endif
#include "runners/clock.h"
#include "runners/macros.h"
#include "tests/poller_poll.h"

static const struct poller *uring_or_skip(void)
{
#ifdef HAVE_URING
	char why[256];

	if (ring_probe(why, sizeof(why)) == 0)
		return &poller_uring;
	cr_skip_test("%s", why);
#else
	cr_skip_test("built without liburing");
#endif
}

/* A test over each poller. */
#define LOOP_TEST(name)                                                        \
	static void name(const struct poller *poller);                         \
	Test(loop, name)                                                       \
	{                                                                      \
		name(&poller_epoll);                                           \
	}                                                                      \
	Test(loop_over_poll, name)                                             \
	{                                                                      \
		name(&poller_poll);                                            \
	}                                                                      \
	Test(loop_over_uring, name)                                            \
	{                                                                      \
		name(uring_or_skip());                                         \
	}                                                                      \
	static void name(const struct poller *poller)

#define ROUTINES     64
#define STACK_BYTES ((size_t)64 << 10)

/* A loop, its coroutines, and the order in which they ran. */
struct stage {
	struct loop loop;
	struct stacks stacks;
	struct routine {
		struct stage *stage;
		struct coroutine *co;
		struct waiter birth, wait;
		uint64_t ns;             /* how long to sleep */
		uint64_t woken_ns;
	} routine[ROUTINES];
	size_t routines;
	size_t said[ROUTINES];
	size_t count;

	int pipe[2];
	size_t events;
	short last_events;

	struct agent agent;
	size_t turns;                    /* of the loop, seen by the agent */
	uint64_t expire_ns;
};

/* --- a spy between the loop and its poller --- */

static const struct poller *spied_on;
static int last_fd;
static short last_registered;
static size_t registrations;

static void *spy_new(size_t descriptors)
{
	registrations = 0;
	return spied_on->new(descriptors);
}

static void spy_free(void *own)
{
	spied_on->free(own);
}

static int spy_watch(void *own, int fd, short before, short events)
{
	last_fd = fd;
	last_registered = events;
	registrations++;
	return spied_on->watch(own, fd, before, events);
}

static void spy_forget(void *own, int fd)
{
	if (spied_on->forget)
		spied_on->forget(own, fd);
}

static int spy_wait(void *own, struct ready *ready, int most,
		    uint64_t timeout_ns)
{
	return spied_on->wait(own, ready, most, timeout_ns);
}

static struct poller spy = {
	.name = "spy",
	.new = spy_new,
	.free = spy_free,
	.watch = spy_watch,
	.forget = spy_forget,
	.wait = spy_wait,
};

/* Were these all calls of the poller since the stage was made? */
static bool told(size_t times, int fd, short events)
{
	return registrations == times && last_fd == fd &&
	       last_registered == events;
}

/* --- the stage --- */

static struct stage *stage_new(const struct poller *poller)
{
	struct stage *s = calloc(1, sizeof(*s));

	spied_on = poller;
	spy.once = poller->once;
	cr_assert_eq(loop_init(&s->loop, &spy, ROUTINES), 0);
	cr_assert_eq(stacks_init(&s->stacks, ROUTINES, STACK_BYTES), 0);
	cr_assert_eq(pipe2(s->pipe, O_CLOEXEC | O_NONBLOCK), 0);
	return s;
}

static void stage_free(struct stage *s)
{
	for (size_t i = 0; i < s->routines; i++)
		coroutine_term(s->routine[i].co);
	close(s->pipe[0]);
	close(s->pipe[1]);
	stacks_term(&s->stacks);
	loop_term(&s->loop);
	free(s);
}

static struct routine *spawn(struct stage *s, void (*entry)(void *),
			    uint64_t ns)
{
	struct routine *routine = &s->routine[s->routines];

	routine->stage = s;
	routine->ns = ns;
	routine->co = coroutine_new(&s->stacks, s->routines++, entry, routine);
	routine->birth.co = routine->wait.co = routine->co;
	s->loop.live++;
	loop_wake(&s->loop, &routine->birth);
	return routine;
}

static void say(struct routine *routine)
{
	struct stage *s = routine->stage;

	routine->woken_ns = clock_ns();
	s->said[s->count++] = (size_t)(routine - s->routine);
}

static void sleep_then_say(void *arg)
{
	struct routine *routine = arg;

	loop_sleep_until(&routine->stage->loop, routine->co, routine->ns);
	say(routine);
}

static void wait_then_say(void *arg)
{
	struct routine *routine = arg;

	loop_wait(&routine->wait);
	say(routine);
}

LOOP_TEST(sleepers_wake_in_the_order_of_their_deadlines)
{
	struct stage *s = stage_new(poller);
	uint64_t start = clock_ns();

	for (size_t i = 0; i < 50; i++)
		spawn(s, sleep_then_say, start + (i * 37 % 50) * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->count, 50);
	for (size_t i = 0; i < 50; i++)
		cr_assert_eq(s->said[i] * 37 % 50, i);
	stage_free(s);
}

LOOP_TEST(no_sleeper_wakes_before_its_deadline)
{
	struct stage *s = stage_new(poller);
	uint64_t start = clock_ns();

	for (size_t i = 0; i < 20; i++)
		spawn(s, sleep_then_say, start + i * 1234567);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	for (size_t i = 0; i < 20; i++)
		cr_assert_geq(s->routine[i].woken_ns, start + i * 1234567);
	stage_free(s);
}

LOOP_TEST(sleepers_sleep_at_the_same_time)
{
	struct stage *s = stage_new(poller);
	uint64_t start = clock_ns();

	for (size_t i = 0; i < ROUTINES; i++)
		spawn(s, sleep_then_say, start + 100 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	/* One after the other they would take 6.4 s. */
	cr_assert_lt(clock_ns() - start, 3 * NS_PER_S);
	stage_free(s);
}

LOOP_TEST(a_deadline_that_has_passed_still_lets_others_run_first)
{
	struct stage *s = stage_new(poller);

	spawn(s, sleep_then_say, 0);
	spawn(s, wait_then_say, 0)->wait.done = true;
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->said[0], 1);
	cr_assert_eq(s->said[1], 0);
	stage_free(s);
}

LOOP_TEST(nothing_to_run_ends_at_once)
{
	struct stage *s = stage_new(poller);

	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	stage_free(s);
}

static void ignore(int number)
{
	(void)number;
}

LOOP_TEST(signals_do_not_end_the_run)
{
	struct stage *s = stage_new(poller);
	struct itimerval often = { { 0, 5000 }, { 0, 5000 } };
	struct itimerval not = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = ignore };
	uint64_t start = clock_ns();

	sigaction(SIGALRM, &action, NULL);
	spawn(s, sleep_then_say, start + 100 * NS_PER_MS);
	setitimer(ITIMER_REAL, &often, NULL);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	setitimer(ITIMER_REAL, &not, NULL);
	cr_assert_geq(s->routine[0].woken_ns, start + 100 * NS_PER_MS);
	stage_free(s);
}

LOOP_TEST(tasks_that_will_never_be_woken_are_reported_as_a_deadlock)
{
	struct stage *s = stage_new(poller);
	struct error err = { "" };

	for (size_t i = 0; i < 3; i++)
		spawn(s, wait_then_say, 0);
	spawn(s, sleep_then_say, clock_ns() + NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, &err), -EDEADLK);
	cr_assert_eq(s->count, 1, "the sleeper was to end first");
	cr_assert_eq(strncmp(err.text, "deadlock: 3 tasks wait", 22), 0, "%s",
		     err.text);
	stage_free(s);
}

/* Wakes the routine before it, then records that it ran. */
static void wake_the_one_before(void *arg)
{
	struct routine *routine = arg;
	size_t i = (size_t)(routine - routine->stage->routine);

	loop_wake(&routine->stage->loop, &routine->stage->routine[i - 1].wait);
	say(routine);
}

LOOP_TEST(waking_appends_and_resumes_no_coroutine)
{
	struct stage *s = stage_new(poller);

	spawn(s, wait_then_say, 0);
	spawn(s, wake_the_one_before, 0);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->said[0], 1);
	cr_assert_eq(s->said[1], 0);
	stage_free(s);
}

/* --- descriptors --- */

static void on_readable(void *owner, int fd, short events)
{
	struct stage *s = owner;
	char byte;

	s->events++;
	s->last_events = events;
	if (read(fd, &byte, 1) == 1)
		loop_wake(&s->loop, &s->routine[(size_t)byte].wait);
}

static void write_then_say(void *arg)
{
	struct routine *routine = arg;
	char first = 0;

	loop_sleep_until(&routine->stage->loop, routine->co, routine->ns);
	cr_assert_eq(write(routine->stage->pipe[1], &first, 1), 1);
	say(routine);
}

static void watch_pipe(struct stage *s)
{
	loop_watch(&s->loop, s->pipe[0], POLLIN, on_readable, s);
	cr_assert_eq(s->loop.error, 0);
}

LOOP_TEST(a_readable_pipe_calls_its_handler)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	spawn(s, wait_then_say, 0);
	spawn(s, write_then_say, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 1);
	cr_assert(s->last_events & POLLIN);
	cr_assert_eq(s->said[0], 1);
	cr_assert_eq(s->said[1], 0);
	stage_free(s);
}

/* An agent that only counts the turns of the loop. */
static void count_turn(struct agent *agent)
{
	container_of(agent, struct stage, agent)->turns++;
}

static void drain_nothing(struct agent *agent)
{
	(void)agent;
}

static uint64_t never(struct agent *agent)
{
	(void)agent;
	return TIMERS_NEVER;
}

static void expire_nothing(struct agent *agent, uint64_t now_ns)
{
	(void)agent;
	(void)now_ns;
}

static bool not_busy(struct agent *agent)
{
	(void)agent;
	return false;
}

static void count_turns(struct stage *s)
{
	s->agent = (struct agent){ .flush = count_turn,
				   .deadline_ns = never,
				   .expire = expire_nothing,
				   .drain = drain_nothing,
				   .busy = not_busy };
	s->loop.agent = &s->agent;
}

LOOP_TEST(unwatching_costs_no_system_call)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	watch_pipe(s);
	cr_assert(told(1, s->pipe[0], POLLIN));
	cr_assert_eq(s->loop.watched, 1);
	stage_free(s);
}

LOOP_TEST(what_is_unwatched_and_readable_is_taken_out_and_not_spun_on)
{
	struct stage *s = stage_new(poller);

	count_turns(s);
	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	cr_assert_eq(write(s->pipe[1], "", 1), 1);
	spawn(s, sleep_then_say, clock_ns() + 200 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 0);
	cr_assert(poller->once ? told(1, s->pipe[0], POLLIN)
			       : told(2, s->pipe[0], 0));
	/* To begin, for the pipe, for the sleeper, and some to spare. */
	cr_assert_lt(s->turns, 20);
	stage_free(s);
}

static void watch_again(void *arg)
{
	struct routine *routine = arg;

	loop_sleep_until(&routine->stage->loop, routine->co, routine->ns);
	watch_pipe(routine->stage);
	say(routine);
}

LOOP_TEST(what_was_taken_out_can_be_watched_again)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	cr_assert_eq(write(s->pipe[1], "", 1), 1);
	spawn(s, wait_then_say, 0);
	spawn(s, watch_again, clock_ns() + 20 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 1);
	cr_assert_eq(s->said[1], 0);
	stage_free(s);
}

LOOP_TEST(unwatched_descriptors_do_not_hide_a_deadlock)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	loop_unwatch(&s->loop, s->pipe[0]);
	spawn(s, wait_then_say, 0);
	cr_assert_eq(loop_run(&s->loop, NULL), -EDEADLK);
	stage_free(s);
}

LOOP_TEST(other_events_replace_those_that_were_watched)
{
	struct stage *s = stage_new(poller);
	int fd = s->pipe[1];

	/* A pipe's writing end is writable at once, and never readable. */
	loop_watch(&s->loop, fd, POLLIN, on_readable, s);
	loop_watch(&s->loop, fd, POLLOUT, on_readable, s);
	spawn(s, sleep_then_say, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_gt(s->events, 0);
	cr_assert_eq(s->last_events, POLLOUT);
	stage_free(s);
}

LOOP_TEST(a_hang_up_reaches_the_handler)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	close(s->pipe[1]);
	spawn(s, sleep_then_say, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert(s->last_events & POLLHUP);
	s->pipe[1] = -1;
	stage_free(s);
}

LOOP_TEST(a_number_that_comes_back_as_another_file_is_registered_anew)
{
	struct stage *s = stage_new(poller);
	int other[2], old = s->pipe[0];

	watch_pipe(s);
	loop_forget(&s->loop, old);
	cr_assert_eq(pipe2(other, O_CLOEXEC | O_NONBLOCK), 0);
	close(old);
	cr_assert_eq(dup3(other[0], old, O_CLOEXEC), old);
	close(other[0]);
	close(s->pipe[1]);
	s->pipe[1] = other[1];
	watch_pipe(s);
	cr_assert(told(2, old, POLLIN));
	spawn(s, wait_then_say, 0);
	spawn(s, write_then_say, clock_ns());
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 1);
	stage_free(s);
}

/* --- descriptors that are closed without a word --- */

/* Gives the number to the reading end of a new pipe, without a word to the
 * loop. */
static void replace_pipe(struct stage *s)
{
	int other[2];

	cr_assert_eq(pipe2(other, O_CLOEXEC | O_NONBLOCK), 0);
	close(s->pipe[0]);
	cr_assert_eq(dup3(other[0], s->pipe[0], O_CLOEXEC), s->pipe[0]);
	close(other[0]);
	close(s->pipe[1]);
	s->pipe[1] = other[1];
	cr_assert_eq(fcntl(s->pipe[0], F_SETFL, O_NONBLOCK), 0);
}

static void is_read_from_again(struct stage *s)
{
	spawn(s, wait_then_say, 0);
	spawn(s, write_then_say, clock_ns());
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 1);
}

LOOP_TEST(other_events_of_a_number_that_became_another_file_are_registered)
{
	struct stage *s = stage_new(poller);

	/* Never readable: the new file is asked for something else. */
	loop_watch(&s->loop, s->pipe[0], POLLOUT, on_readable, s);
	replace_pipe(s);
	watch_pipe(s);
	is_read_from_again(s);
	stage_free(s);
}

LOOP_TEST(a_file_that_is_made_known_is_registered_whatever_its_number_was)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	replace_pipe(s);
	loop_know(&s->loop, s->pipe[0]);
	watch_pipe(s);
	cr_assert(told(2, s->pipe[0], POLLIN));
	is_read_from_again(s);
	stage_free(s);
}

LOOP_TEST(what_is_wanted_of_a_number_passes_to_the_file_that_is_made_known)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	replace_pipe(s);
	loop_know(&s->loop, s->pipe[0]);
	cr_assert(loop_knows(&s->loop, s->pipe[0]));
	cr_assert_eq(s->loop.watched, 1);
	is_read_from_again(s);
	stage_free(s);
}

LOOP_TEST(what_is_removed_is_taken_out_at_once)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	loop_remove(&s->loop, s->pipe[0]);
	cr_assert(told(2, s->pipe[0], 0));
	loop_remove(&s->loop, s->pipe[0]);
	cr_assert_eq(s->loop.watched, 0);
	replace_pipe(s);
	watch_pipe(s);
	cr_assert(told(3, s->pipe[0], POLLIN));
	is_read_from_again(s);
	stage_free(s);
}

LOOP_TEST(a_closed_descriptor_can_be_removed)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	close(s->pipe[0]);
	loop_remove(&s->loop, s->pipe[0]);
	cr_assert_eq(s->loop.error, 0);
	s->pipe[0] = dup(s->pipe[1]);
	spawn(s, sleep_then_say, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(s->events, 0);
	stage_free(s);
}

LOOP_TEST(a_descriptor_that_was_closed_does_not_end_the_loop)
{
	struct stage *s = stage_new(poller);
	struct error err = { "" };
	int fd = s->pipe[0];

	watch_pipe(s);
	close(fd);
	loop_watch(&s->loop, fd, POLLIN | POLLOUT, on_readable, s);
	spawn(s, sleep_then_say, clock_ns() + 5 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, &err), 0, "%s", err.text);
	cr_assert_eq(s->events, 0);
	/* The next file of that number isn't taken for it. */
	s->pipe[0] = dup(s->pipe[1]);
	close(s->pipe[1]);
	cr_assert_eq(s->pipe[0], fd);
	s->pipe[1] = -1;
	loop_watch(&s->loop, fd, POLLIN | POLLOUT, on_readable, s);
	cr_assert(told(3, fd, POLLIN | POLLOUT));
	stage_free(s);
}

LOOP_TEST(a_closed_descriptor_that_is_not_wanted_does_not_end_the_loop)
{
	struct stage *s = stage_new(poller);

	count_turns(s);
	watch_pipe(s);
	loop_unwatch(&s->loop, s->pipe[0]);
	close(s->pipe[0]);
	s->pipe[0] = -1;
	spawn(s, sleep_then_say, clock_ns() + 50 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_lt(s->turns, 20);
	stage_free(s);
}

/* Two pipes become readable in one turn. The handler that is called first
 * closes the other's file, whose number comes back as a file that isn't
 * readable. */
struct swap {
	struct stage *s;
	int ends[2][2];
	size_t calls;
};

static void on_readable_swap(void *owner, int fd, short events)
{
	struct swap *w = owner;
	size_t other = w->ends[0][0] == fd;
	int old = w->ends[other][0], fresh[2];

	(void)events;
	w->calls++;
	loop_remove(&w->s->loop, fd);
	if (w->calls > 1)
		return;
	loop_forget(&w->s->loop, old);
	close(old);
	cr_assert_eq(pipe2(fresh, O_CLOEXEC), 0);
	cr_assert_eq(fresh[0], old);
	close(w->ends[other][1]);
	w->ends[other][1] = fresh[1];
	loop_watch(&w->s->loop, old, POLLIN, on_readable_swap, w);
}

LOOP_TEST(an_event_of_a_closed_file_does_not_reach_the_next_one_of_its_number)
{
	struct stage *s = stage_new(poller);
	struct swap w = { .s = s };

	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(pipe2(w.ends[i], O_CLOEXEC), 0);
		loop_watch(&s->loop, w.ends[i][0], POLLIN, on_readable_swap,
			   &w);
		cr_assert_eq(write(w.ends[i][1], "", 1), 1);
	}
	spawn(s, sleep_then_say, clock_ns() + 20 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_eq(w.calls, 1, "%zu calls", w.calls);
	for (size_t i = 0; i < 4; i++)
		close(w.ends[i / 2][i % 2]);
	stage_free(s);
}

LOOP_TEST(a_forgotten_descriptor_is_not_waited_for)
{
	struct stage *s = stage_new(poller);

	watch_pipe(s);
	loop_forget(&s->loop, s->pipe[0]);
	loop_forget(&s->loop, s->pipe[0]);
	cr_assert_eq(s->loop.watched, 0);
	spawn(s, wait_then_say, 0);
	cr_assert_eq(loop_run(&s->loop, NULL), -EDEADLK);
	stage_free(s);
}

LOOP_TEST(forgetting_what_cannot_be_a_descriptor_does_nothing)
{
	struct stage *s = stage_new(poller);

	loop_forget(&s->loop, -1);
	loop_forget(&s->loop, (int)s->loop.descriptors);
	cr_assert_eq(s->loop.watched, 0);
	cr_assert_eq(s->loop.error, 0);
	stage_free(s);
}

LOOP_TEST(a_descriptor_beyond_the_limit_ends_the_run_with_a_reason)
{
	struct stage *s = stage_new(poller);
	struct error err = { "" };

	loop_watch(&s->loop, (int)s->loop.descriptors, POLLIN, on_readable,
		   s);
	spawn(s, wait_then_say, 0);
	cr_assert_eq(loop_run(&s->loop, &err), -EMFILE);
	cr_assert(strstr(err.text, strerror(EMFILE)), "%s", err.text);
	stage_free(s);
}

LOOP_TEST(an_error_of_the_poller_ends_the_run_with_a_reason)
{
	struct stage *s = stage_new(poller);
	struct error err = { "" };
	int closed = dup(s->pipe[0]);

	close(closed);
	loop_watch(&s->loop, closed, POLLIN, on_readable, s);
	spawn(s, wait_then_say, 0);
	cr_assert_eq(loop_run(&s->loop, &err), -EBADF);
	cr_assert(strstr(err.text, strerror(EBADF)), "%s", err.text);
	stage_free(s);
}

static void count_poke(void *owner, int fd, short events)
{
	struct stage *s = owner;

	(void)fd;
	s->events++;
	s->last_events = events;
}

LOOP_TEST(poking_calls_the_handler_of_what_is_watched_for_reading)
{
	struct stage *s = stage_new(poller);

	loop_watch(&s->loop, s->pipe[0], POLLIN, count_poke, s);
	loop_watch(&s->loop, s->pipe[1], POLLOUT, count_poke, s);
	loop_poke(&s->loop, on_readable);
	cr_assert_eq(s->events, 0);
	loop_poke(&s->loop, count_poke);
	cr_assert_eq(s->events, 1);
	cr_assert_eq(s->last_events, POLLIN);
	loop_unwatch(&s->loop, s->pipe[0]);
	loop_poke(&s->loop, count_poke);
	cr_assert_eq(s->events, 1);
	stage_free(s);
}

/* --- the agent --- */

static uint64_t at_given_time(struct agent *agent)
{
	return container_of(agent, struct stage, agent)->expire_ns;
}

static void wake_first(struct agent *agent, uint64_t now_ns)
{
	struct stage *s = container_of(agent, struct stage, agent);

	cr_assert_geq(now_ns, s->expire_ns);
	s->expire_ns = TIMERS_NEVER;
	loop_wake(&s->loop, &s->routine[0].wait);
}

static bool busy(struct agent *agent)
{
	(void)agent;
	return true;
}

LOOP_TEST(an_agent_s_deadline_ends_the_wait)
{
	struct stage *s = stage_new(poller);
	uint64_t start = clock_ns();

	count_turns(s);
	s->agent.busy = busy;
	s->agent.deadline_ns = at_given_time;
	s->agent.expire = wake_first;
	s->expire_ns = start + 50 * NS_PER_MS;
	spawn(s, wait_then_say, 0);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_geq(s->routine[0].woken_ns, start + 50 * NS_PER_MS);
	cr_assert_lt(s->turns, 50, "it was to sleep until then");
	stage_free(s);
}

static void hold_on(void *arg)
{
	struct routine *routine = arg;
	struct timespec t = clock_timespec(40 * NS_PER_MS);

	loop_sleep_until(&routine->stage->loop, routine->co, routine->ns);
	nanosleep(&t, NULL);
}

LOOP_TEST(a_task_that_holds_the_loop_up_shows_as_a_stall)
{
	struct stage *s = stage_new(poller);

	spawn(s, hold_on, clock_ns() + NS_PER_MS);
	spawn(s, sleep_then_say, clock_ns() + 100 * NS_PER_MS);
	cr_assert_eq(loop_run(&s->loop, NULL), 0);
	cr_assert_geq(s->loop.stall_ns, 40 * NS_PER_MS);
	stage_free(s);
}
