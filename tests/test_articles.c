/* test_articles.c - the programs of the articles give what they gave there. */
#include "tests/lab.h"

#include <errno.h>

#include "bench/plan/jobfile.h"
#include "runners/clock.h"
#include "runners/content.h"
#include "runners/macros.h"
#include "runners/units.h"
#include "workloads/numbers.h"

static void is_ok(const struct sample *s, const char *model, size_t tasks)
{
	cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", model, s->reason);
	cr_assert_eq(s->tasks_ok, tasks, "%s", model);
}

static void right_under_every_model(const char *keys, size_t k)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++)
		is_ok(lab_take(&lab, models[m].name, k), models[m].name,
		      lab.jobs.item[0].set.tasks);
	lab_term(&lab);
}

/* The sum of the tasks' times. A run that takes less has overlapped them, even
 * on a slow, busy machine. */
static uint64_t time_of_tasks(const struct area *area)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < area->tasks; i++)
		sum += area->slot[i].end_ns - area->slot[i].start_ns;
	return sum;
}

/* --- sleep --- */

Test(sleeps, add_up_one_by_one_and_are_as_long_as_the_longest_together)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep scale=0.1");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		is_ok(s, models[m].name, 3);
		if (m == 0) {
			cr_assert_geq(s->run_ns, 700 * NS_PER_MS);
			continue;
		}
		cr_assert_geq(s->run_ns, 400 * NS_PER_MS, "%s",
			      models[m].name);
		cr_assert_lt(s->run_ns, time_of_tasks(lab.area), "%s: %ju ns",
			     models[m].name, (uintmax_t)s->run_ns);
	}
	lab_term(&lab);
}

Test(sleeps, end_in_the_order_of_their_lengths_whatever_came_first)
{
	struct lab lab;
	const struct slot *slot;

	lab_init(&lab, "workload=sleep");
	/* Lists of options are not what lab_init splits at. */
	lab_term(&lab);
	lab_init(&lab, "workload=sleep durations=500ms,250ms,50ms");
	is_ok(lab_take(&lab, "async", 3), "async", 3);
	slot = lab.area->slot;
	cr_assert_lt(slot[2].end_ns, slot[1].end_ns);
	cr_assert_lt(slot[1].end_ns, slot[0].end_ns);
	lab_term(&lab);
}

Test(sleeps, values_are_what_was_asked_for)
{
	struct lab lab;

	lab_init(&lab, "workload=sleep durations=2ms,30us tasks=5 scale=0.5");
	is_ok(lab_take(&lab, "threads", 3), "threads", 5);
	for (size_t i = 0; i < 5; i++) {
		const struct value *v = &lab.area->slot[i].value;

		cr_assert(v->number == (i % 2 ? 15000 : 1000000));
		cr_assert_eq(v->check, i);
	}
	lab_term(&lab);
}

/* --- count --- */

/* What the tasks said, in count.c's layout. */
struct said {
	uint64_t words;
	struct { uint64_t one, two; } at[];
};

Test(counting, every_one_comes_before_any_two_where_one_loop_holds_all)
{
	struct lab lab;
	const struct said *said;

	lab_init(&lab, "workload=count tasks=20 scale=0.001");
	is_ok(lab_take(&lab, "async", 20), "async", 20);
	said = lab.area->shared;
	cr_assert_eq(said->words, 40);
	for (size_t i = 0; i < 20; i++) {
		cr_assert_leq(said->at[i].one, 20);
		cr_assert_gt(said->at[i].two, 20);
	}
	lab_term(&lab);
}

Test(counting, one_at_a_time_says_two_before_the_next_one)
{
	struct lab lab;
	const struct said *said;

	lab_init(&lab, "workload=count scale=0.001");
	is_ok(lab_take(&lab, "serial", 3), "serial", 3);
	said = lab.area->shared;
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(said->at[i].two, said->at[i].one + 1);
	lab_term(&lab);
}

Test(counting, is_right_under_every_model_and_k)
{
	right_under_every_model("workload=count tasks=30 scale=0.001", 1);
	right_under_every_model("workload=count tasks=30 scale=0.001", 4);
	right_under_every_model("workload=count tasks=30 scale=0.001", 30);
}

Test(counting, the_check_notices_a_two_too_early)
{
	struct lab lab;
	const struct job *job;
	struct said *said;
	struct error err = { "" };

	lab_init(&lab, "workload=count scale=0.001");
	job = &lab.jobs.item[0];
	is_ok(lab_take(&lab, "async", 3), "async", 3);
	cr_assert_eq(job->workload->check(job->params, lab.area, &err), 0);
	said = lab.area->shared;
	said->at[0].one = 1;
	said->at[0].two = 3;
	cr_assert_eq(job->workload->check(job->params, lab.area, &err),
		     -EPROTO);
	cr_assert_not_null(strstr(err.text, "before every task"), "%s",
			   err.text);
	lab_term(&lab);
}

/* --- say-after --- */

Test(say_after, waits_in_sequence_add_up_under_every_model)
{
	struct lab lab;

	lab_init(&lab, "workload=say-after scale=0.05");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 5);

		is_ok(s, models[m].name, 1);
		cr_assert_geq(s->run_ns, 150 * NS_PER_MS, "%s",
			      models[m].name);
	}
	lab_term(&lab);
}

/* --- makerandom --- */

Test(makerandom, draws_are_the_same_under_every_model_and_above_the_threshold)
{
	struct lab lab;

	lab_init(&lab, "workload=makerandom tasks=9 scale=0.0005");
	for (size_t m = 0; models[m].name; m++) {
		is_ok(lab_take(&lab, models[m].name, 9), models[m].name, 9);
		for (size_t i = 0; i < 9; i++) {
			const struct value *v = &lab.area->slot[i].value;

			cr_assert(v->number > 9 - i % 3);
			cr_assert(v->number <= 10);
			cr_assert_geq(v->check, 1);
		}
	}
	lab_term(&lab);
}

Test(makerandom, a_miss_costs_its_wait)
{
	struct lab lab;
	const struct job *job;

	lab_init(&lab, "workload=makerandom tasks=3 scale=0.001");
	job = &lab.jobs.item[0];
	is_ok(lab_take(&lab, "async", 3), "async", 3);
	for (size_t i = 0; i < 3; i++) {
		const struct slot *slot = &lab.area->slot[i];
		uint64_t misses = slot->value.check - 1;

		cr_assert_geq(slot->end_ns - slot->start_ns,
			      misses * (i + 1) * NS_PER_MS);
	}
	cr_assert_not_null(job->workload->answer);
	lab_term(&lab);
}

/* --- simultaneous --- */

Test(simultaneous, is_right_under_every_model)
{
	right_under_every_model("workload=simultaneous tasks=8 moves=4 "
				"scale=0.00002",
				8);
}

/* 6 boards of 4 moves: 24 x (2 + 22) ms one by one, and no less than 24 x 2 ms
 * of thinking by the one master, and 4 x 24 ms on each board. */
Test(simultaneous, one_master_needs_her_thinking_and_no_more_than_all_the_waits)
{
	struct lab lab;
	struct sample *s;

	lab_init(&lab, "workload=simultaneous tasks=6 moves=4 scale=0.0004");
	s = lab_take(&lab, "serial", 1);
	is_ok(s, "serial", 6);
	cr_assert_geq(s->run_ns, 570 * NS_PER_MS);
	cr_assert_geq(s->user_us + s->system_us, 47000);
	s = lab_take(&lab, "async", 6);
	is_ok(s, "async", 6);
	cr_assert_geq(s->run_ns, 95 * NS_PER_MS);
	cr_assert_lt(s->run_ns, time_of_tasks(lab.area) / 2, "%ju",
		     (uintmax_t)s->run_ns);
	cr_assert_geq(s->user_us + s->system_us, 47000);
	lab_term(&lab);
}

/* --- pages --- */

Test(pages, bodies_have_just_the_sizes_that_are_listed)
{
	static const size_t sizes[] = { 15839, 0, 37025, 70001, 123 };
	struct lab lab;

	lab_init(&lab, "workload=download tasks=7 sizes=15839,0,37025 "
		       "chunked-sizes=70001,123");
	for (size_t m = 0; models[m].name; m++) {
		uint64_t sum = 0;
		struct sample *s = lab_take(&lab, models[m].name, 7);

		is_ok(s, models[m].name, 7);
		for (size_t i = 0; i < 7; i++) {
			size_t size = sizes[i % ARRAY_SIZE(sizes)];
			const struct value *v = &lab.area->slot[i].value;

			cr_assert(v->number == size, "%s: task %zu",
				  models[m].name, i);
			cr_assert_eq(v->check, content_check(size));
			sum += size;
		}
		cr_assert_eq(s->bytes, sum);
	}
	lab_term(&lab);
}

/* prepare's error for a download with these keys. */
static int prepare(const char *key, const char *value, const char *url,
		   struct error *err)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	int rc;

	draft_add(&draft, "workload", "download", NULL, false);
	draft_add(&draft, key, value, NULL, false);
	if (url)
		draft_add(&draft, "url", url, NULL, false);
	cr_assert_eq(jobs_build(&jobs, &draft, err), 0, "%s", err->text);
	rc = jobs_prepare(&jobs, NULL, err);
	jobs_free(&jobs);
	draft_free(&draft);
	return rc;
}

Test(pages, sizes_that_are_wrong_are_refused_by_name)
{
	struct error err = { "" };

	cr_assert_eq(prepare("sizes", "1,2x", NULL, &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "'2x'"), "%s", err.text);
	cr_assert_eq(prepare("chunked-sizes", "1,,2", NULL, &err), -EINVAL);
	cr_assert_not_null(strstr(err.text, "--chunked-sizes"), "%s",
			   err.text);
	cr_assert_eq(prepare("sizes", "1", "http://127.0.0.1:1/", &err),
		     -EINVAL);
	cr_assert_not_null(strstr(err.text, "--url"), "%s", err.text);
}

/* --- lists of numbers --- */

Test(numbers, are_split_at_commas_and_blanks_do_not_matter)
{
	struct numbers n = { 0 };
	struct error err = { "" };

	cr_assert_eq(numbers_add(&n, "times", " 1s , 2ms,30us ",
				 units_parse_duration, NS_PER_S, &err),
		     0, "%s", err.text);
	cr_assert_eq(numbers_add(&n, "times", NULL, units_parse_duration, 0,
				 &err),
		     0);
	cr_assert_eq(n.count, 3);
	cr_assert_eq(numbers_nth(&n, 0), NS_PER_S);
	cr_assert_eq(numbers_nth(&n, 4), 2 * NS_PER_MS);
	cr_assert_eq(numbers_nth(&n, 5), 30 * NS_PER_US);
	numbers_free(&n);
	cr_assert_eq(n.count, 0);
}

Test(numbers, that_are_none_or_too_large_are_refused)
{
	static const char *const wrong[] = {
		"", ",", "1s,", ",1s", "1", "1s;2s", "1s 2s", "s",
	};
	static const char *const large[] = {
		"2s", "1ms,1001ms",
		"0000000000000000000000000000000000000000000000000001s",
	};
	struct error err;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct numbers n = { 0 };

		cr_assert_eq(numbers_add(&n, "times", wrong[i],
					 units_parse_duration, NS_PER_S, &err),
			     -EINVAL, "'%s'", wrong[i]);
		numbers_free(&n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(large); i++) {
		struct numbers n = { 0 };

		cr_assert_eq(numbers_add(&n, "times", large[i],
					 units_parse_duration, NS_PER_S, &err),
			     -ERANGE, "'%s'", large[i]);
		numbers_free(&n);
	}
}

/* --- the file of jobs --- */

Test(articles, the_file_of_jobs_has_a_section_for_each)
{
	static const char *const names[] = {
		"sites",	"pages", "squares-5m", "squares-10m",
		"sleeps",	"count", "say-after",  "makerandom",
		"simultaneous", "echo",	 "files",
	};
	struct draft none = { 0 };
	struct jobs jobs = { 0 };
	struct error err = { "" };

	cr_assert_eq(jobfile_read(&jobs,
				  SIMUL_TESTS "/../bench/jobs/articles.ini",
				  &none, NULL, &err),
		     0, "%s", err.text);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool found = false;

		for (size_t j = 0; j < jobs.count; j++)
			found |= !strncmp(jobs.item[j].name, names[i],
					  strlen(names[i]));
		cr_assert(found, "no section '%s'", names[i]);
	}
	jobs_free(&jobs);
}
