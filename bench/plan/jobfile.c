/* jobfile.c - sections and keys by inih, all checking by job_build.c.
 *
 * The whole file is read and checked first: inih only gets the text of a small,
 * regular file without NUL bytes.
 */
#include "bench/plan/jobfile.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/plan/job_check.h"
#include "bench/plan/plugin.h"
#include "runners/nearest.h"

#define SECTIONS_MAX 256

/* inih's own limit on a line; it would take the rest for another line. */
#define LINE_MAX_BYTES 199

/* And on a section's name; it would cut a longer one. */
#define SECTION_MAX_BYTES 49

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLANKS          " \t\r\v\f"

struct reading {
	const char *path;
	char *buffer;            /* the whole file */
	const char *text;        /* without a byte order mark */
	const char *at;          /* how far inih has read */
	int line;                /* the last line it read */
	int refused;             /* the line that rc is about */
	struct draft global;
	struct draft section[SECTIONS_MAX];
	bool chosen[SECTIONS_MAX];    /* by --only */
	size_t sections;
	int rc;
	struct error *err;
};

bool jobfile_named(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') ||
	       (length > 4 && !strcmp(name + length - 4, ".ini"));
}

static struct draft *section_of(struct reading *r, const char *name)
{
	struct draft *d;

	if (!strcmp(name, "global"))
		return &r->global;
	for (size_t i = 0; i < r->sections; i++)
		if (!strcmp(r->section[i].name, name))
			return &r->section[i];
	if (r->sections == SECTIONS_MAX)
		return NULL;
	d = &r->section[r->sections++];
	d->name = strdup(name);
	return d;
}

static int refuse(struct reading *r, int line, const char *why)
{
	if (r->rc == 0) {
		r->refused = line;
		r->rc = error_set(r->err, -EINVAL, "%s:%d: %s", r->path, line,
				  why);
	}
	return 0;
}

const char *jobfile_workload(const char *path, const char *value, char *buf,
			     size_t size)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash + 1 - path) : 0;

	if (!folder || !plugin_named(value) || *value == '/')
		return value;
	snprintf(buf, size, "%.*s%s", folder, path, value);
	return access(buf, R_OK) == 0 ? buf : value;
}

/* inih calls it for each key, right after reading its line. */
static int on_entry(void *user, const char *section, const char *name,
		    const char *value)
{
	struct reading *r = user;
	struct draft *d;
	char where[256], plugin[PATH_MAX];

	if (!*section)
		return refuse(r, r->line, "a key before any [section]");
	d = section_of(r, section);
	if (!d)
		return refuse(r, r->line, "too many sections");
	snprintf(where, sizeof(where), "%s:%d", r->path, r->line);
	if (value && !strcmp(name, "workload"))
		value = jobfile_workload(r->path, value, plugin,
					 sizeof(plugin));
	if (draft_add(d, name, value ? value : "", where, d == &r->global) < 0)
		return refuse(r, r->line, "out of memory");
	return 1;
}

/* inih's reader: returns the next line, as fgets does, and counts it, because
 * inih doesn't report line numbers. Drops indentation: inih would take the line
 * for another value of the key above. */
static char *next_line(char *line, int size, void *user)
{
	struct reading *r = user;
	size_t length;

	r->at += strspn(r->at, BLANKS);
	length = strcspn(r->at, "\n");
	if (!*r->at)
		return NULL;
	length += r->at[length] == '\n';
	if (length >= (size_t)size)
		length = (size_t)size - 1;
	memcpy(line, r->at, length);
	line[length] = '\0';
	r->at += length;
	r->line++;
	return line;
}

/* inih reports a section only if it has a key, and ignores what follows the
 * bracket. */
static void note_section(struct reading *r, int line, const char *open)
{
	char name[SECTION_MAX_BYTES + 1];
	size_t length = *open == '[' ? strcspn(open + 1, "]\n") : 0;
	const char *rest = open + 1 + length;

	if (!length || *rest != ']')
		return;
	rest += 1 + strspn(rest + 1, BLANKS);
	if (length > SECTION_MAX_BYTES)
		refuse(r, line, "a section's name of more than 49 bytes");
	else if (*rest && !strchr(";#\n", *rest))
		refuse(r, line, "something stands behind the [section]");
	snprintf(name, sizeof(name), "%.*s", (int)length, open + 1);
	if (!section_of(r, name))
		refuse(r, line, "too many sections");
}

static int check_lines(struct reading *r)
{
	int line = 1;

	for (const char *at = r->text; *at; line++) {
		size_t length = strcspn(at, "\n");

		if (length > LINE_MAX_BYTES - 2)
			refuse(r, line, "a line of more than 197 bytes");
		note_section(r, line, at + strspn(at, BLANKS));
		at += length + (at[length] == '\n');
	}
	return r->rc;
}

/* The file whole, to be freed, or NULL with r->rc. */
static char *slurp(struct reading *r)
{
	struct stat st;
	char *text = NULL;
	ssize_t got = 0;
	int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0) {
		r->rc = error_set(r->err, -errno, "cannot open '%s': %s",
				  r->path, strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		r->rc = error_set(r->err, -EINVAL,
				  "'%s' is not a file of jobs: it is %s",
				  r->path,
				  S_ISDIR(st.st_mode) ? "a directory"
						      : "no regular file");
		goto out;
	}
	if ((size_t)st.st_size > JOBFILE_BYTES_MAX) {
		r->rc = error_set(r->err, -EFBIG,
				  "'%s' is not a file of jobs: it is larger "
				  "than 1 MiB",
				  r->path);
		goto out;
	}
	text = calloc(1, (size_t)st.st_size + 1);
	if (text)
		got = read(fd, text, (size_t)st.st_size);
	if (!text || got < 0)
		r->rc = error_set(r->err, -errno, "cannot read '%s': %s",
				  r->path, strerror(errno));
	else if (memchr(text, '\0', (size_t)got))
		r->rc = error_set(r->err, -EINVAL,
				  "'%s' is not a file of jobs: it is binary",
				  r->path);
out:
	if (fd >= 0)
		close(fd);
	return text;
}

static int parse(struct reading *r)
{
	int line;

	if (check_lines(r) < 0)
		return r->rc;
	r->at = r->text;
	line = ini_parse_stream(next_line, r, on_entry, r);
	if (line > 0 && line != r->refused) {
		r->rc = 0;
		refuse(r, line, "neither [section], key = value nor a comment");
	}
	if (r->rc == 0 && !r->sections)
		r->rc = error_set(r->err, -ENODATA, "'%s' has no [section]",
				  r->path);
	return r->rc;
}

static int copy_entries(struct draft *to, const struct draft *from,
			bool general)
{
	int rc = 0;

	for (size_t i = 0; i < from->entries && rc == 0; i++)
		rc = draft_add(to, from->entry[i].key, from->entry[i].value,
			       from->entry[i].where,
			       general || from->entry[i].general);
	return rc;
}

/* Global first, then its own, then the command line: later ones win. */
static int build_section(struct reading *r, struct jobs *jobs,
			 const struct draft *own,
			 const struct draft *overrides)
{
	struct draft all = { .name = strdup(own->name) };
	int rc = copy_entries(&all, &r->global, true);

	if (rc == 0)
		rc = copy_entries(&all, own, false);
	if (rc == 0)
		rc = copy_entries(&all, overrides, true);
	if (rc < 0)
		error_set(r->err, rc, "out of memory");
	else
		rc = jobs_build(jobs, &all, r->err);
	draft_free(&all);
	return rc;
}

/* Notes which sections --only names; every name must be one. */
static int choose(struct reading *r, const char *only)
{
	char *copy = strdup(only), *rest = copy, *name;
	int rc = copy ? 0 : error_set(r->err, -ENOMEM, "out of memory");
	const char *names[SECTIONS_MAX];

	for (size_t i = 0; i < r->sections; i++)
		names[i] = r->section[i].name;
	while (rc == 0 && (name = strsep(&rest, ","))) {
		const char *near = nearest_name(name, names, r->sections);
		bool found = false;

		for (size_t i = 0; i < r->sections; i++)
			if (!strcmp(names[i], name))
				found = r->chosen[i] = true;
		if (!found)
			rc = error_set(r->err, -EINVAL,
				       "'%s' has no section '%s'%s%s%s",
				       r->path, name,
				       near ? ": did you mean '" : "",
				       near ? near : "", near ? "'?" : "");
	}
	free(copy);
	return rc;
}

static int build_all(struct reading *r, struct jobs *jobs,
		     const struct draft *overrides, const char *only)
{
	int rc = only ? choose(r, only) : 0;

	for (size_t i = 0; i < r->sections && rc == 0; i++)
		if (!only || r->chosen[i])
			rc = build_section(r, jobs, &r->section[i], overrides);
	for (size_t i = 0; i < overrides->entries && rc == 0; i++)
		rc = job_check_use(jobs, 0, overrides->entry[i].key, r->err);
	return rc;
}

/* A reading with the file's text, or NULL with err; also with r->rc < 0. */
static struct reading *reading_new(const char *path, struct error *err)
{
	struct reading *r = calloc(1, sizeof(*r));

	if (!r) {
		error_set(err, -ENOMEM, "out of memory");
		return NULL;
	}
	r->path = path;
	r->err = err;
	r->buffer = slurp(r);
	r->text = r->buffer;
	if (r->text && !strncmp(r->text, BYTE_ORDER_MARK, 3))
		r->text += 3;
	return r;
}

static void reading_free(struct reading *r)
{
	free(r->buffer);
	draft_free(&r->global);
	for (size_t i = 0; i < r->sections; i++)
		draft_free(&r->section[i]);
	free(r);
}

void jobfile_sections(const char *path,
		      void (*visit)(void *user, const char *section),
		      void *user)
{
	struct error err;
	struct reading *r =
		jobfile_named(path) ? reading_new(path, &err) : NULL;

	if (!r)
		return;
	if (r->rc == 0)
		check_lines(r);
	for (size_t i = 0; i < r->sections; i++)
		visit(user, r->section[i].name);
	reading_free(r);
}

int jobfile_read(struct jobs *jobs, const char *path,
		 const struct draft *overrides, const char *only,
		 struct error *err)
{
	struct reading *r = reading_new(path, err);
	int rc;

	if (!r)
		return -ENOMEM;
	rc = r->rc;
	if (rc == 0)
		rc = parse(r);
	if (rc == 0)
		rc = build_all(r, jobs, overrides, only);
	reading_free(r);
	return rc;
}
