/* utf8.h - makes text of unknown origin fit to be shown.
 *
 * Names come from files, servers and users, in any encoding, and buffers may
 * cut a character. Shown as they are, some would control the terminal, turn
 * around or hide what stands beside them, or break the line.
 */
#ifndef SIMUL_UTF8_H
#define SIMUL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* Decodes the first character of text and returns its length in bytes; 0 if
 * none begins here and one byte must be replaced. Never looks beyond a NUL. */
size_t utf8_length(const char *text, uint32_t *character);

/* Whether it is shown as itself and in its place: no control character (C0
 * with tab and line feed, DEL, C1), line separator, invisible character, or
 * one that changes the direction of writing. */
bool utf8_is_plain(uint32_t character);

/* The length in bytes, from 1, of what is shown at the beginning of text,
 * which isn't empty: a character, or a byte that is part of none. *plain: it
 * is shown as itself, else something must stand for it. */
size_t utf8_step(const char *text, bool *plain);

/* For terminals: prints the first `length` bytes of text with '?' for what
 * isn't plain, but for the characters `but`. */
void utf8_put(FILE *out, const char *text, size_t length, const char *but);

/* A valid copy, for free(); NULL if out of memory. Each byte that isn't part of
 * a whole character is U+FFFD, as in browsers. */
char *utf8_clean(const char *text);

#endif
