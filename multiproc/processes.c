/* processes.c - workers are forked once, parked, and watched.
 *
 *   crew (parent)                         worker (child)
 *   fork x K  ------------------------->  open its wait, park at the gate
 *   poll: eventfd, signalfd(SIGCHLD)
 *   gate opens ------------------------>  claims tasks, stores the results
 *   a child died: the task it ran         killed by signal 9
 *     fails, a new child takes its lanes
 *   eventfd: the last one finished <----  finished, parks again
 *   gate says done -------------------->  closes its wait, exits
 *
 * A worker dies with its parent, whatever kills the parent (PR_SET_PDEATHSIG).
 * Its lanes in the shared area show what a dead worker was running; the rest
 * of its chunk goes to the worker that replaces it.
 *
 * It reaps every child of this process: nothing else here may fork.
 */
#include "multiproc/multiproc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "multiproc/crash.h"
#include "runners/limits.h"

/* A worker that dies before it runs a task makes no progress: give up after so
 * many in a row. */
#define FRUITLESS_DEATHS 8

/* Of the kernel: stack, records, page tables; of its own: the pages that are
 * copied because it writes to them. */
#define WORKER_BYTES ((size_t)96 << 10)

struct watch {
	int child_fd;           /* signalfd for SIGCHLD */
	sigset_t before;        /* the mask to restore */
	unsigned fruitless;
	pid_t *pid;             /* of each worker, 0: none */
};

static _Noreturn void child_main(struct crew *crew, size_t index, pid_t parent,
				 const sigset_t *mask)
{
	/* The parent may have died before prctl: then no signal comes. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, mask, NULL);
	worker_main(crew, index);
	_exit(0);
}

static int start(struct crew *crew, size_t index)
{
	struct watch *watch = crew->own;
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return error_set(&crew->error, -errno,
				 "cannot start process %zu of %zu: %s",
				 index + 1, crew->workers, strerror(errno));
	if (pid == 0)
		child_main(crew, index, parent, &watch->before);
	watch->pid[index] = pid;
	crew->area->worker[index].pid = pid;
	return 0;
}

static size_t index_of(const struct crew *crew, pid_t pid)
{
	const struct watch *watch = crew->own;
	size_t i = 0;

	while (i < crew->workers && watch->pid[i] != pid)
		i++;
	return i;
}

/* Settles what a dead worker left; a new one takes its lanes. */
static int replace(struct crew *crew, size_t index, int status)
{
	struct watch *watch = crew->own;
	struct crash c = { .status = status };

	crash_settle(&c, crew, index);
	watch->pid[index] = 0;
	watch->fruitless = c.tasks_failed ? 0 : watch->fruitless + 1;
	if (watch->fruitless > FRUITLESS_DEATHS)
		return error_set(&crew->error, -ECHILD,
				 "%s before it ran a task, %u times",
				 c.reason, watch->fruitless);
	return start(crew, index);
}

static int reap(struct crew *crew)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		size_t i = index_of(crew, pid);
		int rc = i < crew->workers ? replace(crew, i, status) : 0;

		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Waits until every worker is counted, and replaces those that die. */
static int wait_for_all(struct crew *crew, const _Atomic uint32_t *count)
{
	struct watch *watch = crew->own;
	struct pollfd fds[] = {
		{ .fd = crew->signal_fd, .events = POLLIN },
		{ .fd = watch->child_fd, .events = POLLIN },
	};
	struct signalfd_siginfo info;

	while (atomic_load(count) < crew->workers) {
		int rc = 0;

		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents)
			rc = crew_listen(crew);
		if (rc == 0 && fds[1].revents &&
		    read(watch->child_fd, &info, sizeof(info)) > 0)
			rc = reap(crew);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int watch_new(struct crew *crew)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	sigset_t set;

	if (!watch)
		goto fail;
	watch->pid = calloc(crew->workers, sizeof(*watch->pid));
	if (!watch->pid)
		goto fail_watch;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &watch->before);
	watch->child_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch->child_fd < 0)
		goto fail_mask;
	crew->own = watch;
	return 0;

fail_mask:
	sigprocmask(SIG_SETMASK, &watch->before, NULL);
	free(watch->pid);
fail_watch:
	free(watch);
fail:
	return error_set(&crew->error, -errno, "cannot watch the workers: %s",
			 strerror(errno));
}

static void watch_free(struct watch *watch)
{
	close(watch->child_fd);
	sigprocmask(SIG_SETMASK, &watch->before, NULL);
	free(watch->pid);
	free(watch);
}

/* Ends every worker, by the gate or by force, and reaps it. */
static void dismiss(struct crew *crew, bool force)
{
	struct watch *watch = crew->own;

	area_gate_set(crew->area, GATE_DONE);
	for (size_t i = 0; i < crew->workers; i++) {
		if (!watch->pid[i])
			continue;
		if (force)
			kill(watch->pid[i], SIGKILL);
		while (waitpid(watch->pid[i], NULL, 0) < 0 && errno == EINTR)
			;
	}
	watch_free(watch);
}

static int processes_open(struct crew *crew)
{
	int rc = watch_new(crew);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < crew->workers && rc == 0; i++)
		rc = start(crew, i);
	if (rc == 0)
		rc = wait_for_all(crew, &crew->area->ready);
	if (rc == 0)
		rc = crew_check(crew);
	if (rc < 0)
		dismiss(crew, true);
	return rc;
}

static int processes_run(struct crew *crew)
{
	int rc;

	area_gate_set(crew->area, GATE_OPEN);
	rc = wait_for_all(crew, &crew->area->finished);
	if (rc < 0)
		area_cancel(crew->area);
	else
		crash_settle_lost(crew);
	return rc;
}

static void processes_close(struct crew *crew)
{
	dismiss(crew, false);
}

const struct spawn spawn_processes = {
	.name = "processes",
	.forks = true,
	.worker_bytes = WORKER_BYTES,
	.workers_most = limits_tasks,
	.open = processes_open,
	.run = processes_run,
	.close = processes_close,
};
