/* test_save.c - files are written whole or stay as they were. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <dirent.h>
#include <sched.h>
#include <time.h>

#include "bench/record/save.h"
#include "tests/made.h"

enum { LARGE = 4 << 20 };

struct place {
	char directory[64];
	char file[96];           /* x.csv in it */
};

static void open_place(struct place *p)
{
	made_directory(p->directory, sizeof(p->directory));
	snprintf(p->file, sizeof(p->file), "%s/x.csv", p->directory);
}

/* Removes all files there, and returns how many there were. */
static size_t close_place(const struct place *p)
{
	DIR *directory = opendir(p->directory);
	size_t count = 0;

	for (struct dirent *e; (e = readdir(directory));) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		unlinkat(dirfd(directory), e->d_name, 0);
		count++;
	}
	closedir(directory);
	rmdir(p->directory);
	return count;
}

struct data {
	const void *start;
	size_t size;
};

static int put_data(const void *subject, FILE *out)
{
	const struct data *data = subject;

	fwrite(data->start, 1, data->size, out);
	return 0;
}

static int save_write(const char *path, const void *data, size_t size,
		      struct error *err)
{
	return save_text(put_data, &(struct data){ data, size }, path, err);
}

static void check_holds(const char *path, const char *text)
{
	char *is = made_read(path, NULL);

	cr_expect_str_eq(is, text);
	free(is);
}

static void check_error(int rc, int code, const struct error *err,
			const char *format, const char *path)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence), format, path);
	cr_expect_eq(rc, code, "%d", rc);
	cr_expect_str_eq(err->text, sentence);
}

Test(save, a_new_file_and_then_a_shorter_one)
{
	struct place p;
	struct stat st;

	open_place(&p);
	umask(027);
	cr_assert_eq(save_write(p.file, "first text", 10, NULL), 0);
	check_holds(p.file, "first text");
	cr_assert_eq(stat(p.file, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0640);
	cr_assert_eq(save_write(p.file, "second", 6, NULL), 0);
	check_holds(p.file, "second");
	cr_assert_eq(save_write(p.file, "", 0, NULL), 0);
	check_holds(p.file, "");
	cr_expect_eq(close_place(&p), 1);
}

Test(save, an_existing_file_keeps_its_mode)
{
	struct place p;
	struct stat st;

	open_place(&p);
	made_write(p.file, "old", 3);
	chmod(p.file, 0600);
	cr_assert_eq(save_write(p.file, "new", 3, NULL), 0);
	stat(p.file, &st);
	cr_expect_eq(st.st_mode & 07777, 0600);
	check_holds(p.file, "new");
	close_place(&p);
}

Test(save, a_name_without_a_directory_is_here)
{
	struct place p;

	open_place(&p);
	cr_assert_eq(chdir(p.directory), 0);
	cr_assert_eq(save_check("x.csv", NULL), 0);
	cr_assert_eq(save_write("x.csv", "here", 4, NULL), 0);
	check_holds(p.file, "here");
	cr_expect_eq(close_place(&p), 1);
}

Test(save, a_link_stays_one_and_its_file_is_replaced)
{
	struct place p;
	char link[128], far[128];
	struct stat st;

	open_place(&p);
	snprintf(link, sizeof(link), "%s/link", p.directory);
	snprintf(far, sizeof(far), "%s/far", p.directory);
	cr_assert_eq(symlink("x.csv", link), 0);
	cr_assert_eq(symlink(link, far), 0);
	cr_assert_eq(save_write(far, "through", 7, NULL), 0); /* dangling */
	check_holds(p.file, "through");
	cr_assert_eq(save_write(far, "again", 5, NULL), 0);
	check_holds(p.file, "again");
	lstat(far, &st);
	cr_expect(S_ISLNK(st.st_mode));
	lstat(link, &st);
	cr_expect(S_ISLNK(st.st_mode));
	cr_expect_eq(close_place(&p), 3);
}

Test(save, links_in_a_circle_are_refused)
{
	struct place p;
	struct error err = { "" };

	open_place(&p);
	cr_assert_eq(symlink("x.csv", p.file), 0);
	check_error(save_check(p.file, &err), -ELOOP, &err,
		    "cannot write '%s': Too many levels of symbolic links",
		    p.file);
	close_place(&p);
}

Test(save, check_leaves_nothing_behind)
{
	struct place p;

	open_place(&p);
	cr_assert_eq(save_check(p.file, NULL), 0);
	cr_expect_eq(close_place(&p), 0);
}

Test(save, check_leaves_an_old_file_as_it_was)
{
	struct place p;

	open_place(&p);
	made_write(p.file, "old", 3);
	cr_assert_eq(save_check(p.file, NULL), 0);
	check_holds(p.file, "old");
	cr_expect_eq(close_place(&p), 1);
}

Test(save, names_that_cannot_be_written_are_found_before)
{
	struct place p;
	struct error err = { "" };
	char path[512];

	open_place(&p);
	check_error(save_check("", &err), -ENOENT, &err,
		    "cannot write '': the name is empty", "");
	check_error(save_check(p.directory, &err), -EISDIR, &err,
		    "cannot write '%s': Is a directory", p.directory);
	snprintf(path, sizeof(path), "%s/", p.directory);
	check_error(save_check(path, &err), -EISDIR, &err,
		    "cannot write '%s': Is a directory", path);
	snprintf(path, sizeof(path), "%s/none/x.csv", p.directory);
	check_error(save_check(path, &err), -ENOENT, &err,
		    "cannot write '%s': there is no such directory", path);
	check_error(save_write(path, "x", 1, &err), -ENOENT, &err,
		    "cannot write '%s': there is no such directory", path);
	made_write(p.file, "old", 3);
	snprintf(path, sizeof(path), "%s/x", p.file);
	check_error(save_check(path, &err), -ENOTDIR, &err,
		    "cannot write '%s': Not a directory", path);
	memset(path, 'n', 300);
	path[300] = '\0';
	check_error(save_check(path, &err), -ENAMETOOLONG, &err,
		    "cannot write '%s': File name too long", path);
	close_place(&p);
}

/* Runs it in a process without root's rights; returns its result. */
static int as_nobody(int (*what)(const char *path), const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (geteuid() == 0 &&
		    (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(99);
		_exit(-what(path));
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -98;
}

static int only_check(const char *path)
{
	return save_check(path, NULL);
}

static int only_write(const char *path)
{
	return save_write(path, "x", 1, NULL);
}

Test(save, a_file_or_directory_that_is_read_only_is_refused)
{
	struct place p;

	open_place(&p);
	chmod(p.directory, 0555);
	cr_expect_eq(as_nobody(only_check, p.file), -EACCES);
	cr_expect_eq(as_nobody(only_write, p.file), -EACCES);
	chmod(p.directory, 0777);
	made_write(p.file, "kept", 4);
	chmod(p.file, 0444);
	cr_expect_eq(as_nobody(only_check, p.file), -EACCES);
	cr_expect_eq(as_nobody(only_write, p.file), -EACCES);
	check_holds(p.file, "kept");
	close_place(&p);
}

/* Under this limit a write stops in the middle. */
static int write_under_limit(const char *path)
{
	struct rlimit limit = { 65536, 65536 };
	char *data = malloc(LARGE);

	memset(data, 'n', LARGE);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	return save_write(path, data, LARGE, NULL);
}

Test(save, a_write_that_breaks_off_leaves_the_old_file_and_nothing_else)
{
	struct place p;

	open_place(&p);
	chmod(p.directory, 0777);
	made_write(p.file, "old", 3);
	chmod(p.file, 0666);
	cr_expect_eq(as_nobody(write_under_limit, p.file), -EFBIG);
	check_holds(p.file, "old");
	cr_expect_eq(close_place(&p), 1);
}

/* Runs in its own mount namespace, which ends with the process. Returns 77
 * without the rights to make one. */
static int fill_disk(const char *directory)
{
	char path[128], *data = malloc(LARGE), *is;
	struct error err;
	bool old;

	if (unshare(CLONE_NEWNS) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", directory, "tmpfs", 0, "size=256k") < 0)
		return -77;
	snprintf(path, sizeof(path), "%s/x.csv", directory);
	memset(data, 'n', LARGE);
	if (save_write(path, "old", 3, NULL) < 0 ||
	    save_write(path, data, LARGE, &err) != -ENOSPC ||
	    !strstr(err.text, "x.csv': No space left on device"))
		return -1;
	is = made_read(path, NULL);
	old = strcmp(is, "old") == 0;
	/* The temporary file is gone: there is room again. */
	return old && save_write(path, data, 65536, NULL) == 0 ? 0 : -2;
}

Test(save, a_full_disk_leaves_the_old_file)
{
	struct place p;
	pid_t pid;
	int status;

	open_place(&p);
	pid = fork();
	if (pid == 0)
		_exit(-fill_disk(p.directory));
	waitpid(pid, &status, 0);
	cr_assert(WIFEXITED(status));
	close_place(&p);
	if (WEXITSTATUS(status) == 77)
		cr_skip_test("no right to mount");
	cr_expect_eq(WEXITSTATUS(status), 0);
}

Test(save, a_full_device_says_so)
{
	struct error err = { "" };

	cr_expect_eq(save_check("/dev/full", &err), 0, "%s", err.text);
	check_error(save_write("/dev/full", "x", 1, &err), -ENOSPC, &err,
		    "cannot write '%s': No space left on device", "/dev/full");
}

Test(save, devices_are_written_directly)
{
	struct stat st;

	cr_expect_eq(save_check("/dev/null", NULL), 0);
	cr_expect_eq(save_write("/dev/null", "text", 4, NULL), 0);
	cr_assert_eq(stat("/dev/null", &st), 0);
	cr_expect(S_ISCHR(st.st_mode), "/dev/null was replaced");
}

static void check_stdout(const char *name)
{
	struct place p;
	int fd, was;

	open_place(&p);
	fd = open(p.file, O_RDWR | O_CREAT, 0600);
	was = dup(STDOUT_FILENO);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	printf("before ");
	cr_expect_eq(save_check(name, NULL), 0);
	cr_expect_eq(save_write(name, "text", 4, NULL), 0);
	printf(" after");
	fflush(stdout);
	dup2(was, STDOUT_FILENO);
	close(was);
	close(fd);
	check_holds(p.file, "before text after");
	cr_expect_eq(close_place(&p), 1);
}

Test(save, standard_output_stays_in_order)
{
	check_stdout("-");
	check_stdout("/dev/stdout");
}

Test(save, a_closed_standard_output_is_refused)
{
	int was = dup(STDOUT_FILENO);
	int rc;

	close(STDOUT_FILENO);
	rc = save_check("-", NULL);
	dup2(was, STDOUT_FILENO);
	close(was);
	cr_expect_eq(rc, -EBADF);
}

/* Writes all a, all b, all a ... until it is killed. */
static _Noreturn void write_for_ever(const char *path)
{
	char *data = malloc(LARGE);

	for (int c = 'a';; c = 'a' + 'b' - c) {
		memset(data, c, LARGE);
		if (save_write(path, data, LARGE, NULL) < 0)
			_exit(1);
	}
}

Test(save, a_kill_leaves_one_whole_file_or_the_other)
{
	struct place p;

	open_place(&p);
	made_write(p.file, "", 0);
	for (int i = 0; i < 12; i++) {
		struct timespec pause = { .tv_nsec = 1000000L * (5 + 7 * i) };
		size_t size;
		char *is;
		pid_t pid = fork();
		int status;

		if (pid == 0)
			write_for_ever(p.file);
		nanosleep(&pause, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		cr_assert(WIFSIGNALED(status));
		is = made_read(p.file, &size);
		cr_expect(size == 0 || size == LARGE, "%zu bytes", size);
		for (size_t k = 1; k < size; k++)
			cr_assert_eq(is[k], is[0], "byte %zu", k);
		free(is);
	}
	close_place(&p);
}
