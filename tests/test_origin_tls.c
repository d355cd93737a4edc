/* test_origin_tls.c - the origin over TLS: the same answers, and a certificate
 * that those who were given its authority can check. */
#include "tests/lab.h"
#include "tests/origin_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <openssl/pem.h>

#include "origin/certificate.h"
#include "runners/macros.h"

TestSuite(origin_tls, .timeout = 120);

static struct origin secured(void)
{
	struct origin origin;
	struct error err = { "" };

	cr_assert_eq(origin_start_tls(&origin, &err), 0, "%s", err.text);
	return origin;
}

/* Trusts the origin and no other. */
static CURL *trusting(const struct origin *origin)
{
	struct curl_blob ca = { (void *)origin->ca, strlen(origin->ca),
				CURL_BLOB_COPY };
	CURL *handle = curl_easy_init();

	curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
			 (long)(PATIENCE_NS / NS_PER_MS));
	return handle;
}

static struct answer fetched(const struct origin *origin, const char *path)
{
	CURL *handle = trusting(origin);
	struct answer answer = ask_url(handle, origin->tls_url, path);

	curl_easy_cleanup(handle);
	return answer;
}

Test(origin_tls, bodies_are_the_known_content)
{
	static const uint64_t sizes[] = {
		0, 1, 1024, 16000, 16383, 16384, 65521, 16 * 65521 + 1, 9999999,
	};
	struct origin origin = secured();
	CURL *handle = trusting(&origin);

	for (size_t i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		uint64_t size = sizes[i / 2];
		struct answer answer;
		char path[64];

		snprintf(path, sizeof(path), "/%s/%lu",
			 i % 2 ? "chunked" : "bytes", size);
		answer = ask_url(handle, origin.tls_url, path);
		cr_expect_eq(answer.result, CURLE_OK, "%s", path);
		cr_expect_eq(answer.status, 200);
		cr_expect_eq(answer.announced, i % 2 ? -1 : (curl_off_t)size);
		cr_expect_eq(answer.bytes, size, "%s", path);
		cr_expect(answer.right, "%s", path);
	}
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin_tls, http_is_served_beside_it)
{
	struct origin origin = secured();

	cr_expect_eq(get(&origin, "/bytes/7").bytes, 7);
	cr_expect_eq(fetched(&origin, "/bytes/7").bytes, 7);
	cr_expect_eq(origin.counts->requests, 2);
	origin_stop(&origin);
	origin = started();
	cr_expect_str_eq(origin.tls_url, "");
	cr_expect_str_eq(origin.ca, "");
	origin_stop(&origin);
}

Test(origin_tls, the_certificate_holds_for_the_names_of_this_machine)
{
	static const char *const hosts[] = { "localhost", "127.0.0.1",
					     "[::1]" };
	struct origin origin = secured();
	const char *port = strrchr(origin.tls_url, ':');

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct curl_slist *there =
			curl_slist_append(NULL, "::127.0.0.1:");
		CURL *handle = trusting(&origin);
		struct answer answer;
		char url[128];

		snprintf(url, sizeof(url), "https://%s%s", hosts[i], port);
		curl_easy_setopt(handle, CURLOPT_CONNECT_TO, there);
		answer = ask_url(handle, url, "/bytes/7");
		cr_expect_eq(answer.result, CURLE_OK, "%s", hosts[i]);
		curl_slist_free_all(there);
		curl_easy_cleanup(handle);
	}
	origin_stop(&origin);
}

Test(origin_tls, only_those_who_were_given_its_authority_trust_it)
{
	struct origin origin = secured(), other = secured();
	CURL *handle = curl_easy_init();

	cr_expect_eq(ask_url(handle, origin.tls_url, "/bytes/7").result,
		     CURLE_PEER_FAILED_VERIFICATION);
	curl_easy_cleanup(handle);
	handle = trusting(&other);
	cr_expect_eq(ask_url(handle, origin.tls_url, "/bytes/7").result,
		     CURLE_PEER_FAILED_VERIFICATION);
	curl_easy_cleanup(handle);
	cr_expect_str_neq(origin.ca, other.ca);
	cr_expect_eq(fetched(&origin, "/bytes/7").bytes, 7);
	origin_stop(&origin);
	origin_stop(&other);
}

Test(origin_tls, it_agrees_on_http_1_1_with_those_who_know_more)
{
	struct origin origin = secured();
	CURL *handle = trusting(&origin);
	long version = 0;

	curl_easy_setopt(handle, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_2TLS);
	cr_expect_eq(ask_url(handle, origin.tls_url, "/bytes/7").bytes, 7);
	curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
	cr_expect_eq(version, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin_tls, faults_are_what_they_are_without_it)
{
	static const struct {
		const char *path;
		CURLcode result;
		uint64_t bytes;
	} cases[] = {
		{ "/close", CURLE_GOT_NOTHING, 0 },
		{ "/close?latency_us=1000", CURLE_GOT_NOTHING, 0 },
		{ "/reset", CURLE_RECV_ERROR, 0 },
		{ "/cut/1", CURLE_PARTIAL_FILE, 0 },
		{ "/cut/1001", CURLE_PARTIAL_FILE, 500 },
		{ "/cut/8000000", CURLE_PARTIAL_FILE, 4000000 },
	};
	struct origin origin = secured();
	CURL *handle;
	struct answer answer;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		answer = fetched(&origin, cases[i].path);
		cr_expect_eq(answer.result, cases[i].result, "%s: %d",
			     cases[i].path, answer.result);
		cr_expect_eq(answer.bytes, cases[i].bytes, "%s",
			     cases[i].path);
	}
	handle = trusting(&origin);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 2000L);
	answer = ask_url(handle, origin.tls_url, "/stall/1001");
	cr_expect_eq(answer.result, CURLE_OPERATION_TIMEDOUT);
	cr_expect_eq(answer.bytes, 500);
	curl_easy_cleanup(handle);
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	origin_stop(&origin);
}

/* The end of such a body is the end of the connection, which without TLS's own
 * end would be an error. */
Test(origin_tls, an_old_client_finds_the_end_by_the_close)
{
	struct origin origin = secured();
	CURL *handle = trusting(&origin);
	struct answer answer;

	curl_easy_setopt(handle, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_1_0);
	answer = ask_url(handle, origin.tls_url, "/chunked/200000");
	cr_expect_eq(answer.result, CURLE_OK);
	cr_expect_eq(answer.bytes, 200000);
	cr_expect(answer.right);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

Test(origin_tls, latency_is_at_least_what_was_asked)
{
	struct origin origin = secured();

	cr_expect_geq(fetched(&origin, "/bytes/10?latency_us=20000").seconds,
		      0.02);
	origin_stop(&origin);
}

Test(origin_tls, clients_that_leave_or_speak_no_tls_harm_no_other)
{
	static const char *const said[] = {
		"", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02",
		"\x16\x03\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	};
	struct origin origin = secured();
	uint16_t port = (uint16_t)atoi(strrchr(origin.tls_url, ':') + 1);

	for (size_t i = 0; i < 2 * ARRAY_SIZE(said); i++) {
		int fd = connected_to(port);

		say(fd, said[i / 2]);
		if (i % 2)
			usleep(1000);
		close(fd);
	}
	for (int i = 0; i < 20; i++) {
		CURL *handle = trusting(&origin);

		curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10L + i);
		ask_url(handle, origin.tls_url,
			i % 2 ? "/bytes/1099511627776" : "/stall/5000");
		curl_easy_cleanup(handle);
	}
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	cr_expect_eq(fetched(&origin, "/bytes/7").bytes, 7);
	origin_stop(&origin);
}

Test(origin_tls, many_connections_at_once)
{
	CURL *handles[100];
	struct answer answers[ARRAY_SIZE(handles)];
	struct origin origin = secured();
	CURLM *multi = curl_multi_init();
	uint64_t end = clock_ns() + PATIENCE_NS;
	int running = 1;
	char url[128];

	snprintf(url, sizeof(url), "%s/bytes/300000?latency_us=100000",
		 origin.tls_url);
	for (size_t i = 0; i < ARRAY_SIZE(handles); i++) {
		handles[i] = trusting(&origin);
		answers[i] = (struct answer){ .right = true };
		curl_easy_setopt(handles[i], CURLOPT_URL, url);
		curl_easy_setopt(handles[i], CURLOPT_WRITEFUNCTION, receive);
		curl_easy_setopt(handles[i], CURLOPT_WRITEDATA, &answers[i]);
		curl_multi_add_handle(multi, handles[i]);
	}
	while (running && clock_ns() < end) {
		curl_multi_perform(multi, &running);
		curl_multi_poll(multi, NULL, 0, 100, NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(handles); i++) {
		cr_expect(answers[i].right);
		cr_expect_eq(answers[i].bytes, 300000);
		curl_multi_remove_handle(multi, handles[i]);
		curl_easy_cleanup(handles[i]);
	}
	curl_multi_cleanup(multi);
	cr_expect_eq(origin.counts->connections, ARRAY_SIZE(handles));
	origin_stop(&origin);
}

Test(origin_tls, the_origin_is_reaped)
{
	struct origin origin = secured();

	fetched(&origin, "/bytes/7");
	origin_stop(&origin);
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_expect_eq(errno, ECHILD);
}

static void right_under_every_model(const char *keys)
{
	struct lab lab;

	lab_init(&lab, keys);
	for (size_t m = 0; models[m].name; m++) {
		struct sample *s = lab_take(&lab, models[m].name, 5);

		cr_expect_eq(s->state, SAMPLE_OK, "%s: %s", models[m].name,
			     s->reason);
		cr_expect_eq(s->tasks_ok, lab.jobs.item[0].set.tasks);
	}
	lab_term(&lab);
}

Test(origin_tls, downloads_and_steps_are_right_under_every_model)
{
	right_under_every_model("workload=download tasks=30 tls=yes");
	right_under_every_model(
		"workload=download tasks=12 tls=yes size=3MiB chunked=yes");
	right_under_every_model("workload=steps tasks=10 tls=yes rounds=3");
}

/* --- simul serve --- */

/* Writes a certificate and its key to files, and the path of each. */
static void write_pair(char *certificate, char *key)
{
	struct certificate c;
	FILE *out;

	cr_assert_eq(certificate_make(&c, "127.0.0.1"), 0);
	strcpy(certificate, "/tmp/simul-cert-XXXXXX");
	strcpy(key, "/tmp/simul-key-XXXXXX");
	out = fdopen(mkstemp(certificate), "w");
	PEM_write_X509(out, c.server);
	fclose(out);
	out = fdopen(mkstemp(key), "w");
	PEM_write_PrivateKey(out, c.key, NULL, NULL, 0, NULL, NULL);
	fclose(out);
	certificate_term(&c);
}

/* The last URL is the one over TLS. */
static void tell(const char *url, const char *ca, void *user)
{
	if (!strncmp(url, "https", 5))
		dprintf(*(int *)user, "%s %s\n", url, ca[0] ? "ca" : "");
}

static pid_t serving(const struct origin_terms *terms, char *url, size_t size)
{
	int ends[2];
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		origin_serve(terms, tell, &ends[1], NULL);
		_exit(0);
	}
	close(ends[1]);
	hear(ends[0], url, size, "\n");
	close(ends[0]);
	return pid;
}

Test(origin_tls, serve_takes_a_certificate_of_the_user_s)
{
	char certificate[40], key[40], url[128];
	const struct origin_terms terms = { .address = "127.0.0.1",
					    .tls = true,
					    .certificate = certificate,
					    .key = key };
	CURL *handle = curl_easy_init();
	pid_t pid;

	write_pair(certificate, key);
	pid = serving(&terms, url, sizeof(url));
	cr_expect_null(strstr(url, "ca"));
	url[strcspn(url, " ")] = '\0';
	/* It is its own authority's in no file: not checked here. */
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
	cr_expect_eq(ask_url(handle, url, "/bytes/7").bytes, 7);
	curl_easy_cleanup(handle);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	unlink(certificate);
	unlink(key);
}

Test(origin_tls, serve_says_which_file_it_cannot_use)
{
	char certificate[40], key[40];
	struct origin_terms terms = { .address = "127.0.0.1", .tls = true };
	struct error err;

	write_pair(certificate, key);
	terms.certificate = "/none";
	terms.key = key;
	cr_expect_eq(origin_serve(&terms, tell, NULL, &err), -EINVAL);
	cr_expect_not_null(strstr(err.text, "certificate in '/none'"), "%s",
			   err.text);
	terms.certificate = certificate;
	terms.key = certificate;
	cr_expect_eq(origin_serve(&terms, tell, NULL, &err), -EINVAL);
	cr_expect_not_null(strstr(err.text, "the key in '/tmp/simul-cert"),
			   "%s", err.text);
	unlink(certificate);
	unlink(key);
}
