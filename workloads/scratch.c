/* scratch.c - a directory that goes with the program, files by number. */
#include "workloads/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "simul-scratch-"

static int make(struct scratch *s, const char *dir)
{
	struct leftover *l = s->directory;
	int length = snprintf(l->path, sizeof(l->path), "%s/%sXXXXXX", dir,
			      PREFIX);
	int rc;

	if ((size_t)length >= sizeof(l->path))
		return -ENAMETOOLONG;
	leftover_sweep_directories(dir, PREFIX);
	rc = leftover_directory(l);
	if (rc == 0)
		s->fd = open(l->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return rc == 0 && s->fd < 0 ? -errno : rc;
}

int scratch_init(struct scratch *s, const char *dir, bool direct,
		 struct error *err)
{
	const char *env = getenv("TMPDIR");
	int rc;

	*s = (struct scratch){ .fd = -1, .direct = direct };
	s->directory = calloc(1, sizeof(*s->directory));
	if (!s->directory)
		return error_set(err, -ENOMEM, "out of memory");
	if (!dir)
		dir = env && *env ? env : "/tmp";
	rc = make(s, dir);
	if (rc < 0)
		return error_set(err, rc,
				 "cannot make a directory in '%s': %s; "
				 "'--dir' takes one that can be written to",
				 dir, strerror(-rc));
	return 0;
}

void scratch_term(struct scratch *s)
{
	if (!s->directory)
		return;
	if (s->fd >= 0)
		close(s->fd);
	leftover_remove(s->directory);
	free(s->directory);
	*s = (struct scratch){ .fd = -1 };
}

unsigned char *scratch_block(size_t size)
{
	return aligned_alloc(SCRATCH_BLOCK_BYTES,
			     (size + SCRATCH_BLOCK_BYTES - 1) &
				     ~(SCRATCH_BLOCK_BYTES - 1));
}

static void name_of(size_t n, char *buf, size_t size)
{
	snprintf(buf, size, "%zu", n);
}

static int open_nth(const struct scratch *s, size_t n, int flags)
{
	char name[24];
	int fd;

	name_of(n, name, sizeof(name));
	flags |= O_CLOEXEC | (s->direct ? O_DIRECT : 0);
	fd = openat(s->fd, name, flags, 0600);
	return fd < 0 ? -errno : fd;
}

static int write_all(int fd, const unsigned char *buf, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pwrite(fd, buf + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int scratch_write(const struct scratch *s, size_t n,
		  const unsigned char *content, size_t size, bool sync)
{
	int fd = open_nth(s, n, O_WRONLY | O_CREAT | O_TRUNC);
	int rc;

	if (fd < 0)
		return fd;
	rc = write_all(fd, content, size);
	if (rc == 0 && sync && fsync(fd) < 0)
		rc = -errno;
	/* Some file systems report a failed write only now. */
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	return rc;
}

static int read_all(int fd, unsigned char *buf, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, buf + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EBADMSG;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int scratch_compare(const struct scratch *s, size_t n,
		    const unsigned char *content, unsigned char *back,
		    size_t size)
{
	int fd = open_nth(s, n, O_RDONLY);
	int rc;

	if (fd < 0)
		return fd;
	rc = read_all(fd, back, size);
	close(fd);
	if (rc == 0 && memcmp(back, content, size) != 0)
		rc = -EBADMSG;
	return rc;
}

void scratch_delete(const struct scratch *s, size_t n)
{
	char name[24];

	name_of(n, name, sizeof(name));
	unlinkat(s->fd, name, 0);
}
