/* payloads.h - hostile names, for the tests of all that shows one. */
#ifndef SIMUL_TEST_PAYLOADS_H
#define SIMUL_TEST_PAYLOADS_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stddef.h>

#include "runners/macros.h"
#include "runners/utf8.h"

static const char *const payloads[] = {
	"\x1b[31mred\x1b]0;title\a",            /* colour; a window's title */
	"\x1b]52;c;cm0gLXJm\x1b\\",             /* the clipboard */
	"\xc2\x9b" "31mC1\xc2\x9d" "0;t\xc2\x9c", /* the same in C1 */
	"\x9b" "31mraw C1",                     /* as a byte */
	"\b\b\b\r\vover\x7f",
	"two\nlines\ttab",
	"\xe2\x80\xaetxet\xe2\x80\xac",         /* U+202E, U+202C */
	"\xe2\x81\xa6isolate\xe2\x81\xa9",      /* U+2066, U+2069 */
	"line\xe2\x80\xa8" "separator\xe2\x80\xa9",
	"zero\xe2\x80\x8bwidth\xef\xbb\xbf",
	"cut \xe2\x82",                         /* invalid UTF-8 */
	"\xc0\xaf overlong \xff\xfe",
	"</script><script>alert(1)</script>",
	"<!--<script>",
	"\" onmouseover=\"alert(1)",
	"' onclick='alert(1)",
	"<img src=x onerror=alert(1)>&lt;",
	"a|b|c",
	"`code` [link](http://127.0.0.1/) ![i](x)",
	"# head\n- item",
	"=1+1",
	"+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(A1)",
	"\t=1+1",
	"\r=1+1",
	"'=1+1",
	"''=1+1",
	"'quoted",
	"-5",
	"%s%n%d",
	"\\u001b[31m\\x1b",
	"$(id)`id`;id",
	"http://me:hunter2@127.0.0.1/x",
	"mysql://me:hunter2@127.0.0.1/db",
	"me:hunter2@host",
	"token=hunter2&n=1",
	"\"password\": \"hunter2\"",
	"@octocat, #1, a/b#2 and GH-3",
	"gr\xc3\xb6\xc3\x9f" "er",              /* harmless */
};

enum { PAYLOADS = ARRAY_SIZE(payloads) };

/* Nothing but plain characters and ends of lines. */
static inline void payloads_check_plain(const char *what, const char *text)
{
	for (const char *at = text; *at;) {
		bool plain;
		size_t length = utf8_step(at, &plain);

		cr_assert(plain || *at == '\n',
			  "%s: byte 0x%02x after '%.*s'", what,
			  (unsigned char)*at, (int)MIN(at - text, (long)40),
			  at - MIN(at - text, (long)40));
		at += length;
	}
}

#endif
