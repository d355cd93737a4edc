/* save.c - temporary file (leftover.h), fsync, rename, fsync of the directory.
 *
 * It follows symbolic links itself, because realpath() fails for a file that
 * doesn't exist yet.
 */
#include "bench/record/save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runners/leftover.h"
#include "runners/memory.h"
#include "runners/utf8.h"

#define PREFIX ".simul-"

enum { LINKS_AT_MOST = 40, NAMES_TRIED = 100 };

/* Where the bytes go. */
struct target {
	bool direct;             /* not a regular file: no renaming */
	int fd;                  /* if it is an open descriptor, else -1 */
	bool exists;
	struct stat was;
	char path[PATH_MAX];     /* links followed */
	char directory[PATH_MAX];
	struct leftover temporary;
};

/* A missing file would be created, so ENOENT means the directory. */
static int complain(struct error *err, const char *path, int code)
{
	const char *why = code == -ENOENT ? "there is no such directory" :
					    strerror(-code);

	if (strcmp(path, "-") == 0)
		return error_set(err, code,
				 "cannot write to the standard output: %s",
				 why);
	return error_set(err, code, "cannot write '%s': %s", path, why);
}

/* Everything up to and including the last '/', or "./". */
static void directory_of(const char *path, char *directory)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) + 1 : 0;

	memcpy(directory, path, length);
	strcpy(directory + length, length ? "" : "./");
}

/* Replaces path, a link, by its target. */
static int follow_once(char *path)
{
	char link[PATH_MAX], joined[PATH_MAX];
	ssize_t length = readlink(path, link, sizeof(link) - 1);
	size_t base;

	if (length < 0)
		return -errno;
	link[length] = '\0';
	joined[0] = '\0';
	if (link[0] != '/')
		directory_of(path, joined);
	base = strlen(joined);
	if (base + (size_t)length >= sizeof(joined))
		return -ENAMETOOLONG;
	strcpy(joined + base, link);
	strcpy(path, joined);
	return 0;
}

/* Follows links to the end, whether or not that file exists. */
static int follow(const char *path, char *end)
{
	struct stat st;
	int rc = 0, left = LINKS_AT_MOST;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(end, path);
	while (rc == 0 && lstat(end, &st) == 0 && S_ISLNK(st.st_mode))
		rc = left-- > 0 ? follow_once(end) : -ELOOP;
	return rc;
}

/* The name of an open descriptor means just that: the file behind it may
 * already hold other output. */
static int open_descriptor(const char *path)
{
	if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	return -1;
}

static bool names_descriptor(const char *path)
{
	return strncmp(path, "/dev/fd/", 8) == 0 ||
	       strncmp(path, "/proc/", 6) == 0;
}

static int resolve_file(const char *path, struct target *t)
{
	const char *name;
	int rc = follow(path, t->path);

	if (rc < 0)
		return rc;
	directory_of(t->path, t->directory);
	t->exists = stat(t->path, &t->was) == 0;
	if (!t->exists && errno != ENOENT)
		return -errno;
	name = strrchr(t->path, '/');
	name = name ? name + 1 : t->path;
	if (!*name || (t->exists && S_ISDIR(t->was.st_mode)))
		return -EISDIR;
	t->direct = t->exists && !S_ISREG(t->was.st_mode);
	/* Renaming would circumvent a file's write protection. */
	if (t->exists && access(t->path, W_OK) < 0)
		return -errno;
	return 0;
}

/* One that was closed at the start leads to /dev/null, for reading only. */
static bool is_open(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

static int resolve(const char *path, struct target *t, struct error *err)
{
	int rc;

	memset(t, 0, sizeof(*t));
	t->fd = open_descriptor(path);
	if (!*path)
		return error_set(err, -ENOENT,
				 "cannot write '': the name is empty");
	if (t->fd >= 0) {
		t->direct = true;
		return is_open(t->fd) ? 0 : complain(err, path, -EBADF);
	}
	if (names_descriptor(path)) {
		t->direct = true;
		strcpy(t->path, strlen(path) < PATH_MAX ? path : "/");
		if (access(t->path, W_OK) == 0)
			return 0;
		return errno != ENOENT ? complain(err, path, -errno) :
			error_set(err, -ENOENT,
				  "cannot write '%s': it doesn't exist, and no "
				  "file can be created there", path);
	}
	rc = resolve_file(path, t);
	return rc < 0 ? complain(err, path, rc) : 0;
}

/* Creates the temporary file; returns its descriptor or a negative errno. Not
 * mkstemp(), which ignores the umask. */
static int make_temporary(struct target *t)
{
	leftover_sweep_files(t->directory, PREFIX);
	for (int i = 0; i < NAMES_TRIED; i++) {
		int length = snprintf(t->temporary.path, PATH_MAX,
				      "%s" PREFIX "%ld-%d", t->directory,
				      (long)getpid(), i), fd;

		if (length < 0 || length >= PATH_MAX)
			return -ENAMETOOLONG;
		fd = leftover_file(&t->temporary, 0666);
		if (fd != -EEXIST)
			return fd;
	}
	return -EEXIST;
}

int save_bytes(int fd, const char *data, size_t size)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	while (size > 0) {
		ssize_t written = write(fd, data, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && errno == EAGAIN) {
			poll(&room, 1, -1);
			continue;
		}
		if (written <= 0)
			return written < 0 ? -errno : -EIO;
		data += written;
		size -= (size_t)written;
	}
	return 0;
}

static int open_direct(const struct target *t)
{
	int fd = t->fd;

	if (fd >= 0) { /* earlier output comes first */
		fflush(fd == STDOUT_FILENO ? stdout : stderr);
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	} else {
		fd = open(t->path,
			  O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
	}
	return fd < 0 ? -errno : fd;
}

/* Copies the mode and, if permitted, the owner of the file being replaced. */
static int keep_mode(int fd, const struct target *t)
{
	if (!t->exists)
		return 0;
	if (fchown(fd, t->was.st_uid, t->was.st_gid) < 0 && errno != EPERM)
		return -errno;
	return fchmod(fd, t->was.st_mode & 07777) < 0 ? -errno : 0;
}

/* Without this a power failure may undo the rename. Not every file system
 * supports it, and the file itself is complete: ignore errors. */
static void sync_directory(const struct target *t)
{
	int fd = open(t->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

struct save {
	struct target target;
	const char *path;        /* as given */
	int fd;
	int rc;                  /* the first error */
};

static int start(struct save *s, const char *path, struct error *err)
{
	struct target *t = &s->target;
	int rc = resolve(path, t, err);

	if (rc < 0)
		return rc;
	s->path = path;
	s->fd = t->direct ? open_direct(t) : make_temporary(t);
	return s->fd < 0 ? complain(err, path, s->fd) : 0;
}

int save_begin(struct save **save, const char *path, struct error *err)
{
	struct save *s = memory_new(1, sizeof(*s));
	int rc;

	if (!s)
		return error_set(err, -ENOMEM, "out of memory");
	rc = start(s, path, err);
	if (rc == 0)
		*save = s;
	else
		free(s);
	return rc;
}

/* A document is exact in a file, but on a terminal it mustn't control that. */
static void put_tame(FILE *out, const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		size_t length = (size_t)((feed ? feed : end) - text);
		bool crlf = feed && length && feed[-1] == '\r';

		utf8_put(out, text, length - crlf, "\t");
		fputs(crlf ? "\r\n" : feed ? "\n" : "", out);
		text += length + (feed != NULL);
	}
}

static int write_tame(int fd, const char *text, size_t size)
{
	char *tame = NULL;
	size_t length;
	FILE *out = open_memstream(&tame, &length);
	int rc = -ENOMEM;

	if (out) {
		put_tame(out, text, size);
		if (fclose(out) == 0)
			rc = save_bytes(fd, tame, length);
	}
	free(tame);
	return rc;
}

int save_append(struct save *s, save_put *put, const void *subject,
		struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int rc = -ENOMEM;

	if (out) {
		rc = put(subject, out);
		if (ferror(out) | (fclose(out) != 0))
			rc = -ENOMEM;
	}
	if (s->rc == 0 && rc == 0)
		rc = isatty(s->fd) ? write_tame(s->fd, text, size)
				   : save_bytes(s->fd, text, size);
	if (s->rc == 0)
		s->rc = rc;
	free(text);
	return s->rc < 0 ? complain(err, s->path, s->rc) : 0;
}

static int give_name(struct target *t)
{
	if (rename(t->temporary.path, t->path) < 0)
		return -errno;
	leftover_keep(&t->temporary);
	sync_directory(t);
	return 0;
}

int save_end(struct save *s, bool keep, struct error *err)
{
	struct target *t = &s->target;
	int rc = s->rc;

	if (!t->direct && keep && rc == 0)
		rc = keep_mode(s->fd, t);
	if (!t->direct && keep && rc == 0 && fsync(s->fd) < 0)
		rc = -errno;
	if (close(s->fd) < 0 && rc == 0)
		rc = -errno;
	if (!t->direct && keep && rc == 0)
		rc = give_name(t);
	/* Does nothing if it was kept. */
	if (!t->direct)
		leftover_remove(&t->temporary);
	if (rc < 0)
		complain(err, s->path, rc);
	free(s);
	return rc;
}

int save_text(save_put *put, const void *subject, const char *path,
	      struct error *err)
{
	struct save *s;
	int rc = save_begin(&s, path, err);

	if (rc < 0)
		return rc;
	/* What fails here, save_end tells. */
	(void)save_append(s, put, subject, NULL);
	return save_end(s, true, err);
}

int save_check(const char *path, struct error *err)
{
	struct target t;
	int fd, rc = resolve(path, &t, err);

	if (rc < 0 || t.direct)
		return rc;
	fd = make_temporary(&t);
	if (fd < 0)
		return complain(err, path, fd);
	close(fd);
	leftover_remove(&t.temporary);
	return 0;
}
