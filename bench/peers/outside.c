/* outside.c - what a command costs, seen from outside of it.
 *
 *   outside COMMAND [ARGUMENT...]
 *
 * Runs the command, waits, and prints one line after it:
 * `wall_us= cpu_us= pss_kib= pte_kib=`: processor time of it and of all that it
 * waited for; the most memory (PSS) that it and its descendants had together,
 * and what their page tables took then. Looks at memory every 200 ms, and again
 * only if there is more of it: reading PSS walks all pages. Exits with the
 * command's status.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"
#include "runners/file_number.h"

#define BEAT_NS (200 * NS_PER_MS)
#define DEPTH_MOST 4

struct memory {
	uint64_t rss_kib, pss_kib, pte_kib;
};

/* 0 if there is none. */
static uint64_t figure(pid_t pid, const char *name, const char *key)
{
	char path[64];
	uint64_t number = 0;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file_number(path, key, &number);
	return number;
}

/* Adds up the process and its descendants; PSS only if asked for. */
static void add(struct memory *m, pid_t pid, bool whole, int depth)
{
	char path[64];
	FILE *file;
	int child;

	m->rss_kib += figure(pid, "status", "VmRSS:");
	m->pte_kib += figure(pid, "status", "VmPTE:");
	if (whole)
		m->pss_kib += figure(pid, "smaps_rollup", "Pss:");
	/* Here children come from the main thread only. */
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
		 (int)pid);
	file = fopen(path, "re");
	while (file && depth < DEPTH_MOST && fscanf(file, "%d", &child) == 1)
		add(m, child, whole, depth + 1);
	if (file)
		fclose(file);
}

static void look(pid_t pid, struct memory *most)
{
	struct memory now = { 0 };

	add(&now, pid, false, 0);
	if (now.rss_kib <= most->rss_kib)
		return;
	now = (struct memory){ 0 };
	add(&now, pid, true, 0);
	if (now.pss_kib > most->pss_kib)
		*most = now;
}

static pid_t start(char **command, const sigset_t *mask)
{
	pid_t pid = fork();

	if (pid < 0)
		peer_die("cannot fork: %s", strerror(errno));
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	peer_die("cannot run '%s': %s", command[0], strerror(errno));
}

int main(int argc, char **argv)
{
	struct timespec beat = clock_timespec(BEAT_NS);
	struct memory most = { 0 };
	struct rusage usage;
	uint64_t start_ns = clock_ns();
	bool ended = false;
	sigset_t child, before;
	int status;
	pid_t pid;

	if (argc < 2)
		peer_die("usage: outside COMMAND [ARGUMENT...]");
	/* SIGCHLD then ends a wait for it, and no handler is needed. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	pid = start(argv + 1, &before);
	while (!ended) {
		sigtimedwait(&child, NULL, &beat);
		ended = wait4(pid, &status, WNOHANG, &usage) == pid;
		if (!ended)
			look(pid, &most);
	}
	printf("wall_us=%" PRIu64 " cpu_us=%" PRIu64 " pss_kib=%" PRIu64
	       " pte_kib=%" PRIu64 "\n", (clock_ns() - start_ns) / NS_PER_US,
	       (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) *
			       1000000 +
		       (uint64_t)(usage.ru_utime.tv_usec +
				  usage.ru_stime.tv_usec),
	       most.pss_kib, most.pte_kib);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
