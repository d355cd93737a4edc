/* units.h - numbers as people type and read them: '64KiB', '50ms', '8.12 s'.
 *
 * Three directions. units_parse_*: what was typed, strictly. units_spell_*:
 * exactly, so that units_parse_* reads the same value back. units_format_*:
 * rounded, for people. None of them waits, allocates or depends on the
 * locale: the decimal point is a point.
 */
#ifndef SIMUL_UNITS_H
#define SIMUL_UNITS_H

#include <stddef.h>
#include <stdint.h>

/* Room for anything units_spell_* writes, and for units_format_* of any value
 * that fits 64 bits. */
#define UNITS_TEXT_SIZE 32

/* The whole text must be one number with at most one unit: no sign (but see
 * units_parse_real), no space, no hex, no exponent; digits before a decimal
 * point and after it; single '_' between digits before the point.
 *
 * They return 0; -EINVAL: no such number; -EDOM: a number, but not a whole
 * one of bytes or nanoseconds ('0.1KiB', '0.5ns': nothing is ever rounded);
 * -ERANGE: it does not fit. On failure the result is left as it was. */

/* 160, 10000000, 10_000_000. */
int units_parse_count(const char *text, uint64_t *count);

/* B, or none; kB, MB, GB: powers of 1000; KiB, MiB, GiB, also kib, mib, gib,
 * K, M, G: powers of 1024. 'KB', 'kb', 'k' and 'b' are refused: they mean
 * 1000 to some and 1024, or bits, to others. */
int units_parse_bytes(const char *text, uint64_t *bytes);

/* ns, us or µs, ms, s, min, h. Only '0' needs no unit. */
int units_parse_duration(const char *text, uint64_t *ns);

/* 0.05, -2, 1e3, 1.5E-3: the nearest double. Never nan or inf, and no '_'. */
int units_parse_real(const char *text, double *real);

/* In the largest unit that leaves a whole number: "64KiB", "1MB", "1025B";
 * "50ms", "1500us", "2min"; "0". Return buf. */
char *units_spell_count(uint64_t count, char *buf, size_t size);
char *units_spell_bytes(uint64_t bytes, char *buf, size_t size);
char *units_spell_duration(uint64_t ns, char *buf, size_t size);

/* With 15 to 17 digits, whichever suffice: "0.1", "1000000", "1e-07". */
char *units_spell_real(double real, char *buf, size_t size);

/* At most 4 digits: "1023 B", "1.5 KiB", "64 MiB" and up to EiB. Returns
 * buf. */
char *units_format_bytes(uint64_t bytes, char *buf, size_t size);

/* At most 4 digits: "0.25 ns", "930 ns", "50 ms", "8.123 s", "-3 us"; minutes
 * and hours from two of them on. Thousands of hours are written out; "nan"
 * and "inf" have no unit. Returns buf. */
char *units_format_duration(double ns, char *buf, size_t size);

#endif
