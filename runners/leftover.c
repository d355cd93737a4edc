/* leftover.c - a list, locks, and what may run within a signal handler.
 *
 * The handler walks the list, so it changes only while signals are blocked,
 * and nothing on the way to the handler's unlink allocates.
 */
#include "runners/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runners/macros.h"

#define LOCK ".simul-lock"
#define SUFFIX "XXXXXX"

enum { NAMES_TRIED = 100 };

static struct leftover *list;
static pid_t owner;

/* --- removing --- */

/* Works in a handler, which readdir() doesn't. Reads anew after each batch:
 * what has been removed is no longer there. */
static void empty(int fd)
{
	char batch[4096] __attribute__((aligned(8)));
	ssize_t got;
	bool any;

	do {
		any = false;
		lseek(fd, 0, SEEK_SET);
		while ((got = getdents64(fd, batch, sizeof(batch))) > 0)
			for (ssize_t at = 0; at < got;) {
				struct dirent64 *entry = (void *)(batch + at);

				any |= unlinkat(fd, entry->d_name, 0) == 0;
				at += entry->d_reclen;
			}
	} while (any);
}

static void remove_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0) {
		empty(fd);
		close(fd);
	}
	rmdir(path);
}

static void remove_one(const struct leftover *l)
{
	if (l->is_directory)
		remove_directory(l->path);
	else
		unlink(l->path);
}

static void remove_all(void)
{
	if (getpid() != owner)
		return;
	for (const struct leftover *l = list; l; l = l->next)
		remove_one(l);
}

/* --- the list --- */

static sigset_t block(void)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	return before;
}

static void unblock(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

static void add(struct leftover *l)
{
	/* What a parent had on the list isn't ours. */
	if (owner != getpid()) {
		list = NULL;
		atexit(remove_all);
		owner = getpid();
	}
	l->next = list;
	list = l;
}

static bool take_off(struct leftover *l)
{
	struct leftover **at = &list;

	if (owner != getpid())
		return false;
	while (*at && *at != l)
		at = &(*at)->next;
	if (!*at)
		return false;
	*at = l->next;
	return true;
}

void leftover_keep(struct leftover *l)
{
	sigset_t before = block();

	if (take_off(l))
		close(l->fd);
	unblock(&before);
}

void leftover_remove(struct leftover *l)
{
	sigset_t before = block();

	if (take_off(l)) {
		remove_one(l);
		close(l->fd);
	}
	unblock(&before);
}

/* --- making --- */

/* A sweep may have come between the file's making and its lock. 0: the lock is
 * ours. -EAGAIN: the sweep is over, and the file has no name any more. -EEXIST:
 * the sweep has the lock, and will remove whatever has the name then. A file
 * system without locks has no sweeps either. */
static int hold(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return -EEXIST;
	return fstat(fd, &st) == 0 && st.st_nlink > 0 ? 0 : -EAGAIN;
}

static int make_locked(const char *path, int flags, mode_t mode)
{
	int rc = -EAGAIN;

	for (int i = 0; i < NAMES_TRIED && rc == -EAGAIN; i++) {
		int fd = open(path, flags | O_CREAT | O_EXCL | O_CLOEXEC,
			      mode);

		if (fd < 0)
			return -errno;
		rc = hold(fd);
		if (rc == 0)
			return fd;
		close(fd);
	}
	return rc;
}

int leftover_file(struct leftover *l, mode_t mode)
{
	sigset_t before = block();
	int fd = make_locked(l->path, O_WRONLY, mode), rc = fd;

	l->is_directory = false;
	if (fd >= 0) {
		/* Both hold the lock. */
		l->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		rc = l->fd < 0 ? -errno : fd;
	}
	if (rc >= 0)
		add(l);
	else if (fd >= 0) {
		unlink(l->path);
		close(fd);
	}
	unblock(&before);
	return rc;
}

/* -EAGAIN: a sweep has removed the directory while it was empty, or will. */
static int make_directory(struct leftover *l)
{
	char lock[PATH_MAX + sizeof(LOCK) + 1];
	int rc;

	strcpy(l->path + strlen(l->path) - strlen(SUFFIX), SUFFIX);
	if (!mkdtemp(l->path))
		return -errno;
	snprintf(lock, sizeof(lock), "%s/%s", l->path, LOCK);
	rc = make_locked(lock, O_RDWR, 0600);
	l->fd = rc;
	if (rc >= 0)
		return 0;
	rmdir(l->path);
	return rc == -ENOENT || rc == -EEXIST ? -EAGAIN : rc;
}

int leftover_directory(struct leftover *l)
{
	sigset_t before = block();
	int rc = -EAGAIN;

	for (int i = 0; i < NAMES_TRIED && rc == -EAGAIN; i++)
		rc = make_directory(l);
	l->is_directory = true;
	if (rc == 0)
		add(l);
	unblock(&before);
	return rc;
}

/* --- what others left --- */

/* Whether it is still the file of this name: its program may have given it
 * another one, and made a new file. */
static bool is_named(const struct stat *st, int directory, const char *name)
{
	struct stat named;

	return fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       named.st_dev == st->st_dev && named.st_ino == st->st_ino;
}

/* A regular file of this user that no program holds; else -1. */
static int take_over(int directory, const char *name)
{
	int fd = openat(directory, name,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    is_named(&st, directory, name))
		return fd;
	close(fd);
	return -1;
}

static void sweep_file(int directory, const char *name)
{
	int fd = take_over(directory, name);

	if (fd < 0)
		return;
	unlinkat(directory, name, 0);
	close(fd);
}

/* One without a lock is removed if it is empty: its program ended between two
 * steps. */
static void sweep_directory(int directory, const char *name)
{
	int fd = openat(directory, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int lock;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid()) {
		lock = take_over(fd, LOCK);
		if (lock >= 0) {
			empty(fd);
			close(lock);
		}
		unlinkat(directory, name, AT_REMOVEDIR);
	}
	close(fd);
}

/* "17-0" */
static bool is_number_pair(const char *text)
{
	static const char digits[] = "0123456789";
	size_t first = strspn(text, digits);
	size_t second = text[first] == '-' ? strspn(text + first + 1, digits)
					   : 0;

	return first && second && !text[first + 1 + second];
}

static void sweep(const char *path, const char *prefix, bool directories)
{
	size_t length = strlen(prefix);
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *rest = entry->d_name + length;

		if (strncmp(entry->d_name, prefix, length) != 0)
			continue;
		if (directories && strlen(rest) == strlen(SUFFIX))
			sweep_directory(dirfd(dir), entry->d_name);
		else if (!directories && is_number_pair(rest))
			sweep_file(dirfd(dir), entry->d_name);
	}
	if (dir)
		closedir(dir);
}

void leftover_sweep_files(const char *directory, const char *prefix)
{
	sweep(directory, prefix, false);
}

void leftover_sweep_directories(const char *directory, const char *prefix)
{
	sweep(directory, prefix, true);
}

/* --- signals --- */

/* SA_RESETHAND: raised again, it ends the program as it would have. */
static void on_signal(int number)
{
	remove_all();
	raise(number);
}

void leftover_catch(void)
{
	static const int numbers[] = { SIGINT,  SIGTERM, SIGHUP,
				       SIGQUIT, SIGALRM, SIGXCPU };
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESETHAND | SA_NODEFER };
	struct sigaction before;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		sigaction(numbers[i], NULL, &before);
		if (before.sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
	}
}
