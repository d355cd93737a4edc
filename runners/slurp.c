/* slurp.c - reads in pieces that double, since a pipe doesn't tell its size. */
#include "runners/slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM 4096

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

char *slurp(const char *path, size_t most, size_t *size, int *rc,
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
