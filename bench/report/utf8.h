/* utf8.h - turns text of unknown origin into valid UTF-8.
 *
 * Names may be in any encoding, and buffers may cut a character: each byte
 * that isn't part of a whole character becomes U+FFFD, as in browsers.
 */
#ifndef SIMUL_UTF8_H
#define SIMUL_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* Decodes the first character of text and returns its length in bytes; 0 if
 * none begins here and one byte must be replaced. Never looks beyond a NUL. */
size_t utf8_length(const char *text, uint32_t *character);

/* A valid copy, for free(); NULL if out of memory. */
char *utf8_clean(const char *text);

#endif
