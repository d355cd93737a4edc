/* stops.c - looking whether a process was stopped. */
#include "bench/measure/stops.h"

#include <sys/wait.h>
#include <time.h>

#include "runners/clock.h"
#include "runners/macros.h"

#define HALF_A_BEAT_NS (STOPS_BEAT_MS * NS_PER_MS / 2)

/* No load keeps a process that mostly sleeps from a processor for so long. */
#define MISSED_NS (250 * NS_PER_MS)

static int64_t asleep_ns(uint64_t now_ns)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * (int64_t)NS_PER_S + t.tv_nsec -
	       (int64_t)now_ns;
}

void stops_init(struct stops *s, pid_t pid)
{
	uint64_t now = clock_ns();

	*s = (struct stops){
		.pid = pid, .last_ns = now, .asleep_ns = asleep_ns(now)};
}

/* Was it stopped or continued since the last look? */
static bool take_events(struct stops *s)
{
	bool any = false;

	for (;;) {
		siginfo_t info = { .si_pid = 0 };

		if (waitid(P_PID, (id_t)s->pid, &info,
			   WSTOPPED | WCONTINUED | WNOHANG) < 0 ||
		    info.si_pid == 0)
			return any;
		s->is_stopped = info.si_code == CLD_STOPPED;
		any = true;
	}
}

void stops_look(struct stops *s, uint64_t began_ns, uint64_t ended_ns)
{
	uint64_t now = clock_ns(), from = s->last_ns, to = MIN(now, ended_ns);
	int64_t asleep = asleep_ns(now), suspended = asleep - s->asleep_ns;
	bool was_stopped = s->is_stopped;
	bool stopped = take_events(s) || was_stopped ||
		       now - from >= STOPS_BEAT_MS * NS_PER_MS + MISSED_NS;

	if (suspended >= (int64_t)MISSED_NS && MAX(from, began_ns) < to)
		s->sum_ns += (uint64_t)suspended;
	/* It began between the last look and the one that was due. */
	if (!was_stopped)
		from += HALF_A_BEAT_NS;
	from = MAX(from, began_ns);
	if (stopped && from < to)
		s->sum_ns += to - from;
	s->last_ns = now;
	s->asleep_ns = asleep;
}

uint64_t stops_sum(const struct stops *s)
{
	return s->sum_ns >= HALF_A_BEAT_NS ? s->sum_ns : 0;
}
