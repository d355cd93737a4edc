/* duet.c - who runs when, and how much of a run lies in its own slices. */
#include "bench/gate/duet.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/grow.h"
#include "runners/macros.h"

#define GRACE_NS  (1 * NS_PER_S)      /* from being asked to end to the end */
#define POLL_NS (20 * NS_PER_MS)    /* how often SIGCONT is repeated */

struct slice {
	uint64_t from_ns, to_ns;
};

struct side {
	struct process process;
	bool ended;
	struct slice *slice;
	size_t slices;
};

struct turns {
	const struct duet *duet;
	struct side side[2];
	uint64_t limit_ns;        /* by the clock */
};

static int keep_slice(struct side *p, uint64_t from_ns, uint64_t to_ns)
{
	struct slice *more = grow(p->slice, p->slices, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->slice = more;
	p->slice[p->slices++] = (struct slice){ from_ns, to_ns };
	return 0;
}

/* 1 if it ended before `until_ns`, else 0; -EINTR, -ETIMEDOUT.
 *
 * SIGCONT is repeated: of a group that is stopped and told to
 * continue while one of it is within fork(), the kernel leaves the new process
 * the SIGSTOP, but not the SIGCONT, whose default is to be ignored. */
static int watch(const struct turns *s, const struct side *p,
		 uint64_t until_ns)
{
	for (;;) {
		struct pollfd fds = { .fd = p->process.fd, .events = POLLIN };
		uint64_t now = clock_ns(), ns = 0;
		struct timespec t;

		if (*s->duet->interrupts)
			return -EINTR;
		if (now >= s->limit_ns)
			return -ETIMEDOUT;
		if (now < until_ns)
			ns = MIN(until_ns - now, (uint64_t)POLL_NS);
		t = (struct timespec){ .tv_sec = 0, .tv_nsec = (long)ns };
		if (ppoll(&fds, 1, &t, NULL) > 0)
			return 1;
		if (clock_ns() >= until_ns)
			return 0;
		process_signal(&p->process, SIGCONT);
	}
}

/* Lets one go on for a slice, or to its end. */
static int run_turn(const struct turns *s, struct side *p, uint64_t slice_ns)
{
	uint64_t from = clock_ns();
	int rc, kept;

	process_signal(&p->process, SIGCONT);
	rc = watch(s, p, slice_ns ? from + slice_ns : UINT64_MAX);
	if (rc == 0)
		process_signal(&p->process, SIGSTOP);
	kept = keep_slice(p, from, clock_ns());
	if (rc > 0) {
		/* What it left behind must not compute beside others. */
		process_signal(&p->process, SIGKILL);
		process_reap(&p->process);
		p->ended = true;
	}
	return rc < 0 ? rc : kept;
}

static uint64_t draw_slice(const struct duet *d)
{
	double u = random_unit(d->random);

	return (uint64_t)((0.5 + u) * (double)d->slice_ns);
}

static int run_all(struct turns *s)
{
	const struct duet *d = s->duet;
	size_t turn = 0;
	int rc = 0;

	for (size_t n = 0; rc == 0; n++) {
		struct side *one = &s->side[turn];
		struct side *other = &s->side[!turn];
		bool alone = one->ended || other->ended;

		if (one->ended && other->ended)
			break;
		if (one->ended)
			one = other;
		rc = run_turn(s, one,
			  alone || !d->slice_ns ? 0 : draw_slice(d));
		/* The second of two slices is the other's; then a coin. */
		if (n % 2 == 0 || !d->slice_ns)
			turn = !turn;
		else
			turn = random_bits(d->random) >> 63;
	}
	return rc;
}

/* Asked to end, then made to. */
static void end(struct side *p)
{
	struct pollfd fds = { .fd = p->process.fd, .events = POLLIN };
	uint64_t limit = clock_ns() + GRACE_NS;

	kill(p->process.pid, SIGTERM);
	process_signal(&p->process, SIGCONT);
	while (clock_ns() < limit && poll(&fds, 1, 100) <= 0)
		;
	process_signal(&p->process, SIGKILL);
	process_reap(&p->process);
	p->ended = true;
}

/* How much of run lay in its own slices. */
static double own_ns(const struct side *p, const struct measurement *m)
{
	double sum = 0.0;

	for (size_t i = 0; i < p->slices; i++) {
		double from = fmax((double)p->slice[i].from_ns, m->began_ns);
		double to = fmin((double)p->slice[i].to_ns,
				 m->began_ns + m->wall_ns);

		sum += fmax(to - from, 0.0);
	}
	return sum;
}

static int collect(const struct turns *s, struct measurement measured[2],
		   struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < 2 && rc == 0; i++) {
		const struct side *p = &s->side[i];

		rc = process_read(&p->process, &measured[i], err);
		if (rc == 0 && s->duet->slice_ns)
			measured[i].wall_ns = isnan(measured[i].began_ns)
						  ? NAN
						  : own_ns(p, &measured[i]);
	}
	return rc;
}

static int explain(const struct turns *s, int rc, struct error *err)
{
	const struct side *p = &s->side[s->side[0].ended];

	if (rc == -EINTR)
		return error_set(err, rc, "interrupted");
	if (rc == -ETIMEDOUT)
		return process_error(&p->process, rc, "did not end in time",
				     err);
	return error_set(err, rc, "out of memory");
}

int duet_run(const struct duet *duet, struct measurement measured[2],
	     struct error *err)
{
	struct turns s = { .duet = duet };
	size_t started = 0;
	int rc = 0;

	s.limit_ns = clock_ns() + duet->deadline_ns;
	while (started < 2 && rc == 0) {
		rc = process_start(&s.side[started].process,
				   duet->program[started], &duet->spec,
				   (char)('a' + started), err);
		started += rc == 0;
	}
	if (started == 2) {
		rc = run_all(&s);
		if (rc < 0)
			explain(&s, rc, err);
	}
	for (size_t i = 0; i < started; i++)
		if (!s.side[i].ended)
			end(&s.side[i]);
	if (rc == 0)
		rc = collect(&s, measured, err);
	for (size_t i = 0; i < started; i++)
		free(s.side[i].slice);
	return rc;
}
