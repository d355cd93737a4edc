/* test_urls.c - which URLs are accepted, and the errors for the others. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/plan/job.h"
#include "runners/macros.h"
#include "workloads/urls.h"
#include "workloads/workloads.h"

static int add(struct urls *u, const char *text)
{
	return urls_add(u, text, NULL);
}

Test(urls, http_and_https_are_taken_in_either_case)
{
	static const char *const good[] = {
		"http://127.0.0.1:8080/a?b=c#d", "https://example.com",
		"HTTP://example.com/",           "hTTps://[::1]:443/x",
		"http://user:word@host/",        "http://a/%20b",
	};
	struct urls u = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		cr_assert_eq(add(&u, good[i]), 0, "%s", good[i]);
	cr_assert_eq(u.count, ARRAY_SIZE(good));
	urls_free(&u);
}

static void is_refused(const char *text, const char *why)
{
	struct urls u = { 0 };
	struct error err = { "" };

	cr_assert_eq(urls_add(&u, text, &err), -EINVAL, "%s", text);
	cr_assert(strstr(err.text, why), "%s: %s", text, err.text);
	cr_assert_eq(err.text[0], '\'');
	cr_assert_eq(u.count, 0);
	urls_free(&u);
}

Test(urls, other_schemes_are_refused)
{
	is_refused("ftp://example.com/x", "is not an http or https URL");
	is_refused("file:///etc/passwd", "is not an http or https URL");
	is_refused("httpx://example.com/", "is not an http or https URL");
}

Test(urls, what_has_no_scheme_is_refused_and_told_which_to_use)
{
	is_refused("example.com/x", "must begin with http:// or https://");
	is_refused("localhost:8080", "must begin with http:// or https://");
	is_refused("", "must begin with http:// or https://");
	is_refused("/etc/passwd", "must begin with http:// or https://");
}

Test(urls, malformed_ones_are_refused_in_libcurl_s_words)
{
	is_refused("http://", "is not a URL: ");
	is_refused("http://host:port/", "is not a URL: ");
	is_refused("http://host:99999/", "is not a URL: ");
	is_refused("http://a b/", "is not a URL: ");
	is_refused("http://[::1/", "is not a URL: ");
}

Test(urls, a_very_long_one_is_cut_in_the_message_only)
{
	struct urls u = { 0 };
	struct error err;
	char text[5000];

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	cr_assert_eq(urls_add(&u, text, &err), -EINVAL);
	cr_assert(strstr(err.text, "must begin with http://"));
	memcpy(text, "http://a/", 9);
	cr_assert_eq(urls_add(&u, text, &err), 0);
	urls_free(&u);
}

Test(urls, tasks_take_turns)
{
	struct urls u = { 0 };

	for (unsigned i = 0; i < 3; i++)
		cr_assert_eq(add(&u, "http://a/"), 0);
	for (size_t task = 0; task < 10; task++)
		cr_assert_eq(urls_nth(&u, task), &u.item[task % 3]);
	urls_free(&u);
}

Test(urls, many_are_all_kept_in_order)
{
	struct urls u = { 0 };
	char text[64], *path;

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "http://a/%u", i);
		cr_assert_eq(add(&u, text), 0);
	}
	cr_assert_eq(u.count, 1000);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "/%u", i);
		cr_assert_eq(curl_url_get(urls_nth(&u, i)->url,
					  CURLUPART_PATH, &path, 0),
			     CURLUE_OK);
		cr_assert_str_eq(path, text);
		curl_free(path);
	}
	urls_free(&u);
}

Test(urls, a_list_can_be_used_again_after_it_was_freed)
{
	struct urls u = { 0 };

	cr_assert_eq(add(&u, "http://a/"), 0);
	urls_free(&u);
	cr_assert_eq(u.count, 0);
	cr_assert_eq(add(&u, "http://b/"), 0);
	cr_assert_eq(u.count, 1);
	urls_free(&u);
}

/* --- hosts --- */

static unsigned hosts_of(const char *const *text, size_t n)
{
	struct urls u = { 0 };
	unsigned hosts;

	for (size_t i = 0; i < n; i++)
		cr_assert_eq(add(&u, text[i]), 0);
	hosts = urls_hosts(&u, NULL, NULL);
	urls_free(&u);
	return hosts;
}

Test(urls, hosts_are_counted_by_scheme_name_and_port)
{
	static const char *const text[] = {
		"http://a/1",      "http://b/1",  "http://a/2?q",
		"http://a:8080/1", "https://a/1", "http://b:80/2",
		"http://user@a/",  "http://a:8080",
	};

	/* http a 80, http b 80, http a 8080, https a 443 */
	cr_assert_eq(hosts_of(text, ARRAY_SIZE(text)), 4);
	cr_assert_eq(hosts_of(text, 1), 1);
	cr_assert_eq(hosts_of(text, 0), 1);
}

Test(urls, hosts_are_a_thousand_at_most)
{
	struct urls u = { 0 };
	char text[64];

	for (unsigned i = 0; i < 1200; i++) {
		snprintf(text, sizeof(text), "http://host%u/", i);
		cr_assert_eq(add(&u, text), 0);
		if (i == 998)
			cr_assert_eq(urls_hosts(&u, NULL, NULL), 999);
	}
	cr_assert_eq(urls_hosts(&u, NULL, NULL), 1000);
	urls_free(&u);
}

/* --- names in other scripts --- */

static void host_becomes(const char *text, const char *ascii)
{
	struct urls u = { 0 };
	struct error err = { "" };
	char *host;

	cr_assert_eq(urls_add(&u, text, &err), 0, "%s", err.text);
	curl_url_get(u.item[0].url, CURLUPART_HOST, &host, 0);
	cr_assert_str_eq(host, ascii);
	curl_free(host);
	urls_free(&u);
}

Test(urls, a_host_in_another_script_is_converted_under_any_locale)
{
	host_becomes("http://b\xc3\xbc" "cher.example/",
		     "xn--bcher-kva.example");
	host_becomes("http://B\xc3\x9c" "CHER.example:80/\xc3\xbc",
		     "xn--bcher-kva.example");
	/* The u and its dots apart. */
	host_becomes("http://bu\xcc\x88" "cher.example/",
		     "xn--bcher-kva.example");
	host_becomes("http://me:word@b%C3%BCcher.example/",
		     "xn--bcher-kva.example");
	host_becomes("http://fa\xc3\x9f.example/", "xn--fa-hia.example");
	host_becomes("http://\xe4\xbe\x8b\xe3\x80\x82\xe6\xb5\x8b/",
		     "xn--fsq.xn--0zw");
	host_becomes("http://a/\xc3\xbc?\xc3\xbc", "a");
	host_becomes("http://[::1]/\xc3\xbc", "[::1]");
}

Test(urls, a_host_that_is_no_name_is_refused)
{
	is_refused("http://\xff\xfe.example/", "");
	is_refused("http://\xc3\xbc\xe2\x80\xa8.example/", "no name");
}

Test(urls, an_error_shows_no_password)
{
	static const char *const bad[] = {
		"ftp://me:s3cret@host/",     "me:s3cret@host/",
		"http://me:s3cret@host:x/",  "http://me:s3/cret@host/",
		"http://me:s3cret@/",        "http://me:s3 cret@host/",
		"http://me:s3cret@[::1/",    "http://me:s3cret@h:99999999/",
		"http://me:s3cret@\xff\xfe/", "http:///me:s3cret@host/",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct urls u = { 0 };
		struct error err = { "" };

		cr_assert_eq(urls_add(&u, bad[i], &err), -EINVAL, "%s",
			     bad[i]);
		cr_assert_null(strstr(err.text, "s3"), "%s", err.text);
		cr_assert_null(strstr(err.text, "cret"), "%s", err.text);
		urls_free(&u);
	}
}

/* --- in the workload --- */

static void describe(const char *key, const char *value, char *text,
		     size_t size)
{
	struct draft draft = { .name = strdup("test") };
	struct jobs jobs = { 0 };
	struct error err = { "" };

	draft_add(&draft, "workload", "download", NULL, false);
	draft_add(&draft, key, value, NULL, false);
	cr_assert_eq(jobs_build(&jobs, &draft, &err), 0, "%s", err.text);
	cr_assert_not(jobs_want_origin(&jobs));
	cr_assert_eq(jobs_prepare(&jobs, NULL, &err), 0, "%s", err.text);
	jobs.item->workload->describe(jobs.item->params, text, size);
	jobs_free(&jobs);
	draft_free(&draft);
}

Test(urls, downloads_say_how_many_they_take_turns_with)
{
	char path[] = "/tmp/simul-urls-XXXXXX", text[96];
	int fd = mkstemp(path);

	cr_assert_eq(dprintf(fd, "http://a/\nhttp://b/\n"), 20);
	close(fd);
	describe("urls", path, text, sizeof(text));
	unlink(path);
	cr_assert_str_eq(text, "2 URLs, first http://a/");
	describe("url", "http://a/", text, sizeof(text));
	cr_assert_str_eq(text, "http://a/");
	describe("url", "http://me:s3cret@a/?token=s3cret", text,
		 sizeof(text));
	cr_assert_str_eq(text, "http://a/?token=***");
}
