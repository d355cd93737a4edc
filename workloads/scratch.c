/* scratch.c - mkdtemp, and sweeping up. */
#include "workloads/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int scratch_init(struct scratch *s, const char *dir, struct error *err)
{
	const char *env = getenv("TMPDIR");
	int rc;

	*s = (struct scratch){ .fd = -1 };
	if (!dir)
		dir = env && *env ? env : "/tmp";
	if (asprintf(&s->path, "%s/simul-XXXXXX", dir) < 0) {
		s->path = NULL;
		return error_set(err, -ENOMEM, "out of memory");
	}
	if (!mkdtemp(s->path)) {
		rc = -errno;
		free(s->path);
		s->path = NULL;
	} else {
		s->fd = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = s->fd < 0 ? -errno : 0;
	}
	if (rc < 0)
		return error_set(err, rc,
				 "cannot make a directory in '%s': %s; "
				 "'--dir' takes one that can be written to",
				 dir, strerror(-rc));
	return 0;
}

static void sweep(int fd)
{
	DIR *dir = fdopendir(dup(fd));
	struct dirent *entry;

	if (!dir)
		return;
	rewinddir(dir);
	/* '.' and '..' it refuses by itself. */
	while ((entry = readdir(dir)))
		unlinkat(fd, entry->d_name, 0);
	closedir(dir);
}

void scratch_term(struct scratch *s)
{
	if (!s->path)
		return;
	if (s->fd >= 0) {
		sweep(s->fd);
		close(s->fd);
	}
	rmdir(s->path);
	free(s->path);
	*s = (struct scratch){ .fd = -1 };
}
