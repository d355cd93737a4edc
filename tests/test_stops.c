/* test_stops.c - a sample that is stopped while it runs says for how long. */
#include "tests/lab.h"

#include <signal.h>
#include <sys/wait.h>

#include "bench/measure/stops.h"
#include "runners/clock.h"

#define MS NS_PER_MS

static void nap(uint64_t ns)
{
	struct timespec t = clock_timespec(ns);

	nanosleep(&t, NULL);
}

/* A child that does nothing until it is killed. */
static pid_t idle_child(void)
{
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	while (pid == 0)
		pause();
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Looks, as the sampler does, for so long. */
static void watch(struct stops *s, uint64_t began_ns, uint64_t ns)
{
	for (uint64_t until = clock_ns() + ns; clock_ns() < until;) {
		nap(STOPS_BEAT_MS * MS);
		stops_look(s, began_ns, UINT64_MAX);
	}
}

static uint64_t stop_for(pid_t pid, uint64_t began_ns, uint64_t ns)
{
	struct stops s;

	stops_init(&s, pid);
	watch(&s, began_ns, 2 * STOPS_BEAT_MS * MS);
	cr_expect_eq(stops_sum(&s), 0, "not stopped yet");
	kill(pid, SIGSTOP);
	watch(&s, began_ns, ns);
	kill(pid, SIGCONT);
	watch(&s, began_ns, 2 * STOPS_BEAT_MS * MS);
	return stops_sum(&s);
}

Test(stops, a_process_that_is_stopped_is_seen)
{
	pid_t pid = idle_child();
	uint64_t start = clock_ns(), sum = stop_for(pid, 1, 500 * MS);

	cr_expect_geq(sum, 350 * MS, "%ju", (uintmax_t)sum);
	cr_expect_leq(sum, clock_ns() - start, "%ju", (uintmax_t)sum);
	end(pid);
}

Test(stops, before_and_after_the_run_is_not_in_it)
{
	pid_t pid = idle_child();
	struct stops s;

	cr_expect_eq(stop_for(pid, UINT64_MAX, 300 * MS), 0);
	stops_init(&s, pid);
	nap(STOPS_BEAT_MS * MS);
	kill(pid, SIGSTOP);
	nap(300 * MS);
	stops_look(&s, 1, s.last_ns);
	cr_expect_eq(stops_sum(&s), 0);
	end(pid);
}

Test(stops, a_look_that_comes_far_too_late_is_one)
{
	pid_t pid = idle_child();
	struct stops s;

	stops_init(&s, pid);
	nap(600 * MS);
	stops_look(&s, 1, UINT64_MAX);
	cr_expect_geq(stops_sum(&s), 500 * MS);
	end(pid);
}

Test(stops, what_the_monotonic_clock_leaves_out_is_a_suspend)
{
	pid_t pid = idle_child();
	struct stops s;

	stops_init(&s, pid);
	s.asleep_ns -= (int64_t)(3600 * NS_PER_S);
	stops_look(&s, UINT64_MAX, UINT64_MAX);
	cr_expect_eq(stops_sum(&s), 0, "before the run");
	s.asleep_ns -= (int64_t)(3600 * NS_PER_S);
	nap(MS);
	stops_look(&s, 1, UINT64_MAX);
	/* the two clocks are read one after the other */
	cr_expect_geq(stops_sum(&s), 3599 * NS_PER_S);
	cr_expect_leq(stops_sum(&s), 3601 * NS_PER_S);
	end(pid);
}

/* --- in a sample --- */

/* The child of the test that is neither of these; 0: there is none. */
static pid_t child_but(pid_t one, pid_t other)
{
	char path[64];
	int pid, found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", getppid(),
		 getppid());
	file = fopen(path, "re");
	while (file && fscanf(file, "%d", &pid) == 1)
		if (pid != one && pid != other)
			found = pid;
	if (file)
		fclose(file);
	return found;
}

/* A process that stops the sample of its parent for half a second. */
static pid_t stopper(pid_t origin)
{
	pid_t pid = fork(), sample = 0;

	cr_assert_geq(pid, 0);
	if (pid)
		return pid;
	for (int i = 0; i < 3000 && !sample; i++) {
		nap(10 * MS);
		sample = child_but(getpid(), origin);
	}
	nap(300 * MS);
	if (sample > 0 && kill(sample, SIGSTOP) == 0) {
		nap(500 * MS);
		kill(sample, SIGCONT);
	}
	_exit(0);
}

Test(stops, a_sample_says_that_it_was_stopped)
{
	struct lab lab;
	struct sample *s;
	pid_t helper;

	lab_init(&lab, "workload=sleep tasks=2 durations=600ms");
	s = lab_take(&lab, "threads", 1);
	cr_expect_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_expect_eq(s->stopped_ns, 0, "%ju", (uintmax_t)s->stopped_ns);
	helper = stopper(lab.origin.pid);
	s = lab_take(&lab, "threads", 1);
	waitpid(helper, NULL, 0);
	cr_expect_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_expect_geq(s->stopped_ns, 350 * MS, "%ju",
		      (uintmax_t)s->stopped_ns);
	cr_expect_leq(s->stopped_ns, s->run_ns);
	lab_term(&lab);
}
