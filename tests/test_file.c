/* test_file.c - files are written whole, checked, and gone afterwards. */
#include "tests/lab.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <unistd.h>

struct place {
	char path[64];
	char keys[200];
};

/* A directory of the test's own, and `keys` with dir= that. */
static void place_init(struct place *p, const char *keys)
{
	snprintf(p->path, sizeof(p->path), "/tmp/simul-test-XXXXXX");
	cr_assert_not_null(mkdtemp(p->path));
	snprintf(p->keys, sizeof(p->keys), "workload=file dir=%s %s", p->path,
		 keys);
}

static int count_one(const char *path, const struct stat *st, int type,
		     struct FTW *at)
{
	(void)st;
	(void)type;
	/* A callback without user data: nftw passes the depth. The directory
	 * itself holds a lock. */
	return at->level > 1 && path[at->base] != '.' ? at->level : 0;
}

/* Is there anything in the scratch directories of this place? */
static bool holds_files(const struct place *p)
{
	return nftw(p->path, count_one, 8, FTW_PHYS) != 0;
}

/* rmdir fails if anything was left behind. */
static void place_term(struct place *p)
{
	cr_assert_eq(rmdir(p->path), 0, "%s: %s", p->path, strerror(errno));
}

static void right_under_every_model(const char *keys, size_t tasks)
{
	struct place place;
	struct lab lab;

	place_init(&place, keys);
	lab_init(&lab, place.keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 5);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, tasks);
		cr_assert_not(holds_files(&place), "%s", models[m].name);
	}
	lab_term(&lab);
	place_term(&place);
}

Test(file, contents_are_right_under_every_model)
{
	right_under_every_model("tasks=40", 40);
	right_under_every_model("tasks=40 size=1", 40);
	right_under_every_model("tasks=5 size=3MB", 5);
}

Test(file, synced_files_are_right_too)
{
	right_under_every_model("tasks=6 size=5000 fsync=yes", 6);
}

Test(file, the_check_after_the_run_misses_a_file_that_is_gone)
{
	struct place place;
	struct lab lab;
	struct error err = { "" };
	const struct job *job;

	place_init(&place, "tasks=4");
	lab_init(&lab, place.keys);
	job = &lab.jobs.item[0];
	cr_assert_eq(lab_take(&lab, "threads", 2)->state, SAMPLE_OK);
	/* It deleted them itself. */
	cr_assert_eq(job->workload->check(job->params, lab.area, &err),
		     -ENOENT);
	cr_assert_not_null(strstr(err.text, "file 0 is not right"), "%s",
			   err.text);
	lab_term(&lab);
	place_term(&place);
}

/* prepare's error for these keys; no files may stay behind. */
static int refused(const char *key, const char *value, const char *dir,
		   struct error *err)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	int rc;

	draft_add(&draft, "workload", "file", NULL, false);
	draft_add(&draft, "dir", dir, NULL, false);
	draft_add(&draft, key, value, NULL, false);
	draft_add(&draft, "size", "5000", NULL, false);
	cr_assert_eq(jobs_build(&jobs, &draft, err), 0, "%s", err->text);
	rc = jobs_prepare(&jobs, NULL, err);
	jobs_free(&jobs);
	draft_free(&draft);
	return rc;
}

Test(file, a_directory_that_is_not_there_is_refused_by_name)
{
	struct error err = { "" };

	cr_assert_eq(refused("fsync", "no", "/nowhere/at/all", &err), -ENOENT);
	cr_assert_not_null(strstr(err.text, "'/nowhere/at/all'"), "%s",
			   err.text);
}

Test(file, direct_wants_whole_blocks)
{
	struct place place;
	struct error err = { "" };

	place_init(&place, "");
	cr_assert_eq(refused("direct", "yes", place.path, &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "multiple of 4KiB"), "%s",
			   err.text);
	place_term(&place);
}

Test(file, a_disk_that_is_full_fails_the_task_with_the_reason)
{
	struct rlimit limit = { .rlim_cur = 1000, .rlim_max = 1000 };
	struct place place;
	struct lab lab;

	place_init(&place, "tasks=4 size=5000");
	lab_init(&lab, place.keys);
	/* As good as a full disk: files end at 1000 bytes. */
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 2);

		cr_assert_eq(s->state, SAMPLE_FAILED);
		cr_assert_eq(s->tasks_failed, 4);
		cr_assert_not_null(strstr(s->reason, "cannot write file"),
				   "%s", s->reason);
	}
	lab_term(&lab);
	place_term(&place);
}
