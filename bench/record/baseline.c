/* baseline.c - where baselines are, and which there are. */
#include "bench/record/baseline.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/save.h"

#define ENDING ".csv"

static bool is_name(const char *name, size_t length)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789_-.";

	return length && length <= BASELINE_NAME && name[0] != '.' &&
	       strspn(name, plain) >= length;
}

/* The XDG base directory specification: a relative path is ignored. */
static int directory(char *buf, size_t size)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int n;

	if (data && data[0] == '/')
		n = snprintf(buf, size, "%s/simul/baselines", data);
	else if (home && home[0] == '/')
		n = snprintf(buf, size, "%s/.local/share/simul/baselines",
			     home);
	else
		return -ENOENT;
	return (size_t)n < size ? 0 : -ENAMETOOLONG;
}

int baseline_path(const char *name, char *path, size_t size, struct error *err)
{
	char where[PATH_MAX];
	int rc = directory(where, sizeof(where));

	if (!is_name(name, strlen(name)))
		return error_set(err, -EINVAL,
				 "'%.80s' can't be a baseline's name: it takes "
				 "up to %d letters, digits, '_', '-' and '.'",
				 name, BASELINE_NAME);
	if (rc == -ENOENT)
		return error_set(err, rc, "no directory for baselines: neither "
					  "XDG_DATA_HOME nor HOME is set");
	if (rc == 0 && (size_t)snprintf(path, size, "%s/%s" ENDING, where,
					name) >= size)
		rc = -ENAMETOOLONG;
	if (rc < 0)
		return error_set(err, rc, "the path of baseline '%s' is too "
					  "long", name);
	return 0;
}

/* --- which there are --- */

/* "main.csv", but no temporary file. */
static int is_baseline(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name), ending = strlen(ENDING);

	return length > ending &&
	       !strcmp(entry->d_name + length - ending, ENDING) &&
	       is_name(entry->d_name, length - ending);
}

void baseline_each(void (*visit)(void *user, const char *name), void *user)
{
	struct dirent **entry = NULL;
	char where[PATH_MAX];
	int n = -1;

	if (directory(where, sizeof(where)) == 0)
		n = scandir(where, &entry, is_baseline, alphasort);
	for (int i = 0; i < n; i++) {
		char *name = entry[i]->d_name;

		name[strlen(name) - strlen(ENDING)] = '\0';
		visit(user, name);
		free(entry[i]);
	}
	free(entry);
}

struct list {
	char *text;
	size_t size;
};

static void add_name(void *user, const char *name)
{
	struct list *l = user;
	size_t used = strlen(l->text);

	if (used + strlen(name) + 5 < l->size)
		snprintf(l->text + used, l->size - used, "%s'%s'",
			 used ? ", " : "", name);
}

int baseline_find(const char *name, char *path, size_t size, struct error *err)
{
	char names[300] = "";
	struct list all = { names, sizeof(names) };
	int rc = baseline_path(name, path, size, err);

	if (rc < 0 || access(path, F_OK) == 0)
		return rc;
	baseline_each(add_name, &all);
	if (*names)
		return error_set(err, -ENOENT, "no baseline '%s': there %s %s",
				 name, strchr(names, ',') ? "are" : "is",
				 names);
	return error_set(err, -ENOENT,
			 "no baseline '%s': `simul run ... --save-baseline "
			 "%s` makes one",
			 name, name);
}

/* --- saving --- */

/* Every directory above the file. New ones are for the user alone, as XDG has
 * it. */
static int make_directories(char *path)
{
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		int rc;

		*at = '\0';
		rc = mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
		*at = '/';
		if (rc < 0)
			return rc;
	}
	return 0;
}

int baseline_ready(const char *name, char *path, size_t size,
		   struct error *err)
{
	int rc = baseline_path(name, path, size, err);

	if (rc < 0)
		return rc;
	rc = make_directories(path);
	if (rc < 0)
		return error_set(err, rc, "cannot save baseline '%s': '%s': %s",
				 name, path, strerror(-rc));
	return save_check(path, err);
}
