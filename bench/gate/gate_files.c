/* gate_files.c - opening and closing a gate: its cells, its directory, and in
 * it the copies of the programs and of the job file.
 */
#include "bench/gate/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/plan/jobfile.h"
#include "bench/plan/plan.h"
#include "runners/clock.h"
#include "runners/macros.h"

/* --- cells --- */

/* Do its tasks wait for anything but each other and the origin, or may they?
 * What comes from another server may always wait; our own origin waits only
 * if asked to. */
static bool waits(const struct job *job)
{
	const struct workload *w = job->workload;
	uint64_t ns = 0;

	if (job->set.rate > 0 || job->set.task_timeout_ns || !w->waiting)
		return true;
	for (size_t task = 0; task < job->set.tasks; task++)
		if (w->waiting(job->params, task, &ns) < 0 || ns > 0)
			return true;
	return false;
}

/* One for each worker, unless the job says how many. */
static size_t processors(const struct subject *s)
{
	const struct run run = run_of(s);

	return s->job->set.processors ? s->job->set.processors
				      : model_workers(s->model, &run);
}

static int add_cell(struct gating *g, const struct subject *s,
		    struct error *err)
{
	const struct job *job = s->job;
	struct pair_cell what = {
		.concurrency = s->concurrency,
		.metric = (enum metric)(g->plan.metric < 0
						? job->set.metric
						: g->plan.metric),
	};

	snprintf(what.job, sizeof(what.job), "%s", job->name);
	snprintf(what.model, sizeof(what.model), "%s", s->model->name);
	g->cell[g->cells] = (struct gate_cell){
		.processors = processors(s),
		.deadline_ns = job->set.deadline_ns,
		.waits = what.metric == METRIC_WALL && waits(job),
	};
	if (pairs_add_cell(&g->pairs, &what) == (size_t)-1)
		return error_set(err, -ENOMEM, "out of memory");
	g->cells++;
	return 0;
}

/* Which cells a section has must be known beforehand, and a list of sizes
 * would make several of one name. */
static int check_lists(const struct jobs *jobs, struct error *err)
{
	for (size_t i = 1; i < jobs->count; i++)
		if (jobs->item[i].group == jobs->item[i - 1].group)
			return error_set(
				err, -EINVAL,
				"'%s' and '%s' come from one section: where "
				"a gate is concerned, only models and "
				"concurrency may be lists",
				jobs->item[i - 1].name, jobs->item[i].name);
	return 0;
}

static int read_cells(struct gating *g, struct error *err)
{
	const struct draft none = { 0 };
	struct jobs jobs = { 0 };
	struct plan plan = { 0 };
	int rc = jobfile_read(&jobs, g->plan.jobs, &none, g->plan.only, err);

	if (rc == 0)
		rc = check_lists(&jobs, err);
	if (rc == 0 && plan_init(&plan, &jobs, g->plan.seed) < 0)
		rc = error_set(err, -ENOMEM, "out of memory");
	if (rc == 0) {
		g->cell = calloc(plan.cells + 1, sizeof(*g->cell));
		if (!g->cell)
			rc = error_set(err, -ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < plan.cells && rc == 0; i++)
		rc = add_cell(g, &plan.cell[i], err);
	plan_term(&plan);
	jobs_free(&jobs);
	return rc;
}

/* --- the directory --- */

static int make_directory(struct gating *g, struct error *err)
{
	const char *where = getenv("TMPDIR");

	snprintf(g->directory, sizeof(g->directory), "%s/simul-gate-XXXXXX",
		 where && *where == '/' ? where : "/tmp");
	if (mkdtemp(g->directory))
		return 0;
	error_set(err, -errno, "cannot make a directory '%s': %s",
		  g->directory, strerror(errno));
	*g->directory = '\0';
	return -EIO;
}

static int pour(int from, int to)
{
	char buf[1 << 16];
	ssize_t got;

	while ((got = read(from, buf, sizeof(buf))) > 0)
		for (ssize_t done = 0, n; done < got; done += n) {
			n = write(to, buf + done, (size_t)(got - done));
			if (n < 0)
				return -errno;
		}
	return got < 0 ? -errno : 0;
}

static int copy_program(const char *from, const char *to, struct error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = -1, rc = 0;
	struct stat st;

	if (in < 0 || fstat(in, &st) < 0)
		rc = -errno;
	else if (!S_ISREG(st.st_mode) || access(from, X_OK) < 0)
		rc = -ENOEXEC;
	if (rc == 0) {
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
		rc = out < 0 ? -errno : pour(in, out);
	}
	if (out >= 0 && close(out) < 0 && rc == 0)
		rc = -errno;
	if (in >= 0)
		close(in);
	if (rc == -ENOEXEC)
		return error_set(err, rc, "'%s' is not a program that can be "
					  "run: it should be another simul",
				 from);
	if (rc < 0)
		error_set(err, rc, "cannot copy '%s': %s", from,
			  strerror(-rc));
	return rc;
}

static int copy_programs(struct gating *g, struct error *err)
{
	static const char *const name[] = {
		[GATE_BASE] = "base",
		[GATE_COPY] = "the base's copy",
		[GATE_NEW] = "new",
	};
	int rc = 0;

	for (int i = 0; i < GATE_PROGRAMS && rc == 0; i++) {
		struct program *c = &g->program[i];

		c->name = name[i];
		snprintf(c->path, sizeof(c->path), "%.4000s/simul-%c",
			 g->directory, 'a' + i);
		rc = copy_program(i == GATE_NEW ? g->plan.other : g->plan.base,
				  c->path, err);
	}
	g->program[GATE_NEW].inject_pct = g->plan.inject_pct;
	return rc;
}

/* Keys that are the gate's own: an older base may not know them. */
static bool is_ours(const char *line)
{
	static const char *const key[] = { "metric", "processors" };

	line += strspn(line, " \t");
	for (size_t i = 0; i < ARRAY_SIZE(key); i++) {
		size_t length = strlen(key[i]);
		const char *rest = line + length;

		if (strncmp(line, key[i], length) != 0)
			continue;
		rest += strspn(rest, " \t");
		if (*rest == '=' || *rest == ':')
			return true;
	}
	return false;
}

static int copy_jobs(struct gating *g, struct error *err)
{
	char path[PATH_MAX + 16], line[1024];
	FILE *in = fopen(g->plan.jobs, "re"), *out;
	int rc = 0;

	snprintf(path, sizeof(path), "%s/jobs.ini", g->directory);
	out = in ? fopen(path, "we") : NULL;
	if (!out)
		rc = -errno;
	while (rc == 0 && fgets(line, sizeof(line), in))
		if (!is_ours(line) && fputs(line, out) == EOF)
			rc = -EIO;
	if (out && fclose(out) != 0)
		rc = -EIO;
	if (in)
		fclose(in);
	if (rc < 0)
		error_set(err, rc, "cannot copy '%s': %s", g->plan.jobs,
			  strerror(-rc));
	return rc;
}

int gate_open(struct gating *g, struct error *err)
{
	int rc;

	g->start_ns = clock_ns();
	random_init(&g->random, g->plan.seed);
	rc = read_cells(g, err);
	if (rc == 0)
		rc = make_directory(g, err);
	if (rc == 0)
		rc = copy_programs(g, err);
	if (rc == 0)
		rc = copy_jobs(g, err);
	return rc;
}

void gate_close(struct gating *g)
{
	static const char *const left[] = {
		"simul-a",      "simul-b",      "simul-c",      "jobs.ini",
		"sample-a.csv", "sample-b.csv", "complaints-a", "complaints-b",
	};
	char path[PATH_MAX + 16];

	for (size_t i = 0; i < ARRAY_SIZE(left) && *g->directory; i++) {
		snprintf(path, sizeof(path), "%s/%s", g->directory, left[i]);
		unlink(path);
	}
	if (*g->directory)
		rmdir(g->directory);
	*g->directory = '\0';
	pairs_free(&g->pairs);
	free(g->cell);
	g->cell = NULL;
	g->cells = 0;
}
