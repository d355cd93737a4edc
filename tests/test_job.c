/* test_job.c - turns what the user wrote into jobs, or into an error. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/job.h"
#include "runners/macros.h"

/* The outcome of a draft. */
struct built {
	struct jobs jobs;
	struct error err;
	int rc;
};

/* Entries from "key=value|key=value". '@' marks one from a file, at line
 * "x.ini:" and its index here; '*' one that applies to all jobs of the file. */
static void add_all(struct draft *draft, const char *entries)
{
	char copy[512], *rest = copy, *entry;

	snprintf(copy, sizeof(copy), "%s", entries);
	for (unsigned line = 1; (entry = strsep(&rest, "|")); line++) {
		bool in_file = *entry == '@', general;
		char where[16], *value;

		entry += in_file;
		general = *entry == '*';
		entry += general;
		snprintf(where, sizeof(where), "x.ini:%u", line);
		value = strchr(entry, '=');
		if (!value)
			continue;
		*value++ = '\0';
		cr_assert_eq(draft_add(draft, entry, value,
				       in_file ? where : NULL, general), 0);
	}
}

/* One more draft into the same jobs. */
static void build(struct built *b, const char *name, const char *entries)
{
	struct draft draft = { .name = strdup(name) };

	add_all(&draft, entries);
	b->rc = jobs_build(&b->jobs, &draft, &b->err);
	draft_free(&draft);
}

static struct built built_of(const char *entries)
{
	struct built b = { .err = { "" } };

	build(&b, "test", entries);
	return b;
}

static const void *param(const struct job *job, const char *name)
{
	const struct option_row *row =
		option_find(job->workload->options, name);

	cr_assert_not_null(row, "%s", name);
	return (char *)job->params + row->offset;
}

static uint64_t number(const struct job *job, const char *name)
{
	uint64_t n;

	memcpy(&n, param(job, name), sizeof(n));
	return n;
}

Test(job, a_workload_alone_is_a_job_with_every_preset)
{
	struct built b = built_of("workload=squares");
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
	struct built b = built_of("workload=download|tasks=7|"
				  "model=async,serial|concurrency=1,2..8|"
				  "latency=5ms|size=3kB|repeat=2");
	const struct job *job = b.jobs.item;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(job->set.tasks, 7);
	cr_assert_eq(job->set.repeat, 2);
	cr_assert_eq(job->models.count, 2);
	cr_assert_str_eq(job->models.item[0]->name, "async");
	cr_assert_eq(job->concurrency.count, 4);
	cr_assert_eq(number(job, "latency"), 5000000);
	cr_assert_eq(number(job, "size"), 3000);
	jobs_free(&b.jobs);
}

/* --- what is taken --- */

/* The resulting jobs: their names, separated by '|', and, if an option is
 * given, its value in each of them. */
static const struct taken {
	const char *fact, *entries, *names, *option;
	uint64_t values[6];
} taken[] = {
	{ "a workload without options is fine",
	  "workload=null|tasks=3", "test", NULL, { 0 } },
	{ "later entries win",
	  "workload=squares|base=1|tasks=5|base=2|tasks=6|base=3", "test",
	  "base", { 3 } },
	{ "a later single value replaces a whole list",
	  "workload=squares|base=1,2,3|base=4", "test", "base", { 4 } },
	{ "a replaced value need not be right",
	  "workload=squares|base=rubbish|base=4", "test", "base", { 4 } },
	{ "the last workload is the one",
	  "workload=download|workload=squares|base=4", "test", "base",
	  { 4 } },
	{ "a comma in a URL makes no list",
	  "workload=download|url=http://a/?x=1,2", "test", NULL, { 0 } },
	{ "lists of models and concurrency stay in one job",
	  "workload=squares|model=serial,threads|concurrency=1,2", "test",
	  NULL, { 0 } },
	{ "a list makes a job of each value",
	  "workload=squares|base=10,20,30",
	  "test base=10|test base=20|test base=30", "base", { 10, 20, 30 } },
	{ "two lists make a job of each combination: the first stays",
	  "workload=download|size=1KiB, 64KiB|latency=0,5ms,10ms",
	  "test size=1KiB latency=0|test size=1KiB latency=5ms|"
	  "test size=1KiB latency=10ms|test size=64KiB latency=0|"
	  "test size=64KiB latency=5ms|test size=64KiB latency=10ms",
	  "size", { 1024, 1024, 1024, 65536, 65536, 65536 } },
	{ "two lists make a job of each combination: the second goes round",
	  "workload=download|size=1,2|latency=0,5ms,10ms",
	  "test size=1 latency=0|test size=1 latency=5ms|"
	  "test size=1 latency=10ms|test size=2 latency=0|"
	  "test size=2 latency=5ms|test size=2 latency=10ms",
	  "latency", { 0, 5000000, 10000000, 0, 5000000, 10000000 } },
	{ "what concerns all may name another workload's options",
	  "*workload=squares|@*latency=5ms|@*latency=rubbish|@*base=7",
	  "test", "base", { 7 } },
	{ "a nearer option may do away with one that concerns all",
	  "@workload=download|@*size=5|@*arrivals=even|@sizes=1,2", "test",
	  NULL, { 0 } },
	{ "an injection of nothing",
	  "workload=queue|inject-pct=0", "test", NULL, { 0 } },
	{ "an injection into independent tasks",
	  "workload=squares|inject-pct=5", "test", NULL, { 0 } },
	{ "arrivals with a rate",
	  "workload=squares|arrivals=even|rate=5", "test", NULL, { 0 } },
	{ "arrivals with several rates",
	  "workload=squares|arrivals=even|rate=0.5,5",
	  "test rate=0.5|test rate=5", NULL, { 0 } },
	{ "an option that still says something beside another",
	  "workload=download|chunked=yes|sizes=1,2", "test", NULL, { 0 } },
};

static void check_taken(const struct taken *t)
{
	struct built b = built_of(t->entries);
	char names[512], *rest = names, *name;
	size_t n = 0;

	cr_assert_eq(b.rc, 0, "%s: %s", t->fact, b.err.text);
	cr_expect_eq(b.jobs.groups, 1, "%s", t->fact);
	snprintf(names, sizeof(names), "%s", t->names);
	for (; (name = strsep(&rest, "|")); n++) {
		const struct job *job = &b.jobs.item[n];

		cr_assert_lt(n, b.jobs.count, "%s: no '%s'", t->fact, name);
		cr_expect_str_eq(job->name, name, "%s: '%s'", t->fact,
				 job->name);
		cr_expect_eq(job->group, 0, "%s", t->fact);
		if (t->option)
			cr_expect_eq(number(job, t->option), t->values[n],
				     "%s: '%s'", t->fact, name);
	}
	cr_expect_eq(b.jobs.count, n, "%s: %zu jobs", t->fact, b.jobs.count);
	jobs_free(&b.jobs);
}

Test(job, what_is_taken)
{
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		check_taken(&taken[i]);
}

Test(job, later_tasks_and_workloads_win)
{
	struct built b = built_of("workload=download|workload=squares|"
				  "tasks=5|tasks=6");

	cr_assert_str_eq(b.jobs.item->workload->name, "squares");
	cr_assert_eq(b.jobs.item->set.tasks, 6);
	jobs_free(&b.jobs);
}

Test(job, common_options_make_matrices_too)
{
	struct built b = built_of("workload=squares|tasks=5,10|chunk=1,2");

	cr_assert_eq(b.jobs.count, 4);
	cr_assert_str_eq(b.jobs.item[3].name, "test tasks=10 chunk=2");
	cr_assert_eq(b.jobs.item[3].set.tasks, 10);
	cr_assert_eq(b.jobs.item[3].set.chunk, 2);
	jobs_free(&b.jobs);
}

Test(job, urls_that_are_repeated_add_up)
{
	struct built b = built_of("workload=download|url=http://a/|"
				  "url=http://b/|url=http://a/");
	const struct texts *urls;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 1);
	urls = param(b.jobs.item, "url");
	cr_assert_eq(urls->count, 3);
	cr_assert_str_eq(urls->item[0], "http://a/");
	cr_assert_str_eq(urls->item[1], "http://b/");
	jobs_free(&b.jobs);
}

Test(job, only_downloads_without_a_url_want_the_origin)
{
	static const struct {
		const char *entries;
		bool wanted;
	} cases[] = {
		{ "workload=download", true },
		{ "workload=download|url=http://a/", false },
		{ "workload=null|tasks=3", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct built b = built_of(cases[i].entries);

		cr_expect_eq(jobs_want_origin(&b.jobs), cases[i].wanted, "%s",
			     cases[i].entries);
		jobs_free(&b.jobs);
	}
}

Test(job, a_workload_without_options_can_be_prepared)
{
	struct built b = built_of("workload=null|tasks=3");

	cr_assert_eq(jobs_prepare(&b.jobs, NULL, &b.err), 0);
	jobs_free(&b.jobs);
}

Test(job, one_wrong_value_of_a_list_takes_back_all_of_it)
{
	struct built b = built_of("workload=squares|base=10");

	build(&b, "more", "workload=squares|base=1,2,x");
	cr_assert_eq(b.rc, -EINVAL);
	cr_assert_eq(b.jobs.count, 1);
	cr_assert_eq(b.jobs.groups, 1);
	cr_assert_str_eq(b.jobs.item[0].name, "test");
	jobs_free(&b.jobs);
}

Test(job, each_draft_is_a_group)
{
	struct built b = built_of("workload=squares|base=1,2");

	build(&b, "more", "workload=null");
	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.groups, 2);
	cr_assert_eq(b.jobs.item[1].group, 0);
	cr_assert_eq(b.jobs.item[2].group, 1);
	jobs_free(&b.jobs);
}

Test(job, a_name_too_long_is_cut)
{
	struct built b = { .err = { "" } };
	char name[201] = "";

	memset(name, 'n', 200);
	build(&b, name, "workload=squares|base=1,2");
	cr_assert_eq(b.rc, 0);
	cr_assert_eq(strlen(b.jobs.item[0].name),
		     sizeof(b.jobs.item[0].name) - 1);
	jobs_free(&b.jobs);
}

Test(job, a_duration_brings_presets_of_its_own)
{
	struct built b = built_of("workload=sleep|duration=10s,1min");
	const struct settings *set = &b.jobs.item[0].set;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(b.jobs.count, 2);
	cr_expect_eq(set->duration_ns, UINT64_C(10000000000));
	cr_expect_eq(set->tasks, TASKS_MAX);
	cr_expect_eq(set->repeat, DURATION_REPEAT);
	cr_expect_eq(set->deadline_ns, UINT64_C(610000000000));
	cr_expect_str_eq(b.jobs.item[1].name, "test duration=1min");
	jobs_free(&b.jobs);
}

Test(job, a_duration_that_concerns_all_leaves_out_those_that_are_counted)
{
	struct built b = built_of("workload=queue|@*duration=10s");

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_expect_eq(b.jobs.item[0].set.duration_ns, 0);
	cr_expect_eq(b.jobs.item[0].set.repeat, 11);
	jobs_free(&b.jobs);
}

Test(job, but_what_is_asked_for_stays)
{
	struct built b = built_of("workload=sleep|duration=10s|repeat=11|"
				  "tasks=500|deadline=20s|warmup=1.5s");
	const struct settings *set = &b.jobs.item[0].set;

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_expect_eq(set->tasks, 500);
	cr_expect_eq(set->repeat, 11);
	cr_expect_eq(set->deadline_ns, UINT64_C(20000000000));
	cr_expect_eq(set->warmup.count, 0);
	cr_expect_eq(set->warmup.ns, UINT64_C(1500000000));
	jobs_free(&b.jobs);
}

/* --- refusals --- */

/* The error, or how it begins. */
static const struct refused {
	const char *fact, *entries;
	int rc;
	const char *why;
} refused[] = {
	{ "without a workload there is no job", "tasks=5", -EINVAL,
	  "job 'test' names no workload: add 'workload = download'" },
	{ "nothing is no job", "", -EINVAL, "job 'test' names no workload" },
	{ "an unknown workload is told the nearest", "workload=downlod",
	  -EINVAL, "no workload 'downlod': did you mean 'download'?" },
	{ "a workload that is near to none", "workload=chess-by-mail",
	  -EINVAL, "no workload 'chess-by-mail': `simul list` shows them" },
	{ "a file's name is not taken for a workload's", "workload=jobs.txt",
	  -EINVAL, "no workload 'jobs.txt'; a file of jobs ends in '.ini', or "
		   "has a '/': './jobs.txt'" },

	{ "an unknown key is told the nearest", "workload=squares|bass=5",
	  -EINVAL, "no option '--bass': did you mean '--base'?" },
	{ "the nearest may be a common one", "workload=squares|concurency=5",
	  -EINVAL, "no option '--concurency': did you mean '--concurrency'?" },
	{ "a key that is near to none", "workload=squares|elephants=5",
	  -EINVAL, "squares takes no option '--elephants': `simul list` "
		   "shows" },
	{ "another workload's option is not taken for a slip",
	  "workload=squares|latency=5ms", -EINVAL,
	  "squares takes no option '--latency'" },
	{ "nor is this one", "workload=download|base=5", -EINVAL,
	  "download takes no option '--base'" },
	{ "nor by a workload without options", "workload=null|size=5",
	  -EINVAL, "null takes no option '--size'" },
	{ "what no workload knows, even if it concerns all",
	  "*workload=squares|@*latancy=5ms", -EINVAL,
	  "x.ini:2: squares takes no option 'latancy'" },

	{ "a refusal says where the entry stood",
	  "@workload=squares|@base=1|@base=many", -EINVAL,
	  "x.ini:3: '--base' takes a whole number" },
	{ "a wrong model", "@workload=squares|@model=serial,asinc|@tasks=5",
	  -EINVAL, "x.ini:2: no model 'asinc': did you mean 'async'?" },
	{ "a model twice", "@workload=squares|@model=serial,serial|@tasks=5",
	  -EINVAL, "x.ini:2: model 'serial' is named" },
	{ "all, and one", "@workload=squares|@model=all, serial|@tasks=5",
	  -EINVAL, "x.ini:2: 'all' names every model" },
	{ "one, and all", "@workload=squares|@model=serial,all|@tasks=5",
	  -EINVAL, "x.ini:2: 'all' names every model" },
	{ "no model", "@workload=squares|@model=|@tasks=5", -EINVAL,
	  "x.ini:2: no model ''" },
	{ "no lanes", "@workload=squares|@concurrency=0|@tasks=5", -EINVAL,
	  "x.ini:2: '--concurrency' takes whole" },
	{ "a range backwards", "@workload=squares|@concurrency=8..4|@tasks=5",
	  -EINVAL, "x.ini:2: '--concurrency' takes whole" },
	{ "too many lanes", "@workload=squares|@concurrency=1000001|@tasks=5",
	  -EINVAL, "x.ini:2: '--concurrency' takes whole" },

	{ "too few tasks", "workload=squares|tasks=0", -ERANGE,
	  "'--tasks' takes a whole number from 1 to 10000000, not '0'" },
	{ "too many tasks", "workload=squares|tasks=10000001", -ERANGE,
	  "'--tasks' takes" },
	{ "too few samples", "workload=squares|repeat=0", -ERANGE,
	  "'--repeat' takes" },
	{ "too large a base", "workload=squares|base=4000000001", -ERANGE,
	  "'--base' takes" },
	{ "too small a size", "workload=download|max-size=0", -ERANGE,
	  "'--max-size' takes" },
	{ "too long a latency", "workload=download|latency=61s", -ERANGE,
	  "'--latency' takes" },
	{ "a latency without a unit", "workload=download|latency=50", -EINVAL,
	  "'--latency' takes a duration with a unit" },
	{ "an empty value in a list", "workload=squares|base=1,,2", -EINVAL,
	  "'--base' takes a whole number" },
	{ "an empty value at its end", "workload=squares|base=1,", -EINVAL,
	  "'--base' takes a whole number" },
	{ "a list where none can be", "workload=squares|repeat=1,2", -EINVAL,
	  "'--repeat' takes a whole number" },

	{ "tasks that are looked at together are not done twice",
	  "workload=queue|inject-pct=5", -EINVAL,
	  "'--inject-pct' does some tasks twice, and " },
	{ "nor are files", "workload=file|inject-pct=5", -EINVAL,
	  "'--inject-pct' does some tasks twice, and " },
	{ "an injection, even if it concerns all",
	  "*workload=queue|@*inject-pct=5", -EINVAL,
	  "x.ini:2: '--inject-pct' does some tasks twice" },
	{ "a duration for tasks that wait for each other",
	  "workload=queue|duration=1s", -EINVAL,
	  "'queue' can't be run for a '--duration', since the number of its "
	  "tasks is part of the work: its tasks wait for each other" },
	{ "a duration for tasks that are told apart", "workload=count|"
	  "@duration=1s", -EINVAL, "x.ini:2: 'count' can't be run for a" },
	{ "a duration for boards", "workload=simultaneous|duration=1s",
	  -EINVAL, "'simultaneous' can't be run for a '--duration'" },
	{ "a duration that no sample would live to see",
	  "workload=sleep|duration=10s|deadline=10s", -EINVAL,
	  "a '--deadline' of 10s would end every sample before its "
	  "'--duration' of 10s" },
	{ "no time at all", "workload=sleep|duration=0", -ERANGE,
	  "'--duration' takes a duration from 1ms to " },
	{ "a warm-up that is neither rounds nor a time",
	  "workload=sleep|warmup=2x", -EINVAL,
	  "'--warmup' takes a number of rounds, or a duration: '2s'" },
	{ "too many rounds of it", "workload=sleep|warmup=1001", -ERANGE,
	  "'--warmup' takes a whole number or a duration from 0 to 1000" },

	{ "arrivals without a rate", "workload=squares|arrivals=even",
	  -EINVAL, "'--arrivals' is for tasks that start on a schedule" },
	{ "a failure after all were made leaves none",
	  "workload=squares|base=1,2,3|arrivals=even", -EINVAL,
	  "'--arrivals' is for tasks that start on a schedule" },
	{ "a size beside a URL", "workload=download|size=5|url=http://a/",
	  -EINVAL, "'--size' says nothing beside '--url'" },
	{ "sizes beside a file of URLs", "workload=download|urls=x|size=5,6",
	  -EINVAL, "'--size' says nothing beside '--urls'" },
	{ "a size beside sizes", "workload=download|size=5|sizes=1,2",
	  -EINVAL, "'--size' says nothing beside '--sizes'" },
	{ "chunks beside a URL", "workload=download|chunked=no|url=http://a/",
	  -EINVAL, "'--chunked' says nothing beside '--url'" },
	{ "an option is not done away with by a farther one",
	  "@workload=download|@sizes=1,2|*size=5", -EINVAL,
	  "'--size' says nothing beside '--sizes' of x.ini:2" },
};

Test(job, what_is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		const struct refused *r = &refused[i];
		struct built b = built_of(r->entries);

		cr_expect_eq(b.rc, r->rc, "%s: %d: %s", r->fact, b.rc,
			     b.err.text);
		cr_expect_eq(b.jobs.count, 0, "%s", r->fact);
		cr_expect_eq(b.jobs.groups, 0, "%s", r->fact);
		cr_expect_eq(strncmp(b.err.text, r->why, strlen(r->why)), 0,
			     "%s: '%s'", r->fact, b.err.text);
		jobs_free(&b.jobs);
	}
}

Test(job, no_error_need_be_asked_for)
{
	struct jobs jobs = { 0 };
	struct draft draft = { .name = strdup("test") };

	cr_assert_eq(jobs_build(&jobs, &draft, NULL), -EINVAL);
	add_all(&draft, "workload=squares|@bass=5");
	cr_assert_eq(jobs_build(&jobs, &draft, NULL), -EINVAL);
	draft_free(&draft);
}

Test(job, a_failing_prepare_names_its_url_and_can_be_freed)
{
	struct built b = built_of("workload=download|url=http://a/|"
				  "url=ftp://b/");

	cr_assert_eq(b.rc, 0, "%s", b.err.text);
	cr_assert_eq(jobs_prepare(&b.jobs, NULL, &b.err), -EINVAL);
	cr_assert(strstr(b.err.text, "'ftp://b/'"), "%s", b.err.text);
	jobs_free(&b.jobs);
	cr_assert_eq(b.jobs.count, 0);
}
