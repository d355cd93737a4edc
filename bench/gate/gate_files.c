/* gate_files.c - opening and closing a gate: its directory, and in it the
 * copies of the programs and of the job file.
 */
#include "bench/gate/gate.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "bench/plan/jobfile.h"
#include "bench/plan/plugin.h"
#include "runners/clock.h"
#include "runners/macros.h"

#define PREFIX "simul-gate-"

/* --- the directory --- */

static int make_directory(struct gating *g, struct error *err)
{
	const char *env = getenv("TMPDIR");
	const char *where = env && *env == '/' ? env : "/tmp";
	int rc;

	leftover_sweep_directories(where, PREFIX);
	snprintf(g->directory.path, sizeof(g->directory.path), "%.4000s/%s%s",
		 where, PREFIX, "XXXXXX");
	rc = leftover_directory(&g->directory);
	if (rc < 0)
		error_set(err, rc, "cannot make a directory in '%s': %s",
			  where, strerror(-rc));
	return rc;
}

/* *id: the XXH3-64 of what was copied. */
static int pour(int from, int to, uint64_t *id)
{
	XXH3_state_t *hash = XXH3_createState();
	char buf[1 << 16];
	ssize_t got;
	int rc = hash ? 0 : -ENOMEM;

	if (rc == 0)
		XXH3_64bits_reset(hash);
	while (rc == 0 && (got = read(from, buf, sizeof(buf))) != 0) {
		if (got < 0)
			rc = -errno;
		for (ssize_t done = 0, n; done < got; done += n) {
			n = write(to, buf + done, (size_t)(got - done));
			if (n < 0) {
				rc = -errno;
				break;
			}
		}
		if (rc == 0)
			XXH3_64bits_update(hash, buf, (size_t)got);
	}
	if (rc == 0)
		*id = XXH3_64bits_digest(hash);
	XXH3_freeState(hash);
	return rc;
}

/* A file that is there already is replaced by another one. */
static int copy_program(const char *from, const char *to, uint64_t *id,
			struct error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = -1, rc = 0;
	struct stat st;

	if (in < 0 || fstat(in, &st) < 0)
		rc = -errno;
	else if (!S_ISREG(st.st_mode) || access(from, X_OK) < 0)
		rc = -ENOEXEC;
	if (rc == 0) {
		unlink(to);
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
		rc = out < 0 ? -errno : pour(in, out, id);
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

/* From here on a build may replace the originals. */
static int keep_programs(struct gating *g, struct error *err)
{
	static const struct {
		const char *name, *file;
	} kept[] = {
		[GATE_BASE] = { "base", "base" },
		[GATE_COPY] = { "the base's copy", "base" },
		[GATE_NEW] = { "new", "new" },
	};
	int rc;

	for (int i = 0; i < GATE_PROGRAMS; i++) {
		struct program *c = &g->program[i];

		c->name = kept[i].name;
		snprintf(c->path, sizeof(c->path), "%.4000s/%s", g->directory.path,
			 kept[i].file);
	}
	g->program[GATE_NEW].inject_pct = g->plan.inject_pct;
	rc = copy_program(g->plan.base, g->program[GATE_BASE].path,
			  &g->pairs.base_id, err);
	if (rc == 0)
		rc = copy_program(g->plan.other, g->program[GATE_NEW].path,
				  &g->pairs.other_id, err);
	return rc;
}

int gate_copy(struct gating *g, enum gate_program which, char mark,
	      struct program *copy, struct error *err)
{
	uint64_t id;

	*copy = g->program[which];
	copy->argv0_bytes = random_below(&g->random, PROGRAM_ARGV0_BYTES);
	copy->environment_bytes =
		random_below(&g->random, PROGRAM_ENVIRONMENT_BYTES);
	snprintf(copy->path, sizeof(copy->path), "%.4000s/simul-%c",
		 g->directory.path, mark);
	return copy_program(g->program[which].path, copy->path, &id, err);
}

/* Where the value begins if it is a line of this key; or NULL. */
static char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0)
		return NULL;
	line += length + strspn(line + length, " \t");
	if (*line != '=' && *line != ':')
		return NULL;
	line++;
	return (char *)line + strspn(line, " \t");
}

/* Keys that are the gate's own: an older base may not know them. */
static bool is_ours(const char *line)
{
	static const char *const key[] = { "metric", "processors", "work" };

	for (size_t i = 0; i < ARRAY_SIZE(key); i++)
		if (value_of(line, key[i]))
			return true;
	return false;
}

/* Cuts the comment and the blanks behind a value, as inih does. */
static void trim(char *value)
{
	char *end = value;

	while (*end && (*end != ';' || end == value ||
			!isspace((unsigned char)end[-1])))
		end++;
	while (end > value && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
}

/* A plug-in beside the job file isn't beside its copy. */
static int copy_line(const struct gating *g, char *line, FILE *out)
{
	char *value = value_of(line, "workload");
	char plugin[PATH_MAX], whole[PATH_MAX];
	const char *path;

	if (!value)
		return fputs(line, out);
	trim(value);
	path = jobfile_workload(g->plan.jobs, value, plugin, sizeof(plugin));
	if (plugin_named(path) && realpath(path, whole))
		path = whole;
	return fprintf(out, "workload = %s\n", path);
}

static int copy_jobs(struct gating *g, struct error *err)
{
	char path[PATH_MAX + 16], *line = NULL;
	size_t room = 0;
	FILE *in = fopen(g->plan.jobs, "re"), *out;
	int rc = 0;

	snprintf(path, sizeof(path), "%s/jobs.ini", g->directory.path);
	out = in ? fopen(path, "we") : NULL;
	if (!out)
		rc = -errno;
	errno = 0;
	while (rc == 0 && getline(&line, &room, in) >= 0)
		if (!is_ours(line) && copy_line(g, line, out) < 0)
			rc = -EIO;
	if (rc == 0 && !feof(in))
		rc = errno ? -errno : -EIO;
	free(line);
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
	g->batch = 1;
	random_init(&g->random, g->plan.seed);
	rc = gate_read_cells(g, err);
	if (rc == 0)
		rc = make_directory(g, err);
	if (rc == 0)
		rc = keep_programs(g, err);
	if (rc == 0)
		rc = copy_jobs(g, err);
	return rc;
}

void gate_close(struct gating *g)
{
	leftover_remove(&g->directory);
	pairs_free(&g->pairs);
	free(g->cell);
	g->cell = NULL;
	g->cells = 0;
}
