/* test_jobfile.c - job files: what they mean, and the errors in them. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/plan/jobfile.h"

struct file {
	char path[48];
	struct jobs jobs;
	struct error err;
	int rc;
};

static void save(struct file *f, const char *bytes, size_t size)
{
	int fd;

	*f = (struct file){ .path = "/tmp/simul-jobs-XXXXXX.ini" };
	fd = mkstemps(f->path, 4);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, bytes, size), (ssize_t)size);
	close(fd);
}

static void load(struct file *f, const struct draft *overrides,
		 const char *only)
{
	static const struct draft none = { 0 };

	f->rc = jobfile_read(&f->jobs, f->path, overrides ? overrides : &none,
			     only, &f->err);
	unlink(f->path);
}

static void read_text(struct file *f, const char *text, const char *only)
{
	save(f, text, strlen(text));
	load(f, NULL, only);
}

static void fine(const struct file *f, size_t jobs)
{
	cr_assert_eq(f->rc, 0, "%s", f->err.text);
	cr_assert_eq(f->jobs.count, jobs, "%zu jobs", f->jobs.count);
}

static const struct job *find(const struct file *f, const char *name)
{
	for (size_t i = 0; i < f->jobs.count; i++)
		if (!strcmp(f->jobs.item[i].name, name))
			return &f->jobs.item[i];
	cr_assert(false, "no job '%s'", name);
	return NULL;
}

static uint64_t number(const struct job *job, const char *name)
{
	const struct option_row *row =
		option_find(job->workload->options, name);
	uint64_t n;

	memcpy(&n, (char *)job->params + row->offset, sizeof(n));
	return n;
}

/* The sentence must be "PATH:LINE: why...". */
static void refused_at(const char *text, int line, const char *why)
{
	struct file f;
	char start[128];

	read_text(&f, text, NULL);
	snprintf(start, sizeof(start), "%s:%d: %s", f.path, line, why);
	cr_assert_lt(f.rc, 0, "it was taken: %s", text);
	cr_assert_eq(strncmp(f.err.text, start, strlen(start)), 0,
		     "'%s', not '%s'", f.err.text, start);
	cr_assert_eq(f.jobs.count, 0);
	jobs_free(&f.jobs);
}

Test(jobfile, a_name_with_a_slash_or_the_ending_ini_is_a_file)
{
	cr_assert(jobfile_named("x.ini"));
	cr_assert(jobfile_named("./download"));
	cr_assert(jobfile_named("jobs/x"));
	cr_assert_not(jobfile_named("download"));
	cr_assert_not(jobfile_named(".ini"));
	cr_assert_not(jobfile_named("ini"));
	cr_assert_not(jobfile_named("x.init"));
	cr_assert_not(jobfile_named(""));
}

Test(jobfile, every_section_is_a_job_and_a_group)
{
	struct file f;

	read_text(&f, "[sums]\nworkload = squares\nbase = 5\n\n"
		      "[sites]\nworkload=download\nlatency=5ms\n",
		  NULL);
	fine(&f, 2);
	cr_assert_str_eq(f.jobs.item[0].name, "sums");
	cr_assert_str_eq(f.jobs.item[1].name, "sites");
	cr_assert_eq(f.jobs.groups, 2);
	cr_assert_eq(number(&f.jobs.item[0], "base"), 5);
	cr_assert_eq(number(&f.jobs.item[1], "latency"), 5000000);
	jobs_free(&f.jobs);
}

Test(jobfile, global_holds_for_the_sections_wherever_it_stands)
{
	struct file f;

	read_text(&f, "[a]\nworkload = squares\n"
		      "[global]\ntasks = 7\nrepeat = 3\n"
		      "[b]\nworkload = squares\ntasks = 8\n",
		  NULL);
	fine(&f, 2);
	cr_assert_eq(find(&f, "a")->set.tasks, 7);
	cr_assert_eq(find(&f, "b")->set.tasks, 8);
	cr_assert_eq(find(&f, "b")->set.repeat, 3);
	jobs_free(&f.jobs);
}

Test(jobfile, global_s_keys_are_passed_over_by_workloads_without_them)
{
	struct file f;

	read_text(&f, "[global]\nlatency = 5ms\nbase = 9\n"
		      "[a]\nworkload = squares\n"
		      "[b]\nworkload = download\n"
		      "[c]\nworkload = null\n",
		  NULL);
	fine(&f, 3);
	cr_assert_eq(number(find(&f, "a"), "base"), 9);
	cr_assert_eq(number(find(&f, "b"), "latency"), 5000000);
	jobs_free(&f.jobs);
}

Test(jobfile, a_section_of_its_own_without_keys_is_a_job)
{
	struct file f;

	read_text(&f, "[global]\nworkload = squares\n[a]\n[b]\nbase = 5\n[c]",
		  NULL);
	fine(&f, 3);
	cr_assert_eq(number(find(&f, "a"), "base"), 5000000);
	cr_assert_eq(number(find(&f, "b"), "base"), 5);
	cr_assert_str_eq(f.jobs.item[2].name, "c");
	jobs_free(&f.jobs);
}

Test(jobfile, an_empty_section_without_a_workload_is_refused)
{
	struct file f;

	read_text(&f, "[a]\n[b]\nworkload = squares\n", NULL);
	cr_assert_eq(f.rc, -EINVAL);
	cr_assert(strstr(f.err.text, "job 'a' names no workload"), "%s",
		  f.err.text);
	jobs_free(&f.jobs);
}

Test(jobfile, a_section_that_stands_twice_is_one_job)
{
	struct file f;

	read_text(&f, "[a]\nworkload = squares\nbase = 5\ntasks = 6\n"
		      "[b]\nworkload = null\n[a]\nbase = 7\n",
		  NULL);
	fine(&f, 2);
	cr_assert_eq(number(find(&f, "a"), "base"), 7);
	cr_assert_eq(find(&f, "a")->set.tasks, 6);
	jobs_free(&f.jobs);
}

Test(jobfile, the_command_line_wins_over_the_file)
{
	struct file f;
	struct draft overrides = { 0 };
	static const char text[] =
		"[global]\ntasks = 7\n[a]\nworkload = squares\ntasks = 8\n"
		"base = 1,2\n[b]\nworkload = download\n";

	draft_add(&overrides, "tasks", "9", NULL, false);
	draft_add(&overrides, "base", "3", NULL, false);
	save(&f, text, strlen(text));
	load(&f, &overrides, NULL);
	draft_free(&overrides);
	fine(&f, 2);
	cr_assert_eq(find(&f, "a")->set.tasks, 9);
	cr_assert_eq(number(find(&f, "a"), "base"), 3);
	cr_assert_eq(find(&f, "b")->set.tasks, 9);
	jobs_free(&f.jobs);
}

/* The file has a workload of sums and one of nothing. */
static void check_override(const char *key, const char *value,
			   const char *only, const char *why)
{
	struct file f;
	struct draft overrides = { 0 };
	static const char text[] = "[sums]\nworkload = squares\n"
				   "[nothing]\nworkload = null\n";

	draft_add(&overrides, key, value, NULL, false);
	save(&f, text, strlen(text));
	load(&f, &overrides, only);
	draft_free(&overrides);
	cr_expect_eq(f.rc, why ? -EINVAL : 0, "%s: %d", key, f.rc);
	if (why)
		cr_expect_not_null(strstr(f.err.text, why), "%s", f.err.text);
	jobs_free(&f.jobs);
}

Test(jobfile, an_override_that_no_section_has_a_use_for_is_refused)
{
	check_override("size", "5", NULL,
		       "no workload here has the option '--size'");
	check_override("base", "5", "nothing",
		       "no workload here has the option '--base'");
	check_override("arrivals", "even", NULL, "'--arrivals' is for");
	check_override("offload", "2", "nothing", "'--offload' is for");
	check_override("base", "5", NULL, NULL);
	check_override("offload", "2", NULL, NULL);
}

Test(jobfile, lists_make_a_matrix_named_by_its_values)
{
	struct file f;

	read_text(&f, "[sums]\nworkload = squares\nbase = 5, 6\n"
		      "concurrency = 1, 2..8\nmodel = serial, async\n",
		  NULL);
	fine(&f, 2);
	cr_assert_str_eq(f.jobs.item[1].name, "sums base=6");
	cr_assert_eq(f.jobs.item[1].concurrency.count, 4);
	cr_assert_eq(f.jobs.item[1].models.count, 2);
	jobs_free(&f.jobs);
}

Test(jobfile, comments_and_blank_lines_are_passed_over)
{
	struct file f;

	read_text(&f, "; one\n# two\n\n[a] ; three\n  ; four\n"
		      "workload = squares ; five\n\t\n base = 5\n",
		  NULL);
	fine(&f, 1);
	cr_assert_eq(number(find(&f, "a"), "base"), 5);
	jobs_free(&f.jobs);
}

Test(jobfile, indented_keys_are_keys_like_others)
{
	struct file f;

	read_text(&f, "[a]\n  workload = squares\n  base = 5\n\ttasks = 6\n",
		  NULL);
	fine(&f, 1);
	cr_assert_eq(number(find(&f, "a"), "base"), 5);
	cr_assert_eq(find(&f, "a")->set.tasks, 6);
	jobs_free(&f.jobs);
	refused_at("[a]\nworkload = squares\nbase = 5,\n  6\n", 4,
		   "neither [section]");
}

Test(jobfile, carriage_returns_and_a_byte_order_mark_do_no_harm)
{
	struct file f;

	read_text(&f, "\xef\xbb\xbf[a]\r\nworkload = squares\r\n\r\n"
		      "base = 5\r\n",
		  NULL);
	fine(&f, 1);
	cr_assert_str_eq(f.jobs.item[0].name, "a");
	cr_assert_eq(number(&f.jobs.item[0], "base"), 5);
	jobs_free(&f.jobs);
	read_text(&f, "\xef\xbb\xbf[a]\n[global]\nworkload = squares\n", NULL);
	fine(&f, 1);
	jobs_free(&f.jobs);
}

Test(jobfile, the_last_line_needs_no_newline)
{
	struct file f;

	read_text(&f, "[a]\nworkload = squares\nbase = 5", NULL);
	fine(&f, 1);
	cr_assert_eq(number(&f.jobs.item[0], "base"), 5);
	jobs_free(&f.jobs);
}

Test(jobfile, a_url_may_be_repeated_and_have_an_equals_sign)
{
	struct file f;

	read_text(&f, "[a]\nworkload = download\nurl = http://a/?x=1\n"
		      "url = http://b/\n",
		  NULL);
	fine(&f, 1);
	cr_assert_eq(jobs_prepare(&f.jobs, NULL, &f.err), 0, "%s", f.err.text);
	jobs_free(&f.jobs);
}

/* --- --only --- */

static const char three[] = "[global]\nworkload = squares\n"
			    "[one]\nbase=1\n[two]\nbase=2\n[three]\nbase=3\n";

Test(jobfile, only_picks_sections_in_the_order_of_the_file)
{
	struct file f;

	read_text(&f, three, "three,one");
	fine(&f, 2);
	cr_assert_str_eq(f.jobs.item[0].name, "one");
	cr_assert_str_eq(f.jobs.item[1].name, "three");
	cr_assert_eq(f.jobs.groups, 2);
	jobs_free(&f.jobs);
}

Test(jobfile, only_takes_whole_names)
{
	struct file f;

	read_text(&f, "[global]\nworkload=squares\n[a]\n[ab]\n[abc]\n", "ab");
	fine(&f, 1);
	cr_assert_str_eq(f.jobs.item[0].name, "ab");
	jobs_free(&f.jobs);
}

static void only_refused(const char *only, const char *why)
{
	struct file f;

	read_text(&f, three, only);
	cr_assert_eq(f.rc, -EINVAL);
	cr_assert(strstr(f.err.text, f.path), "%s", f.err.text);
	cr_assert(strstr(f.err.text, why), "%s", f.err.text);
	cr_assert_eq(f.jobs.count, 0);
	jobs_free(&f.jobs);
}

Test(jobfile, only_refuses_names_that_are_no_sections)
{
	only_refused("one,thre", "no section 'thre': did you mean 'three'?");
	only_refused("elephants", "no section 'elephants'");
	only_refused("global", "no section 'global'");
	only_refused("", "no section ''");
	only_refused("one,", "no section ''");
}

/* --- refusals --- */

Test(jobfile, an_unknown_key_is_refused_with_line_and_nearest)
{
	refused_at("[a]\nworkload = squares\n\n; c\nbass = 5\n", 5,
		   "no option 'bass': did you mean 'base'?");
	refused_at("[global]\ntaks = 5\n[a]\nworkload = squares\n", 2,
		   "no option 'taks': did you mean 'tasks'?");
	refused_at("[a]\nworkload = squares\nlatency = 5ms\n", 3,
		   "squares takes no option 'latency'");
}

Test(jobfile, a_wrong_value_is_refused_with_its_line)
{
	refused_at("[a]\nworkload = squares\nbase = many\n", 3,
		   "'--base' takes a whole number");
	refused_at("[a]\nworkload = squares\nbase =\n", 3,
		   "'--base' takes a whole number");
	refused_at("[a]\nworkload = squars\n", 2,
		   "no workload 'squars': did you mean 'squares'?");
	refused_at("[a]\nworkload = squares\nmodel = asink\n", 3,
		   "no model 'asink': did you mean 'async'?");
	refused_at("[a]\r\nworkload = squares\r\nconcurrency = 0\r\n", 3,
		   "'--concurrency' takes");
}

Test(jobfile, of_many_sections_one_that_is_wrong_refuses_the_file)
{
	struct file f;

	read_text(&f, "[a]\nworkload = squares\n[b]\nworkload = x\n", NULL);
	cr_assert_eq(f.rc, -EINVAL);
	jobs_free(&f.jobs);
}

Test(jobfile, a_key_before_any_section_is_refused)
{
	refused_at("; c\nworkload = squares\n[a]\nbase = 5\n", 2,
		   "a key before any [section]");
}

Test(jobfile, a_line_that_is_nothing_is_refused)
{
	refused_at("[a]\nworkload = squares\nelephants\n", 3,
		   "neither [section], key = value nor a comment");
	refused_at("{\"workload\"\n", 1, "neither [section]");
}

Test(jobfile, a_section_that_is_not_closed_is_what_is_refused)
{
	refused_at("[a\nworkload = squares\n", 1, "neither [section]");
	refused_at("[a]\nworkload = squares\n[b\nbase = 5\n", 3,
		   "neither [section]");
}

Test(jobfile, what_stands_behind_a_section_is_refused)
{
	refused_at("[a] base = 5\nworkload = squares\n", 1,
		   "something stands behind");
}

Test(jobfile, a_section_without_a_name_is_none)
{
	refused_at("[]\nworkload = squares\n", 2,
		   "a key before any [section]");
}

Test(jobfile, a_section_s_name_that_would_be_cut_is_refused)
{
	struct file f;
	char text[256];

	snprintf(text, sizeof(text), "[%049d]\nworkload = squares\n", 1);
	read_text(&f, text, NULL);
	fine(&f, 1);
	jobs_free(&f.jobs);
	snprintf(text, sizeof(text), "[%050d]\nworkload = squares\n", 1);
	refused_at(text, 1, "a section's name of more than 49 bytes");
}

/* The key's own line is as long as it may be; one more byte and inih would
 * take the rest for a line of its own. */
Test(jobfile, a_line_is_whole_or_refused)
{
	struct file f;
	char text[512];

	snprintf(text, sizeof(text), "[a]\nworkload = squares\nbase = %0190d\n",
		 5);
	read_text(&f, text, NULL);
	fine(&f, 1);
	cr_assert_eq(number(&f.jobs.item[0], "base"), 5);
	jobs_free(&f.jobs);
	snprintf(text, sizeof(text), "[a]\nworkload = squares\nbase = %0191d\n",
		 5);
	refused_at(text, 3, "a line of more than 197 bytes");
	snprintf(text, sizeof(text), "[a]\n; %0400d\nworkload = squares\n", 5);
	refused_at(text, 2, "a line of more than 197 bytes");
}

Test(jobfile, too_many_sections_are_refused)
{
	char *text = calloc(1, 300 * 16 + 64), *end = text;

	end += sprintf(end, "[global]\nworkload = null\n");
	for (unsigned i = 0; i < 257; i++)
		end += sprintf(end, "[s%u]\n", i);
	refused_at(text, 259, "too many sections");
	free(text);
}

static void refused(struct file *f, int rc, const char *why)
{
	cr_assert_eq(f->rc, rc, "%d: %s", f->rc, f->err.text);
	cr_assert(strstr(f->err.text, f->path), "%s", f->err.text);
	cr_assert(strstr(f->err.text, why), "%s", f->err.text);
	cr_assert_eq(f->jobs.count, 0);
	jobs_free(&f->jobs);
}

Test(jobfile, a_file_without_sections_is_refused)
{
	struct file f;

	read_text(&f, "", NULL);
	refused(&f, -ENODATA, "has no [section]");
	read_text(&f, "; nothing\n", NULL);
	refused(&f, -ENODATA, "has no [section]");
	read_text(&f, "[global]\ntasks = 5\n", NULL);
	refused(&f, -ENODATA, "has no [section]");
}

Test(jobfile, a_missing_file_is_refused)
{
	struct file f = { .path = "/nowhere/jobs.ini" };

	load(&f, NULL, NULL);
	refused(&f, -ENOENT, "cannot open");
}

Test(jobfile, a_directory_is_refused)
{
	struct file f = { .path = "/tmp/simul-jobs-XXXXXX" };

	cr_assert_not_null(mkdtemp(f.path));
	load(&f, NULL, NULL);
	rmdir(f.path);
	refused(&f, -EINVAL, "it is a directory");
}

Test(jobfile, a_pipe_is_refused_and_not_waited_for)
{
	struct file f;

	save(&f, "", 0);
	unlink(f.path);
	cr_assert_eq(mkfifo(f.path, 0600), 0);
	load(&f, NULL, NULL);
	refused(&f, -EINVAL, "no regular file");
}

Test(jobfile, a_binary_file_is_refused)
{
	struct file f;

	save(&f, "[a]\nworkload = squares\n\0\n", 25);
	load(&f, NULL, NULL);
	refused(&f, -EINVAL, "it is binary");
}

Test(jobfile, a_file_of_more_than_a_mebibyte_is_refused)
{
	struct file f;
	char *text = malloc(JOBFILE_BYTES_MAX + 1);
	static const char start[] = "[a]\nworkload = squares\n";

	memset(text, '\n', JOBFILE_BYTES_MAX + 1);
	memcpy(text, start, strlen(start));
	save(&f, text, JOBFILE_BYTES_MAX);
	load(&f, NULL, NULL);
	fine(&f, 1);
	jobs_free(&f.jobs);
	save(&f, text, JOBFILE_BYTES_MAX + 1);
	load(&f, NULL, NULL);
	refused(&f, -EFBIG, "larger than 1 MiB");
	free(text);
}
