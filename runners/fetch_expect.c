/* fetch_expect.c - what has to come back: which statuses, and a text in the
 * body.
 *
 * The text is found across the pieces in which a body arrives by the algorithm
 * of Knuth, Morris and Pratt (1977): border[i] is the length of the longest
 * proper prefix of the text that also ends its first i bytes, so after a
 * mismatch nothing has to be read again. While nothing matches, memchr looks
 * for the first byte.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runners/fetch_terms.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "204" or "2xx", which ends at `end`. */
static bool want(struct fetch_ready *ready, const char *word, const char *end)
{
	int first;

	if (end - word != 3 || *word < '1' || *word > '5')
		return false;
	first = 100 * (*word - '0');
	if (!memcmp(word + 1, "xx", 2) || !memcmp(word + 1, "XX", 2)) {
		memset(ready->wanted + first, true, 100);
		return true;
	}
	if (!is_digit(word[1]) || !is_digit(word[2]))
		return false;
	ready->wanted[first + 10 * (word[1] - '0') + word[2] - '0'] = true;
	return true;
}

static int want_all(struct fetch_ready *ready, const char *text,
		    struct error *err)
{
	for (const char *word = text;; word++) {
		const char *end = word + strcspn(word, ",");

		if (!want(ready, word, end))
			return error_set(err, -EINVAL,
					 "'--expect-status': '%.60s' is not a "
					 "status such as 200, a list such as "
					 "200,204, or 2xx",
					 text);
		word = end;
		if (!*word)
			return 0;
	}
}

static int make_pattern(struct fetch_pattern *p, const char *text,
			struct error *err)
{
	size_t length = strlen(text), k = 0;

	if (!length)
		return error_set(err, -EINVAL, "'--expect-body': '' is in "
					       "every body");
	p->border = calloc(length + 1, sizeof(*p->border));
	if (!p->border)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 1; i < length; i++) {
		while (k && text[i] != text[k])
			k = p->border[k];
		k += text[i] == text[k];
		p->border[i + 1] = k;
	}
	p->text = text;
	p->length = length;
	return 0;
}

int fetch_expect_prepare(struct fetch_terms *terms, struct error *err)
{
	struct fetch_ready *ready = terms->ready;
	int rc = 0;

	ready->follow = true;
	if (terms->expect_status)
		rc = want_all(ready, terms->expect_status, err);
	for (int status = 300; status < 400; status++)
		ready->follow &= !ready->wanted[status];
	if (rc == 0 && terms->expect_body)
		rc = make_pattern(&ready->pattern, terms->expect_body, err);
	return rc;
}

void fetch_expect_release(struct fetch_ready *ready)
{
	free(ready->pattern.border);
}

bool fetch_expect_status(const struct fetch_terms *terms, long status)
{
	if (!terms->expect_status || !terms->ready)
		return status < 400;
	return status >= 0 && status < FETCH_STATUSES &&
	       terms->ready->wanted[status];
}

size_t fetch_pattern_feed(const struct fetch_pattern *pattern, size_t matched,
			  const char *data, size_t bytes)
{
	const char *text = pattern->text, *end = data + bytes;

	while (matched < pattern->length && data < end) {
		if (!matched) {
			data = memchr(data, *text, (size_t)(end - data));
			if (!data)
				return 0;
		}
		while (matched && *data != text[matched])
			matched = pattern->border[matched];
		matched += *data++ == text[matched];
	}
	return matched;
}
