/* runs.c - fork, exec and a memfd for each run. */
#include "bench/cli/runs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cli/fatal.h"
#include "bench/record/csv.h"

#define FORM "%d,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
#define SELF "/proc/self/exe"

int runs_parse(const char *text, struct hand_over *h)
{
	return sscanf(text, "%d,%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64,
		      &h->fd, &h->run, &h->runs, &h->seed,
		      &h->max_time_ns) == 5
		       ? 0
		       : -EINVAL;
}

int runs_leave(const struct hand_over *h, const struct results *results)
{
	FILE *out = fdopen(h->fd, "w");

	if (!out)
		return -errno;
	csv_put(results, out);
	return fclose(out) < 0 ? -errno : 0;
}

_Noreturn void runs_execute(const char *const *words, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_USAGE);
	execv(SELF, (char *const *)(const void *)words);
	fprintf(stderr, "simul: cannot execute the program anew (%s): %s\n",
		SELF, strerror(errno));
	_exit(EXIT_USAGE);
}

static _Noreturn void execute(const struct hand_over *h, int argc, char **argv,
			      pid_t parent)
{
	const char **words = calloc((size_t)argc + 3, sizeof(*words));
	char text[128];

	if (!words)
		_exit(EXIT_USAGE);
	snprintf(text, sizeof(text), FORM, h->fd, h->run, h->runs, h->seed,
		 h->max_time_ns);
	words[0] = "simul";
	words[1] = "__run";
	words[2] = text;
	memcpy(words + 3, argv + 1, (size_t)(argc - 1) * sizeof(*words));
	runs_execute(words, parent);
}

/* A run that was killed, or refused, left nothing. */
static int collect(const struct hand_over *h, struct results *results,
		   struct error *err)
{
	struct results one;
	char path[64];
	int rc;

	if (lseek(h->fd, 0, SEEK_END) <= 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", h->fd);
	results_init(&one);
	rc = csv_load(path, &one, err);
	/* Asked for are those of all runs. */
	for (size_t i = 0; i < one.cells; i++)
		one.cell[i].repeat *= h->runs;
	if (rc == 0)
		rc = results_append(results, &one);
	results_free(&one);
	return rc;
}

int runs_take(struct hand_over *h, int argc, char **argv,
	      volatile sig_atomic_t *child, struct results *results,
	      struct error *err)
{
	pid_t parent = getpid(), pid;
	sigset_t all, before;
	int status, rc;

	/* Not closed on exec: the run writes into it. */
	h->fd = memfd_create("simul-run", 0);
	if (h->fd < 0)
		return error_set(err, -errno, "cannot make room for a run's "
					      "samples: %s",
				 strerror(errno));
	fflush(NULL);
	/* A signal waits until its handler knows whom to pass it on to. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execute(h, argc, argv, parent);
	}
	*child = pid > 0 ? pid : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0) {
		rc = error_set(err, -errno, "cannot fork: %s",
			       strerror(errno));
		goto close_fd;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*child = 0;
	rc = collect(h, results, err);
	if (rc == 0)
		rc = WIFEXITED(status) ? WEXITSTATUS(status)
				       : 128 + WTERMSIG(status);
close_fd:
	close(h->fd);
	return rc;
}
