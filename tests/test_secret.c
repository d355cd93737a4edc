/* test_secret.c - what is shown of URLs and data source names, right or wrong.
 *
 * "s3cret" is the password, or a part of it, wherever one is.
 */
#include "runners/secret.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/error.h"
#include "runners/macros.h"

static void shows(const char *text, const char *shown)
{
	char buf[512], again[512];

	secret_hide(text, buf, sizeof(buf));
	cr_assert_str_eq(buf, shown, "%s: %s", text, buf);
	secret_hide(buf, again, sizeof(again));
	cr_assert_str_eq(again, shown, "%s, twice: %s", text, again);
}

static void is_left_alone(const char *text)
{
	shows(text, text);
}

Test(secret, userinfo_is_left_out)
{
	shows("http://me:s3cret@host/x", "http://host/x");
	shows("HTTPS://me:s3cret@host", "HTTPS://host");
	shows("https://s3cret@host/x", "https://host/x");
	shows("http://me:@host", "http://host");
	shows("http://:s3cret@host:80/x?y#z", "http://host:80/x?y#z");
	shows("http://me:s3cret@host/a@b?c=d@e", "http://host/a@b?c=d@e");
	shows("socks5h://me:s3cret@[::1]:1080", "socks5h://[::1]:1080");
	shows("http://me:s3cret@b\xc3\xbc" "cher.de/",
	      "http://b\xc3\xbc" "cher.de/");
}

Test(secret, a_password_may_have_anything_in_it)
{
	shows("http://me:s3cr@s3cret@host/", "http://host/");
	shows("http://me:s3cr/s3cret@host/", "http://host/");
	shows("http://me:s3cr?s3cret@host/", "http://host/");
	shows("http://me:s3cr#s3cret@host/", "http://host/");
	shows("http://me:s3cr s3cret@host/", "http://host/");
	shows("http://me:s3cr's3cret@host/", "http://host/");
	shows("http://me:s3cr\"s3cret@host/", "http://host/");
	shows("http://me:s3cr:s3cret@host/", "http://host/");
	shows("http://me:s3cr%2Fs3cret@host/", "http://host/");
	shows("http://me:s3cr%2Cs3cret@host/", "http://host/");
	shows("http://me:s3cr@s3:c/ret@host/", "http://host/");
	shows("http://me:s3cr @s3cret@host/", "http://host/");
	shows("http://me:/s3cret@host/", "http://host/");
	shows("http://me:?s3cret@host/", "http://host/");
	shows("http://me:1#s3cret@host/", "http://host/");
	shows("http://me:s3cr').s3cret@host/", "http://host/");
	shows("http://s3cr,s3cret@host/", "http://host/");
	shows("http:///s3cret@host/", "http://host/");
	shows("http://m/e:s3cret@host/", "http://m/e:***@host/");
	shows("http://me%3As3cret%40host/", "http://host/");
	shows("http://me:s3cret%40host/", "http://host/");
}

Test(secret, what_is_no_url_may_have_been_meant_as_one)
{
	shows("me:s3cret@host/x", "host/x");
	shows("http:/me:s3cret@host", "host");
	shows("http//me:s3cret@host", "host");
	shows("http:me:s3cret@host", "host");
	shows("me:s3cr s3cret@host", "host");
	shows("http://me:s3cret", "http://me:***");
	shows("http://me:s3cret/x", "http://me:***");
	shows("me:s3cret@tcp(h:3306)/db", "tcp(h:3306)/db");
	shows("'me:s3cret@host' is not a URL", "'host' is not a URL");
}

Test(secret, a_user_of_a_database_is_shown)
{
	shows("mysql://me:s3cret@host/db", "mysql://me@host/db");
	shows("MariaDB://me:s3cr@s3cret@host/db", "MariaDB://me@host/db");
	shows("mysql://me@host/db", "mysql://me@host/db");
	shows("mysql://host/db?password=s3cret&x=1",
	      "mysql://host/db?password=***&x=1");
	shows("Server=h;Uid=me;Pwd=s3cret;", "Server=h;Uid=me;Pwd=***;");
}

Test(secret, values_of_some_keys_are_left_out)
{
	shows("http://h/?token=s3cret&n=1", "http://h/?token=***&n=1");
	shows("http://h/?n=1&access_token=s3cret#x",
	      "http://h/?n=1&access_token=***#x");
	shows("http://h/?X-Amz-Signature=s3cret",
	      "http://h/?X-Amz-Signature=***");
	shows("http://h/?APIKEY=s3cret", "http://h/?APIKEY=***");
	shows("http://h/?api_key=s3cret&t=c:d@e",
	      "http://h/?api_key=***&t=c:***@e");
	shows("{\"user\": \"me\", \"password\": \"s3 cret\"}",
	      "{\"user\": \"me\", \"password\": ***}");
	shows("password='s3 cret' x", "password=*** x");
}

Test(secret, in_a_sentence_the_rest_stays)
{
	shows("step 2: 'http://me:s3cret@h/': is none",
	      "step 2: 'http://h/': is none");
	shows("fetch http://a:s3cret@h/x, fetch http://b:s3cret@i/y",
	      "fetch http://h/x, fetch http://i/y");
	shows("cannot connect to 'mysql://me:s3cret@h/db': Access denied for "
	      "user 'me'@'localhost' (using password: YES)",
	      "cannot connect to 'mysql://me@h/db': Access denied for user "
	      "'me'@'localhost' (using password: YES)");
	shows("fetch POST http://me:s3cret@h/x with @b.json",
	      "fetch POST http://h/x with @b.json");
	shows("fetch POST http://me:s3cret@h with @b.json",
	      "fetch POST http://h with @b.json");
	shows("Unsupported proxy syntax in 'http://me:s3cret@h'",
	      "Unsupported proxy syntax in 'http://h'");
}

Test(secret, what_has_none_is_left_alone)
{
	is_left_alone("");
	is_left_alone("http://host/x");
	is_left_alone("http://127.0.0.1:8080/bytes/1024?latency_us=50000");
	is_left_alone("http://127.0.0.1:99999/");
	is_left_alone("http://[::1]:80/x");
	is_left_alone("http://[fe80::1%25eth0]/x");
	is_left_alone("http://registry:4873/@scope/package");
	is_left_alone("http://host/?mail=a@b");
	is_left_alone("http://host?mail=a%40b");
	is_left_alone("http://");
	is_left_alone("http:///x:1/");
	is_left_alone("http://[::1");
	is_left_alone("http://a b/");
	is_left_alone("such as http://HOST:PORT or socks5://HOST:PORT");
	is_left_alone("example.com:80");
	is_left_alone("step 2: 'fetch 1KiB after 5ms': no");
	is_left_alone("x.ini:12: 'a@b' is none, see c:1");
	is_left_alone("monkey=1, keyed=2, key = 3, --token FILE");
	is_left_alone("/tmp/a:b@c.csv");
	is_left_alone("20 values right in all 44 samples (first 3, XXH3 6f)");
}

Test(secret, it_is_cut_at_the_buffer_s_end_but_not_before_it_is_hidden)
{
	char text[8192], buf[24];
	size_t n;

	for (size_t length = 1; length < 6000; length += 37) {
		n = (size_t)sprintf(text, "http://me:");
		memset(text + n, 'S', length);
		strcpy(text + n + length, "@host/0123456789abcdef");
		secret_hide(text, buf, sizeof(buf));
		cr_assert_str_eq(buf, "http://host/0123456789a");
	}
	secret_hide("http://host/x", buf, 1);
	cr_assert_str_eq(buf, "");
}

Test(secret, every_cut_of_a_text_is_safe_or_tells_it_is_cut)
{
	static const char text[] = "http://me:s3cret@host/";
	char cut[sizeof(text)], buf[64];

	for (size_t n = 0; n < sizeof(text); n++) {
		snprintf(cut, sizeof(cut), "%.*s", (int)n, text);
		secret_hide(cut, buf, sizeof(buf));
		cr_assert_null(strstr(buf, "s3"), "%s: %s", cut, buf);
	}
}

/* It must stay within what it is given: under ASan this can fail. */
Test(secret, any_bytes_are_taken)
{
	static const char alphabet[] = "a1:@/?#%4 0'\"[].,=&\n\xc3key";
	unsigned seed = 1;
	char buf[16];

	for (unsigned i = 0; i < 20000; i++) {
		size_t length = (size_t)rand_r(&seed) % 40;
		char *text = malloc(length + 4);

		memcpy(text, "://", 3);
		for (size_t k = 0; k < length; k++)
			text[3 + k] = alphabet[(size_t)rand_r(&seed) %
					       (sizeof(alphabet) - 1)];
		text[3 + length] = '\0';
		secret_hide(text + rand_r(&seed) % 4, buf, sizeof(buf));
		cr_assert_lt(strlen(buf), sizeof(buf));
		free(text);
	}
}

Test(secret, errors_are_sentences_without_secrets)
{
	struct error err;
	char text[9000];

	error_set(&err, -1, "'%s' is not a URL", "http://me:s3cret@h/");
	cr_assert_str_eq(err.text, "'http://h/' is not a URL");
	memset(text, 'S', sizeof(text));
	memcpy(text, "see me:", 7);
	strcpy(text + 8000, "@host");
	error_set(&err, -1, "%s", text);
	cr_assert_str_eq(err.text, "see");
}
