/* test_fetch_server.c - how servers are reached: TLS, addresses, sockets, and
 * what is counted of it. */
#include "tests/fetching.h"
#include "tests/lab.h"

#include <errno.h>
#include <sys/stat.h>

static char ca_path[] = "/tmp/simul-test-ca-XXXXXX";

static void write_ca(const char *text)
{
	int fd = mkstemp(ca_path);

	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static struct origin tls_origin(void)
{
	struct origin origin;
	struct error err = { "" };

	cr_assert_eq(origin_start_tls(&origin, &err), 0, "%s", err.text);
	return origin;
}

static const char *page(const struct origin *origin)
{
	static char url[256];

	snprintf(url, sizeof(url), "%s/bytes/100", origin->tls_url);
	return url;
}

Test(fetch_server, a_certificate_by_the_file_s_authority_is_taken)
{
	struct origin origin = tls_origin();
	struct fetch_terms t = usual_terms();
	struct fetching f;

	write_ca(origin.ca);
	t.cacert = ca_path;
	cr_expect_eq(fetch_once(&f, &t, page(&origin)), 0, "%s", f.reason);
	cr_expect_eq(f.got.bytes, 100);
	cr_expect_eq(f.counts.handshakes, 1);
	cr_expect_eq(f.counts.connections, 1);
	cr_expect_gt(f.counts.tls_ns, 0);
	cr_expect_eq(f.counts.http_version, 11);
	unlink(ca_path);
	origin_stop(&origin);
}

static void is_not_trusted(struct fetching *f, int rc)
{
	cr_expect_eq(rc, -EIO);
	cr_expect(strstr(f->reason, "certificate"), "%s", f->reason);
	cr_expect(strstr(f->reason, "(--cacert, --insecure)"), "%s",
		  f->reason);
}

Test(fetch_server, any_other_is_not)
{
	struct origin origin = tls_origin(), other = tls_origin();
	struct fetch_terms t = usual_terms();
	struct fetching f;

	is_not_trusted(&f, fetch_once(&f, &t, page(&origin)));
	write_ca(other.ca);
	t.cacert = ca_path;
	is_not_trusted(&f, fetch_once(&f, &t, page(&origin)));
	unlink(ca_path);
	origin_stop(&origin);
	origin_stop(&other);
}

Test(fetch_server, the_job_s_own_authority_counts_beside_the_file_s)
{
	struct origin origin = tls_origin(), other = tls_origin();
	struct fetch_terms t = usual_terms();
	struct fetching f;

	write_ca(other.ca);
	t.cacert = ca_path;
	t.ca = origin.ca;
	cr_expect_eq(fetch_once(&f, &t, page(&origin)), 0, "%s", f.reason);
	cr_expect_eq(fetch_once(&f, &t, page(&other)), 0, "%s", f.reason);
	unlink(ca_path);
	origin_stop(&origin);
	origin_stop(&other);
}

Test(fetch_server, insecure_takes_any)
{
	struct origin origin = tls_origin();
	struct fetch_terms t = usual_terms();
	struct fetching f;

	t.insecure = true;
	cr_expect_eq(fetch_once(&f, &t, page(&origin)), 0, "%s", f.reason);
	cr_expect_eq(f.counts.handshakes, 1);
	cr_expect_str_eq(description(&t), ", TLS not verified (--insecure)");
	origin_stop(&origin);
}

/* The origin speaks 1.1 alone, and says so (ALPN). */
Test(fetch_server, http_2_falls_back_over_tls_and_isn_t_tried_without)
{
	struct origin origin = tls_origin();
	struct fetch_terms t = usual_terms();
	struct fetching f;
	char url[256];

	if (!(curl_version_info(CURLVERSION_NOW)->features &
	      CURL_VERSION_HTTP2))
		cr_skip_test("libcurl has no HTTP/2");
	t.insecure = true;
	t.http_text = "2";
	cr_expect_eq(fetch_once(&f, &t, page(&origin)), 0, "%s", f.reason);
	cr_expect_eq(f.counts.http_version, 11);
	snprintf(url, sizeof(url), "%s/bytes/100", origin.url);
	cr_expect_eq(fetch_once(&f, &t, url), 0, "%s", f.reason);
	cr_expect_eq(f.counts.http_version, 11);
	cr_expect_eq(f.counts.handshakes, 0);
	origin_stop(&origin);
}

Test(fetch_server, names_go_where_resolve_says)
{
	struct answering a;
	struct fetch_terms t = usual_terms();
	struct fetching f;
	char url[128], line[128], *lines[] = { line };

	answering_start(&a, "127.0.0.3", OK_ANSWER);
	snprintf(url, sizeof(url), "http://nowhere.invalid:%d/", a.port);
	snprintf(line, sizeof(line), "nowhere.invalid:%d:127.0.0.3", a.port);
	t.resolve = (struct texts){ lines, 1 };
	cr_expect_eq(fetch_once(&f, &t, url), 0, "%s", f.reason);
	snprintf(line, sizeof(line), "Host: nowhere.invalid:%d", a.port);
	cr_expect(answering_heard(&a, line), "%s", a.head);
	answering_stop(&a);
}

Test(fetch_server, a_unix_socket_takes_all_but_the_origin_s)
{
	struct origin origin = tls_origin();
	struct setting setting = { .origin = origin.url };
	struct answering a;
	struct fetching f = { 0 };
	struct fetch any, own;
	struct error err;
	char folder[] = "/tmp/simul-test-XXXXXX", path[64], url[256];

	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/socket", folder);
	answering_start_unix(&a, path, OK_ANSWER);
	snprintf(url, sizeof(url), "%s/bytes/77", origin.url);
	any = (struct fetch){ .url = url_of("http://any.invalid/x") };
	own = (struct fetch){ .url = url_of(url) };
	f.terms = usual_terms();
	f.terms.unix_socket = path;
	cr_assert_eq(fetch_terms_prepare(&f.terms, &setting, &err), 0, "%s",
		     err.text);
	cr_assert_eq(fetcher_init(&f.fetcher, &f.terms, &err), 0);
	for (int i = 0; i < 3; i++) {
		cr_expect_eq(fetching_do(&f, &any), 0, "%s", f.reason);
		cr_expect_eq(f.got.bytes, 5);
		cr_expect_eq(fetching_do(&f, &own), 0, "%s", f.reason);
		cr_expect_eq(f.got.bytes, 77);
	}
	cr_expect(answering_heard(&a, "GET /x "), "%s", a.head);
	fetching_term(&f);
	curl_url_cleanup(any.url);
	curl_url_cleanup(own.url);
	answering_stop(&a);
	unlink(path);
	rmdir(folder);
	origin_stop(&origin);
}

Test(fetch_server, what_can_t_work_is_refused_before_anything_runs)
{
	static const char *const bad[] = { "host:80", "host:0:127.0.0.1",
					   "host:80:name", ":80:127.0.0.1",
					   "host:80:127.0.0.1,", "host:x:::1" };
	struct fetch_terms t = usual_terms();
	char *line[1];

	t.cacert = "/nowhere/ca.pem";
	cr_expect(strstr(refusal(&t), "'--cacert': cannot open "
				      "'/nowhere/ca.pem': No such file"));
	t.cacert = "/dev/null";
	cr_expect(strstr(refusal(&t), "'/dev/null' has no certificate"));
	t.insecure = true;
	cr_expect(strstr(refusal(&t), "'--cacert' and '--insecure'"));
	t = usual_terms();
	t.http_text = "HTTP/3";
	cr_expect(strstr(refusal(&t), "HTTP/3 is not in this libcurl") ||
		  strstr(refusal(&t), "simul doesn't use HTTP/3"));
	t.http_text = "1";
	cr_expect(strstr(refusal(&t), "'--http': '1' is not 1.1, 2 or"));
	t = usual_terms();
	t.unix_socket = "/dev/null";
	cr_expect(strstr(refusal(&t), "is not a socket"));
	t = usual_terms();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		line[0] = (char *)bad[i];
		t.resolve = (struct texts){ line, 1 };
		cr_expect(strstr(refusal(&t), "'--resolve'"));
	}
}

/* --- under models --- */

Test(fetch_server, every_model_counts_handshakes_versions_and_addresses)
{
	struct lab lab;

	lab_init(&lab, "workload=download tasks=40 tls=yes");
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 4);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_expect_eq(s->fetches, 40);
		cr_expect_gt(s->connections, 0);
		cr_expect_eq(s->handshakes, s->connections, "%s",
			     models[m].name);
		cr_expect_gt(s->tls_ns, 0);
		cr_expect_gt(s->connect_ns, 0);
		cr_expect_eq(s->http_version, 11);
		cr_expect_eq(s->hosts, 1);
	}
	lab_term(&lab);
}

/* Redirects go to another address, which counts. */
Test(fetch_server, addresses_behind_redirects_count)
{
	struct origin origin = tls_origin();
	struct answering a;
	struct lab lab;
	char keys[128], answer[256];

	snprintf(answer, sizeof(answer),
		 "HTTP/1.1 302 There\r\nLocation: %s/bytes/9\r\n"
		 "Content-Length: 0\r\n\r\n",
		 origin.url);
	answering_start(&a, "127.0.0.2", answer);
	snprintf(keys, sizeof(keys),
		 "workload=download tasks=20 url=http://127.0.0.2:%d/", a.port);
	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 3);

		cr_assert_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_expect_eq(s->hosts, 2, "%s", models[m].name);
		cr_expect_eq(s->handshakes, 0);
		cr_expect_eq(s->tls_ns, 0);
	}
	lab_term(&lab);
	answering_stop(&a);
	origin_stop(&origin);
}

Test(fetch_server, more_addresses_than_there_is_room_for_do_no_harm)
{
	static struct fetch_hosts hosts;
	char address[32];

	for (int i = 0; i < 3 * FETCH_HOSTS_MAX; i++) {
		snprintf(address, sizeof(address), "127.0.%d.%d", i / 200,
			 i % 200);
		fetch_hosts_add(&hosts, address, 80);
		fetch_hosts_add(&hosts, address, 80);
		cr_assert_eq(fetch_hosts_count(&hosts),
			     (size_t)(i < FETCH_HOSTS_MAX ? i + 1
							  : FETCH_HOSTS_MAX));
	}
}

Test(fetch_server, counts_add_up_and_versions_that_differ_are_mixed)
{
	struct fetch_counts sum = { 0 };
	const struct fetch_counts one = { 1, 2, 3, 4, 5, 6, 11 };
	const struct fetch_counts none = { .fetches = 1 };
	const struct fetch_counts two = { .http_version = 20 };

	fetch_counts_add(&sum, &none);
	fetch_counts_add(&sum, &one);
	fetch_counts_add(&sum, &one);
	fetch_counts_add(&sum, &none);
	cr_expect_eq(sum.fetches, 4);
	cr_expect_eq(sum.bytes, 4);
	cr_expect_eq(sum.connections, 6);
	cr_expect_eq(sum.handshakes, 8);
	cr_expect_eq(sum.connect_ns, 10);
	cr_expect_eq(sum.tls_ns, 12);
	cr_expect_eq(sum.http_version, 11);
	fetch_counts_add(&sum, &two);
	cr_expect_eq(sum.http_version, 1);
	fetch_counts_add(&sum, &one);
	cr_expect_eq(sum.http_version, 1);
}
