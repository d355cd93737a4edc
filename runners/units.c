/* units.c - numbers as people type and read them.
 *
 * Sizes and durations are read and spelt in integers all the way, fractions
 * too, so that every value of 64 bits is exact. Reals go through strtod and
 * printf, held to the "C" locale.
 *
 * It knows no options and no bounds: that is option.c.
 */
#include "runners/units.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/clock.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

#define NS_PER_MIN (60 * NS_PER_S)
#define NS_PER_H   (60 * NS_PER_MIN)

/* From the largest down; the first name of a scale is the one we spell. */
struct unit {
	const char *name;
	uint64_t scale;
};

static const struct unit byte_units[] = {
	{ "GiB", GIB },
	{ "gib", GIB },
	{ "G", GIB },
	{ "GB", 1000000000 },
	{ "MiB", MIB },
	{ "mib", MIB },
	{ "M", MIB },
	{ "MB", 1000000 },
	{ "KiB", KIB },
	{ "kib", KIB },
	{ "K", KIB },
	{ "kB", 1000 },
	{ "B", 1 },
	{ "", 1 },
	{ NULL, 0 },
};

static const struct unit duration_units[] = {
	{ "h", NS_PER_H },
	{ "min", NS_PER_MIN },
	{ "s", NS_PER_S },
	{ "ms", NS_PER_MS },
	{ "us", NS_PER_US },
	{ "\u00b5s", NS_PER_US }, /* the micro sign of keyboards */
	{ "\u03bcs", NS_PER_US }, /* the Greek letter, which looks the same */
	{ "ns", 1 },
	{ NULL, 0 },
};

/* From the smallest up; a unit serves from this many of the first one on. */
struct step {
	const char *name;
	double scale;
	double from;
};

static const struct step byte_steps[] = {
	{ "B", 1, 0 },
	{ "KiB", 0x1p10, 0x1p10 },
	{ "MiB", 0x1p20, 0x1p20 },
	{ "GiB", 0x1p30, 0x1p30 },
	{ "TiB", 0x1p40, 0x1p40 },
	{ "PiB", 0x1p50, 0x1p50 },
	{ "EiB", 0x1p60, 0x1p60 },
	{ NULL, 0, 0 },
};

static const struct step duration_steps[] = {
	{ "ns", 1, 0 },
	{ "us", 1e3, 1e3 },
	{ "ms", 1e6, 1e6 },
	{ "s", 1e9, 1e9 },
	{ "min", 60e9, 120e9 },
	{ "h", 3600e9, 7200e9 },
	{ NULL, 0, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text)
{
	size_t n = 0;

	while (is_digit(text[n]))
		n++;
	return n;
}

/* Moves *text past the digits, even if the number is too large: what follows
 * may show that it is no number at all, which is the better error. */
static int scan_whole(const char **text, uint64_t *whole)
{
	const char *p = *text;
	uint64_t sum = 0;
	int rc = 0;

	if (!is_digit(*p))
		return -EINVAL;
	for (; is_digit(*p); p++) {
		uint64_t digit = (uint64_t)(*p - '0');

		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			rc = -ERANGE;
		if (p[1] == '_' && is_digit(p[2]))
			p++;
	}
	*text = p;
	*whole = sum;
	return rc;
}

/* Multiplies 0.DIGITS by scale as on paper, from the last digit: the carry out
 * of the first digit is the product, and any digit left other than 0 is a
 * fraction. Exact, however many digits there are. */
static int scale_fraction(const char *digits, size_t count, uint64_t scale,
			  uint64_t *product)
{
	uint64_t carry = 0;

	while (count > 0) {
		carry += (uint64_t)(digits[--count] - '0') * scale;
		if (carry % 10)
			return -EDOM;
		carry /= 10;
	}
	*product = carry;
	return 0;
}

static const struct unit *find_unit(const struct unit *u, const char *name)
{
	for (; u->name; u++)
		if (strcmp(u->name, name) == 0)
			return u;
	return NULL;
}

static int parse_scaled(const char *text, const struct unit *units,
			uint64_t *value)
{
	const struct unit *unit;
	const char *fraction;
	uint64_t sum, part;
	size_t digits = 0;
	int rc, fits = scan_whole(&text, &sum);

	if (fits == -EINVAL)
		return -EINVAL;
	fraction = text + 1;
	if (*text == '.') {
		digits = count_digits(fraction);
		if (digits == 0)
			return -EINVAL;
		text = fraction + digits;
	}
	unit = find_unit(units, text);
	if (!unit)
		return -EINVAL;
	if (fits < 0)
		return fits;
	rc = scale_fraction(fraction, digits, unit->scale, &part);
	if (rc < 0)
		return rc;
	if (__builtin_mul_overflow(sum, unit->scale, &sum) ||
	    __builtin_add_overflow(sum, part, &sum))
		return -ERANGE;
	*value = sum;
	return 0;
}

int units_parse_count(const char *text, uint64_t *count)
{
	uint64_t sum;
	int rc = scan_whole(&text, &sum);

	if (rc == -EINVAL || *text)
		return -EINVAL;
	if (rc == 0)
		*count = sum;
	return rc;
}

int units_parse_bytes(const char *text, uint64_t *bytes)
{
	return parse_scaled(text, byte_units, bytes);
}

int units_parse_duration(const char *text, uint64_t *ns)
{
	if (strcmp(text, "0") == 0) {
		*ns = 0;
		return 0;
	}
	return parse_scaled(text, duration_units, ns);
}

/* strtod takes much more than we do: spaces, hex, infinity, '.5', '5.'. */
static bool is_real(const char *p)
{
	size_t digits;

	p += *p == '-';
	digits = count_digits(p);
	p += digits;
	if (digits && *p == '.') {
		digits = count_digits(++p);
		p += digits;
	}
	if (digits && (*p == 'e' || *p == 'E')) {
		p++;
		p += *p == '-' || *p == '+';
		digits = count_digits(p);
		p += digits;
	}
	return digits && !*p;
}

/* Enters the "C" locale, for this thread only. glibc has it built in: this
 * can't fail there, and costs nothing. */
static locale_t enter_c_locale(locale_t *was)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	*was = uselocale(c);
	return c;
}

static void leave_c_locale(locale_t c, locale_t was)
{
	uselocale(was);
	if (c)
		freelocale(c);
}

int units_parse_real(const char *text, double *real)
{
	locale_t c, was;
	double number;

	if (!is_real(text))
		return -EINVAL;
	c = enter_c_locale(&was);
	number = strtod(text, NULL);
	leave_c_locale(c, was);
	if (!isfinite(number))
		return -ERANGE;
	*real = number;
	return 0;
}

static char *spell_scaled(uint64_t value, const struct unit *u, char *buf,
			  size_t size)
{
	if (value == 0)
		return units_spell_count(0, buf, size);
	while (value % u->scale)
		u++;
	snprintf(buf, size, "%" PRIu64 "%s", value / u->scale, u->name);
	return buf;
}

char *units_spell_count(uint64_t count, char *buf, size_t size)
{
	snprintf(buf, size, "%" PRIu64, count);
	return buf;
}

char *units_spell_bytes(uint64_t bytes, char *buf, size_t size)
{
	return spell_scaled(bytes, byte_units, buf, size);
}

char *units_spell_duration(uint64_t ns, char *buf, size_t size)
{
	return spell_scaled(ns, duration_units, buf, size);
}

char *units_spell_real(double real, char *buf, size_t size)
{
	char text[UNITS_TEXT_SIZE];
	locale_t c, was;

	c = enter_c_locale(&was);
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			break;
	}
	leave_c_locale(c, was);
	snprintf(buf, size, "%s", text);
	return buf;
}

/* To 4 digits, at most 3 of them after the point. */
static double round_4(double v)
{
	double scale = v < 10 ? 1000 : v < 100 ? 100 : v < 1000 ? 10 : 1;

	return round(v * scale) / scale;
}

/* By way of an integer: printf would write the locale's decimal point. */
static void put_rounded(const char *sign, double v, const char *unit,
			char *buf, size_t size)
{
	unsigned thousandths = 0;
	char fraction[16];
	size_t end = 3;

	if (v < 1000)
		thousandths = (unsigned)lround(v * 1000) % 1000;
	snprintf(fraction, sizeof fraction, ".%03u", thousandths);
	while (end > 0 && fraction[end] == '0')
		end--;
	fraction[end > 0 ? end + 1 : 0] = '\0';
	snprintf(buf, size, "%s%.0f%s %s", sign, floor(v), fraction, unit);
}

static char *format_steps(double value, const struct step *s, char *buf,
			  size_t size)
{
	double v = fabs(value);
	double rounded = round_4(v);

	if (!isfinite(value)) {
		snprintf(buf, size, "%g", value);
		return buf;
	}
	/* On the rounded value: 999.99 us is '1 ms', not '1000 us'. */
	while (s[1].name && rounded * s->scale >= s[1].from) {
		s++;
		rounded = round_4(v / s->scale);
	}
	put_rounded(value < 0 && rounded > 0 ? "-" : "", rounded, s->name, buf,
		    size);
	return buf;
}

char *units_format_bytes(uint64_t bytes, char *buf, size_t size)
{
	return format_steps((double)bytes, byte_steps, buf, size);
}

char *units_format_duration(double ns, char *buf, size_t size)
{
	return format_steps(ns, duration_steps, buf, size);
}
