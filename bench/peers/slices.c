/* slices.c - some commands at once, in turns, so that what happens to the
 * machine happens to all of them.
 *
 *     slices MS PREFIX -- COMMAND... [-- COMMAND...]...
 *
 * Starts every command in a process group of its own, all stopped but one
 * (SIGSTOP, SIGCONT). Rounds of slices go on until all have ended: each
 * command has one slice a round, in random order, between half of MS
 * milliseconds and one and a half. The standard output of the i-th goes to
 * PREFIX.i, from 0 on.
 *
 * Status 0 if all ended with 0. Otherwise 1, or 128 and the number of the
 * signal that ended slices; the commands that are left are then killed.
 *
 * The gate does the same for two (bench/gate/duet.h); here only processor time
 * counts, so nobody has to know where a slice began.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/peers/peer.h"
#include "runners/clock.h"
#include "runners/random.h"

#define MAX_COMMANDS 16

struct command {
	char **argv;
	pid_t pid;              /* and its group; 0: ended and reaped */
};

struct slices {
	struct command command[MAX_COMMANDS];
	size_t commands, running;
	uint64_t slice_ns;
	struct random random;
	sigset_t signals;       /* blocked, and waited for */
};

static void kill_all(const struct slices *s)
{
	for (size_t i = 0; i < s->commands; i++)
		if (s->command[i].pid > 0)
			kill(-s->command[i].pid, SIGKILL);
}

static void start(struct command *command, const char *prefix, size_t index)
{
	char path[4096];
	sigset_t none;
	int fd;

	snprintf(path, sizeof(path), "%s.%zu", prefix, index);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		peer_die("cannot write '%s': %s", path, strerror(errno));
	command->pid = fork();
	if (command->pid < 0)
		peer_die("cannot fork: %s", strerror(errno));
	if (command->pid == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		dup2(fd, STDOUT_FILENO);
		raise(SIGSTOP);
		execvp(command->argv[0], command->argv);
		fprintf(stderr, "slices: cannot run '%s': %s\n",
			command->argv[0], strerror(errno));
		_exit(127);
	}
	setpgid(command->pid, command->pid);
	close(fd);
}

/* Reaps what has ended; a failure ends the program. */
static void reap(struct slices *s)
{
	for (size_t i = 0; i < s->commands; i++) {
		struct command *c = &s->command[i];
		int status;

		if (c->pid <= 0 || waitpid(c->pid, &status, WNOHANG) <= 0)
			continue;
		/* what it left behind must not compute beside others */
		kill(-c->pid, SIGKILL);
		c->pid = 0;
		s->running--;
		if (status == 0)
			continue;
		kill_all(s);
		peer_die("'%s' failed (%s %d)", c->argv[0],
			 WIFEXITED(status) ? "status" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status)
					   : WTERMSIG(status));
	}
}

/* Waits until the slice or its command is over. SIGCONT is repeated, for a
 * process that was being forked when its group was stopped. */
static void run_slice(struct slices *s, struct command *c)
{
	uint64_t now = clock_ns();
	uint64_t until = now + (uint64_t)((0.5 + random_unit(&s->random)) *
					  (double)s->slice_ns);

	while (c->pid > 0 && now < until) {
		uint64_t left = until - now;
		struct timespec t = clock_timespec(
			left < 20 * NS_PER_MS ? left : 20 * NS_PER_MS);
		int number;

		kill(-c->pid, SIGCONT);
		number = sigtimedwait(&s->signals, NULL, &t);
		if (number > 0 && number != SIGCHLD) {
			kill_all(s);
			exit(128 + number);
		}
		if (number > 0)
			reap(s);
		now = clock_ns();
	}
	if (c->pid > 0)
		kill(-c->pid, SIGSTOP);
}

static void run(struct slices *s)
{
	size_t order[MAX_COMMANDS];

	for (size_t i = 0; i < s->commands; i++)
		order[i] = i;
	while (s->running > 0) {
		random_shuffle(&s->random, order, s->commands);
		for (size_t i = 0; i < s->commands; i++)
			run_slice(s, &s->command[order[i]]);
		reap(s);
	}
}

static void block_signals(struct slices *s)
{
	/* an end is news, a stop is not */
	struct sigaction quiet = { .sa_handler = SIG_DFL,
				   .sa_flags = SA_NOCLDSTOP };

	sigaction(SIGCHLD, &quiet, NULL);
	sigemptyset(&s->signals);
	sigaddset(&s->signals, SIGCHLD);
	sigaddset(&s->signals, SIGINT);
	sigaddset(&s->signals, SIGTERM);
	sigaddset(&s->signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &s->signals, NULL);
}

static _Noreturn void refuse(void)
{
	fprintf(stderr, "usage: slices MS PREFIX -- COMMAND... "
			"[-- COMMAND...]... (at most %d)\n", MAX_COMMANDS);
	exit(2);
}

/* Cuts the words at each "--". */
static void read_commands(struct slices *s, char **word)
{
	if (*word == NULL || strcmp(*word, "--") != 0)
		refuse();
	while (*word != NULL) {
		*word++ = NULL;
		if (s->commands == MAX_COMMANDS || *word == NULL ||
		    strcmp(*word, "--") == 0)
			refuse();
		s->command[s->commands++].argv = word;
		while (*word != NULL && strcmp(*word, "--") != 0)
			word++;
	}
}

int main(int argc, char *argv[])
{
	static struct slices s;

	if (argc < 5)
		refuse();
	s.slice_ns = peer_number("MS", argv[1], 1, 10000) * NS_PER_MS;
	read_commands(&s, argv + 3);
	random_init(&s.random, clock_ns());
	block_signals(&s);
	for (size_t i = 0; i < s.commands; i++) {
		start(&s.command[i], argv[2], i);
		s.running++;
	}
	run(&s);
	return 0;
}
