/* test_server.c - requests are served under every model; times are the
 * clients'; a wrong answer is found; requests come in any pieces.
 */
#include <errno.h>

#include "tests/lab.h"
#include "workloads/server_request.h"
#include "workloads/service.h"
#include "workloads/workloads.h"

#define MS UINT64_C(1000000)

static void serves(const char *keys)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++)
		cr_assert_eq(lab_take(&lab, models[m].name, 8)->state,
			     SAMPLE_OK, "%s: %s: %s", keys, models[m].name,
			     lab.sample.reason);
	lab_term(&lab);
}

Test(server, every_model_serves_http)
{
	serves("workload=server tasks=300 deadline=60s");
	serves("workload=server tasks=100 size=300KiB deadline=60s");
}

Test(server, a_connection_for_each_request)
{
	serves("workload=server tasks=300 protocol=http-close deadline=60s");
}

Test(server, every_model_serves_an_echo)
{
	serves("workload=server tasks=300 protocol=echo deadline=60s");
	serves("workload=server tasks=40 protocol=echo size=1MiB deadline=60s");
}

Test(server, with_more_connections_than_lanes)
{
	serves("workload=server tasks=300 connections=30 protocol=http-close "
	       "deadline=60s");
}

Test(server, for_a_duration)
{
	serves("workload=server duration=100ms deadline=60s");
}

/* From the request's first byte to the answer's last: at least its sleep, and
 * not much more than all of them together. */
Test(server, times_are_those_of_the_clients)
{
	struct lab lab;

	lab_init(&lab, "workload=server tasks=40 steps=sleep\t5ms "
		       "deadline=60s");
	for (size_t m = 0; models[m].name; m++) {
		lab_take(&lab, models[m].name, 8);
		cr_assert_eq(lab.sample.state, SAMPLE_OK, "%s: %s",
			     models[m].name, lab.sample.reason);
		for (size_t i = 0; i < 40; i++) {
			const struct slot *s = &lab.area->slot[i];

			cr_assert_geq(s->end_ns, s->start_ns + 5 * MS);
			cr_assert_leq(s->end_ns, lab.sample.run_ns + 1000 * MS);
		}
	}
	lab_term(&lab);
}

/* --- a server that is wrong --- */

static int wrong_body(struct io *io, const void *params, size_t task,
		      struct value *v)
{
	struct service other = *(const struct service *)params;

	/* The content that is due to the next number. */
	if (task == 20)
		other.content++;
	return workload_find("server")->body(io, &other, task, v);
}

Test(server, a_wrong_answer_fails_the_sample)
{
	struct workload wrong = *workload_find("server");
	const struct workload *was;
	struct lab lab;

	wrong.body = wrong_body;
	lab_init(&lab, "workload=server tasks=40 deadline=60s");
	was = lab.jobs.item[0].workload;
	lab.jobs.item[0].workload = &wrong;
	for (size_t m = 0; models[m].name; m++) {
		lab_take(&lab, models[m].name, 4);
		cr_assert_eq(lab.sample.state, SAMPLE_FAILED, "%s",
			     models[m].name);
		cr_assert(strstr(lab.sample.reason, "1 answer was wrong: the "
				 "answer to request "),
			  "%s: %s", models[m].name, lab.sample.reason);
	}
	lab.jobs.item[0].workload = was;
	lab_term(&lab);
}

/* --- requests --- */

struct sight {
	size_t requests;
	uint32_t number[4];
	bool keep[4], bodiless[4];
};

/* In pieces of this size. 0 or -EBADMSG. */
static int read_in(const char *text, size_t piece, struct sight *seen)
{
	struct server_request r;
	size_t size = strlen(text), at = 0;

	*seen = (struct sight){ 0 };
	server_request_init(&r);
	server_request_next(&r);
	while (at < size) {
		size_t n = size - at < piece ? size - at : piece;
		ptrdiff_t took = server_request_feed(&r, text + at, n);

		if (took < 0)
			return (int)took;
		at += (size_t)took;
		if (!r.whole)
			continue;
		cr_assert_lt(seen->requests, 4);
		seen->number[seen->requests] = r.number;
		seen->keep[seen->requests] = r.keep;
		seen->bodiless[seen->requests++] = r.bodiless;
		server_request_next(&r);
	}
	return 0;
}

Test(server, requests_come_in_any_pieces)
{
	const char *text = "GET /17 HTTP/1.1\r\nHost: x\r\n\r\n"
			   "POST /2 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
			   "HEAD /a/3 HTTP/1.1\r\nConnection: close\r\n\r\n";
	struct sight seen;

	for (size_t piece = 1; piece <= strlen(text); piece++) {
		cr_assert_eq(read_in(text, piece, &seen), 0);
		cr_assert_eq(seen.requests, 3, "%zu", piece);
		cr_assert(seen.number[0] == 17 && seen.number[1] == 2 &&
			  seen.number[2] == 0);
		cr_assert(seen.keep[0] && seen.keep[1] && !seen.keep[2]);
		cr_assert(!seen.bodiless[0] && !seen.bodiless[1] &&
			  seen.bodiless[2]);
	}
}

Test(server, version_1_0_keeps_what_asks_for_it)
{
	struct sight seen;

	cr_assert_eq(read_in("GET / HTTP/1.0\r\n\r\n", 99, &seen), 0);
	cr_assert(seen.requests == 1 && !seen.keep[0]);
	cr_assert_eq(read_in("GET / HTTP/1.0\r\nConnection: keep-alive\r\n"
			     "\r\n", 99, &seen), 0);
	cr_assert(seen.requests == 1 && seen.keep[0]);
}

Test(server, what_is_no_http_is_refused)
{
	struct sight seen;

	cr_assert_eq(read_in("hello\r\n\r\n", 99, &seen), -EBADMSG);
	cr_assert_eq(read_in("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 3,
			     &seen), -EBADMSG);
}
