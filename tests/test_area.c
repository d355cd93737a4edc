/* test_area.c - the memory that workers share: layout, states, the gate. */
#include <criterion/criterion.h>

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/area.h"
#include "runners/clock.h"
#include "runners/macros.h"

static struct area *area_of(size_t tasks)
{
	struct area_plan plan = { .tasks = tasks,
				  .chunk = 1,
				  .lanes = 5,
				  .workers = 3,
				  .stamped = true,
				  .due = true };
	struct area *area = area_new(&plan);

	cr_assert_not_null(area);
	return area;
}

Test(area, holds_what_was_planned)
{
	struct area_plan plan = { .tasks = 11,
				  .chunk = 4,
				  .lanes = 5,
				  .workers = 3,
				  .fail_fast = true };
	struct area *area = area_new(&plan);

	cr_assert_eq(area->tasks, 11);
	cr_assert_eq(area->chunk, 4);
	cr_assert_eq(area->lanes, 5);
	cr_assert_eq(area->workers, 3);
	cr_assert_not(area->stamped);
	cr_assert(area->fail_fast);
	cr_assert_null(area->due_ns);
	area_free(area);
}

/* Each part filled with a byte of its own must keep it: none overlap, and the
 * last ends within the mapping. */
static void parts_lie_apart(size_t tasks)
{
	struct area *a = area_of(tasks);
	struct {
		void *at;
		size_t bytes;
	} part[] = {
		{ a->worker, a->workers * sizeof(*a->worker) },
		{ a->lane, a->lanes * sizeof(*a->lane) },
		{ a->state, tasks },
		{ a->slot, tasks * sizeof(*a->slot) },
		{ a->due_ns, tasks * sizeof(*a->due_ns) },
		{ a->failure, MIN(tasks, FAILURES_KEPT) *
				      sizeof(*a->failure) },
	};
	char *end = (char *)a + a->mapped_bytes;

	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		cr_assert_geq((char *)part[i].at, (char *)(a + 1));
		cr_assert_leq((char *)part[i].at + part[i].bytes, end);
		memset(part[i].at, (int)i + 1, part[i].bytes);
	}
	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		const unsigned char *byte = part[i].at;

		for (size_t j = 0; j < part[i].bytes; j++)
			cr_assert_eq(byte[j], i + 1, "part %zu", i);
	}
	cr_assert_eq(a->tasks, tasks);
	area_free(a);
}

Test(area, parts_lie_apart_whatever_the_number_of_tasks)
{
	static const size_t tasks[] = { 1, 2, 63, 64, 65, 1000, 70000 };

	for (size_t i = 0; i < ARRAY_SIZE(tasks); i++)
		parts_lie_apart(tasks[i]);
}

Test(area, what_different_workers_write_lies_on_different_lines)
{
	struct area *area = area_of(7);

	cr_assert_eq((uintptr_t)area->worker % CACHE_LINE, 0);
	cr_assert_eq((uintptr_t)area->lane % CACHE_LINE, 0);
	cr_assert_eq((uintptr_t)area->slot % CACHE_LINE, 0);
	cr_assert_eq((uintptr_t)&area->next % CACHE_LINE, 0);
	cr_assert_eq(sizeof(struct lane) % CACHE_LINE, 0);
	cr_assert_eq(sizeof(struct worker_record) % CACHE_LINE, 0);
	area_free(area);
}

Test(area, begins_as_zeros_also_after_it_was_touched)
{
	struct area *area = area_of(1000);

	area_touch(area);
	for (size_t i = 0; i < 1000; i++) {
		cr_assert_eq(area->state[i], TASK_PENDING);
		cr_assert(area->slot[i].value.number == 0);
		cr_assert_eq(area->slot[i].failure, 0);
		cr_assert_eq(area->due_ns[i], 0);
	}
	cr_assert_eq(area->next, 0);
	cr_assert_eq(area->gate, GATE_SHUT);
	cr_assert_not(area_cancelled(area));
	area_free(area);
}

Test(area, none_can_be_freed)
{
	area_free(NULL);
}

Test(area, what_does_not_fit_is_refused)
{
	struct area_plan plan = { .tasks = (size_t)1 << 50,
				  .chunk = 1,
				  .lanes = 1,
				  .workers = 1 };

	errno = 0;
	cr_assert_null(area_new(&plan));
	cr_assert_eq(errno, ENOMEM);
}

Test(area, what_a_child_writes_its_parent_reads)
{
	struct area *area = area_of(10);
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		area->slot[7].value.number = 77;
		area->next = 8;
		area_fail(area, 3, TASK_FAILED, -EIO, "in the child");
		_exit(0);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(area->slot[7].value.number == 77);
	cr_assert_eq(area->next, 8);
	cr_assert_eq(area->state[3], TASK_FAILED);
	cr_assert_str_eq(area->failure[0].reason, "in the child");
	area_free(area);
}

/* --- failures --- */

Test(area, a_failure_keeps_task_code_and_reason)
{
	struct area *area = area_of(10);

	area_fail(area, 6, TASK_FAILED, -EIO, "broken");
	area_fail(area, 2, TASK_CANCELLED, -ECANCELED, "cancelled");
	cr_assert_eq(area->failures, 2);
	cr_assert_eq(area->state[6], TASK_FAILED);
	cr_assert_eq(area->state[2], TASK_CANCELLED);
	cr_assert_eq(area->slot[6].failure, 1);
	cr_assert_eq(area->slot[2].failure, 2);
	cr_assert_eq(area->failure[0].task, 6);
	cr_assert_eq(area->failure[0].code, -EIO);
	cr_assert_str_eq(area->failure[1].reason, "cancelled");
	cr_assert_not(area_cancelled(area));
	area_free(area);
}

Test(area, a_long_reason_is_cut)
{
	struct area *area = area_of(2);
	char reason[1000];

	memset(reason, 'r', sizeof(reason));
	reason[sizeof(reason) - 1] = '\0';
	area_fail(area, 0, TASK_FAILED, -EIO, reason);
	cr_assert_eq(strlen(area->failure[0].reason),
		     sizeof(area->failure[0].reason) - 1);
	cr_assert_eq(area->failure[1].reason[0], '\0');
	area_free(area);
}

Test(area, more_failures_than_are_kept_are_still_counted)
{
	size_t tasks = FAILURES_KEPT + 10;
	struct area *area = area_of(tasks);

	for (size_t i = 0; i < tasks; i++)
		area_fail(area, i, TASK_FAILED, -EIO, "broken");
	cr_assert_eq(area->failures, tasks);
	cr_assert_eq(area->slot[FAILURES_KEPT - 1].failure, FAILURES_KEPT);
	cr_assert_eq(area->slot[FAILURES_KEPT].failure, 0);
	cr_assert_eq(area->state[tasks - 1], TASK_FAILED);
	area_free(area);
}

/* A task can fail twice: its worker died just after it had said so. */
Test(area, more_failures_than_tasks_do_no_harm)
{
	struct area *area = area_of(3);

	for (unsigned i = 0; i < 100; i++)
		area_fail(area, i % 3, TASK_FAILED, -EIO, "again");
	cr_assert_eq(area->failures, 100);
	cr_assert_leq(area->slot[0].failure, 3);
	area_free(area);
}

Test(area, the_first_failure_cancels_the_rest_only_if_that_was_asked)
{
	struct area *area = area_of(3);

	area->fail_fast = true;
	cr_assert_not(area_cancelled(area));
	area_fail(area, 1, TASK_FAILED, -EIO, "broken");
	cr_assert(area_cancelled(area));
	area_free(area);
}

/* --- states --- */

Test(area, settling_marks_what_was_noted_and_nothing_else)
{
	struct area *area = area_of(100);
	struct lane *lane = &area->lane[2];

	for (size_t i = 0; i < LANE_NOTES; i++)
		lane->done[lane->noted++] = (uint32_t)i;
	area_settle(area, lane);
	cr_assert_eq(lane->noted, 0);
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(area->state[i],
			     i < LANE_NOTES ? TASK_OK : TASK_PENDING);
	area_free(area);
}

Test(area, a_note_stands_for_a_whole_chunk)
{
	struct area *area = area_of(100);
	struct lane *lane = &area->lane[1];

	area->chunk = 7;
	*lane = (struct lane){ .noted = 2, .done = { 14, 91 } };
	area_settle(area, lane);
	cr_assert_eq(lane->noted, 0);
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(area->state[i],
			     i / 7 == 2 || i / 7 == 13 ? TASK_OK
						       : TASK_PENDING);
	area_free(area);
}

Test(area, settling_marks_what_is_done_of_the_chunk_in_hand)
{
	struct area *area = area_of(40);
	struct lane *lane = &area->lane[1];

	area->chunk = 10;
	*lane = (struct lane){ .from = 12, .at = 15, .end = 20 };
	area_settle(area, lane);
	cr_assert_eq(lane->from, 15);
	cr_assert_eq(lane->at, 15);
	cr_assert_eq(lane->end, 20);
	for (size_t i = 0; i < 40; i++)
		cr_assert_eq(area->state[i], i >= 12 && i < 15 ? TASK_OK
							       : TASK_PENDING);
	area_free(area);
}

Test(area, settling_all_reaches_every_lane)
{
	struct area *area = area_of(5);

	for (size_t i = 0; i < area->lanes; i++)
		area->lane[i] = (struct lane){ .noted = 1,
					       .done = { (uint32_t)i } };
	area_settle_all(area);
	for (size_t i = 0; i < 5; i++)
		cr_assert_eq(area->state[i], TASK_OK);
	area_free(area);
}

/* --- the gate --- */

struct visitor {
	struct area *area;
	enum gate until;
	_Atomic bool through;
};

static void *pass(void *arg)
{
	struct visitor *v = arg;

	area_gate_wait(v->area, v->until);
	v->through = true;
	return NULL;
}

static void nap(void)
{
	struct timespec t = clock_timespec(30 * NS_PER_MS);

	nanosleep(&t, NULL);
}

Test(area, the_gate_holds_until_it_opens_and_again_until_it_is_done)
{
	struct area *area = area_of(1);
	struct visitor v[2] = { { .area = area, .until = GATE_SHUT },
				{ .area = area, .until = GATE_OPEN } };
	pthread_t thread[2];

	for (size_t i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, pass, &v[i]);
	nap();
	cr_assert_not(v[0].through);
	area_gate_set(area, GATE_OPEN);
	pthread_join(thread[0], NULL);
	nap();
	cr_assert_not(v[1].through);
	area_gate_set(area, GATE_DONE);
	pthread_join(thread[1], NULL);
	cr_assert(v[0].through && v[1].through);
	area_free(area);
}

Test(area, an_open_gate_holds_no_worker)
{
	struct area *area = area_of(1);

	area_gate_set(area, GATE_DONE);
	area_gate_wait(area, GATE_SHUT);
	area_gate_wait(area, GATE_OPEN);
	cr_assert_eq(area->gate, GATE_DONE);
	area_free(area);
}

Test(area, opening_notes_the_time)
{
	struct area *area = area_of(1);
	uint64_t before = clock_ns();

	area_gate_set(area, GATE_OPEN);
	cr_assert_geq(area->opened_ns, before);
	cr_assert_leq(area->opened_ns, clock_ns());
	before = area->opened_ns;
	area_gate_set(area, GATE_DONE);
	cr_assert_eq(area->opened_ns, before);
	area_free(area);
}

Test(area, the_gate_opens_for_processes_too)
{
	struct area *area = area_of(1);
	pid_t pid[4];
	int status;

	for (size_t i = 0; i < 4; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			alarm(60);
			area_gate_wait(area, GATE_SHUT);
			atomic_fetch_add(&area->finished, 1);
			_exit(0);
		}
	}
	nap();
	cr_assert_eq(area->finished, 0);
	area_gate_set(area, GATE_OPEN);
	for (size_t i = 0; i < 4; i++) {
		cr_assert_eq(waitpid(pid[i], &status, 0), pid[i]);
		cr_assert_eq(status, 0);
	}
	cr_assert_eq(area->finished, 4);
	area_free(area);
}
