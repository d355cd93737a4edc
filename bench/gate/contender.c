/* contender.c - a child process, a file that it writes, a row of that. */
#include "bench/gate/contender.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/record/columns.h"
#include "bench/record/csv.h"
#include "bench/record/results.h"
#include "runners/macros.h"

int call_complain(const struct call *call, int rc, const char *why,
		  struct error *err)
{
	const struct errand *e = call->errand;

	return error_set(err, rc, "%s: '%s' under %s, K %zu: %.300s",
			 call->contender->name, e->section, e->model,
			 e->concurrency, why);
}

/* --- the child --- */

static void redirect(const char *path, int to)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		_exit(126);
	dup2(fd, to);
	close(fd);
}

/* So many of the processors that we have, from the first-th on. */
static void bind_to(size_t count, size_t first)
{
	cpu_set_t ours, chosen;
	size_t have, seen = 0;

	if (count == 0 || sched_getaffinity(0, sizeof(ours), &ours) < 0)
		return;
	have = (size_t)CPU_COUNT(&ours);
	CPU_ZERO(&chosen);
	for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &ours))
			continue;
		if ((seen++ + have - first % have) % have < count)
			CPU_SET(cpu, &chosen);
	}
	sched_setaffinity(0, sizeof(chosen), &chosen);
}

static _Noreturn void child_main(const struct call *call, pid_t parent)
{
	const struct contender *c = call->contender;
	const struct errand *e = call->errand;
	char concurrency[24], seed[24], inject[24];
	char *argv[] = {
		(char *)c->program, "run", (char *)e->jobs,
		"--only", (char *)e->section, "--model", (char *)e->model,
		"--concurrency", concurrency, "--seed", seed,
		"--repeat", "1", "--warmup", "0", "--quiet",
		"--export-csv", (char *)call->csv,
		c->inject_pct ? "--inject-pct" : NULL, inject, NULL,
	};

	/* Anything milder would wait for a stopped process to go on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	setpgid(0, 0);
	snprintf(concurrency, sizeof(concurrency), "%zu", e->concurrency);
	snprintf(seed, sizeof(seed), "%" PRIu64, e->seed);
	snprintf(inject, sizeof(inject), "%" PRIu64, c->inject_pct);
	redirect("/dev/null", STDOUT_FILENO);
	redirect(call->complaints, STDERR_FILENO);
	bind_to(e->processors, e->first_processor);
	execv(c->program, argv);
	fprintf(stderr, "cannot run '%s': %s\n", c->program, strerror(errno));
	_exit(127);
}

int call_start(struct call *call, const struct contender *contender,
	       const struct errand *errand, char mark, struct error *err)
{
	pid_t parent = getpid();

	*call = (struct call){ .contender = contender, .errand = errand,
			       .fd = -1 };
	snprintf(call->csv, sizeof(call->csv), "%.4000s/sample-%c.csv",
		 errand->directory, mark);
	snprintf(call->complaints, sizeof(call->complaints),
		 "%.4000s/complaints-%c", errand->directory, mark);
	unlink(call->csv);
	call->pid = fork();
	if (call->pid == 0)
		child_main(call, parent);
	if (call->pid < 0)
		return call_complain(call, -errno, "cannot fork", err);
	/* Both sides say it: whoever comes first, the group is there. */
	setpgid(call->pid, call->pid);
	call_signal(call, SIGSTOP);
	call->fd = (int)syscall(SYS_pidfd_open, call->pid, 0);
	if (call->fd >= 0)
		return 0;
	call_complain(call, -errno, "cannot watch it: pidfd_open", err);
	call_signal(call, SIGKILL);
	call_reap(call);
	return -EIO;
}

void call_signal(const struct call *call, int number)
{
	kill(-call->pid, number);
}

void call_reap(struct call *call)
{
	while (waitpid(call->pid, &call->status, 0) < 0 && errno == EINTR)
		;
	if (call->fd >= 0)
		close(call->fd);
	call->fd = -1;
}

/* --- what it wrote --- */

/* One good sample, or a sentence why not. */
static int check_results(const struct results *r, struct error *why)
{
	const struct sample *s = &r->sample[0];

	if (r->samples != 1)
		return error_set(why, -EBADMSG,
				 "%zu samples, not one: is a list in its "
				 "section?",
				 r->samples);
	if (s->state != SAMPLE_OK)
		return error_set(why, -EBADMSG, "its sample %s: %s",
				 columns_states[s->state], s->reason);
	return 0;
}

/* Not the options: both read one job file, and an older program doesn't tell
 * them. Nor the workers: two versions of a model may differ in them. */
static void describe(const struct results *r, char *buf, size_t size)
{
	static const char *const field[] = {
		"workload", "params", "concurrency", "lanes",
		"tasks", "chunk", "rate_per_s", "digest",
	};
	size_t length = 0;

	for (size_t i = 0; i < ARRAY_SIZE(field) && length < size; i++) {
		const struct column *c = &columns[columns_find(field[i])];
		char text[COLUMNS_TEXT_SIZE];

		columns_spell(c, columns_owner(c, r, r->sample), text,
			      sizeof(text));
		length += (size_t)snprintf(buf + length, size - length,
					   "%s%s %.120s", i ? ", " : "",
					   field[i], text);
	}
}

static void fill_haul(const struct results *r, struct haul *haul)
{
	const struct sample *s = &r->sample[0];

	haul->wall_ns = (double)s->run_ns;
	if (s->run_began_ns)
		haul->began_ns = (double)s->run_began_ns;
	haul->cpu_ns = 1e3 * (double)(s->user_us + s->system_us);
	snprintf(haul->version, sizeof(haul->version), "%.40s (%.60s)",
		 r->env.version, r->env.commit);
	describe(r, haul->work, sizeof(haul->work));
}

/* The first line that it left, without the program's name. */
static void read_complaint(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	const char *name = "simul: ";
	size_t length = strlen(name);

	*buf = '\0';
	if (!file)
		return;
	if (!fgets(buf, (int)size, file))
		*buf = '\0';
	fclose(file);
	buf[strcspn(buf, "\n")] = '\0';
	if (!strncmp(buf, name, length))
		memmove(buf, buf + length, strlen(buf + length) + 1);
}

static int explain_end(const struct call *call, struct error *err)
{
	int status = call->status;
	char line[200], why[300];

	read_complaint(call->complaints, line, sizeof(line));
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "killed by signal %d (%s)",
			 WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
	else
		snprintf(why, sizeof(why), "exit status %d%s%s",
			 WEXITSTATUS(status), *line ? ": " : "", line);
	return call_complain(call, -ECHILD, why, err);
}

static int read_haul(const struct call *call, struct haul *haul,
		     struct error *err)
{
	struct results results;
	struct error why;
	int rc;

	results_init(&results);
	rc = csv_load(call->csv, &results, &why);
	if (rc == 0)
		rc = check_results(&results, &why);
	if (rc == 0)
		fill_haul(&results, haul);
	results_free(&results);
	if (rc == -ENOENT && WEXITSTATUS(call->status) == 0)
		return call_complain(call, rc, "it ended well, but wrote no "
					       "results: is it another simul?",
				     err);
	if (rc == -ENOENT)
		return explain_end(call, err);
	return rc < 0 ? call_complain(call, rc, why.text, err) : 0;
}

int call_read(const struct call *call, struct haul *haul, struct error *err)
{
	*haul = (struct haul){ .began_ns = NAN };
	/* Status 1 says that the sample failed: the row knows why. */
	if (!WIFEXITED(call->status) || WEXITSTATUS(call->status) > 1)
		return explain_end(call, err);
	return read_haul(call, haul, err);
}
