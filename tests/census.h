/* census.h - what a process has, before and after: descriptors, threads,
 * mappings of simul's own, children, and a signal that is blocked.
 */
#ifndef SIMUL_CENSUS_H
#define SIMUL_CENSUS_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runners/clock.h"
#include "tests/faulty.h"

struct census {
	size_t descriptors, threads, mapped;
	bool children, blocked;  /* SIGCHLD */
};

static inline size_t entries(const char *path)
{
	DIR *directory = opendir(path);
	size_t n = 0;

	cr_assert_not_null(directory, "%s", path);
	while (readdir(directory))
		n++;
	closedir(directory);
	return n;
}

static inline struct census census(void)
{
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	return (struct census){
		.descriptors = entries("/proc/self/fd"),
		.threads = entries("/proc/self/task"),
		.mapped = faulty_mapped(),
		.children = waitpid(-1, NULL, WNOHANG) >= 0,
		.blocked = sigismember(&mask, SIGCHLD) == 1,
	};
}

static inline void *tell_id(void *arg)
{
	*(pid_t *)arg = gettid();
	return NULL;
}

static inline void pause_ms(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = NS_PER_MS }, NULL);
}

/* Call after a first thread has come and gone: with it ThreadSanitizer starts
 * a thread of its own, which stays. */
static inline struct census census_before(void)
{
	char path[64];
	pthread_t thread;
	pid_t id = 0;

	cr_assert_eq(pthread_create(&thread, NULL, tell_id, &id), 0);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	snprintf(path, sizeof(path), "/proc/self/task/%d", (int)id);
	while (access(path, F_OK) == 0)
		pause_ms();
	return census();
}

/* A thread that was joined may be listed a little longer. */
static inline void check_nothing_left(const struct census *before,
				      const char *what)
{
	uint64_t until_ns = clock_ns() + 10 * NS_PER_S;
	struct census now = census();

	while (now.threads > before->threads && clock_ns() < until_ns) {
		pause_ms();
		now = census();
	}
	cr_assert_eq(now.descriptors, before->descriptors, "%s: %zu more fds",
		     what, now.descriptors - before->descriptors);
	cr_assert_eq(now.threads, before->threads, "%s: %zu more threads",
		     what, now.threads - before->threads);
	cr_assert_eq(now.mapped, before->mapped, "%s: %zu more mappings",
		     what, now.mapped - before->mapped);
	cr_assert_eq(now.children, before->children, "%s: a child", what);
	cr_assert_eq(now.blocked, before->blocked, "%s: SIGCHLD blocked",
		     what);
}

#endif
