/* test_leftover.c - a sweep that comes between the making of a file and its
 * lock takes nothing that is still written to.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "runners/leftover.h"
#include "tests/made.h"

/* --- a sweep that is stopped when it has the lock --- */

static struct {
	bool armed;
	int fd;
	char path[PATH_MAX];
} sweeper;

/* The sweeper of another program comes first. */
int flock(int fd, int operation)
{
	char link[64];
	ssize_t length;

	if (sweeper.armed) {
		sweeper.armed = false;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, sweeper.path, sizeof(sweeper.path) - 1);
		cr_assert(length > 0);
		sweeper.path[length] = '\0';
		sweeper.fd = open(sweeper.path, O_RDONLY | O_CLOEXEC);
		cr_assert(sweeper.fd >= 0);
		cr_assert(syscall(SYS_flock, sweeper.fd,
				  LOCK_EX | LOCK_NB) == 0);
	}
	return (int)syscall(SYS_flock, fd, operation);
}

static void go_on(void)
{
	cr_assert(unlink(sweeper.path) == 0);
	close(sweeper.fd);
}

/* Empties the directory of the lock, and removes it. */
static void go_on_with_directory(void)
{
	char *slash = strrchr(sweeper.path, '/');
	char file[PATH_MAX + 8];

	go_on();
	*slash = '\0';
	snprintf(file, sizeof(file), "%s/x", sweeper.path);
	unlink(file);
	cr_assert(rmdir(sweeper.path) == 0);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

Test(leftover, a_file_that_a_sweep_holds)
{
	struct leftover l;
	char directory[64], first[PATH_MAX];
	int fd;

	made_directory(directory, sizeof(directory));
	snprintf(first, sizeof(first), "%s/.a-1-0", directory);
	strcpy(l.path, first);
	sweeper.armed = true;
	/* It has this name until the sweep is over. */
	cr_assert(leftover_file(&l, 0600) == -EEXIST);
	snprintf(l.path, sizeof(l.path), "%s/.a-1-1", directory);
	fd = leftover_file(&l, 0600);
	cr_assert(fd >= 0);
	go_on();
	cr_assert(!is_there(first));
	leftover_sweep_files(directory, ".a-");
	cr_assert(is_there(l.path), "it is locked, and is nobody else's");
	leftover_remove(&l);
	cr_assert(!is_there(l.path));
	close(fd);
	cr_assert(rmdir(directory) == 0, "something is left");
}

Test(leftover, a_directory_that_a_sweep_holds)
{
	struct leftover l;
	char directory[64], file[PATH_MAX + 8];
	int fd;

	made_directory(directory, sizeof(directory));
	snprintf(l.path, sizeof(l.path), "%s/b-XXXXXX", directory);
	sweeper.armed = true;
	cr_assert(leftover_directory(&l) == 0);
	snprintf(file, sizeof(file), "%s/x", l.path);
	fd = open(file, O_WRONLY | O_CREAT, 0600);
	cr_assert(fd >= 0);
	close(fd);
	go_on_with_directory();
	leftover_sweep_directories(directory, "b-");
	cr_assert(is_there(file), "it is locked, and is nobody else's");
	leftover_remove(&l);
	cr_assert(rmdir(directory) == 0, "something is left");
}

Test(leftover, what_nobody_holds_is_swept)
{
	struct leftover l;
	char directory[64];
	int fd;

	made_directory(directory, sizeof(directory));
	snprintf(l.path, sizeof(l.path), "%s/.a-1-0", directory);
	fd = leftover_file(&l, 0600);
	cr_assert(fd >= 0);
	leftover_keep(&l);
	close(fd);
	leftover_sweep_files(directory, ".a-");
	cr_assert(!is_there(l.path));
	cr_assert(rmdir(directory) == 0);
}
