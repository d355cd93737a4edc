/* test_origin_bodies.c - requests that carry a body to the origin. */
#include "tests/origin_client.h"

#include <xxhash.h>

#include "runners/macros.h"

enum { BODY_MOST = 256 << 10 };

TestSuite(origin_bodies, .timeout = 120);

struct sent {
	const unsigned char *bytes;
	size_t size, at;
};

static size_t give(char *out, size_t size, size_t count, void *arg)
{
	struct sent *sent = arg;
	size_t part = MIN(size * count, sent->size - sent->at);

	memcpy(out, sent->bytes + sent->at, part);
	sent->at += part;
	return part;
}

static struct answer posted(CURL *handle, const struct origin *origin,
			    const char *path, const void *body, size_t size)
{
	curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, (long)size);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
	return ask(handle, origin, path);
}

static void expect_receipt(const struct answer *answer, const void *body,
			   size_t size)
{
	char text[CONTENT_RECEIPT_SIZE];
	size_t length = content_receipt(size, XXH3_64bits(body, size), text,
					sizeof(text));

	cr_expect_eq(answer->result, CURLE_OK);
	cr_expect_eq(answer->status, 200);
	cr_expect_eq(answer->bytes, length);
	cr_expect(memcmp(answer->start, text, length) == 0, "%.60s",
		  answer->start);
}

Test(origin_bodies, the_sum_is_that_of_every_byte_sent)
{
	static const size_t sizes[] = { 0, 1, 1000, 65536, 100000, BODY_MOST };
	unsigned char *body = malloc(BODY_MOST);
	struct origin origin = started();
	CURL *handle = curl_easy_init();

	content_fill(body, 0, BODY_MOST);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct answer answer =
			posted(handle, &origin, "/sum", body, sizes[i]);

		expect_receipt(&answer, body, sizes[i]);
		answer = posted(handle, &origin, "/sum?latency_us=1000", body,
				sizes[i]);
		expect_receipt(&answer, body, sizes[i]);
	}
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_cleanup(handle);
	free(body);
	origin_stop(&origin);
}

Test(origin_bodies, chunks_are_added_up_too)
{
	static unsigned char body[90000];
	struct origin origin = started();
	CURL *handle = curl_easy_init();
	struct curl_slist *headers =
		curl_slist_append(NULL, "Transfer-Encoding: chunked");
	struct sent sent = { body, sizeof(body), 0 };
	struct answer answer;

	content_fill(body, 0, sizeof(body));
	curl_easy_setopt(handle, CURLOPT_POST, 1L);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(handle, CURLOPT_READDATA, &sent);
	answer = ask(handle, &origin, "/sum");
	expect_receipt(&answer, body, sizeof(body));
	curl_easy_cleanup(handle);
	curl_slist_free_all(headers);
	origin_stop(&origin);
}

Test(origin_bodies, the_method_changes_nothing)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
					       "DELETE", "OPTIONS" };
	struct origin origin = started();
	CURL *handle = curl_easy_init();

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		struct answer answer;

		curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, methods[i]);
		answer = posted(handle, &origin, "/sum", "abc", 3);
		expect_receipt(&answer, "abc", 3);
		answer = posted(handle, &origin, "/bytes/1000", "abc", 3);
		cr_expect(answer.right && answer.bytes == 1000, "%s",
			  methods[i]);
	}
	cr_expect_eq(origin.counts->connections, 1);
	curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "TRACE");
	cr_expect_eq(ask(handle, &origin, "/bytes/1").status, 501);
	curl_easy_cleanup(handle);
	origin_stop(&origin);
}

/* At once where the head announces it, or when that many have come. */
Test(origin_bodies, a_body_too_large_is_a_413)
{
	static unsigned char body[2 * BODY_MOST];
	struct origin origin = started();
	struct curl_slist *no = curl_slist_append(NULL, "Expect:");
	CURL *handle = curl_easy_init();

	cr_expect_eq(posted(handle, &origin, "/sum", body, BODY_MOST + 1)
			     .status,
		     413);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, no);
	cr_expect_eq(posted(handle, &origin, "/sum", body, sizeof(body)).status,
		     413);
	no = curl_slist_append(no, "Transfer-Encoding: chunked");
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, no);
	cr_expect_eq(posted(handle, &origin, "/sum", body, sizeof(body)).status,
		     413);
	curl_easy_cleanup(handle);
	curl_slist_free_all(no);
	cr_expect_eq(get(&origin, "/bytes/7").bytes, 7);
	cr_expect(comes_to_be(&origin.counts->in_flight, 0));
	origin_stop(&origin);
}
