/* test_redirects.c - a redirect to another host costs a lane one connection
 * there, under every model.
 */
#include "tests/answering.h"
#include "tests/lab.h"

enum { LANES = 4, TASKS = 60 };

Test(redirects, lanes_keep_the_connections_to_both_hosts, .timeout = 120)
{
	static const char here[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
				   "\r\nhello";
	struct answering from, to;
	char keys[128], moved[256];
	struct lab lab;

	answering_start(&to, "127.0.0.1", here);
	snprintf(moved, sizeof(moved),
		 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\n"
		 "Content-Length: 0\r\n\r\n",
		 to.port);
	answering_start(&from, "127.0.0.1", moved);
	snprintf(keys, sizeof(keys),
		 "workload=download tasks=%d url=http://127.0.0.1:%d/", TASKS,
		 from.port);
	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		unsigned before = from.connections + to.connections;
		struct sample *s = lab_take(&lab, models[m].name, LANES);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_expect_eq(s->hosts, 2u, "%s", models[m].name);
		cr_expect_leq(s->connections, 2u * LANES, "%s",
			      models[m].name);
		cr_expect_eq(s->connections,
			     from.connections + to.connections - before, "%s",
			     models[m].name);
	}
	lab_term(&lab);
	answering_stop(&from);
	answering_stop(&to);
}
