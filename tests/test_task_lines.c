/* test_task_lines.c - the lines of tasks, from made-up areas. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/task_lines.h"
#include "bench/plan/models.h"
#include "tests/payloads.h"
#include "workloads/workloads.h"

struct made {
	struct job job;
	struct subject subject;
	struct sample sample;
	struct area *area;
};

static void made_init(struct made *m, size_t tasks)
{
	struct area_plan plan = { .tasks = tasks,
				  .chunk = 1,
				  .lanes = 5,
				  .workers = 1,
				  .stamped = true };

	*m = (struct made){
		.job = { .name = "made", .workload = workload_find("null") },
		.sample = { .round = 2 },
	};
	m->subject = (struct subject){ .job = &m->job,
					.model = models_find("async"),
					.concurrency = 5 };
	m->area = area_new(&plan);
	cr_assert_not_null(m->area);
}

static void end(struct made *m, size_t task, uint64_t start_ns,
		uint64_t end_ns)
{
	struct slot *slot = &m->area->slot[task];

	slot->start_ns = start_ns;
	slot->end_ns = end_ns;
	slot->value.number = task;
	m->area->state[task] = TASK_OK;
}

/* The printed text, for free(). Frees the area. */
static char *printed(struct made *m)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	cr_assert_not_null(f);
	task_lines_print(&m->subject, &m->sample, m->area, f);
	fclose(f);
	area_free(m->area);
	return text;
}

static void prints(struct made *m, const char *right)
{
	char *text = printed(m);

	cr_assert_str_eq(text, right);
	free(text);
}

Test(task_lines, tasks_come_in_the_order_in_which_they_ended)
{
	struct made m;

	made_init(&m, 3);
	end(&m, 0, 1000, 30000000);
	end(&m, 1, 2000, 10000000);
	end(&m, 2, 3000, 20000000);
	prints(&m, "made, round 2: 3 of 3 tasks ended\n"
		   "  1: task 1, async, K = 5, 2 us..10 ms, ok: 1\n"
		   "  2: task 2, async, K = 5, 3 us..20 ms, ok: 2\n"
		   "  3: task 0, async, K = 5, 1 us..30 ms, ok: 0\n");
}

Test(task_lines, a_failure_is_told_with_its_reason)
{
	struct made m;

	made_init(&m, 2);
	end(&m, 0, 1000, 2000);
	end(&m, 1, 1000, 1500);
	area_fail(m.area, 1, TASK_FAILED, -5, "status 404");
	prints(&m, "made, round 2: 2 of 2 tasks ended\n"
		   "  1: task 1, async, K = 5, 1 us..1.5 us, failed: status "
		   "404\n"
		   "  2: task 0, async, K = 5, 1 us..2 us, ok: 0\n");
}

Test(task_lines, a_task_without_an_end_stands_last)
{
	struct made m;

	made_init(&m, 3);
	end(&m, 0, 1000, 0);
	area_fail(m.area, 0, TASK_FAILED, -5, "worker killed");
	end(&m, 1, 5000, 9000);
	prints(&m, "made, round 2: 2 of 3 tasks ended\n"
		   "  1: task 1, async, K = 5, 5 us..9 us, ok: 1\n"
		   "  2: task 0, async, K = 5, 1 us..?, failed: worker "
		   "killed\n");
}

Test(task_lines, tasks_that_never_ran_are_only_counted)
{
	struct made m;

	made_init(&m, 4);
	prints(&m, "made, round 2: 0 of 4 tasks ended\n");
}

Test(task_lines, of_many_the_first_hundred_are_shown)
{
	struct made m;
	char *text;
	size_t lines = 0;

	made_init(&m, 1000);
	/* Task i is the ((7 * i) mod 1000)-th to end. */
	for (size_t i = 0; i < 1000; i++)
		end(&m, i, 1, 1000 + 1000 * (7 * i % 1000));
	text = printed(&m);
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	cr_assert_eq(lines, 1 + TASK_LINES_MAX + 1);
	cr_assert_not_null(strstr(text, "\n  1: task 0, "));
	cr_assert_not_null(strstr(text, "\n  2: task 143, "));   /* 1001 */
	cr_assert_not_null(strstr(text, "\n  100: task 157, ")); /* 1099 */
	cr_assert_not_null(strstr(text, "\n  and 900 more ("));
	free(text);
}

Test(task_lines, a_hundred_are_all_shown)
{
	struct made m;
	char *text;

	made_init(&m, TASK_LINES_MAX);
	for (size_t i = 0; i < TASK_LINES_MAX; i++)
		end(&m, i, 1, TASK_LINES_MAX - i);
	text = printed(&m);
	cr_assert_not_null(strstr(text, "\n  1: task 99, "));
	cr_assert_not_null(strstr(text, "\n  100: task 0, "));
	cr_assert_null(strstr(text, "more ("));
	free(text);
}

Test(task_lines, tasks_that_are_not_stamped_keep_their_numbers_order)
{
	struct made m;

	made_init(&m, 2);
	end(&m, 0, 0, 0);
	end(&m, 1, 0, 0);
	prints(&m, "made, round 2: 2 of 2 tasks ended\n"
		   "  1: task 0, async, K = 5, ?..?, ok: 0\n"
		   "  2: task 1, async, K = 5, ?..?, ok: 1\n");
}

/* The job's name comes from a file, a reason from a server. */
Test(task_lines, no_name_or_reason_controls_the_terminal)
{
	for (size_t i = 0; i < PAYLOADS; i++) {
		struct made m;
		char *text;

		made_init(&m, 1);
		snprintf(m.job.name, sizeof(m.job.name), "%s", payloads[i]);
		area_fail(m.area, 0, TASK_FAILED, -5, payloads[i]);
		text = printed(&m);
		payloads_check_plain(payloads[i], text);
		cr_expect_eq(strchr(strchr(text, '\n') + 1, '\n')[1], '\0',
			     "more than two lines: '%s'", text);
		free(text);
	}
}
