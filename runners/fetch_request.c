/* fetch_request.c - what is sent: method, headers, body.
 *
 * As curl does it: a body makes it a POST, with a Content-Type of forms unless
 * -H says another; another method only changes the word, and redirects keep it.
 * HEAD alone is told to libcurl, which would otherwise wait for a body.
 *
 * No request asks "Expect: 100-continue" (libcurl's, above 1 MiB): a server
 * that doesn't answer it costs each download a second of waiting, which would
 * be measured as the model's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runners/fetch_terms.h"

static int append(struct curl_slist **list, const char *line,
		  struct error *err)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		return error_set(err, -ENOMEM, "out of memory");
	*list = longer;
	return 0;
}

/* Never repeats it: there may be a secret in it. */
static int check_header(const char *line, size_t number, struct error *err)
{
	size_t length = strcspn(line, ":;");

	if (strpbrk(line, "\r\n"))
		return error_set(err, -EINVAL,
				 "'--header', number %zu: there is a line end "
				 "in it",
				 number);
	if (!length || !line[length] || strcspn(line, " \t") < length)
		return error_set(err, -EINVAL,
				 "'--header', number %zu: not 'Name: value', "
				 "'Name:' (leave it out) or 'Name;' (without "
				 "a value)",
				 number);
	return 0;
}

static bool names(const char *line, const char *name)
{
	size_t length = strlen(name);

	return !strncasecmp(line, name, length) &&
	       (line[length] == ':' || line[length] == ';');
}

static int add_headers(const struct fetch_terms *terms,
		       struct curl_slist **list, bool body, struct error *err)
{
	bool expects = false, connects = false;
	int rc = 0;

	for (size_t i = 0; i < terms->header.count && rc == 0; i++) {
		const char *line = terms->header.item[i];

		rc = check_header(line, i + 1, err);
		if (rc == 0)
			rc = append(list, line, err);
		expects |= names(line, "Expect");
		connects |= names(line, "Connection");
	}
	if (rc == 0 && body && !expects)
		rc = append(list, "Expect:", err);
	if (rc == 0 && terms->no_keepalive && !connects)
		rc = append(list, "Connection: close", err);
	return rc;
}

static int check_method(const char *method, struct error *err)
{
	size_t length = strlen(method);

	if (length && length < 32 &&
	    strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "abcdefghijklmnopqrstuvwxyz0123456789-_") == length)
		return 0;
	return error_set(err, -EINVAL, "'--method': '%.40s' is not a method "
				       "such as POST",
			 method);
}

static int find_data(struct fetch_terms *terms, struct error *err)
{
	struct fetch_ready *ready = terms->ready;

	if (terms->data && terms->data_file)
		return error_set(err, -EINVAL, "'--data' and '--data-file': "
					       "there is only one body");
	if (terms->data && *terms->data == '@')
		return error_set(err, -EINVAL,
				 "'--data': a text that begins with '@': say "
				 "--data-file for the bytes of a file");
	ready->data = terms->data;
	ready->data_bytes = terms->data ? strlen(terms->data) : 0;
	if (!terms->data_file)
		return 0;
	ready->file = fetch_file_read("--data-file", terms->data_file,
				      &ready->data_bytes, err);
	ready->data = ready->file;
	return ready->file ? 0 : -EINVAL;
}

int fetch_request_prepare(struct fetch_terms *terms, struct error *err)
{
	int rc = terms->method ? check_method(terms->method, err) : 0;

	if (rc == 0)
		rc = add_headers(terms, &terms->ready->header, false, err);
	if (rc == 0)
		rc = add_headers(terms, &terms->ready->body_header, true, err);
	if (rc == 0)
		rc = find_data(terms, err);
	if (rc == 0 && terms->ready->data && terms->method &&
	    !strcmp(terms->method, "HEAD"))
		rc = error_set(err, -EINVAL, "'--method': HEAD sends no body: "
					     "leave '--data' out");
	if (rc == 0 && terms->cookie && !strchr(terms->cookie, '='))
		rc = error_set(err, -EINVAL, "'--cookie': NAME=VALUE, not "
					     "the name of a file");
	return rc;
}

void fetch_request_release(struct fetch_ready *ready)
{
	curl_slist_free_all(ready->header);
	curl_slist_free_all(ready->body_header);
	free(ready->file);
}

bool fetch_request_plain(const struct fetch_terms *terms)
{
	return !terms->method &&
	       (!terms->ready || (!terms->ready->data &&
				  !terms->ready->header));
}

static CURLcode set_body(CURL *easy, const void *body, size_t bytes)
{
	CURLcode rc = curl_easy_setopt(easy, CURLOPT_POST, 1L);

	rc |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body ? body : "");
	rc |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			       (curl_off_t)bytes);
	return rc;
}

CURLcode fetch_request_apply(CURL *easy, const struct fetch_terms *terms,
			     const struct fetch *what)
{
	static const struct fetch_ready none;
	const struct fetch_ready *ready = terms->ready ? terms->ready : &none;
	const char *method = what->method ? what->method : terms->method;
	const void *body = what->body ? what->body : ready->data;
	size_t bytes = what->body ? what->body_bytes : ready->data_bytes;
	const char *usual = "GET";
	CURLcode rc;

	if (what->body && !bytes)
		body = NULL;
	if (body || (method && !strcmp(method, "POST"))) {
		usual = "POST";
		rc = set_body(easy, body, bytes);
	} else if (method && !strcmp(method, "HEAD")) {
		usual = "HEAD";
		rc = curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	} else {
		rc = curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
	}
	if (method && !strcmp(method, usual))
		method = NULL;
	rc |= curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
	rc |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER,
			       body ? ready->body_header : ready->header);
	return rc;
}
