/* test_origin.c - requests to the origin by libcurl or, where libcurl is too
 * well-behaved, over a plain socket. Each test has its own origin. */
#include "tests/origin_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "runners/macros.h"

TestSuite(origin, .timeout = 120);

Test(origin, bytes_are_the_known_content_of_that_length)
{
	static const uint64_t sizes[] = {
		0, 1, 1024, 65521, 65536, 16 * 65521, 16 * 65521 + 1, 9999999,
	};
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/bytes/%lu", sizes[i]);
		answer = get(&origin, path);
		cr_expect_eq(answer.result, CURLE_OK);
		cr_expect_eq(answer.status, 200);
		cr_expect_eq(answer.announced, (curl_off_t)sizes[i]);
		cr_expect_eq(answer.bytes, sizes[i]);
		cr_expect(answer.right);
	}
	origin_stop(&origin);
}

Test(origin, chunked_is_the_same_without_a_length)
{
	static const uint64_t sizes[] = {
		0, 1, 1024, 65521, 65536, 65537, 16 * 65521 + 1, 9999999,
	};
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/chunked/%lu", sizes[i]);
		answer = get(&origin, path);
		cr_expect_eq(answer.result, CURLE_OK);
		cr_expect_eq(answer.status, 200);
		cr_expect_eq(answer.announced, -1);
		cr_expect_eq(answer.bytes, sizes[i]);
		cr_expect(answer.right);
	}
	origin_stop(&origin);
}

Test(origin, chunks_are_64_KiB_at_most)
{
	struct origin origin = started();
	int fd = connected(&origin);
	FILE *in = fdopen(fd, "r");
	char body[65536 + 2];
	size_t size, sum = 0;

	request(fd, &origin, "GET /chunked/200000 HTTP/1.1\r\n\r\n");
	while (fgets(body, sizeof(body), in) && strcmp(body, "\r\n") != 0)
		;
	do {
		cr_assert_not_null(fgets(body, sizeof(body), in));
		size = strtoul(body, NULL, 16);
		cr_assert_leq(size, 65536);
		cr_assert_eq(fread(body, 1, size + 2, in), size + 2);
		sum += size;
	} while (size > 0);
	cr_assert_eq(sum, 200000);
	fclose(in);
	origin_stop(&origin);
}

Test(origin, status_is_the_one_asked_for)
{
	static const long codes[] = { 200, 204, 301, 304, 404, 418, 503, 599 };
	struct origin origin = started();
	CURL *handle = curl_easy_init();

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		bool bare = codes[i] == 204 || codes[i] == 304;
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/status/%ld", codes[i]);
		answer = ask(handle, &origin, path);
		cr_expect_eq(answer.result, CURLE_OK);
		cr_expect_eq(answer.status, codes[i]);
		cr_expect_eq(answer.bytes, bare ? 0 : strlen("status 200\n"));
	}
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin, redirect_leads_to_the_decoded_url)
{
	struct origin origin = started();
	struct answer answer = get(
		&origin, "/redirect?latency_us=1&to=%2Fbytes%2F9%3Fa%26b");
	char expected[128];

	snprintf(expected, sizeof(expected), "%s/bytes/9?a&b", origin.url);
	cr_expect_eq(answer.status, 302);
	cr_expect_str_eq(answer.location, expected);
	origin_stop(&origin);
}

Test(origin, redirect_puts_no_line_into_the_head)
{
	struct origin origin = started();

	cr_expect_eq(get(&origin, "/redirect?to=/%0d%0aX:1").status, 400);
	cr_expect_eq(get(&origin, "/redirect?to=/%00").status, 400);
	cr_expect_eq(get(&origin, "/redirect?to=").status, 400);
	cr_expect_eq(get(&origin, "/redirect").status, 400);
	origin_stop(&origin);
}

Test(origin, close_ends_before_any_byte)
{
	struct origin origin = started();

	cr_expect_eq(get(&origin, "/close").result, CURLE_GOT_NOTHING);
	cr_expect_eq(get(&origin, "/close?latency_us=1000").result,
		     CURLE_GOT_NOTHING);
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	cr_expect_eq(get(&origin, "/bytes/1").result, CURLE_OK);
	origin_stop(&origin);
}

Test(origin, reset_is_a_reset)
{
	struct origin origin = started();
	struct answer answer = get(&origin, "/reset");

	cr_expect_eq(answer.result, CURLE_RECV_ERROR);
	cr_expect_eq(answer.os_errno, ECONNRESET);
	cr_expect_eq(answer.bytes, 0);
	cr_expect_eq(get(&origin, "/reset?latency_us=1000").result,
		     CURLE_RECV_ERROR);
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	cr_expect_eq(get(&origin, "/bytes/1").result, CURLE_OK);
	origin_stop(&origin);
}

Test(origin, cut_sends_half_and_closes)
{
	static const uint64_t sizes[] = { 1, 2, 1001, 8000000 };
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/cut/%lu", sizes[i]);
		answer = get(&origin, path);
		cr_expect_eq(answer.result, CURLE_PARTIAL_FILE);
		cr_expect_eq(answer.announced, (curl_off_t)sizes[i]);
		cr_expect_eq(answer.bytes, sizes[i] / 2);
		cr_expect(answer.right);
	}
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	origin_stop(&origin);
}

Test(origin, stall_sends_half_and_no_more)
{
	static const uint64_t sizes[] = { 1, 1001, 8000000 };
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/stall/%lu", sizes[i]);
		answer = get_within(&origin, path, 1000);
		cr_expect_eq(answer.result, CURLE_OPERATION_TIMEDOUT);
		cr_expect_eq(answer.bytes, sizes[i] / 2);
		cr_expect(answer.right);
		cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	}
	origin_stop(&origin);
}

Test(origin, unknown_paths_are_answered_with_those_there_are)
{
	static const char *const paths[] = { "/nothing", "/bytes", "/byte/1",
					     "/close/1", "//" };
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct answer answer = get(&origin, paths[i]);

		cr_expect_eq(answer.status, 404, "%s", paths[i]);
		cr_expect_not_null(strstr(answer.start, "/bytes/N"));
	}
	cr_expect_eq(get(&origin, "/").status, 200);
	cr_expect_not_null(strstr(get(&origin, "/").start, "/bytes/N"));
	origin_stop(&origin);
}

Test(origin, bad_numbers_and_parameters_are_refused)
{
	static const char *const paths[] = {
		"/bytes/",
		"/bytes/-1",
		"/bytes/+1",
		"/bytes/0x10",
		"/bytes/1/",
		"/bytes/1099511627777",
		"/bytes/99999999999999999999999999999999999999999999",
		"/status/99",
		"/status/600",
		"/cut/0",
		"/stall/0",
		"/bytes/1?latency_us=",
		"/bytes/1?latency_us=-1",
		"/bytes/1?latency_us=3600000001",
		"/bytes/1?latency=1",
		"/bytes/1?to=/",
	};
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct answer answer = get(&origin, paths[i]);

		cr_expect_eq(answer.result, CURLE_OK);
		cr_expect_eq(answer.status, 400, "%s", paths[i]);
	}
	origin_stop(&origin);
}

Test(origin, head_gets_the_head_alone)
{
	struct origin origin = started();
	CURL *handle = curl_easy_init();
	static const char *const paths[] = { "/bytes/100", "/chunked/100",
					     "/cut/100", "/stall/100", "/" };

	curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct answer answer = ask(handle, &origin, paths[i]);

		cr_expect_eq(answer.result, CURLE_OK, "%s", paths[i]);
		cr_expect_eq(answer.status, 200);
	}
	curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
	cr_expect_eq(ask(handle, &origin, "/bytes/7").bytes, 7);
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin, an_old_client_finds_the_end_by_the_close)
{
	struct origin origin = started();
	char text[4096];
	int fd = connected(&origin);

	request(fd, &origin,
		"GET /chunked/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	hear(fd, text, sizeof(text), "");
	cr_expect_not_null(strstr(text, "Connection: close\r\n\r\n"));
	cr_expect_null(strstr(text, "chunked"));
	close(fd);
	fd = connected(&origin);
	request(fd, &origin, "GET /status/200 HTTP/1.0\r\n"
			     "Connection: keep-alive\r\n\r\n");
	hear(fd, text, sizeof(text), "status 200\n");
	cr_expect_not_null(strstr(text, "Connection: keep-alive\r\n"));
	request(fd, &origin, "GET /status/201 HTTP/1.0\r\n\r\n");
	hear(fd, text, sizeof(text), "");
	cr_expect_not_null(strstr(text, "Connection: close\r\n"));
	cr_expect_not_null(strstr(text, "status 201\n"));
	close(fd);
	origin_stop(&origin);
}

Test(origin, latency_is_at_least_what_was_asked)
{
	static const unsigned latencies_us[] = { 1, 700, 20000, 150000 };
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(latencies_us); i++) {
		double seconds = latencies_us[i] / 1e6;
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/bytes/10?latency_us=%u",
			 latencies_us[i]);
		answer = get(&origin, path);
		cr_expect_eq(answer.bytes, 10);
		cr_expect_geq(answer.seconds, seconds);
		cr_expect_lt(answer.seconds, seconds + 5);
	}
	origin_stop(&origin);
}

Test(origin, connections_are_kept)
{
	struct origin origin = started();
	CURL *handle = curl_easy_init();

	for (unsigned i = 0; i < 2000; i++)
		cr_assert_eq(ask(handle, &origin, "/bytes/10").bytes, 10);
	cr_assert_eq(ask(handle, &origin, "/chunked/10").bytes, 10);
	cr_assert_eq(ask(handle, &origin, "/nothing").status, 404);
	cr_assert_eq(ask(handle, &origin, "/bytes/x").status, 400);
	cr_assert_eq(origin.counts->connections, 1);
	cr_assert_eq(origin.counts->requests, 2003);
	/* The last answer may be here before the origin has counted it. */
	for (int i = 0; i < 5000 && origin.counts->in_flight; i++)
		usleep(1000);
	cr_assert_eq(origin.counts->in_flight, 0);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin, pipelined_requests_are_answered_in_order)
{
	struct origin origin = started();
	int fd = connected(&origin);
	char text[4096];

	request(fd, &origin,
		"GET /status/201?latency_us=50000 HTTP/1.1\r\n\r\n"
		"GET /status/202 HTTP/1.1\r\n\r\n"
		"GET /status/203 HTTP/1.1\r\nConnection: close\r\n\r\n");
	hear(fd, text, sizeof(text), "");
	cr_assert_not_null(strstr(text, "status 201\n"));
	cr_assert_not_null(strstr(text, "status 203\n"));
	cr_assert_lt(strstr(text, "status 201\n"), strstr(text, "status 202"));
	cr_assert_lt(strstr(text, "status 202\n"), strstr(text, "status 203"));
	close(fd);
	origin_stop(&origin);
}

Test(origin, a_body_in_the_request_is_passed_over)
{
	struct origin origin = started();
	int fd = connected(&origin);
	char text[4096];

	request(fd, &origin,
		"GET /status/201 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
		"\r\n3\r\nabc\r\n0\r\n\r\n");
	hear(fd, text, sizeof(text), "status 201\n");
	cr_expect_not_null(strstr(text, "\r\n\r\nstatus 201\n"));
	request(fd, &origin,
		"GET /status/202 HTTP/1.1\r\nContent-Length: 3\r\n"
		"Expect: 100-continue\r\n\r\n");
	hear(fd, text, sizeof(text), "100 Continue\r\n\r\n");
	say(fd, "abc");
	hear(fd, text, sizeof(text), "status 202\n");
	cr_expect_not_null(strstr(text, "\r\n\r\nstatus 202\n"));
	cr_expect_eq(origin.counts->connections, 1);
	close(fd);
	origin_stop(&origin);
}

Test(origin, a_client_that_leaves_ends_its_request)
{
	static const char *const asked[] = {
		"GET /bytes/1?latency_us=60000000 HTTP/1.1\r\n\r\n",
		"GET /bytes/1099511627776 HTTP/1.1\r\n\r\n",
		"GET /chunked/1099511627776 HTTP/1.1\r\n\r\n",
		"GET /stall/1000 HTTP/1.1\r\n\r\n",
	};
	struct origin origin = started();

	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		int fd = connected(&origin);

		request(fd, &origin, asked[i]);
		cr_assert(comes_to_be(&origin.counts->in_flight, 1));
		close(fd);
		cr_assert(comes_to_be(&origin.counts->in_flight, 0));
	}
	cr_assert_eq(get(&origin, "/bytes/7").bytes, 7);
	origin_stop(&origin);
}

Test(origin, bodies_that_are_never_read_take_no_memory)
{
	struct origin origin = started();
	unsigned long pages = 0;
	char name[64];
	FILE *statm;
	int fds[32];

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = connected(&origin);
		request(fds[i], &origin,
			i % 2 ? "GET /bytes/1099511627776 HTTP/1.1\r\n\r\n"
			      : "GET /chunked/67108864 HTTP/1.1\r\n\r\n");
	}
	cr_assert(comes_to_be(&origin.counts->requests, ARRAY_SIZE(fds)));
	snprintf(name, sizeof(name), "/proc/%d/statm", origin.pid);
	statm = fopen(name, "r");
	cr_assert_eq(fscanf(statm, "%*u %lu", &pages), 1);
	fclose(statm);
	/* Generous, for the sake of the sanitizers; the bodies are 17 TB. */
	cr_assert_lt(pages * (unsigned long)sysconf(_SC_PAGESIZE), 128 << 20);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	origin_stop(&origin);
}

Test(origin, a_thousand_connections_at_once)
{
	struct rlimit limit;
	struct origin origin;
	int fds[1000];
	char text[4096];

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	origin = started();
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = connected(&origin);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		request(fds[i], &origin,
			"GET /status/200?latency_us=3000000 "
			"HTTP/1.1\r\nConnection: close\r\n\r\n");
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		hear(fds[i], text, sizeof(text), "");
		cr_assert_not_null(strstr(text, "status 200\n"));
		close(fds[i]);
	}
	cr_assert_eq(origin.counts->connections, ARRAY_SIZE(fds));
	cr_assert_eq(origin.counts->requests, ARRAY_SIZE(fds));
	cr_assert_eq(origin.counts->peak_in_flight, ARRAY_SIZE(fds));
	cr_assert(comes_to_be(&origin.counts->in_flight, 0));
	origin_stop(&origin);
}

Test(origin, the_peak_starts_again_when_it_is_set_to_0)
{
	struct origin origin = started();
	int one = connected(&origin), other = connected(&origin);

	request(one, &origin, "GET /stall/1000 HTTP/1.1\r\n\r\n");
	request(other, &origin, "GET /stall/1000 HTTP/1.1\r\n\r\n");
	cr_assert(comes_to_be(&origin.counts->peak_in_flight, 2));
	close(one);
	close(other);
	cr_assert(comes_to_be(&origin.counts->in_flight, 0));
	origin.counts->peak_in_flight = 0;
	get(&origin, "/bytes/1");
	cr_assert_eq(origin.counts->peak_in_flight, 1);
	origin_stop(&origin);
}

Test(origin, cpu_time_grows_with_work)
{
	struct origin origin = started();
	uint64_t before = origin_cpu_ns(&origin);

	cr_assert_gt(before, 0);
	cr_assert_eq(get(&origin, "/bytes/100000000").bytes, 100000000);
	cr_assert_gt(origin_cpu_ns(&origin), before + NS_PER_MS);
	origin_stop(&origin);
	cr_assert_eq(origin_cpu_ns(&origin), 0);
}

Test(origin, stop_leaves_no_process)
{
	struct origin origin = started();
	pid_t pid = origin.pid;

	origin_stop(&origin);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_assert_eq(errno, ECHILD);
	cr_assert_eq(kill(pid, 0), -1);
	origin_stop(&origin);
}

Test(origin, stop_ends_even_one_that_hangs)
{
	struct origin origin = started();

	kill(origin.pid, SIGSTOP);
	origin_stop(&origin);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_assert_eq(errno, ECHILD);
}

Test(origin, ctrl_c_does_not_reach_it)
{
	struct origin origin = started();

	kill(origin.pid, SIGINT);
	cr_assert_eq(get(&origin, "/bytes/7").bytes, 7);
	origin_stop(&origin);
}

Test(origin, holds_no_descriptor_of_its_parent)
{
	struct origin origin;
	int ends[2];
	char byte;

	cr_assert_eq(pipe(ends), 0);
	origin = started();
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	cr_assert_eq(read(ends[0], &byte, 1), 0);
	origin_stop(&origin);
}

/* Waits for a process that need not be a child of ours. */
static bool reaped(pid_t pid, int *status)
{
	uint64_t end = clock_ns() + PATIENCE_NS;
	pid_t got;

	do {
		got = waitpid(pid, status, WNOHANG);
		usleep(1000);
	} while (got == 0 && clock_ns() < end);
	return got == pid;
}

Test(origin, dies_with_a_parent_that_was_killed)
{
	int ends[2], status;
	pid_t parent, pid;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	cr_assert_eq(pipe(ends), 0);
	parent = fork();
	if (parent == 0) {
		struct origin origin = started();

		if (write(ends[1], &origin.pid, sizeof(origin.pid)) > 0)
			sleep(60);
		_exit(1);
	}
	close(ends[1]);
	cr_assert_eq(read(ends[0], &pid, sizeof(pid)), sizeof(pid));
	kill(parent, SIGKILL);
	cr_assert(reaped(parent, &status));
	cr_assert(reaped(pid, &status));
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void tell_url(const char *url, const char *ca, void *user)
{
	(void)user;
	printf("%s\n%s", url, ca);
	fflush(stdout);
}

/* Runs origin_serve in a child whose standard output is a pipe; stores the URL
 * that it prints in url. */
static pid_t serving(const char *address, char *url, size_t size)
{
	int ends[2];
	const struct origin_terms terms = { .address = address };
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		signal(SIGINT, SIG_DFL);
		dup2(ends[1], STDOUT_FILENO);
		_exit(origin_serve(&terms, tell_url, NULL, NULL) ? 1 : 0);
	}
	close(ends[1]);
	hear(ends[0], url, size, "\n");
	url[strcspn(url, "\n")] = '\0';
	close(ends[0]);
	return pid;
}

Test(origin, serve_runs_until_a_signal)
{
	static const int signals[] = { SIGTERM, SIGINT };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct origin origin = { 0 };
		pid_t pid = serving("127.0.0.1", origin.url,
				    sizeof(origin.url));
		int status;

		cr_expect_eq(get(&origin, "/bytes/7").bytes, 7);
		kill(pid, signals[i]);
		cr_assert(reaped(pid, &status));
		cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

Test(origin, serve_says_why_it_cannot_listen)
{
	struct origin origin = started();
	const struct origin_terms taken = { .address = "127.0.0.1",
					    .port = origin.port };
	const struct origin_terms named = { .address = "localhost" };
	struct error err;

	cr_expect_eq(origin_serve(&taken, tell_url, NULL, &err), -EADDRINUSE);
	cr_expect_not_null(strstr(err.text, "cannot listen on '127.0.0.1'"));
	cr_expect_eq(origin_serve(&named, tell_url, NULL, &err), -EINVAL);
	cr_expect_not_null(strstr(err.text, "'localhost'"));
	origin_stop(&origin);
}
