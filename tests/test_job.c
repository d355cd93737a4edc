/* test_job.c - from what a person wrote to jobs, or to a reason why not. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/job.h"

/* What came of "key=value" texts. */
struct built {
	struct jobs jobs;
	struct error err;
	int rc;
};

static void add(struct draft *d, const char *pair, const char *where,
		bool general)
{
	char copy[512], *value;

	snprintf(copy, sizeof(copy), "%s", pair);
	value = strchr(copy, '=');
	*value++ = '\0';
	cr_assert_eq(draft_add(d, copy, value, where, general), 0);
}

static void build(struct built *b, struct draft *draft)
{
	b->rc = jobs_build(&b->jobs, draft, &b->err);
	draft_free(draft);
}

/* Ends with NULL. */
static struct built built_of(const char *first, ...)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };
	va_list args;

	va_start(args, first);
	for (const char *pair = first; pair; pair = va_arg(args, const char *))
		add(&draft, pair, NULL, false);
	va_end(args);
	build(&b, &draft);
	return b;
}

static uint64_t number(const struct job *job, const char *name)
{
	const struct option_row *row =
		option_find(job->workload->options, name);
	uint64_t n;

	memcpy(&n, (char *)job->params + row->offset, sizeof(n));
	return n;
}

Test(job, a_workload_alone_is_a_job_with_every_preset)
{
	struct built b = built_of("workload=squares", NULL);
	const struct job *job = b.jobs.item;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(b.jobs.groups, 1);
	cr_assert_str_eq(job->name, "test");
	cr_assert_str_eq(job->workload->name, "squares");
	cr_assert_eq(job->set.tasks, job->workload->tasks);
	cr_assert_eq(job->set.repeat, 11);
	cr_assert_eq(job->models.count, 4);
	cr_assert_eq(job->concurrency.count, 1);
	cr_assert_eq(number(job, "base"), 5000000);
	jobs_free(&b.jobs);
}

Test(job, values_are_set_on_the_job_and_on_its_workload)
{
	struct built b = built_of("workload=download", "tasks=7",
				  "model=async,serial", "concurrency=1,2..8",
				  "latency=5ms", "size=3kB", "repeat=2", NULL);
	const struct job *job = b.jobs.item;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(job->set.tasks, 7);
	cr_assert_eq(job->set.repeat, 2);
	cr_assert_eq(job->models.count, 2);
	cr_assert_str_eq(job->models.item[0]->name, "async");
	cr_assert_eq(job->concurrency.count, 4);
	cr_assert_eq(number(job, "latency"), 5000000);
	cr_assert_eq(number(job, "size"), 3000);
	jobs_free(&b.jobs);
}

Test(job, a_workload_without_options_is_fine)
{
	struct built b = built_of("workload=null", "tasks=3", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(jobs_prepare(&b.jobs, NULL, &b.err), 0);
	cr_assert_not(jobs_want_origin(&b.jobs));
	jobs_free(&b.jobs);
}

Test(job, later_entries_win)
{
	struct built b = built_of("workload=squares", "base=1", "tasks=5",
				  "base=2", "tasks=6", "base=3", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(number(b.jobs.item, "base"), 3);
	cr_assert_eq(b.jobs.item->set.tasks, 6);
	jobs_free(&b.jobs);
}

Test(job, a_later_single_value_replaces_a_whole_list)
{
	struct built b = built_of("workload=squares", "base=1,2,3", "base=4",
				  NULL);

	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(number(b.jobs.item, "base"), 4);
	cr_assert_str_eq(b.jobs.item->name, "test");
	jobs_free(&b.jobs);
}

Test(job, a_replaced_value_need_not_be_right)
{
	struct built b = built_of("workload=squares", "base=rubbish", "base=4",
				  NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	jobs_free(&b.jobs);
}

Test(job, the_last_workload_is_the_one)
{
	struct built b = built_of("workload=download", "workload=squares",
				  "base=4", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_str_eq(b.jobs.item->workload->name, "squares");
	jobs_free(&b.jobs);
}

Test(job, urls_that_are_repeated_add_up)
{
	struct built b = built_of("workload=download", "url=http://a/",
				  "url=http://b/", "url=http://a/", NULL);
	const struct option_row *row;
	const struct texts *urls;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	row = option_find(b.jobs.item->workload->options, "url");
	urls = (const void *)((char *)b.jobs.item->params + row->offset);
	cr_assert_eq(urls->count, 3);
	cr_assert_str_eq(urls->item[0], "http://a/");
	cr_assert_str_eq(urls->item[1], "http://b/");
	cr_assert_not(jobs_want_origin(&b.jobs));
	jobs_free(&b.jobs);
}

Test(job, a_comma_in_a_url_makes_no_list)
{
	struct built b = built_of("workload=download", "url=http://a/?x=1,2",
				  NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	jobs_free(&b.jobs);
}

Test(job, downloads_without_a_url_want_the_origin)
{
	struct built b = built_of("workload=download", NULL);

	cr_assert(jobs_want_origin(&b.jobs));
	jobs_free(&b.jobs);
}

/* --- matrices --- */

static void name_is(const struct built *b, size_t i, const char *name)
{
	cr_assert_lt(i, b->jobs.count);
	cr_assert_str_eq(b->jobs.item[i].name, name);
}

Test(job, a_list_makes_a_job_of_each_value)
{
	struct built b = built_of("workload=squares", "base=10,20,30", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 3);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(number(&b.jobs.item[i], "base"), 10 * (i + 1));
		cr_assert_eq(b.jobs.item[i].group, 0);
	}
	name_is(&b, 0, "test base=10");
	name_is(&b, 2, "test base=30");
	cr_assert_eq(b.jobs.groups, 1);
	jobs_free(&b.jobs);
}

Test(job, two_lists_make_a_job_of_each_combination)
{
	struct built b = built_of("workload=download", "size=1KiB, 64KiB",
				  "latency=0,5ms,10ms", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 6);
	name_is(&b, 0, "test size=1KiB latency=0");
	name_is(&b, 1, "test size=1KiB latency=5ms");
	name_is(&b, 2, "test size=1KiB latency=10ms");
	name_is(&b, 3, "test size=64KiB latency=0");
	name_is(&b, 5, "test size=64KiB latency=10ms");
	cr_assert_eq(number(&b.jobs.item[4], "size"), 65536);
	cr_assert_eq(number(&b.jobs.item[4], "latency"), 5000000);
	jobs_free(&b.jobs);
}

Test(job, common_options_make_matrices_too)
{
	struct built b = built_of("workload=squares", "tasks=5,10",
				  "chunk=1,2", NULL);

	cr_assert_eq(b.jobs.count, 4);
	name_is(&b, 3, "test tasks=10 chunk=2");
	cr_assert_eq(b.jobs.item[3].set.tasks, 10);
	cr_assert_eq(b.jobs.item[3].set.chunk, 2);
	jobs_free(&b.jobs);
}

Test(job, lists_of_models_and_concurrency_stay_in_one_job)
{
	struct built b = built_of("workload=squares", "model=serial,threads",
				  "concurrency=1,2", NULL);

	cr_assert_eq(b.jobs.count, 1);
	jobs_free(&b.jobs);
}

Test(job, one_wrong_value_of_a_list_takes_back_all_of_it)
{
	struct built b = built_of("workload=squares", "base=10", NULL);
	struct draft draft = { .name = strdup("more") };

	add(&draft, "workload=squares", NULL, false);
	add(&draft, "base=1,2,x", NULL, false);
	build(&b, &draft);
	cr_assert_eq(b.rc, -EINVAL);
	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(b.jobs.groups, 1);
	name_is(&b, 0, "test");
	jobs_free(&b.jobs);
}

Test(job, each_draft_is_a_group)
{
	struct built b = built_of("workload=squares", "base=1,2", NULL);
	struct draft draft = { .name = strdup("more") };

	add(&draft, "workload=null", NULL, false);
	build(&b, &draft);
	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.groups, 2);
	cr_assert_eq(b.jobs.item[1].group, 0);
	cr_assert_eq(b.jobs.item[2].group, 1);
	jobs_free(&b.jobs);
}

Test(job, a_name_too_long_is_cut)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = calloc(1, 201) };

	memset(draft.name, 'n', 200);
	add(&draft, "workload=squares", NULL, false);
	add(&draft, "base=1,2", NULL, false);
	build(&b, &draft);
	cr_assert_eq(b.rc, 0);
	cr_assert_eq(strlen(b.jobs.item[0].name),
		     sizeof(b.jobs.item[0].name) - 1);
	jobs_free(&b.jobs);
}

/* --- refusals --- */

static void says(struct built b, int rc, const char *text)
{
	cr_assert_eq(b.rc, rc, "%d: %s", b.rc, b.err.text);
	cr_assert_eq(b.jobs.count, 0);
	cr_assert_eq(strncmp(b.err.text, text, strlen(text)), 0, "'%s'",
		     b.err.text);
	jobs_free(&b.jobs);
}

Test(job, without_a_workload_there_is_no_job)
{
	says(built_of("tasks=5", NULL), -EINVAL,
	     "job 'test' names no workload: add 'workload = download'");
	says(built_of(NULL, NULL), -EINVAL, "job 'test' names no workload");
}

Test(job, an_unknown_workload_is_told_the_nearest)
{
	says(built_of("workload=downlod", NULL), -EINVAL,
	     "no workload 'downlod': did you mean 'download'?");
	says(built_of("workload=chess-by-mail", NULL), -EINVAL,
	     "no workload 'chess-by-mail': `simul list` shows them");
}

Test(job, an_unknown_key_is_told_the_nearest)
{
	says(built_of("workload=squares", "bass=5", NULL), -EINVAL,
	     "no option '--bass': did you mean '--base'?");
	says(built_of("workload=squares", "concurency=5", NULL), -EINVAL,
	     "no option '--concurency': did you mean '--concurrency'?");
	says(built_of("workload=squares", "elephants=5", NULL), -EINVAL,
	     "squares takes no option '--elephants': `simul list` shows");
}

Test(job, another_workload_s_option_is_not_taken_for_a_slip)
{
	says(built_of("workload=squares", "latency=5ms", NULL), -EINVAL,
	     "squares takes no option '--latency'");
	says(built_of("workload=download", "base=5", NULL), -EINVAL,
	     "download takes no option '--base'");
	says(built_of("workload=null", "size=5", NULL), -EINVAL,
	     "null takes no option '--size'");
}

Test(job, what_concerns_all_may_name_another_workload_s_options)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=squares", NULL, true);
	add(&draft, "latency=5ms", "x.ini:2", true);
	add(&draft, "latency=rubbish", "x.ini:3", true);
	add(&draft, "base=7", "x.ini:4", true);
	build(&b, &draft);
	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(number(b.jobs.item, "base"), 7);
	jobs_free(&b.jobs);
}

Test(job, what_no_workload_knows_is_refused_even_if_it_concerns_all)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=squares", NULL, true);
	add(&draft, "latancy=5ms", "x.ini:2", true);
	build(&b, &draft);
	says(b, -EINVAL, "x.ini:2: squares takes no option 'latancy'");
}

Test(job, a_refusal_says_where_the_entry_stood)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=squares", "x.ini:1", false);
	add(&draft, "base=1", "x.ini:2", false);
	add(&draft, "base=many", "x.ini:3", false);
	build(&b, &draft);
	says(b, -EINVAL, "x.ini:3: '--base' takes a whole number");
}

static void says_at(const char *pair, const char *text)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=squares", "x.ini:1", false);
	add(&draft, pair, "x.ini:2", false);
	add(&draft, "tasks=5", "x.ini:3", false);
	build(&b, &draft);
	says(b, -EINVAL, text);
}

Test(job, wrong_models_and_concurrencies_are_refused_where_they_stood)
{
	says_at("model=serial,asinc",
		"x.ini:2: no model 'asinc': did you mean 'async'?");
	says_at("model=serial,serial", "x.ini:2: model 'serial' is named");
	says_at("model=all, serial", "x.ini:2: 'all' names every model");
	says_at("model=serial,all", "x.ini:2: 'all' names every model");
	says_at("model=", "x.ini:2: no model ''");
	says_at("concurrency=0", "x.ini:2: '--concurrency' takes whole");
	says_at("concurrency=8..4", "x.ini:2: '--concurrency' takes whole");
	says_at("concurrency=30001", "x.ini:2: '--concurrency' takes whole");
}

Test(job, values_out_of_bounds_are_refused)
{
	says(built_of("workload=squares", "tasks=0", NULL), -ERANGE,
	     "'--tasks' takes a whole number from 1 to 10000000, not '0'");
	says(built_of("workload=squares", "tasks=10000001", NULL), -ERANGE,
	     "'--tasks' takes");
	says(built_of("workload=squares", "repeat=0", NULL), -ERANGE,
	     "'--repeat' takes");
	says(built_of("workload=squares", "base=4000000001", NULL), -ERANGE,
	     "'--base' takes");
	says(built_of("workload=download", "max-size=0", NULL), -ERANGE,
	     "'--max-size' takes");
	says(built_of("workload=download", "latency=61s", NULL), -ERANGE,
	     "'--latency' takes");
	says(built_of("workload=download", "latency=50", NULL), -EINVAL,
	     "'--latency' takes a duration with a unit");
}

Test(job, a_file_s_name_is_not_taken_for_a_workload_s)
{
	says(built_of("workload=jobs.txt", NULL), -EINVAL,
	     "no workload 'jobs.txt'; a file of jobs ends in '.ini', or has a "
	     "'/': './jobs.txt'");
}

Test(job, tasks_that_are_looked_at_together_are_not_done_twice)
{
	static const char why[] = "'--inject-pct' does some tasks twice, and ";

	says(built_of("workload=queue", "inject-pct=5", NULL), -EINVAL, why);
	says(built_of("workload=file", "inject-pct=5", NULL), -EINVAL, why);
}

Test(job, an_injection_is_refused_even_if_it_concerns_all)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=queue", NULL, true);
	add(&draft, "inject-pct=5", "x.ini:2", true);
	build(&b, &draft);
	says(b, -EINVAL, "x.ini:2: '--inject-pct' does some tasks twice");
}

static void taken(struct built b)
{
	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	jobs_free(&b.jobs);
}

Test(job, an_injection_of_nothing_or_into_independent_tasks_is_taken)
{
	taken(built_of("workload=queue", "inject-pct=0", NULL));
	taken(built_of("workload=squares", "inject-pct=5", NULL));
}

Test(job, arrivals_without_a_rate_are_refused)
{
	says(built_of("workload=squares", "arrivals=even", NULL), -EINVAL,
	     "'--arrivals' is for tasks that start on a schedule");
	taken(built_of("workload=squares", "arrivals=even", "rate=5", NULL));
	taken(built_of("workload=squares", "arrivals=even", "rate=0,5", NULL));
}

Test(job, an_option_that_says_nothing_beside_another_is_refused)
{
	says(built_of("workload=download", "size=5", "url=http://a/", NULL),
	     -EINVAL, "'--size' says nothing beside '--url'");
	says(built_of("workload=download", "urls=x", "size=5,6", NULL),
	     -EINVAL, "'--size' says nothing beside '--urls'");
	says(built_of("workload=download", "size=5", "sizes=1,2", NULL),
	     -EINVAL, "'--size' says nothing beside '--sizes'");
	says(built_of("workload=download", "chunked=no", "url=http://a/",
		      NULL),
	     -EINVAL, "'--chunked' says nothing beside '--url'");
	taken(built_of("workload=download", "chunked=yes", "sizes=1,2",
		       NULL));
}

Test(job, a_nearer_option_may_do_away_with_one_that_concerns_all)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=download", "x.ini:1", false);
	add(&draft, "size=5", "x.ini:2", true);
	add(&draft, "arrivals=even", "x.ini:3", true);
	add(&draft, "sizes=1,2", "x.ini:4", false);
	build(&b, &draft);
	taken(b);
}

Test(job, an_option_is_not_done_away_with_by_a_farther_one)
{
	struct built b = { .err = { "" } };
	struct draft draft = { .name = strdup("test") };

	add(&draft, "workload=download", "x.ini:1", false);
	add(&draft, "sizes=1,2", "x.ini:2", false);
	add(&draft, "size=5", NULL, true);
	build(&b, &draft);
	says(b, -EINVAL,
	     "'--size' says nothing beside '--sizes' of x.ini:2");
}

Test(job, a_failure_after_all_were_made_leaves_none)
{
	struct jobs jobs = { 0 };
	struct draft draft = { .name = strdup("test") };
	struct error err;

	add(&draft, "workload=squares", NULL, false);
	add(&draft, "base=1,2,3", NULL, false);
	add(&draft, "arrivals=even", NULL, false);
	cr_assert_eq(jobs_build(&jobs, &draft, &err), -EINVAL);
	cr_assert_eq(jobs.count, 0);
	cr_assert_eq(jobs.groups, 0);
	jobs_free(&jobs);
	draft_free(&draft);
}

Test(job, an_empty_value_in_a_list_is_refused)
{
	says(built_of("workload=squares", "base=1,,2", NULL), -EINVAL,
	     "'--base' takes a whole number");
	says(built_of("workload=squares", "base=1,", NULL), -EINVAL,
	     "'--base' takes a whole number");
}

Test(job, a_list_where_none_can_be_is_refused)
{
	says(built_of("workload=squares", "repeat=1,2", NULL), -EINVAL,
	     "'--repeat' takes a whole number");
}

Test(job, no_error_need_be_asked_for)
{
	struct jobs jobs = { 0 };
	struct draft draft = { .name = strdup("test") };

	cr_assert_eq(jobs_build(&jobs, &draft, NULL), -EINVAL);
	add(&draft, "workload=squares", NULL, false);
	add(&draft, "bass=5", "x.ini:1", false);
	cr_assert_eq(jobs_build(&jobs, &draft, NULL), -EINVAL);
	draft_free(&draft);
}

Test(job, a_failing_prepare_names_its_url_and_can_be_freed)
{
	struct built b = built_of("workload=download", "url=http://a/",
				  "url=ftp://b/", NULL);

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(jobs_prepare(&b.jobs, NULL, &b.err), -EINVAL);
	cr_assert(strstr(b.err.text, "'ftp://b/'"), "%s", b.err.text);
	jobs_free(&b.jobs);
	cr_assert_eq(b.jobs.count, 0);
}
