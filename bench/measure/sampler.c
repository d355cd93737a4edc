/* sampler.c - forking, timing and watching one sample. */
#include "bench/measure/sampler.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/measure/proc.h"
#include "bench/measure/stops.h"
#include "bench/measure/tally.h"
#include "bench/plan/slowdown.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"

/* Ask for exact timers: by default the kernel batches them. */
#define TIMER_SLACK_NS 1UL

/* Tasks of a sample whose number is not known beforehand. */
#define TOUCH_LEAST 4096

/* What the sample's process is told and reports, in memory that it shares. */
struct report {
	uint64_t duration_ns;            /* of run; 0: until all is done */
	int timer_fd;                    /* expires then; -1: none */
	uint64_t open_ns, run_ns, close_ns;
	uint64_t run_began_ns;
	uint64_t origin_cpu_ns, steal_us;
	uint64_t pss_kib;
	struct rusage before, after;     /* of the process, around run */
	int rc;
	struct error error;              /* if rc is negative */
};

/* --- in the sample's process --- */

static uint64_t pss_of_crew(const struct crew *crew)
{
	uint64_t sum = proc_pss_kib(getpid());

	for (size_t i = 0; i < crew->workers; i++) {
		pid_t pid = crew->area->worker[i].pid;

		if (pid > 0 && pid != getpid())
			sum += proc_pss_kib(pid);
	}
	return sum;
}

/* getrusage() lags by up to a tick; reading the CPU clock first brings it up to
 * date. */
static void read_usage(struct rusage *usage)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	getrusage(RUSAGE_SELF, usage);
}

/* The program waits for it: no lane looks at a clock, under any model. */
static void start_timer(const struct report *report)
{
	struct itimerspec at = {
		.it_value = clock_timespec(report->duration_ns)
	};

	if (report->timer_fd >= 0)
		timerfd_settime(report->timer_fd, 0, &at, NULL);
}

static int timed_run(struct crew *crew, const struct take *take,
		     struct report *report)
{
	uint64_t origin_ns = origin_cpu_ns(take->origin);
	uint64_t steal_us = proc_steal_us();
	uint64_t start;
	int rc;

	read_usage(&report->before);
	start_timer(report);
	report->run_began_ns = start = clock_ns();
	rc = crew_run(crew);
	report->run_ns = clock_ns() - start;
	read_usage(&report->after);
	report->origin_cpu_ns = origin_cpu_ns(take->origin) - origin_ns;
	report->steal_us = proc_steal_us() - steal_us;
	return rc;
}

/* The crew from its start to its end, with what asks for the tasks beside
 * it. */
static int run_asked(const struct subject *s, const struct run *run,
		     const struct take *take, struct area *area,
		     struct report *report)
{
	const struct workload *w = run->workload;
	struct crew crew;
	uint64_t start = clock_ns();
	int opened = crew_open(&crew, s->model, run, area);
	int rc = opened;

	report->open_ns = clock_ns() - start;
	if (opened == 0) {
		rc = timed_run(&crew, take, report);
		report->pss_kib = pss_of_crew(&crew);
	}
	if (w->end) {
		int ended = w->end(run->params, area, &report->origin_cpu_ns,
				   rc == 0 ? &crew.error : NULL);

		rc = rc < 0 ? rc : ended;
	}
	if (opened == 0) {
		start = clock_ns();
		crew_close(&crew);
		report->close_ns = clock_ns() - start;
	}
	if (rc < 0)
		report->error = crew.error;
	return rc;
}

static int run_crew(const struct subject *s, const struct run *run,
		    const struct take *take, struct area *area,
		    struct report *report)
{
	const struct workload *w = run->workload;
	int rc = w->begin ? w->begin(run->params, area, &report->error) : 0;

	return rc < 0 ? rc : run_asked(s, run, take, area, report);
}

static _Noreturn void child_main(const struct subject *s,
				 const struct run *run,
				 const struct take *take, struct area *area,
				 struct report *report, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* The program handles Ctrl-C: it cancels, or kills. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS);
	report->rc = run_crew(s, run, take, area, report);
	_exit(0);
}

/* --- in the program --- */

struct watched {
	pid_t pid;
	int fd;                  /* pidfd */
	struct area *area;
	const struct take *take;
	const struct report *report;
	struct stops stops;
	uint64_t deadline_ns;    /* by the clock */
	bool late;
};

/* Cancels at the first interrupt, kills at the second. */
static void obey_interrupts(const struct watched *w)
{
	if (*w->take->interrupts >= 1)
		area_cancel(w->area);
	if (*w->take->interrupts >= 2)
		kill(w->pid, SIGKILL);
}

/* The report grows while it runs. */
static void look_for_stops(struct watched *w)
{
	uint64_t began = w->report->run_began_ns, run = w->report->run_ns;

	stops_look(&w->stops, began ? began : UINT64_MAX,
		   run ? began + run : UINT64_MAX);
}

/* Waits until it has ended, tells it when its time is up, and kills it at the
 * deadline. */
static int wait_for_end(struct watched *w, struct rusage *usage)
{
	struct pollfd fds[] = {
		{ .fd = w->fd, .events = POLLIN },
		{ .fd = w->report->timer_fd, .events = POLLIN },
	};
	int status = 0;

	while (w->fd >= 0) {
		uint64_t now = clock_ns();
		int ms = -1;

		obey_interrupts(w);
		if (!w->late && now >= w->deadline_ns) {
			w->late = true;
			kill(w->pid, SIGKILL);
		}
		if (!w->late)
			ms = (int)MIN((w->deadline_ns - now) / NS_PER_MS + 1,
				      (uint64_t)STOPS_BEAT_MS);
		if (poll(fds, ARRAY_SIZE(fds), ms) > 0 && fds[1].revents) {
			area_time_up(w->area);
			fds[1].fd = -1;
		}
		look_for_stops(w);
		if (fds[0].revents)
			break;
	}
	while (wait4(w->pid, &status, 0, usage) < 0 && errno == EINTR)
		;
	return status;
}

static void fail(struct sample *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void fail(struct sample *s, const char *format, ...)
{
	va_list args;

	if (s->state == SAMPLE_FAILED)
		return;
	s->state = SAMPLE_FAILED;
	va_start(args, format);
	vsnprintf(s->reason, sizeof(s->reason), format, args);
	va_end(args);
}

static void explain_end(struct sample *s, const struct watched *w, int status,
			const struct subject *subject)
{
	char limit[UNITS_TEXT_SIZE];

	units_format_duration((double)subject->job->set.deadline_ns, limit,
			      sizeof(limit));
	if (w->late)
		fail(s, "the deadline of %s passed (--deadline)", limit);
	else if (*w->take->interrupts >= 2)
		fail(s, "stopped");
	else if (WIFSIGNALED(status))
		fail(s, "sample killed by signal %d (%s)", WTERMSIG(status),
		     sigdescr_np(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		fail(s, "sample exited with status %d", WEXITSTATUS(status));
	else if (w->report->rc < 0)
		fail(s, "%s", w->report->error.text);
}

static uint64_t usage_us(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * 1000000 + (uint64_t)t->tv_usec;
}

static void copy_usage(struct sample *s, const struct rusage *a,
		       const struct rusage *b)
{
	s->user_us = usage_us(&b->ru_utime) - usage_us(&a->ru_utime);
	s->system_us = usage_us(&b->ru_stime) - usage_us(&a->ru_stime);
	s->voluntary_switches = (uint64_t)(b->ru_nvcsw - a->ru_nvcsw);
	s->involuntary_switches = (uint64_t)(b->ru_nivcsw - a->ru_nivcsw);
	s->minor_faults = (uint64_t)(b->ru_minflt - a->ru_minflt);
	s->major_faults = (uint64_t)(b->ru_majflt - a->ru_majflt);
}

static void copy_fetches(struct sample *s, const struct area *area)
{
	struct fetch_counts sum = { 0 };

	for (size_t i = 0; i < area->workers; i++)
		fetch_counts_add(&sum, &area->worker[i].fetched);
	s->fetches = sum.fetches;
	s->bytes = sum.bytes;
	s->connections = sum.connections;
	s->hosts = fetch_hosts_count(&area->hosts);
	s->handshakes = sum.handshakes;
	s->connect_ns = sum.connect_ns;
	s->tls_ns = sum.tls_ns;
	s->http_version = sum.http_version;
}

/* The process's own usage covers threads, but not forked workers. What the main
 * thread of a crew with workers does is part of the model's cost. */
static void copy_costs(struct sample *s, const struct report *report,
		       const struct area *area, bool forks)
{
	/* A process that was killed has not reported the end of its run. */
	if (report->run_ns)
		copy_usage(s, &report->before, &report->after);
	for (size_t i = 0; i < area->workers; i++) {
		const struct worker_record *r = &area->worker[i];

		s->stall_us = MAX(s->stall_us, r->stall_ns / 1000);
		if (!forks)
			continue;
		s->user_us += r->user_us;
		s->system_us += r->system_us;
		s->voluntary_switches += r->voluntary;
		s->involuntary_switches += r->involuntary;
		s->minor_faults += r->minor_faults;
		s->major_faults += r->major_faults;
	}
	s->origin_cpu_us = report->origin_cpu_ns / 1000;
	s->steal_us = report->steal_us;
	s->pss_kib = report->pss_kib;
}

static void copy_phases(struct sample *s, const struct watched *w,
			const struct rusage *usage)
{
	const struct report *report = w->report;

	s->open_ns = report->open_ns;
	s->run_ns = report->run_ns;
	s->close_ns = report->close_ns;
	s->run_began_ns = report->run_began_ns;
	s->stopped_ns = stops_sum(&w->stops);
	s->peak_rss_kib = (uint64_t)usage->ru_maxrss;
}

static void check_together(const struct job *job, const struct area *area,
			   struct sample *s)
{
	struct error err;

	if (job->workload->check &&
	    job->workload->check(job->params, area, &err) < 0)
		fail(s, "%s", err.text);
}

/* Of `asked` tasks, none of which failed. */
static void judge_missing(const struct take *take, const struct area *area,
			  size_t asked, struct sample *s)
{
	bool timed = area_time_is_up(area);

	if (s->tasks_ok == asked || (timed && s->tasks_ok))
		return;
	if (timed) {
		fail(s, "the time was up before any task began");
	} else if (*take->interrupts) {
		s->state = SAMPLE_CANCELLED;
		snprintf(s->reason, sizeof(s->reason),
			 "interrupted: %ju of %zu tasks were run",
			 (uintmax_t)s->tasks_ok, asked);
	} else {
		fail(s, "%zu of %zu tasks were never run",
		     asked - (size_t)s->tasks_ok, asked);
	}
}

static void judge(const struct subject *subject, const struct take *take,
		  struct area *area, struct sample *s)
{
	size_t asked = area->tasks, ran;

	if (tally_tasks(subject->job, area, s) < 0)
		fail(s, "no memory to sum up %zu tasks", area->tasks);
	/* Counts differ by model, and so does what is kept of single tasks. */
	if (subject->job->set.duration_ns)
		s->pss_kib -= MIN(s->pss_kib, area_kept_bytes(area) / 1024);
	if (s->state == SAMPLE_FAILED)
		return;
	ran = subject->job->set.duration_ns ? s->tasks_ok + s->tasks_failed
					    : asked;
	if (s->tasks_ok == ran && (ran == asked || area_time_is_up(area)))
		check_together(subject->job, area, s);
	if (s->tasks_failed)
		fail(s, "%ju of %zu tasks failed: %s",
		     (uintmax_t)s->tasks_failed, ran,
		     tally_first_reason(area));
	else if (s->tasks_wrong)
		fail(s, "%ju of %zu values are wrong",
		     (uintmax_t)s->tasks_wrong, ran);
	else
		judge_missing(take, area, asked, s);
}

static void watch(struct watched *w, const struct subject *subject,
		  struct sample *sample)
{
	struct rusage usage;
	int status;

	stops_init(&w->stops, w->pid);
	w->deadline_ns = clock_ns() + subject->job->set.deadline_ns;
	w->fd = (int)syscall(SYS_pidfd_open, w->pid, 0);
	if (w->fd < 0) {
		fail(sample, "cannot watch a sample: pidfd_open: %s",
		     strerror(errno));
		kill(w->pid, SIGKILL);
	}
	status = wait_for_end(w, &usage);
	if (w->fd >= 0)
		close(w->fd);
	copy_phases(sample, w, &usage);
	copy_fetches(sample, w->area);
	copy_costs(sample, w->report, w->area, subject->model->spawn->forks);
	explain_end(sample, w, status, subject);
	judge(subject, w->take, w->area, sample);
}

static int init_shared(const struct subject *s, struct area *area,
		       struct sample *sample)
{
	const struct workload *w = s->job->workload;
	struct error err;
	int rc = 0;

	if (w->shared_init)
		rc = w->shared_init(area->shared, s->job->params, area->tasks,
				    area->lanes, &err);
	if (rc < 0)
		fail(sample, "%s", err.text);
	return rc;
}

static int make_timer(struct report *report, uint64_t duration_ns,
		      struct sample *sample)
{
	report->duration_ns = duration_ns;
	report->timer_fd = -1;
	if (!duration_ns)
		return 0;
	report->timer_fd = timerfd_create(CLOCK_MONOTONIC,
					  TFD_CLOEXEC | TFD_NONBLOCK);
	if (report->timer_fd >= 0)
		return 0;
	fail(sample, "cannot make a timer: %s", strerror(errno));
	return -1;
}

struct area *sampler_take(const struct subject *subject,
			  const struct take *take, struct sample *sample)
{
	struct run run = run_of(subject);
	struct slowdown slowdown;
	struct watched w = { .take = take };
	struct report *report = mmap(NULL, sizeof(*report),
				     PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = getpid();

	w.report = report;
	run.stamped |= take->stamp_all;
	if (subject->job->set.duration_ns)
		run.touch = MAX(take->expected, (size_t)TOUCH_LEAST);
	slowdown_apply(&slowdown, subject->job->set.inject_pct, &run);
	w.area = model_area(subject->model, &run);
	if (report == MAP_FAILED || !w.area) {
		fail(sample, "cannot map memory for %zu tasks: %s", run.tasks,
		     strerror(errno));
		goto out;
	}
	if (init_shared(subject, w.area, sample) < 0)
		goto out;
	if (run.due)
		tally_schedule(&subject->job->set, take->seed, w.area);
	if (make_timer(report, subject->job->set.duration_ns, sample) < 0)
		goto out;
	w.pid = fork();
	if (w.pid == 0)
		child_main(subject, &run, take, w.area, report, parent);
	if (w.pid < 0)
		fail(sample, "cannot fork: %s", strerror(errno));
	else
		watch(&w, subject, sample);
	if (report->timer_fd >= 0)
		close(report->timer_fd);
out:
	if (report != MAP_FAILED)
		munmap(report, sizeof(*report));
	return w.area;
}
