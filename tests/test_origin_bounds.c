/* test_origin_bounds.c - what clients can't make the origin do: take much
 * memory, wait without end, serve others than its run. */
#include "tests/origin_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "origin/token.h"
#include "runners/macros.h"

TestSuite(origin_bounds, .timeout = 120);

/* --- the token --- */

static long status_of(const struct origin *origin, const char *path)
{
	CURL *handle = curl_easy_init();
	struct answer answer;
	char base[64];

	snprintf(base, sizeof(base), "http://127.0.0.1:%u", origin->port);
	answer = ask_url(handle, base, path);
	curl_easy_cleanup(handle);
	return answer.result == CURLE_OK ? answer.status : -1;
}

Test(origin_bounds, paths_without_the_token_are_forbidden)
{
	struct origin origin = started(), other = started();
	char path[64];

	cr_expect_eq(status_of(&origin, "/"), 403);
	cr_expect_eq(status_of(&origin, "/bytes/7"), 403);
	cr_expect_eq(status_of(&origin, "//bytes/7"), 403);
	snprintf(path, sizeof(path), "%s/bytes/7", other.prefix);
	cr_expect_eq(status_of(&origin, path), 403);
	snprintf(path, sizeof(path), "%s", origin.prefix);
	cr_expect_eq(status_of(&origin, path), 403);
	snprintf(path, sizeof(path), "%sx/bytes/7", origin.prefix);
	cr_expect_eq(status_of(&origin, path), 403);
	snprintf(path, sizeof(path), "%s/bytes/7", origin.prefix);
	cr_expect_eq(status_of(&origin, path), 200);
	origin_stop(&origin);
	origin_stop(&other);
}

Test(origin_bounds, a_refusal_is_short_and_keeps_the_connection)
{
	struct origin origin = started();
	CURL *handle = curl_easy_init();
	char base[64];

	snprintf(base, sizeof(base), "http://127.0.0.1:%u", origin.port);
	for (int i = 0; i < 100; i++)
		cr_assert_lt(ask_url(handle, base, "/bytes/1000000").bytes,
			     200);
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin_bounds, tokens_differ_and_are_11_characters_at_most)
{
	struct origin one = started(), other = started();
	char prefix[ORIGIN_PREFIX_SIZE];

	cr_expect_str_neq(one.prefix, other.prefix);
	cr_expect_eq(one.prefix[0], '/');
	token_prefix(UINT64_MAX, prefix);
	cr_expect_str_eq(prefix, "/__________P");
	token_prefix(0, prefix);
	cr_expect_str_eq(prefix, "");
	origin_stop(&one);
	origin_stop(&other);
}

/* --- memory --- */

#define ENDLESS ((size_t)16 << 20)

static size_t resident(pid_t pid)
{
	unsigned long pages = 0;
	char name[64];
	FILE *statm;

	snprintf(name, sizeof(name), "/proc/%d/statm", pid);
	statm = fopen(name, "r");
	cr_assert_eq(fscanf(statm, "%*u %lu", &pages), 1);
	fclose(statm);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Sends until the other end takes no more, or has ended. */
static void send_all_it_takes(int fd, size_t most)
{
	static const char much[65536] = "X-Endless: ";
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	ssize_t sent = 1;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (size_t all = 0; all < most && sent > 0; all += (size_t)sent)
		sent = poll(&p, 1, 20) == 1
			       ? send(fd, much, sizeof(much), MSG_NOSIGNAL)
			       : 0;
}

/* None of these clients reads anything; each sends as much as it can, but no
 * more than `bytes`. */
static void expect_bounded(const char *text, size_t bytes)
{
	struct rlimit limit;
	struct origin origin;
	size_t before, most = 0;
	int fds[200];

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	origin = started();
	before = resident(origin.pid);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = connected(&origin);
		request(fds[i], &origin, text);
		send_all_it_takes(fds[i], bytes);
		most = MAX(most, resident(origin.pid));
	}
	cr_expect_lt(most - before, (size_t)96 << 20, "%s: %zu MiB", text,
		     (most - before) >> 20);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	cr_expect_eq(get(&origin, "/bytes/7").bytes, 7);
	origin_stop(&origin);
}

Test(origin_bounds, endless_heads_take_little_memory)
{
	expect_bounded("", ENDLESS);
	expect_bounded("GET /bytes/1 HTTP/1.1\r\nX: ", ENDLESS);
}

Test(origin_bounds, endless_bodies_take_little_memory)
{
	/* Not quite all of it, and never the rest. */
	expect_bounded("POST /sum HTTP/1.1\r\nContent-Length: 262144\r\n\r\n",
		       250000);
	expect_bounded(
		"POST /sum HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n",
		ENDLESS);
	expect_bounded("POST /sum?latency_us=60000000 HTTP/1.1\r\n"
		       "Content-Length: 65536\r\n\r\n",
		       ENDLESS);
	expect_bounded("POST /sum HTTP/1.1\r\n"
		       "Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n",
		       ENDLESS);
}

Test(origin_bounds, sending_on_during_an_answer_takes_little_memory)
{
	expect_bounded("GET /bytes/1?latency_us=60000000 HTTP/1.1\r\n\r\n",
		       ENDLESS);
	expect_bounded("GET /bytes/1?latency_us=60000000 HTTP/1.1\r\n\r\n",
		       250000);
	expect_bounded("GET /bytes/1099511627776 HTTP/1.1\r\n\r\n", ENDLESS);
	expect_bounded("GET /chunked/1099511627776 HTTP/1.1\r\n\r\n", ENDLESS);
	expect_bounded("GET /stall/100000 HTTP/1.1\r\n\r\n", ENDLESS);
}

/* --- time --- */

enum { REQUEST_MS = 400, IDLE_MS = 3000 };

static uint16_t port_of(const char *url)
{
	return (uint16_t)atoi(strrchr(url, ':') + 1);
}

static void tell(const char *url, const char *ca, void *user)
{
	(void)ca;
	dprintf(*(int *)user, "%s\n", url);
}

/* An origin with bounds that a test can wait for. */
static pid_t impatient(uint16_t *port)
{
	const struct origin_terms terms = {.address = "127.0.0.1",
					   .request_ms = REQUEST_MS,
					   .idle_ms = IDLE_MS};
	char url[64];
	int ends[2];
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		origin_serve(&terms, tell, &ends[1], NULL);
		_exit(0);
	}
	close(ends[1]);
	hear(ends[0], url, sizeof(url), "\n");
	close(ends[0]);
	*port = port_of(url);
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

/* How long until the connection ends, while a byte is sent every so often; 0:
 * it doesn't. */
static uint64_t ends_within(int fd, uint64_t most_ms, const char *byte)
{
	uint64_t start = clock_ns(), now = start;
	char text[64];

	while (now - start < most_ms * NS_PER_MS) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		if (poll(&p, 1, 50) == 1 && read(fd, text, sizeof(text)) <= 0)
			return (clock_ns() - start) / NS_PER_MS + 1;
		send(fd, byte, strlen(byte), MSG_NOSIGNAL);
		now = clock_ns();
	}
	return 0;
}

Test(origin_bounds, a_request_that_never_ends_is_given_up)
{
	static const char *const begun[] = {
		"GET /bytes/1 HT",
		"GET /bytes/1 HTTP/1.1\r\nX: ",
		"POST /sum HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc",
	};
	uint16_t port;
	pid_t pid = impatient(&port);

	for (size_t i = 0; i < ARRAY_SIZE(begun); i++) {
		int fd = connected_to(port);

		say(fd, begun[i]);
		/* It drips, or has stopped. */
		cr_expect_gt(ends_within(fd, 20000, i % 2 ? "x" : ""), 0);
		close(fd);
	}
	end(pid);
}

Test(origin_bounds, the_rest_of_a_kept_connection_is_bounded_too)
{
	uint16_t port;
	pid_t pid = impatient(&port);
	int fd = connected_to(port);
	char text[512];

	say(fd, "GET /status/201 HTTP/1.1\r\n\r\n");
	hear(fd, text, sizeof(text), "status 201\n");
	usleep(2 * REQUEST_MS * 1000);
	cr_expect_gt(ends_within(fd, 20000, "G"), 0);
	close(fd);
	end(pid);
}

Test(origin_bounds, kept_connections_and_slow_answers_live_on)
{
	uint16_t port;
	pid_t pid = impatient(&port);
	int kept = connected_to(port), slow = connected_to(port);
	char text[512];

	say(kept, "GET /status/201 HTTP/1.1\r\n\r\n");
	hear(kept, text, sizeof(text), "status 201\n");
	/* The second of these waits for the first. */
	say(slow, "GET /status/201?latency_us=1500000 HTTP/1.1\r\n\r\n"
		  "GET /status/202 HTTP/1.1\r\n\r\n");
	hear(slow, text, sizeof(text), "status 202\n");
	cr_expect_not_null(strstr(text, "status 202\n"));
	say(kept, "GET /status/203 HTTP/1.1\r\n\r\n");
	hear(kept, text, sizeof(text), "status 203\n");
	cr_expect_not_null(strstr(text, "status 203\n"));
	close(slow);
	/* But not for ever. */
	cr_expect_gt(ends_within(kept, 20000, ""), REQUEST_MS);
	close(kept);
	end(pid);
}

/* --- descriptors --- */

/* Starts an origin with 8 descriptors at most, and leaves what was said on
 * standard error, libevent's words included, and the error. */
_Noreturn static void start_with_few(int out)
{
	const struct rlimit few = {8, 8};
	struct error err = {""};
	struct origin origin;

	dup2(out, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	setrlimit(RLIMIT_NOFILE, &few);
	if (origin_start(&origin, &err) == 0)
		_exit(1);
	dprintf(STDERR_FILENO, "%s\n", err.text);
	_exit(waitpid(-1, NULL, WNOHANG) == -1 ? 0 : 2);
}

Test(origin_bounds, too_few_descriptors_are_named_in_one_line)
{
	char said[1024];
	int ends[2], status;
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0)
		start_with_few(ends[1]);
	close(ends[1]);
	hear(ends[0], said, sizeof(said), "");
	close(ends[0]);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect_eq(status, 0);
	cr_expect_str_eq(said, "the origin needs 16 file descriptors more "
			       "than are open: the limit is 8 (ulimit -n)\n");
}
