/* test_fetch_expect.c - which answers are failures, and what is said. */
#include "runners/fetch_terms.h"
#include "tests/fetching.h"

#include <errno.h>

static char url[64];

static int fetch_from(const char *answer, const struct fetch_terms *t,
		      struct fetching *f)
{
	struct answering a;
	int rc;

	answering_start(&a, "127.0.0.1", answer);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", a.port);
	rc = fetch_once(f, t, url);
	answering_stop(&a);
	return rc;
}

#define EMPTY "Content-Length: 0\r\n\r\n"

Test(fetch_expect, without_a_wish_below_400_is_fine)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;

	cr_expect_eq(fetch_from("HTTP/1.1 201 Made\r\n" EMPTY, &t, &f), 0);
	cr_expect_eq(fetch_from("HTTP/1.1 404 No\r\n" EMPTY, &t, &f),
		     -EBADMSG);
	cr_expect_str_eq(f.reason, "status 404");
}

Test(fetch_expect, only_the_statuses_asked_for_are_fine)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;

	t.expect_status = "200,404";
	cr_expect_eq(fetch_from("HTTP/1.1 404 No\r\n" EMPTY, &t, &f), 0);
	cr_expect_eq(f.got.status, 404);
	cr_expect_eq(fetch_from("HTTP/1.1 201 Made\r\n" EMPTY, &t, &f),
		     -EBADMSG);
	cr_expect_str_eq(f.reason, "status 201 instead of 200,404 "
				   "(--expect-status)");
	t.expect_status = "4xx,2XX";
	cr_expect_eq(fetch_from("HTTP/1.1 201 Made\r\n" EMPTY, &t, &f), 0);
	cr_expect_eq(fetch_from("HTTP/1.1 499 No\r\n" EMPTY, &t, &f), 0);
	cr_expect_eq(fetch_from("HTTP/1.1 500 No\r\n" EMPTY, &t, &f),
		     -EBADMSG);
}

Test(fetch_expect, a_redirect_is_not_followed_where_it_is_asked_for)
{
	static const char answer[] = "HTTP/1.1 302 There\r\n"
				     "Location: http://127.0.0.1:1/\r\n" EMPTY;
	struct fetch_terms t = usual_terms();
	struct fetching f;

	t.expect_status = "302";
	cr_expect_eq(fetch_from(answer, &t, &f), 0, "%s", f.reason);
	t.expect_status = "200";
	cr_expect_eq(fetch_from(answer, &t, &f), -ECONNREFUSED, "%s",
		     f.reason);
}

Test(fetch_expect, the_body_must_have_the_text)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;

	t.expect_body = "ell";
	cr_expect_eq(fetch_from(OK_ANSWER, &t, &f), 0, "%s", f.reason);
	t.expect_body = "Hello";
	cr_expect_eq(fetch_from(OK_ANSWER, &t, &f), -EBADMSG);
	cr_expect_str_eq(f.reason, "no 'Hello' in the body (--expect-body)");
}

Test(fetch_expect, wishes_that_make_no_sense_are_refused)
{
	static const char *const bad[] = { "",     "20",  "2x",  "2xx,",
					   "600",  "099", "abc", "200 404",
					   "2000", "2x0", ",200" };
	struct fetch_terms t = usual_terms();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		t.expect_status = (char *)bad[i];
		cr_expect(strstr(refusal(&t), "'--expect-status'"));
	}
	t.expect_status = NULL;
	t.expect_body = "";
	cr_expect(strstr(refusal(&t), "'--expect-body'"));
}

/* Every text over two letters in every body over them, in pieces. */
static bool found_in_pieces(const struct fetch_pattern *p, const char *body,
			    size_t bytes, size_t piece)
{
	size_t matched = 0;

	for (size_t at = 0; at < bytes; at += piece)
		matched = fetch_pattern_feed(p, matched, body + at,
					     bytes - at < piece ? bytes - at
								: piece);
	return matched == p->length;
}

static void spell(unsigned number, size_t length, char *text)
{
	for (size_t i = 0; i < length; i++)
		text[i] = number >> i & 1 ? 'b' : 'a';
	text[length] = '\0';
}

static void look_in_all_bodies(char *text, size_t length)
{
	const struct setting setting = { .tasks = 1 };
	struct fetch_terms t = usual_terms();
	struct error err = { "" };
	char body[10];

	t.expect_body = text;
	cr_assert_eq(fetch_terms_prepare(&t, &setting, &err), 0);
	for (unsigned number = 0; number < 512; number++) {
		spell(number, 9, body);
		for (size_t piece = 1; piece <= 9; piece++)
			cr_assert_eq(found_in_pieces(&t.ready->pattern, body,
						     9, piece),
				     memmem(body, 9, text, length) != NULL,
				     "%s in %s by %zu", text, body, piece);
	}
	fetch_terms_release(&t);
}

Test(fetch_expect, a_text_is_found_however_the_body_is_cut)
{
	char text[8];

	for (size_t length = 1; length <= 5; length++)
		for (unsigned number = 0; number < 1u << length; number++) {
			spell(number, length, text);
			look_in_all_bodies(text, length);
		}
}

/* --- reasons --- */

Test(fetch_expect, a_header_line_too_long_is_named)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;
	size_t bytes = 200000;
	char *answer = malloc(bytes + 100);
	int used = sprintf(answer, "HTTP/1.1 200 OK\r\nX-Long: ");

	memset(answer + used, 'x', bytes);
	strcpy(answer + used + bytes, "\r\n" EMPTY);
	cr_expect_eq(fetch_from(answer, &t, &f), -EMSGSIZE, "%s", f.reason);
	cr_expect(strstr(f.reason, "header line"), "%s", f.reason);
	free(answer);
}

Test(fetch_expect, a_body_too_large_is_named)
{
	struct fetch_terms t = usual_terms();
	struct fetching f;

	t.max_bytes = 4;
	cr_expect_eq(fetch_from(OK_ANSWER, &t, &f), -EFBIG);
	cr_expect(strstr(f.reason, "--max-size"), "%s", f.reason);
}
