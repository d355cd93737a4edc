/* test_steps.c - scripts of steps: read strictly, and the same everywhere. */
#include "tests/lab.h"

#include <errno.h>

#include "runners/clock.h"
#include "workloads/script.h"

#define MS NS_PER_MS

/* lab_init splits its keys at spaces; a script's words stand apart by tabs as
 * well. */
static void lab_of_steps(struct lab *lab, const char *keys, const char *steps)
{
	char all[1024];
	size_t n = (size_t)snprintf(all, sizeof(all),
				    "workload=steps %s steps=", keys);

	for (; *steps && n + 1 < sizeof(all); steps++)
		all[n++] = *steps == ' ' ? '\t' : *steps;
	all[n] = '\0';
	lab_init(lab, all);
}

static void right_under_every_model(const char *keys, const char *steps)
{
	struct lab lab;

	lab_of_steps(&lab, keys, steps);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->tasks_ok, lab.area->tasks);
	}
	lab_term(&lab);
}

static void refused(const char *text, const char *sentence)
{
	struct error err = { "" };
	struct script script;

	cr_assert_lt(script_parse(&script, text, &err), 0, "'%s'", text);
	cr_assert_str_eq(err.text, sentence);
}

Test(steps, every_kind_of_step_is_read)
{
	struct script s;
	struct error err = { "" };

	cr_assert_eq(script_parse(&s,
				  " fetch 1KiB after 20ms,compute\t200us ,"
				  "fetch /price, sleep 5ms,"
				  "fetch http://h:1/x,fetch 0 ",
				  &err),
		     0, "%s", err.text);
	cr_assert_eq(s.count, 6);
	cr_assert_eq(s.step[0].kind, STEP_FETCH);
	cr_assert_eq(s.step[0].bytes, 1024);
	cr_assert_eq(s.step[0].ns, 20 * MS);
	cr_assert_null(s.step[0].target);
	cr_assert_eq(s.step[1].kind, STEP_COMPUTE);
	cr_assert_eq(s.step[1].ns, 200000);
	cr_assert_str_eq(s.step[2].target, "/price");
	cr_assert_eq(s.step[3].kind, STEP_SLEEP);
	cr_assert_eq(s.step[3].ns, 5 * MS);
	cr_assert_str_eq(s.step[4].target, "http://h:1/x");
	cr_assert_eq(s.step[5].bytes, 0);
	script_free(&s);
	cr_assert_eq(s.count, 0);
}

Test(steps, a_word_that_is_nearly_right_is_named)
{
	refused("fetch 1KiB, sleep 1ms, comput 200us ",
		"step 3: 'comput 200us': did you mean 'compute'?");
	refused("Sleep 1ms", "step 1: 'Sleep 1ms': did you mean 'sleep'?");
	refused("dance", "step 1: 'dance': a step is 'fetch', 'compute', "
			 "'sleep' or 'crash'");
	refused("crash", "step 1: 'crash': how often? Say for instance 'crash "
			 "every 10': tasks");
	refused("crash every 0", "step 1: 'crash every 0': 'every' takes a "
				 "whole number from 1 to 1000000000, not '0'");
}

Test(steps, a_wrong_number_says_what_would_be_right)
{
	refused("sleep 5", "step 1: 'sleep 5': 'sleep' takes a duration with "
			   "a unit: '50ms', '2s', not '5'");
	refused("sleep 1ms, compute 2min",
		"step 2: 'compute 2min': 'compute' takes a duration from 0 to "
		"1min, not '2min'");
	refused("fetch 1KB", "step 1: 'fetch 1KB': 'fetch' takes a size such "
			     "as '1KiB' (kB, MB, GB: 1000s; KiB, MiB, GiB or "
			     "K, M, G: 1024s), not '1KB'");
	refused("fetch 1KiB after 20", "step 1: 'fetch 1KiB after 20': 'after' "
				       "takes a duration with a unit: '50ms', "
				       "'2s', not '20'");
}

Test(steps, nothing_is_no_step)
{
	refused("", "there are no steps: say for instance 'fetch 1KiB after "
		    "20ms, compute 1ms'");
	refused(" \t", "there are no steps: say for instance 'fetch 1KiB after "
		       "20ms, compute 1ms'");
	refused("sleep 1ms,", "step 2: '': nothing between two commas, or at "
			      "an end");
	refused(",sleep 1ms", "step 1: '': nothing between two commas, or at "
			      "an end");
}

Test(steps, words_too_few_and_too_many_are_refused)
{
	refused("sleep", "step 1: 'sleep': one time is needed and no more, as "
			 "in 'sleep 5ms'");
	refused("sleep 1ms 2ms", "step 1: 'sleep 1ms 2ms': one time is needed "
				 "and no more, as in 'sleep 5ms'");
	refused("fetch", "step 1: 'fetch': fetch what? A size from the "
			 "embedded origin ('fetch 1KiB'), a path or a URL");
	refused("fetch item", "step 1: 'fetch item': what is fetched is a size "
			      "('fetch 1KiB'), a path ('fetch /item') or a "
			      "URL");
	refused("fetch 1KiB after",
		"step 1: 'fetch 1KiB after': behind the size only 'after TIME' "
		"can stand, as in 'fetch 1KiB after 20ms'");
	refused("fetch 1KiB after 1ms 2ms 3ms 4ms",
		"step 1: 'fetch 1KiB after 1ms 2ms 3ms 4ms': behind the size "
		"only 'after TIME' can stand, as in 'fetch 1KiB after 20ms'");
	refused("fetch /x after 1ms",
		"step 1: 'fetch /x after 1ms': behind a path or URL only 'with "
		"BODY' can stand, a word or '@FILE'; 'after' is for the "
		"embedded origin ('fetch 1KiB after 20ms')");
}

Test(steps, a_fetch_may_have_a_method_and_a_body)
{
	struct error err = { "" };
	struct script s;

	cr_assert_eq(script_parse(&s,
				  "fetch POST /x with a=1, fetch DELETE "
				  "http://h/y, fetch /z with @f",
				  &err),
		     0, "%s", err.text);
	cr_assert_str_eq(s.step[0].method, "POST");
	cr_assert_str_eq(s.step[0].target, "/x");
	cr_assert_str_eq(s.step[0].body, "a=1");
	cr_assert_str_eq(s.step[1].method, "DELETE");
	cr_assert_null(s.step[1].body);
	cr_assert_null(s.step[2].method);
	cr_assert_str_eq(s.step[2].body, "@f");
	script_free(&s);
	refused("fetch POST", "step 1: 'fetch POST': fetch what? A size from "
			      "the embedded origin ('fetch 1KiB'), a path or a "
			      "URL");
	refused("fetch POST 1KiB", "step 1: 'fetch POST 1KiB': 'POST' is for a "
				   "path or a URL: the origin's bodies are "
				   "asked for by GET");
	refused("fetch POST /x with", "step 1: 'fetch POST /x with': behind a "
				      "path or URL only 'with BODY' can stand, "
				      "a word or '@FILE'; 'after' is for the "
				      "embedded origin ('fetch 1KiB after "
				      "20ms')");
}

Test(steps, errors_show_no_password)
{
	refused("fetch http://me:s3cret@h/x after 1ms",
		"step 1: 'fetch http://h/x after 1ms': behind a path or URL "
		"only 'with BODY' can stand, a word or '@FILE'; 'after' is for "
		"the embedded origin ('fetch 1KiB after 20ms')");
	refused("fetch me:s3cret@h/x",
		"step 1: 'fetch h/x': what is fetched is a size ('fetch "
		"1KiB'), a path ('fetch /h/x') or a URL");
}

Test(steps, more_than_a_thousand_are_refused)
{
	struct error err = { "" };
	struct script script;
	char text[9 * (STEPS_MAX + 1) + 1] = "sleep 0";

	for (size_t i = 1; i < STEPS_MAX; i++)
		strcat(text, ",sleep 0");
	cr_assert_eq(script_parse(&script, text, &err), 0, "%s", err.text);
	cr_assert_eq(script.count, STEPS_MAX);
	script_free(&script);
	strcat(text, ",sleep 0");
	cr_assert_eq(script_parse(&script, text, &err), -E2BIG);
}

Test(steps, all_kinds_are_right_under_every_model)
{
	right_under_every_model("tasks=20", "fetch 3000 after 2ms, compute "
					    "200us, sleep 1ms, fetch 1KiB");
}

Test(steps, rounds_repeat_the_whole_list)
{
	struct lab lab;

	lab_of_steps(&lab, "tasks=6 rounds=3", "fetch 100, sleep 1ms, fetch 7");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_eq(s->bytes, 6 * 3 * 107);
		for (size_t i = 0; i < 6; i++)
			cr_assert(lab.area->slot[i].value.number == 3 * 107);
	}
	lab_term(&lab);
}

Test(steps, steps_without_fetches_have_a_value_too)
{
	right_under_every_model("tasks=8", "compute 100us, sleep 1ms");
}

Test(steps, offloaded_computing_comes_to_the_same)
{
	right_under_every_model("tasks=8 offload=2",
				"fetch 10, compute 300us, sleep 1ms");
}

Test(steps, the_order_of_steps_is_part_of_the_value)
{
	struct value right[2];
	struct lab lab;

	for (size_t i = 0; i < 2; i++) {
		const struct job *job;

		lab_of_steps(&lab, "tasks=1",
			     i ? "fetch 10, fetch 20" : "fetch 20, fetch 10");
		job = &lab.jobs.item[0];
		cr_assert_eq(job->workload->answer(job->params, 0, &right[i]),
			     0);
		lab_term(&lab);
	}
	cr_assert(right[0].number == right[1].number);
	cr_assert_neq(right[0].check, right[1].check);
}

Test(steps, paths_are_fetched_from_the_base)
{
	right_under_every_model("tasks=8 base-url={origin}",
				"fetch /bytes/500, sleep 1ms, fetch /bytes/7");
	right_under_every_model("tasks=8 base-url={origin}/",
				"fetch /bytes/500, fetch 10");
}

Test(steps, of_other_servers_the_answer_is_not_known)
{
	struct value right;
	struct lab lab;
	const struct job *job;

	lab_of_steps(&lab, "tasks=3 base-url={origin}",
		     "fetch /bytes/50, fetch 5");
	job = &lab.jobs.item[0];
	cr_assert_eq(job->workload->answer(job->params, 0, &right), -ENODATA);
	lab_take(&lab, "async", 2);
	cr_assert_eq(lab.sample.state, SAMPLE_OK, "%s", lab.sample.reason);
	cr_assert(lab.area->slot[0].value.number == 55);
	lab_term(&lab);
}

static void not_prepared(const char *steps, const char *base,
			 const char *sentence)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	struct error err = { "" };

	cr_assert_eq(draft_add(&draft, "workload", "steps", NULL, false), 0);
	cr_assert_eq(draft_add(&draft, "steps", steps, NULL, false), 0);
	if (base)
		cr_assert_eq(draft_add(&draft, "base-url", base, NULL, false),
			     0);
	cr_assert_eq(jobs_build(&jobs, &draft, &err), 0, "%s", err.text);
	cr_assert_not(jobs_want_origin(&jobs));
	cr_assert_lt(jobs_prepare(&jobs, NULL, &err), 0);
	cr_assert_str_eq(err.text, sentence);
	jobs_free(&jobs);
	draft_free(&draft);
}

Test(steps, a_path_needs_a_base)
{
	not_prepared("sleep 1ms, fetch /x", NULL,
		     "step 2: 'fetch /x': on which server? Say --base-url "
		     "http://HOST");
}

Test(steps, a_url_that_is_none_is_refused_with_its_step)
{
	not_prepared("fetch ftp://h/x", NULL,
		     "step 1: 'ftp://h/x' is not an http or https URL");
	not_prepared("fetch ftp://me:s3cret@h/x", NULL,
		     "step 1: 'ftp://h/x' is not an http or https URL");
	not_prepared("fetch POST http://h/x with @/nowhere", NULL,
		     "step 1: cannot open '/nowhere': No such file or "
		     "directory");
	not_prepared("sleep 0, fetch /x", "h:80",
		     "step 2: 'h:80/x' is not a URL: it must begin with "
		     "http:// or https://");
}

Test(steps, commas_in_steps_make_no_matrix)
{
	struct lab lab;

	lab_of_steps(&lab, "tasks=1", "sleep 0, sleep 0, sleep 0");
	cr_assert_eq(lab.jobs.count, 1);
	lab_term(&lab);
	lab_of_steps(&lab, "tasks=1 rounds=1,2", "sleep 0");
	cr_assert_eq(lab.jobs.count, 2);
	lab_term(&lab);
}

Test(steps, sleeps_and_latencies_are_the_waiting)
{
	struct lab lab;
	const struct job *job;
	uint64_t ns = 0;

	lab_of_steps(&lab, "tasks=1 rounds=2",
		     "sleep 3ms, compute 50ms, fetch 1KiB after 4ms");
	job = &lab.jobs.item[0];
	cr_assert_eq(job->workload->waiting(job->params, 0, &ns), 0);
	cr_assert_eq(ns, 2 * 7 * MS);
	lab_term(&lab);
}

Test(steps, computing_takes_the_processor_so_long)
{
	struct lab lab;
	struct sample *s;

	lab_of_steps(&lab, "tasks=5", "compute 10ms, sleep 1ms");
	s = lab_take(&lab, "serial", 1);
	cr_assert_eq(s->state, SAMPLE_OK, "%s", s->reason);
	cr_assert_geq(s->user_us + s->system_us, 45000);
	lab_term(&lab);
}
