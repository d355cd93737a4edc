/* exports.c - names that mean one file, and whether all can be written. */
#include "bench/record/exports.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/record/save.h"

bool exports_is_stdout(const char *path)
{
	return path && (!strcmp(path, "-") || !strcmp(path, "/dev/stdout"));
}

bool exports_take_stdout(const char *const *path, size_t paths)
{
	for (size_t i = 0; i < paths; i++)
		if (exports_is_stdout(path[i]))
			return true;
	return false;
}

/* The same file, by whatever names: its directory with all links followed,
 * and its own name. Neither need be there. */
static bool same_place(const char *a, const char *b)
{
	char copy_a[PATH_MAX], copy_b[PATH_MAX];
	char real_a[PATH_MAX], real_b[PATH_MAX];
	const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');

	if (exports_is_stdout(a) || exports_is_stdout(b))
		return exports_is_stdout(a) && exports_is_stdout(b);
	if (strcmp(slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b) != 0)
		return false;
	snprintf(copy_a, sizeof(copy_a), "%s", a);
	snprintf(copy_b, sizeof(copy_b), "%s", b);
	return realpath(dirname(copy_a), real_a) &&
	       realpath(dirname(copy_b), real_b) && !strcmp(real_a, real_b);
}

/* One file that is there, by links of any kind. */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino && S_ISREG(x.st_mode);
}

static int check_one(const char *path, const char *const *others,
		     size_t count, const char *const *input, size_t inputs,
		     struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (others[i] && strcmp(path, "/dev/null") != 0 &&
		    (same_place(path, others[i]) ||
		     same_file(path, others[i])))
			return error_set(err, -EINVAL,
					 "two exports go to '%s'", path);
	for (size_t i = 0; i < inputs; i++)
		if (input[i] && same_file(path, input[i]))
			return error_set(err, -EINVAL,
					 "'%s' is read: it can't be written "
					 "too",
					 path);
	return save_check(path, err);
}

int exports_check(const char *const *path, size_t paths,
		  const char *const *input, size_t inputs, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < paths && rc == 0; i++)
		if (path[i])
			rc = check_one(path[i], path, i, input, inputs, err);
	return rc;
}
