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

/* Runs once, before the next lock. */
static void (*before_lock)(void);

/* The sweeper of another program comes first. */
int flock(int fd, int operation)
{
	void (*step)(void) = before_lock;
	char link[64];
	ssize_t length;

	before_lock = NULL;
	if (step)
		step();
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

/* close() may fail, so it comes before the renaming. */
Test(leftover, a_closed_file_is_not_swept_until_it_is_kept)
{
	struct leftover l;
	char directory[64], file[PATH_MAX];

	made_directory(directory, sizeof(directory));
	snprintf(l.path, sizeof(l.path), "%s/.a-1-0", directory);
	snprintf(file, sizeof(file), "%s/x", directory);
	close(leftover_file(&l, 0600));
	leftover_sweep_files(directory, ".a-");
	cr_assert(rename(l.path, file) == 0);
	leftover_keep(&l);
	cr_assert(unlink(file) == 0);
	cr_assert(rmdir(directory) == 0, "something is left");
}

static struct {
	struct leftover first, second;
	char file[PATH_MAX];
} reused;

/* Between a sweep's opening of a file and its lock the file gets its final
 * name, and the program makes another one that has the old name. */
static void reuse(void)
{
	cr_assert(rename(reused.first.path, reused.file) == 0);
	leftover_keep(&reused.first);
	strcpy(reused.second.path, reused.first.path);
	close(leftover_file(&reused.second, 0600));
}

Test(leftover, a_name_that_is_used_again)
{
	char directory[64];

	made_directory(directory, sizeof(directory));
	snprintf(reused.first.path, PATH_MAX, "%s/.a-1-0", directory);
	snprintf(reused.file, PATH_MAX, "%s/x", directory);
	close(leftover_file(&reused.first, 0600));
	before_lock = reuse;
	leftover_sweep_files(directory, ".a-");
	cr_assert(!before_lock, "the sweep locked nothing");
	cr_assert(is_there(reused.second.path));
	leftover_remove(&reused.second);
	cr_assert(unlink(reused.file) == 0);
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
