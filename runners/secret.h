/* secret.h - shows text that may have URLs or data source names in it.
 *
 * Nothing else may show one: error_set, reasons of failed tasks, descriptions
 * and what bench/cli prints pass through here.
 */
#ifndef SIMUL_SECRET_H
#define SIMUL_SECRET_H

#include <stdarg.h>
#include <stddef.h>

/* Room for a text of that length: a character may become "***". */
#define SECRET_SIZE(length) (3 * (length) + 1)

/* Copies the text without the secrets in it, cut at size:
 *
 *   http://me:word@host/x           http://host/x
 *   mysql://me:word@host/db         mysql://me@host/db
 *   me:word@host, http:/me:word@h   host, h
 *   http://me:word, cut or wrong    http://me:***
 *   token=abc&n=1, "password": "a"  token=***&n=1, "password": ***
 *
 * Keys are those that end in token, key, password, passwd, pwd, secret,
 * signature, sig or auth, such as access_token. What isn't a URL may have been
 * meant as one: where a password may go further than it seems, as with a '/',
 * '@' or a blank in it, all up to the last '@' is left out.
 *
 * A text that was cut already may have lost the '@' by which a password is
 * known: hide first, then cut. Returns buf. Never waits. */
char *secret_hide(const char *text, char *buf, size_t size);

/* The same for what this format makes. Beyond 4 KiB, words are left out. */
char *secret_format(char *buf, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
