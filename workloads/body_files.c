/* body_files.c - reads files whole, and each of them once. */
#include "workloads/body_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM 4096
#define ALL_MOST   ((size_t)1 << 30)

struct body_file {
	char *path;
	char *bytes;
	size_t size;
};

static const char *name_of(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

/* Room for all of a regular file and the NUL, so that it's read at once. */
static size_t room_for(int fd, size_t most)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (size_t)st.st_size < most)
		return (size_t)st.st_size + 2;
	return FIRST_ROOM;
}

/* Up to the end, or one byte more than `most`. */
static char *read_all(int fd, size_t most, size_t *size, int *rc)
{
	size_t room = room_for(fd, most), used = 0;
	char *text = malloc(room), *more;
	ssize_t got = 1;

	while (text && got > 0 && used <= most) {
		got = read(fd, text + used, room - used - 1);
		if (got < 0)
			break;
		used += (size_t)got;
		if (room - used > 1)
			continue;
		room *= 2;
		more = realloc(text, room);
		if (!more)
			free(text);
		text = more;
	}
	*rc = text ? 0 : -ENOMEM;
	if (text && got < 0)
		*rc = -errno;
	else if (used > most)
		*rc = -EFBIG;
	else if (text)
		text[used] = '\0';
	*size = used;
	return text;
}

char *body_files_read(const char *path, size_t most, size_t *size, int *rc,
		      struct error *err)
{
	bool input = !strcmp(path, "-");
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd < 0) {
		*rc = error_set(err, -errno, "cannot open '%s': %s", path,
				strerror(errno));
		return NULL;
	}
	text = read_all(fd, most, size, rc);
	if (!input)
		close(fd);
	if (*rc == 0)
		return text;
	if (*rc == -EFBIG)
		error_set(err, *rc, "%s is larger than %zu MiB", name_of(path),
			  most >> 20);
	else
		error_set(err, *rc, "cannot read '%s': %s", name_of(path),
			  strerror(-*rc));
	free(text);
	return NULL;
}

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

	f->bytes = body_files_read(f->path, ALL_MOST - u->file_bytes, &f->size,
				   &rc, err);
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
