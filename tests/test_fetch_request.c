/* test_fetch_request.c - what goes over the wire for each option. */
#include "tests/fetching.h"

static struct answering server;
static char url[64];

/* One download with these terms, which the server must have heard. */
static void ask(const struct fetch_terms *terms)
{
	struct fetching f;

	if (!server.port)
		answering_start(&server, "127.0.0.1", OK_ANSWER);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/path", server.port);
	cr_assert_eq(fetch_once(&f, terms, url), 0, "%s", f.reason);
	cr_assert_eq(f.got.bytes, 5);
}

static void heard(const char *text)
{
	cr_expect(answering_heard(&server, text), "%s in %s", text,
		  server.head);
}

static void not_heard(const char *text)
{
	cr_expect_not(answering_heard(&server, text), "%s in %s", text,
		      server.head);
}

static void sent(const char *body, size_t bytes)
{
	pthread_mutex_lock(&server.lock);
	cr_expect_eq(server.body_bytes, bytes);
	cr_expect(server.body_bytes == bytes &&
		  memcmp(server.body, body, bytes) == 0);
	pthread_mutex_unlock(&server.lock);
}

Test(fetch_request, plain_terms_are_a_get)
{
	struct fetch_terms t = usual_terms();

	ask(&t);
	heard("GET /path HTTP/1.1\r\n");
	not_heard("Content-");
	not_heard("Expect");
	not_heard("Accept-Encoding");
	not_heard("Cookie");
	not_heard("Authorization");
}

Test(fetch_request, data_make_it_a_post_of_a_form)
{
	struct fetch_terms t = usual_terms();

	t.data = "a=1&b=2";
	ask(&t);
	heard("POST /path HTTP/1.1\r\n");
	heard("\r\nContent-Type: application/x-www-form-urlencoded\r\n");
	heard("\r\nContent-Length: 7\r\n");
	sent("a=1&b=2", 7);
}

Test(fetch_request, empty_data_are_an_empty_post)
{
	struct fetch_terms t = usual_terms();

	t.data = "";
	ask(&t);
	heard("POST /path HTTP/1.1\r\n");
	heard("\r\nContent-Length: 0\r\n");
}

Test(fetch_request, a_header_says_another_type)
{
	struct fetch_terms t = usual_terms();
	char *lines[] = { "content-type: application/json", "X-One: 1" };

	t.data = "{}";
	t.header = (struct texts){ lines, 2 };
	ask(&t);
	heard("\r\ncontent-type: application/json\r\n");
	heard("\r\nX-One: 1\r\n");
	not_heard("urlencoded");
}

Test(fetch_request, a_header_without_a_value_is_left_out_or_empty)
{
	struct fetch_terms t = usual_terms();
	char *lines[] = { "Accept:", "X-Empty;" };

	t.header = (struct texts){ lines, 2 };
	ask(&t);
	not_heard("\r\nAccept:");
	heard("\r\nX-Empty:\r\n");
}

Test(fetch_request, the_method_is_the_one_asked_for)
{
	struct fetch_terms t = usual_terms();

	t.method = "DELETE";
	ask(&t);
	heard("DELETE /path HTTP/1.1\r\n");
	t.method = "PUT";
	t.data = "x";
	ask(&t);
	heard("PUT /path HTTP/1.1\r\n");
	sent("x", 1);
	t.method = "POST";
	t.data = NULL;
	ask(&t);
	heard("POST /path HTTP/1.1\r\n");
	heard("\r\nContent-Length: 0\r\n");
}

Test(fetch_request, head_doesn_t_wait_for_a_body)
{
	struct answering a;
	struct fetch_terms t = usual_terms();
	struct fetching f;

	answering_start(&a, "127.0.0.1",
			"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", a.port);
	t.method = "HEAD";
	t.timeout_ns = 20000000000;
	cr_assert_eq(fetch_once(&f, &t, url), 0, "%s", f.reason);
	cr_expect_eq(f.got.bytes, 0);
	answering_stop(&a);
}

Test(fetch_request, a_large_body_isn_t_announced_by_expect)
{
	struct fetch_terms t = usual_terms();
	size_t bytes = (size_t)3 << 20;
	char *data = malloc(bytes + 1);

	memset(data, 'x', bytes);
	data[bytes] = '\0';
	t.data = data;
	ask(&t);
	not_heard("Expect");
	sent(data, bytes);
	free(data);
}

Test(fetch_request, a_file_is_sent_byte_by_byte)
{
	static const char bytes[] = "\0one\r\ntwo\n\xff@\0";
	struct fetch_terms t = usual_terms();
	char path[] = "/tmp/simul-test-XXXXXX";
	int fd = mkstemp(path);

	cr_assert_eq(write(fd, bytes, sizeof(bytes)), (ssize_t)sizeof(bytes));
	close(fd);
	t.data_file = path;
	ask(&t);
	sent(bytes, sizeof(bytes));
	unlink(path);
}

Test(fetch_request, user_and_cookie_are_sent)
{
	struct fetch_terms t = usual_terms();

	t.user = "me:secret";
	t.cookie = "a=1; b=2";
	t.compressed = true;
	ask(&t);
	heard("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n");
	heard("\r\nCookie: a=1; b=2\r\n");
	heard("\r\nAccept-Encoding:");
}

/* "hello", by gzip. */
#define ZIPPED                                                                \
	"\037\213\010\000\000\000\000\000\002\003\313\110"                    \
	"\315\311\311\007\000\206\246\020\066\005\000\000\000"

Test(fetch_request, a_compressed_body_is_unpacked)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\n"
				     "Content-Encoding: gzip\r\n"
				     "Content-Length: 25\r\n\r\n" ZIPPED;
	struct answering a;
	struct fetch_terms t = usual_terms();
	struct fetching f;

	answering_start(&a, "127.0.0.1", answer);
	a.answer_bytes = sizeof(answer) - 1;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", a.port);
	t.compressed = true;
	t.expect_body = "hello";
	cr_expect_eq(fetch_once(&f, &t, url), 0, "%s", f.reason);
	cr_expect_eq(f.got.bytes, 5);
	t.compressed = false;
	t.expect_body = NULL;
	cr_expect_eq(fetch_once(&f, &t, url), 0, "%s", f.reason);
	cr_expect_eq(f.got.bytes, 25);
	answering_stop(&a);
}

Test(fetch_request, a_user_comes_from_netrc)
{
	struct fetch_terms t = usual_terms();
	char home[] = "/tmp/simul-test-XXXXXX", path[64];
	FILE *file;

	cr_assert_not_null(mkdtemp(home));
	snprintf(path, sizeof(path), "%s/.netrc", home);
	file = fopen(path, "w");
	fputs("machine 127.0.0.1 login me password secret\n", file);
	fclose(file);
	setenv("HOME", home, 1);
	t.netrc = true;
	ask(&t);
	heard("\r\nAuthorization: Basic bWU6c2VjcmV0\r\n");
	unlink(path);
	rmdir(home);
}

Test(fetch_request, requests_of_one_handle_leave_nothing_behind)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;
	struct fetch get = { 0 }, post, head, put;

	answering_start(&server, "127.0.0.1", OK_ANSWER);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", server.port);
	get.url = url_of(url);
	put = post = head = get;
	post.body = "12345";
	post.body_bytes = 5;
	put.method = "PUT";
	put.body = "123";
	put.body_bytes = 3;
	fetching_init(&f, &t);
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(fetching_do(&f, &get), 0, "%s", f.reason);
		heard("GET / HTTP/1.1\r\n");
		not_heard("Content-");
		cr_assert_eq(fetching_do(&f, &post), 0, "%s", f.reason);
		heard("POST / HTTP/1.1\r\n");
		sent("12345", 5);
		cr_assert_eq(fetching_do(&f, &put), 0, "%s", f.reason);
		heard("PUT / HTTP/1.1\r\n");
		sent("123", 3);
	}
	cr_expect_eq(f.counts.connections, 1);
	cr_expect_eq(f.counts.fetches, 9);
	fetching_term(&f);
	curl_url_cleanup(get.url);
}

Test(fetch_request, without_keep_alive_each_has_its_connection)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;
	struct fetch what = { 0 };

	answering_start(&server, "127.0.0.1", OK_ANSWER);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", server.port);
	what.url = url_of(url);
	t.no_keepalive = true;
	fetching_init(&f, &t);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(fetching_do(&f, &what), 0, "%s", f.reason);
	heard("\r\nConnection: close\r\n");
	cr_expect_eq(f.counts.connections, 4);
	cr_expect_eq(atomic_load(&server.connections), 4);
	fetching_term(&f);
	curl_url_cleanup(what.url);
}

static void is_refused(const struct fetch_terms *t, const char *why)
{
	const char *said = refusal(t);

	cr_expect(strstr(said, why), "'%s' in: %s", why, said);
	cr_expect_not(strstr(said, "secret"), "%s", said);
}

Test(fetch_request, what_can_t_be_sent_is_refused)
{
	struct fetch_terms t = usual_terms();
	char *bad[] = { "no name: fine", "secret-with no colon",
			"X: secret\r\nY: 2", ": secret" };

	t.data = "@secret";
	is_refused(&t, "--data-file");
	t.data = "x";
	t.data_file = "y";
	is_refused(&t, "only one body");
	t.data = NULL;
	t.data_file = "/nowhere/at-all";
	is_refused(&t, "'--data-file': cannot open '/nowhere/at-all'");
	t.data_file = NULL;
	t.method = "TWO WORDS";
	is_refused(&t, "'--method'");
	t.method = NULL;
	t.cookie = "secret";
	is_refused(&t, "'--cookie'");
	t.cookie = NULL;
	t.user = "secret";
	is_refused(&t, "'--user'");
	t.user = NULL;
	for (size_t i = 0; i < 4; i++) {
		t.header = (struct texts){ &bad[i], 1 };
		is_refused(&t, "'--header', number 1");
	}
}

Test(fetch_request, descriptions_tell_requests_apart_and_show_no_secret)
{
	struct fetch_terms t = usual_terms();
	char *lines[] = { "Authorization: Bearer secret", "X-Mode: secret" };
	char first[512];

	cr_expect_str_eq(description(&t), "");
	t.method = "PUT";
	t.data = "secret";
	t.user = "me:secret";
	t.cookie = "a=secret";
	t.header = (struct texts){ lines, 2 };
	snprintf(first, sizeof(first), "%s", description(&t));
	cr_expect_not(strstr(first, "secret"), "%s", first);
	cr_expect(strstr(first, ", PUT, sends 6 B (#"), "%s", first);
	cr_expect(strstr(first, ", header Authorization, header X-Mode (#"),
		  "%s", first);
	t.data = "secreT";
	cr_expect_str_neq(description(&t), first);
}
