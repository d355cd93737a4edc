/* test_fetch_proxy.c - which requests go by a proxy, and that the description
 * says of exactly those that they do. */
#include "runners/fetch_terms.h"
#include "tests/fetching.h"

#define BY_PROXY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nby"

static const char *const variables[] = {
	"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
	"all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY",
};

/* A server on 127.0.0.2 and a proxy that answers by itself. */
struct place {
	struct answering server, proxy;
	char url[64], proxy_url[64], shown[64];
};

static void place_init(struct place *p)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	answering_start(&p->server, "127.0.0.2", OK_ANSWER);
	answering_start(&p->proxy, "127.0.0.1", BY_PROXY);
	snprintf(p->url, sizeof(p->url), "http://127.0.0.2:%d/",
		 p->server.port);
	snprintf(p->proxy_url, sizeof(p->proxy_url),
		 "http://me:secret@127.0.0.1:%d", p->proxy.port);
	snprintf(p->shown, sizeof(p->shown), ", by proxy http://127.0.0.1:%d",
		 p->proxy.port);
}

static void place_term(struct place *p)
{
	answering_stop(&p->server);
	answering_stop(&p->proxy);
}

/* Where a download of the server really goes, and what is said of it. */
static bool goes_by_proxy(struct place *p, const struct fetch_terms *terms,
			  const struct setting *setting)
{
	struct fetching f = { .terms = *terms };
	struct fetch what = { .url = url_of(p->url) };
	struct error err = { "" };
	char said[512];
	bool by;

	cr_assert_eq(fetch_terms_prepare(&f.terms, setting, &err), 0, "%s",
		     err.text);
	fetch_terms_add_url(&f.terms, what.url);
	fetch_terms_describe(&f.terms, said, sizeof(said));
	cr_assert_eq(fetcher_init(&f.fetcher, &f.terms, &err), 0);
	cr_assert_eq(fetching_do(&f, &what), 0, "%s", f.reason);
	by = f.got.bytes == 2;
	cr_expect_str_eq(said, by ? p->shown : "");
	fetching_term(&f);
	curl_url_cleanup(what.url);
	return by;
}

static bool goes(struct place *p, const struct fetch_terms *terms)
{
	const struct setting setting = { .tasks = 1 };

	return goes_by_proxy(p, terms, &setting);
}

Test(fetch_proxy, the_environment_s_is_used_and_named_without_its_password)
{
	struct fetch_terms t = usual_terms();
	struct place p;

	place_init(&p);
	cr_expect_not(goes(&p, &t));
	setenv("http_proxy", p.proxy_url, 1);
	cr_expect(goes(&p, &t));
	cr_expect(answering_heard(&p.proxy, "GET http://127.0.0.2:"));
	cr_expect(answering_heard(&p.proxy, "Proxy-Authorization: Basic"));
	place_term(&p);
}

Test(fetch_proxy, variables_count_as_libcurl_reads_them)
{
	static const struct {
		const char *name;
		bool counts;
	} cases[] = {
		{ "http_proxy", true },   { "HTTP_PROXY", false },
		{ "https_proxy", false }, { "HTTPS_PROXY", false },
		{ "all_proxy", true },    { "ALL_PROXY", true },
	};
	struct fetch_terms t = usual_terms();
	struct place p;

	place_init(&p);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		setenv(cases[i].name, p.proxy_url, 1);
		cr_expect_eq(goes(&p, &t), cases[i].counts, "%s",
			     cases[i].name);
		setenv(cases[i].name, "", 1);
		cr_expect_not(goes(&p, &t), "%s", cases[i].name);
		unsetenv(cases[i].name);
	}
	place_term(&p);
}

Test(fetch_proxy, no_proxy_is_honoured_in_both_cases_and_by_option)
{
	static const struct {
		const char *list;
		bool by;
	} cases[] = {
		{ "127.0.0.2", false }, { "*", false },
		{ "127.0.0.3", true },  { "localhost,127.0.0.2", false },
		{ "", true },           { "127.0.0.0/8", false },
		{ "10.0.0.0/8", true },
	};
	struct fetch_terms t = usual_terms();
	struct place p;

	place_init(&p);
	setenv("http_proxy", p.proxy_url, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		setenv("no_proxy", cases[i].list, 1);
		cr_expect_eq(goes(&p, &t), cases[i].by, "%s", cases[i].list);
		unsetenv("no_proxy");
		setenv("NO_PROXY", cases[i].list, 1);
		cr_expect_eq(goes(&p, &t), cases[i].by, "%s", cases[i].list);
		unsetenv("NO_PROXY");
		t.no_proxy = (char *)cases[i].list;
		cr_expect_eq(goes(&p, &t), cases[i].by, "%s", cases[i].list);
		t.no_proxy = NULL;
	}
	place_term(&p);
}

Test(fetch_proxy, the_option_goes_before_the_environment)
{
	struct fetch_terms t = usual_terms();
	struct place p;

	place_init(&p);
	t.proxy = p.proxy_url;
	cr_expect(goes(&p, &t));
	t.proxy = "";
	setenv("http_proxy", p.proxy_url, 1);
	cr_expect_not(goes(&p, &t));
	t.proxy = p.proxy_url;
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	cr_expect(goes(&p, &t));
	t.no_proxy = "127.0.0.2";
	cr_expect_not(goes(&p, &t));
	place_term(&p);
}

Test(fetch_proxy, simul_s_own_server_is_asked_directly)
{
	struct setting setting = { .tasks = 1 };
	struct fetch_terms t = usual_terms();
	struct place p;

	place_init(&p);
	setenv("http_proxy", p.proxy_url, 1);
	setting.origin = p.url;
	cr_expect_not(goes_by_proxy(&p, &t, &setting));
	t.proxy = p.proxy_url;
	cr_expect_not(goes_by_proxy(&p, &t, &setting));
	place_term(&p);
}

Test(fetch_proxy, the_environment_is_told_of_without_passwords)
{
	char text[512];
	struct place p;

	place_init(&p);
	fetch_proxy_environment(text, sizeof(text));
	cr_expect_str_eq(text, "");
	setenv("https_proxy", "http://me:secret@proxy:3128/", 1);
	fetch_proxy_environment(text, sizeof(text));
	cr_expect_str_eq(text, "http://proxy:3128 for https alone");
	setenv("http_proxy", "socks5h://proxy2", 1);
	setenv("NO_PROXY", ".example.com", 1);
	fetch_proxy_environment(text, sizeof(text));
	cr_expect_str_eq(text, "socks5h://proxy2 for http, http://proxy:3128 "
			       "for https; none for .example.com");
	unsetenv("https_proxy");
	unsetenv("http_proxy");
	setenv("ALL_PROXY", "proxy:8080", 1);
	fetch_proxy_environment(text, sizeof(text));
	cr_expect_str_eq(text, "http://proxy:8080; none for .example.com");
	place_term(&p);
}

Test(fetch_proxy, what_is_no_proxy_is_refused_and_not_repeated)
{
	static const char *const bad[] = { "ftp://me:secret@proxy",
					   "http://me:secret@",
					   "me:secret@pro xy" };
	struct fetch_terms t = usual_terms();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		t.proxy = (char *)bad[i];
		cr_expect(strstr(refusal(&t), "'--proxy'"));
		cr_expect_not(strstr(refusal(&t), "secret"), "%s",
			      refusal(&t));
	}
}
