/* process.c - a child process, a file that it writes, a row of that. */
#include "bench/gate/process.h"

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

int process_error(const struct process *process, int rc, const char *why,
		  struct error *err)
{
	const struct sample_spec *e = process->spec;

	return error_set(err, rc, "%s: '%s' under %s, K %zu: %.300s",
			 process->program->name, e->section, e->model,
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

/* Shifts the stack by these lengths. */
static void pad(const struct program *c, char *argv0)
{
	char padding[PROGRAM_ENVIRONMENT_BYTES] = "";

	memset(padding, 'x', c->environment_bytes);
	setenv("SIMUL_GATE_PADDING", padding, 1);
	strcpy(argv0, "simul");
	memset(argv0 + strlen(argv0), 'x', c->argv0_bytes);
}

static _Noreturn void child_main(const struct process *process, pid_t parent)
{
	const struct program *c = process->program;
	const struct sample_spec *e = process->spec;
	char concurrency[24], seed[24], inject[24], tasks[24];
	char argv0[PROGRAM_ARGV0_BYTES + 8] = "";
	char *argv[24] = {
		argv0, "run", (char *)e->jobs,
		"--only", (char *)e->section, "--model", (char *)e->model,
		"--concurrency", concurrency, "--seed", seed,
		"--repeat", "1", "--warmup", "0", "--quiet",
		"--export-csv", (char *)process->csv,
	};
	size_t n = 0;

	/* Anything milder would wait for a stopped process to go on. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	setpgid(0, 0);
	/* exec would keep those ignored. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	snprintf(concurrency, sizeof(concurrency), "%zu", e->concurrency);
	snprintf(seed, sizeof(seed), "%" PRIu64, e->seed);
	snprintf(inject, sizeof(inject), "%" PRIu64, c->inject_pct);
	snprintf(tasks, sizeof(tasks), "%" PRIu64, e->tasks);
	while (argv[n])
		n++;
	if (c->inject_pct) {
		argv[n++] = "--inject-pct";
		argv[n++] = inject;
	}
	if (e->tasks) {
		argv[n++] = "--tasks";
		argv[n++] = tasks;
	}
	pad(c, argv0);
	redirect("/dev/null", STDOUT_FILENO);
	redirect(process->complaints, STDERR_FILENO);
	bind_to(e->processors, e->first_processor);
	execv(c->path, argv);
	fprintf(stderr, "cannot run '%s': %s\n", c->path, strerror(errno));
	_exit(127);
}

int process_start(struct process *process, const struct program *program,
	       const struct sample_spec *spec, char mark, struct error *err)
{
	pid_t parent = getpid();

	*process = (struct process){ .program = program, .spec = spec,
			       .fd = -1 };
	snprintf(process->csv, sizeof(process->csv), "%.4000s/sample-%c.csv",
		 spec->directory, mark);
	snprintf(process->complaints, sizeof(process->complaints),
		 "%.4000s/complaints-%c", spec->directory, mark);
	unlink(process->csv);
	process->pid = fork();
	if (process->pid == 0)
		child_main(process, parent);
	if (process->pid < 0)
		return process_error(process, -errno, "cannot fork", err);
	/* Both sides call it: whichever comes first, the group is there. */
	setpgid(process->pid, process->pid);
	process_signal(process, SIGSTOP);
	process->fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
	if (process->fd >= 0)
		return 0;
	process_error(process, -errno, "cannot watch it: pidfd_open", err);
	process_signal(process, SIGKILL);
	process_reap(process);
	return -EIO;
}

void process_signal(const struct process *process, int number)
{
	kill(-process->pid, number);
}

void process_reap(struct process *process)
{
	while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
		;
	if (process->fd >= 0)
		close(process->fd);
	process->fd = -1;
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

static void fill(const struct results *r, struct measurement *m)
{
	const struct sample *s = &r->sample[0];

	m->wall_ns = (double)s->run_ns;
	if (s->run_began_ns)
		m->began_ns = (double)s->run_began_ns;
	m->tasks = r->cell[0].tasks;
	m->cpu_ns = 1e3 * (double)(s->user_us + s->system_us);
	snprintf(m->version, sizeof(m->version), "%.40s (%.60s)",
		 r->env.version, r->env.commit);
	describe(r, m->work, sizeof(m->work));
}

/* The first line that it left and that is no warning, without the program's
 * name. */
static void read_complaint(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	const char *name = "simul: ", *warning = "simul: warning: ";
	size_t length = strlen(name);

	*buf = '\0';
	if (!file)
		return;
	do {
		if (!fgets(buf, (int)size, file))
			*buf = '\0';
	} while (!strncmp(buf, warning, strlen(warning)));
	fclose(file);
	buf[strcspn(buf, "\n")] = '\0';
	if (!strncmp(buf, name, length))
		memmove(buf, buf + length, strlen(buf + length) + 1);
}

static int explain_end(const struct process *process, struct error *err)
{
	int status = process->status;
	char line[200], why[300];

	read_complaint(process->complaints, line, sizeof(line));
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "killed by signal %d (%s)",
			 WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
	else
		snprintf(why, sizeof(why), "exit status %d%s%s",
			 WEXITSTATUS(status), *line ? ": " : "", line);
	return process_error(process, -ECHILD, why, err);
}

static int read_results(const struct process *process, struct measurement *m,
		     struct error *err)
{
	struct results results;
	struct error why;
	int rc;

	results_init(&results);
	rc = csv_load(process->csv, &results, &why);
	if (rc == 0)
		rc = check_results(&results, &why);
	if (rc == 0)
		fill(&results, m);
	results_free(&results);
	if (rc == -ENOENT && WEXITSTATUS(process->status) == 0)
		return process_error(process, rc, "it ended well, but wrote no "
					       "results: is it another simul?",
				     err);
	if (rc == -ENOENT)
		return explain_end(process, err);
	return rc < 0 ? process_error(process, rc, why.text, err) : 0;
}

int process_read(const struct process *process, struct measurement *m,
		 struct error *err)
{
	*m = (struct measurement){ .began_ns = NAN };
	/* Status 1 says that the sample failed: the row knows why. */
	if (!WIFEXITED(process->status) || WEXITSTATUS(process->status) > 1)
		return explain_end(process, err);
	return read_results(process, m, err);
}
