/* utf8.h - text from outside, byte by byte or whole.
 *
 * The loader of results cuts texts at a buffer's end, and names come from
 * anywhere: each byte that belongs to no whole character is replaced by
 * U+FFFD, as browsers do.
 */
#ifndef SIMUL_UTF8_H
#define SIMUL_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* How many bytes the character takes that text begins with, and which it is.
 * 0: none begins here, and one byte must be replaced. Never looks beyond a
 * NUL. */
size_t utf8_length(const char *text, uint32_t *character);

/* A copy that is UTF-8, for free(); NULL: memory is out. */
char *utf8_clean(const char *text);

#endif
