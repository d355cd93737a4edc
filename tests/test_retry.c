/* test_retry.c - servers that close kept connections: no download fails that
 * would have been fine on a fresh connection, under any model; and what fails
 * there fails.
 */
#include <criterion/criterion.h>

#include <xxhash.h>

#include "runners/macros.h"
#include "tests/lab.h"
#include "tests/odd_server.h"

#define TASKS 2000

static const char *const paths[] = { "/a", "/bb", "/ccc" };

/* TASKS downloads of three paths, in turn. */
static void begin(struct lab *lab, const struct odd_server *server,
		  size_t tasks)
{
	char keys[512];

	snprintf(keys, sizeof(keys),
		 "workload=download tasks=%zu timeout=20s "
		 "url=http://127.0.0.1:%d/a url=http://127.0.0.1:%d/bb "
		 "url=http://127.0.0.1:%d/ccc",
		 tasks, server->port, server->port, server->port);
	lab_init(lab, keys);
}

static void check_values(const struct lab *lab, size_t tasks, const char *model)
{
	for (size_t i = 0; i < tasks; i++) {
		const struct value *v = &lab->area->slot[i].value;
		char body[256];
		size_t bytes = odd_body(paths[i % ARRAY_SIZE(paths)], body,
					sizeof(body));

		cr_assert(v->number == bytes, "%s: task %zu", model, i);
		cr_assert_eq(v->check, XXH3_64bits(body, bytes),
			     "%s: task %zu", model, i);
	}
}

static void none_fails(const struct odd_rule *rule, const struct odd_rule *to,
		       size_t tasks, size_t concurrency)
{
	struct odd_server server, target;
	struct odd_rule here = *rule;
	struct lab lab;

	if (to) {
		odd_start(&target, *to);
		here.redirect = target.port;
	}
	odd_start(&server, here);
	begin(&lab, &server, tasks);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, concurrency);

		cr_assert_eq(s->tasks_failed, 0, "%s: %zu of %zu: %s",
			     models[m].name, (size_t)s->tasks_failed, tasks,
			     s->reason);
		cr_assert_eq(s->tasks_ok, tasks, "%s: %s", models[m].name,
			     s->reason);
		check_values(&lab, tasks, models[m].name);
	}
	lab_term(&lab);
	odd_stop(&server);
	if (to)
		odd_stop(&target);
}

Test(retry, closed_after_each_answer)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_ONCE, .whole = 1 }, NULL,
		   TASKS, 8);
}

Test(retry, reset_after_each_answer)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_ONCE, .whole = 1,
				       .reset = true },
		   NULL, TASKS, 8);
}

Test(retry, closed_at_the_second_request)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_NEXT, .whole = 1 }, NULL,
		   TASKS, 8);
}

Test(retry, reset_at_the_second_request)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_NEXT, .whole = 1,
				       .reset = true },
		   NULL, TASKS, 8);
}

Test(retry, closed_at_the_tenth_request)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_NEXT, .whole = 9 }, NULL,
		   TASKS, 3);
}

/* An event loop's lanes share what they keep: a download may meet one dead
 * connection after the other. */
Test(retry, closed_at_the_second_request_of_many)
{
	none_fails(&(struct odd_rule){ .end = ODD_AT_NEXT, .whole = 1 }, NULL,
		   TASKS, 64);
}

Test(retry, closed_when_idle)
{
	none_fails(&(struct odd_rule){ .end = ODD_IDLE, .whole = 1000000 },
		   NULL, TASKS, 8);
}

Test(retry, closed_behind_a_redirect)
{
	none_fails(&(struct odd_rule){ .end = ODD_NEVER },
		   &(struct odd_rule){ .end = ODD_AT_NEXT, .whole = 1 }, 400,
		   4);
}

/* What fails on a fresh connection is asked for once. */
static void all_fail(const struct odd_rule *rule)
{
	const size_t tasks = 60;
	struct odd_server server;
	struct lab lab;

	odd_start(&server, *rule);
	begin(&lab, &server, tasks);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s;

		server.counts->connections = 0;
		s = lab_take(&lab, models[m].name, 4);
		cr_assert_eq(s->tasks_failed, tasks, "%s", models[m].name);
		cr_assert_eq(server.counts->connections, tasks, "%s: %zu",
			     models[m].name,
			     (size_t)server.counts->connections);
		cr_assert(strstr(s->reason, "Empty reply from server") ||
				  strstr(s->reason, "Connection reset"),
			  "%s: %s", models[m].name, s->reason);
	}
	lab_term(&lab);
	odd_stop(&server);
}

Test(retry, a_server_that_never_answers_is_a_failure)
{
	all_fail(&(struct odd_rule){ .end = ODD_AT_NEXT });
}

Test(retry, a_server_that_always_resets_is_a_failure)
{
	all_fail(&(struct odd_rule){ .end = ODD_AT_NEXT, .reset = true });
}
