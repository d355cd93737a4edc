/* exports.c - finds paths that name the same file or can't be written. */
#include "bench/cli/exports.h"

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

/* The value given for the row if the row is of that kind, else NULL. */
static const char *path_of(const struct arguments *a, const void *set,
			   size_t row, enum option_kind kind)
{
	const struct option_group *group = &a->group[a->of[row]];
	const char *at = (const char *)set + group->at + a->row[row]->offset;

	if (group->draft || a->row[row]->kind != kind)
		return NULL;
	return *(char *const *)(const void *)at;
}

bool exports_take_stdout(const struct arguments *a, const void *set)
{
	for (size_t i = 0; i < a->rows; i++)
		if (exports_is_stdout(path_of(a, set, i, OPTION_OUTPUT)))
			return true;
	return false;
}

/* Whether both paths name one place: the same file name in the same directory,
 * all links followed. The files need not exist. */
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

/* Whether both paths lead to one existing file, by links of any kind. */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino && S_ISREG(x.st_mode);
}

static int refuse_input(const char *path, struct error *err)
{
	return error_set(err, -EINVAL,
			 "'%s' is an input: it can't be an output too", path);
}

static int check_one(const struct arguments *a, const void *set, size_t row,
		     const char *path, struct error *err)
{
	for (size_t i = 0; i < a->rows; i++) {
		const char *other = path_of(a, set, i, OPTION_OUTPUT);
		const char *input = path_of(a, set, i, OPTION_FILE);

		if (i < row && other && strcmp(path, "/dev/null") != 0 &&
		    (same_place(path, other) || same_file(path, other)))
			return error_set(err, -EINVAL,
					 "two exports go to '%s'", path);
		if (input && same_file(path, input))
			return refuse_input(path, err);
	}
	for (size_t i = 0; i < a->operands; i++)
		if (same_file(path, a->operand[i]))
			return refuse_input(path, err);
	return save_check(path, err);
}

int exports_check(const struct arguments *a, const void *set,
		  struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < a->rows && rc == 0; i++) {
		const char *path = path_of(a, set, i, OPTION_OUTPUT);

		if (path)
			rc = check_one(a, set, i, path, err);
	}
	return rc;
}
