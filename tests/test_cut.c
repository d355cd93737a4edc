/* test_cut.c - a server that closes at every possible moment: after each byte
 * of a request and of an answer, on connections that are new and on those that
 * were kept, by FIN and by RST.
 *
 * Downloads may fail, with a reason. None may hang or bring the worker down,
 * and none may be called right that isn't. Run it under ASan.
 */
#include <criterion/criterion.h>

#include <xxhash.h>

#include "runners/macros.h"
#include "tests/lab.h"
#include "tests/odd_server.h"

#define TASKS 600
#define PATH  "/cut"

static void check_tasks(const struct lab *lab, const char *model)
{
	char body[256];
	size_t bytes = odd_body(PATH, body, sizeof(body));
	uint64_t right = XXH3_64bits(body, bytes);

	for (size_t i = 0; i < TASKS; i++) {
		const struct value *v = &lab->area->slot[i].value;

		if (lab->area->state[i] != TASK_OK)
			continue;
		cr_assert(v->number == bytes && v->check == right,
			  "%s: task %zu is said to be right", model, i);
	}
}

static void check_failures(const struct lab *lab, const char *model)
{
	size_t kept = MIN((size_t)lab->area->failures, (size_t)FAILURES_KEPT);

	for (size_t i = 0; i < kept; i++) {
		const char *reason = lab->area->failure[i].reason;

		cr_assert(reason[0], "%s: a failure without a reason", model);
		cr_assert_null(strstr(reason, "timed out"), "%s: %s", model,
			       reason);
	}
}

/* Connections cycle through the moments, so the same ones come in each sample,
 * whatever the order. */
static void at_every_moment(size_t whole, bool reset)
{
	struct odd_server server;
	struct lab lab;
	char keys[256];

	odd_start(&server, (struct odd_rule){ .end = ODD_CUT, .whole = whole,
					      .reset = reset });
	snprintf(keys, sizeof(keys),
		 "workload=download tasks=%d timeout=20s "
		 "url=http://127.0.0.1:%d" PATH, TASKS, server.port);
	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_assert_eq(s->tasks_ok + s->tasks_failed, TASKS, "%s: %s",
			     models[m].name, s->reason);
		cr_assert_gt(s->tasks_ok, 0, "%s: %s", models[m].name,
			     s->reason);
		cr_assert_gt(s->tasks_failed, 0, "%s", models[m].name);
		check_tasks(&lab, models[m].name);
		check_failures(&lab, models[m].name);
	}
	lab_term(&lab);
	odd_stop(&server);
}

Test(cut, a_new_connection_ends)
{
	at_every_moment(0, false);
}

Test(cut, a_new_connection_is_reset)
{
	at_every_moment(0, true);
}

Test(cut, a_kept_connection_ends)
{
	at_every_moment(1, false);
}

Test(cut, a_kept_connection_is_reset)
{
	at_every_moment(1, true);
}
