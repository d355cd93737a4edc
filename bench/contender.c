/* contender.c - a child process, a file that it writes, a row of that. */
#include "bench/contender.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/results.h"
#include "bench/rows.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"

#define GRACE_NS (5 * NS_PER_S)   /* from being asked to end to the end */

/* "base: 'squares' under threads, K 2: ..." */
static int complain(const struct contender *c, const struct errand *e, int rc,
		    const char *why, struct error *err)
{
	return error_set(err, rc, "%s: '%s' under %s, K %zu: %.300s", c->name,
			 e->section, e->model, e->concurrency, why);
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

static _Noreturn void child_main(const struct contender *c,
				 const struct errand *e, const char *csv,
				 const char *complaints, pid_t parent)
{
	char concurrency[24], seed[24], inject[24];
	char *argv[] = {
		(char *)c->program, "run", (char *)e->jobs,
		"--only", (char *)e->section, "--model", (char *)e->model,
		"--concurrency", concurrency, "--seed", seed,
		"--repeat", "1", "--warmup", "0", "--quiet",
		"--export-csv", (char *)csv,
		c->inject_pct ? "--inject-pct" : NULL, inject, NULL,
	};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(126);
	snprintf(concurrency, sizeof(concurrency), "%zu", e->concurrency);
	snprintf(seed, sizeof(seed), "%" PRIu64, e->seed);
	snprintf(inject, sizeof(inject), "%" PRIu64, c->inject_pct);
	redirect("/dev/null", STDOUT_FILENO);
	redirect(complaints, STDERR_FILENO);
	execv(c->program, argv);
	fprintf(stderr, "cannot run '%s': %s\n", c->program, strerror(errno));
	_exit(127);
}

/* Asked to end when interrupted or late, and made to after a while. */
static bool await(pid_t pid, const struct errand *e, int *status)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd fds = { .fd = fd, .events = POLLIN };
	uint64_t limit = clock_ns() + e->deadline_ns;
	bool asked = false, late = false;

	while (fd >= 0 && poll(&fds, 1, 200) <= 0) {
		uint64_t now = clock_ns();

		if (asked && now >= limit)
			kill(pid, SIGKILL);
		if (asked || (!*e->interrupts && now < limit))
			continue;
		late = !*e->interrupts;
		asked = true;
		limit = now + GRACE_NS;
		kill(pid, SIGTERM);
	}
	if (fd >= 0)
		close(fd);
	else
		kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return !late;
}

/* --- what it wrote --- */

struct row {
	const struct rows *rows;
	char why[200];            /* what is wrong with it, or "" */
};

static const char *text_of(struct row *row, const char *column)
{
	const char *text = rows_field(row->rows, 0, column);

	if (!text && !*row->why)
		snprintf(row->why, sizeof(row->why),
			 "it writes no column '%s'", column);
	return text ? text : "";
}

static double number_of(struct row *row, const char *column)
{
	const char *text = text_of(row, column);
	uint64_t number = 0;

	if (!*row->why && units_parse_count(text, &number) < 0)
		snprintf(row->why, sizeof(row->why),
			 "%s: '%.40s' is not a whole number", column, text);
	return (double)number;
}

static void check_row(struct row *row)
{
	const char *state = text_of(row, "state");

	if (!*row->why && number_of(row, "schema") != RESULTS_SCHEMA)
		snprintf(row->why, sizeof(row->why),
			 "it writes schema %.10s, and this program %d",
			 text_of(row, "schema"), RESULTS_SCHEMA);
	if (!*row->why && row->rows->count != 1)
		snprintf(row->why, sizeof(row->why),
			 "%zu samples, not one: is a list in its section?",
			 row->rows->count);
	if (!*row->why && strcmp(state, "ok") != 0)
		snprintf(row->why, sizeof(row->why), "its sample %.10s: %.160s",
			 state, text_of(row, "reason"));
}

/* A column that an older program lacks can't speak against it. */
static void describe(const struct rows *rows, char *buf, size_t size)
{
	static const char *const field[] = {
		"workload", "params", "concurrency", "lanes",
		"tasks", "chunk", "rate_per_s", "digest",
	};
	size_t length = 0;

	for (size_t i = 0; i < ARRAY_SIZE(field) && length < size; i++) {
		const char *text = rows_field(rows, 0, field[i]);

		length += (size_t)snprintf(buf + length, size - length,
					   "%s%s %.120s", i ? ", " : "",
					   field[i], text ? text : "?");
	}
}

static void empty(struct row *row, struct haul *haul)
{
	check_row(row);
	haul->wall_ns = number_of(row, "run_ns");
	haul->cpu_ns = 1e3 * (number_of(row, "user_us") +
			      number_of(row, "system_us"));
	snprintf(haul->version, sizeof(haul->version), "%.40s (%.60s)",
		 text_of(row, "version"), text_of(row, "commit"));
	describe(row->rows, haul->work, sizeof(haul->work));
}

static int read_haul(const struct contender *c, const struct errand *e,
		     const char *csv, struct haul *haul, struct error *err)
{
	struct error why;
	struct rows rows;
	struct row row = { .rows = &rows };
	int rc = rows_load(csv, &rows, &why);

	if (rc < 0)
		return complain(c, e, rc, why.text, err);
	empty(&row, haul);
	rows_free(&rows);
	return *row.why ? complain(c, e, -EBADMSG, row.why, err) : 0;
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

static int explain_end(const struct contender *c, const struct errand *e,
		       int status, const char *complaints, struct error *err)
{
	char line[200], why[300];

	read_complaint(complaints, line, sizeof(line));
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "killed by signal %d (%s)",
			 WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
	else
		snprintf(why, sizeof(why), "exit status %d%s%s",
			 WEXITSTATUS(status), *line ? ": " : "", line);
	return complain(c, e, -ECHILD, why, err);
}

int contender_run(const struct contender *c, const struct errand *e,
		  struct haul *haul, struct error *err)
{
	char csv[PATH_MAX], complaints[PATH_MAX];
	pid_t parent = getpid(), pid;
	bool in_time;
	int status = 0;

	snprintf(csv, sizeof(csv), "%s/sample.csv", e->directory);
	snprintf(complaints, sizeof(complaints), "%s/complaints",
		 e->directory);
	unlink(csv);
	*haul = (struct haul){ 0 };
	pid = fork();
	if (pid == 0)
		child_main(c, e, csv, complaints, parent);
	if (pid < 0)
		return complain(c, e, -errno, "cannot fork", err);
	in_time = await(pid, e, &status);
	if (*e->interrupts)
		return error_set(err, -EINTR, "interrupted");
	if (!in_time)
		return complain(c, e, -ETIMEDOUT, "did not end in time", err);
	/* Status 1 says that the sample failed: the row knows why. */
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return explain_end(c, e, status, complaints, err);
	return read_haul(c, e, csv, haul, err);
}
