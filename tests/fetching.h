/* fetching.h - downloads by a fetcher alone, without a model, for tests. */
#ifndef SIMUL_FETCHING_H
#define SIMUL_FETCHING_H

#include <criterion/criterion.h>

#include "runners/fetcher.h"
#include "runners/workload.h"
#include "tests/answering.h"

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

struct fetching {
	struct fetch_terms terms;
	struct fetcher fetcher;
	struct fetch_counts counts;
	struct fetch_hosts hosts;
	struct fetched got;
	char reason[116];
};

/* With the bounds that options have by default. */
static inline struct fetch_terms usual_terms(void)
{
	return (struct fetch_terms){ .connect_timeout_ns = 10000000000,
				     .timeout_ns = 30000000000,
				     .max_bytes = 64 << 20,
				     .hosts = 2 };
}

static inline void fetching_init(struct fetching *f,
				 const struct fetch_terms *terms)
{
	const struct setting setting = { .tasks = 1 };
	struct error err = { "" };

	memset(f, 0, sizeof(*f));
	f->terms = *terms;
	cr_assert_eq(fetch_terms_prepare(&f->terms, &setting, &err), 0, "%s",
		     err.text);
	cr_assert_eq(fetcher_init(&f->fetcher, &f->terms, &err), 0);
	f->fetcher.hosts = &f->hosts;
}

static inline CURLU *url_of(const char *text)
{
	CURLU *url = curl_url();

	cr_assert_eq(curl_url_set(url, CURLUPART_URL, text, 0), 0, "%s", text);
	return url;
}

static inline int fetching_do(struct fetching *f, const struct fetch *what)
{
	CURLcode code;
	int rc;

	fetcher_begin(&f->fetcher, what, 0);
	code = curl_easy_perform(f->fetcher.easy);
	f->reason[0] = '\0';
	rc = fetcher_end(&f->fetcher, code, &f->got, f->reason,
			 sizeof(f->reason));
	fetcher_count(&f->fetcher, &f->counts);
	return rc;
}

static inline void fetching_term(struct fetching *f)
{
	fetcher_term(&f->fetcher);
	fetch_terms_release(&f->terms);
}

/* One download; returns what fetcher_end did. */
static inline int fetch_once(struct fetching *f,
			     const struct fetch_terms *terms, const char *text)
{
	struct fetch what = { .url = url_of(text) };
	int rc;

	fetching_init(f, terms);
	rc = fetching_do(f, &what);
	fetching_term(f);
	curl_url_cleanup(what.url);
	return rc;
}

/* The sentence with which these terms are refused. */
static inline const char *refusal(const struct fetch_terms *terms)
{
	static struct error err;
	const struct setting setting = { .tasks = 1 };
	struct fetch_terms copy = *terms;

	cr_assert_lt(fetch_terms_prepare(&copy, &setting, &err), 0);
	fetch_terms_release(&copy);
	return err.text;
}

static inline const char *description(const struct fetch_terms *terms)
{
	static char text[512];
	const struct setting setting = { .tasks = 1 };
	struct fetch_terms copy = *terms;
	struct error err = { "" };

	cr_assert_eq(fetch_terms_prepare(&copy, &setting, &err), 0, "%s",
		     err.text);
	fetch_terms_describe(&copy, text, sizeof(text));
	fetch_terms_release(&copy);
	return text;
}

#endif
