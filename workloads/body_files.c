/* body_files.c - a tree of files by their paths, each read once. */
#include "workloads/body_files.h"

#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/slurp.h"

#define ALL_MOST ((size_t)1 << 30)

struct body_file {
	char *path;
	char *bytes;
	size_t size;
};

static int by_path(const void *a, const void *b)
{
	const struct body_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void free_file(void *file)
{
	struct body_file *f = file;

	free(f->path);
	free(f->bytes);
	free(f);
}

/* To be freed; NULL: out of memory. */
static char *whole_path(const char *path, const char *beside)
{
	const char *slash = beside ? strrchr(beside, '/') : NULL;
	char *whole;

	if (*path == '/' || !slash)
		return strdup(path);
	if (asprintf(&whole, "%.*s%s", (int)(slash - beside) + 1, beside,
		     path) < 0)
		return NULL;
	return whole;
}

static int load(struct urls *u, struct body_file *f, struct error *err)
{
	int rc = 0;

	f->bytes = slurp(f->path, ALL_MOST - u->file_bytes, &f->size, &rc, err);
	u->file_bytes += f->size;
	return rc;
}

int body_files_take(struct urls *u, const char *path, const char *beside,
		    struct fetch *fetch, struct error *err)
{
	struct body_file *f, **found;
	int rc = 0;

	if (!*path || !strcmp(path, "-"))
		return error_set(err, -EINVAL, "'@%s': after '@' a body's "
				 "file is named", path);
	f = calloc(1, sizeof(*f));
	if (f)
		f->path = whole_path(path, beside);
	found = f && f->path ? tsearch(f, &u->files, by_path) : NULL;
	if (!found) {
		if (f)
			free_file(f);
		return error_set(err, -ENOMEM, "out of memory");
	}
	if (*found == f)
		rc = load(u, f, err);
	else
		free_file(f);
	fetch->body = (*found)->bytes;
	fetch->body_bytes = (*found)->size;
	return rc;
}

void body_files_free(struct urls *u)
{
	tdestroy(u->files, free_file);
	u->files = NULL;
}
