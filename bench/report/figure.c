/* figure.c - picks the unit and the digits. */
#include "bench/report/figure.h"

#include <math.h>
#include <stdio.h>

#include "runners/macros.h"

struct scale {
	const char *unit;
	double size;
};

static const struct scale durations[] = {
	{ " ns", 1 }, { " us", 1e3 }, { " ms", 1e6 }, { " s", 1e9 },
};

static const struct scale counts[] = {
	{ "", 1 }, { "k", 1e3 }, { "M", 1e6 }, { "G", 1e9 },
};

static const struct scale bytes[] = {
	{ " B", 1 },
	{ " KiB", 0x1p10 },
	{ " MiB", 0x1p20 },
	{ " GiB", 0x1p30 },
	{ " TiB", 0x1p40 },
};

/* How many digits stand behind the point of v, if `digits` in all do. */
static int behind(double v, int digits)
{
	double limit = 10.0;
	int places = digits - 1;

	/* 9.9996 is 10.00, not 10.000. */
	while (places > 0 && v >= limit - 0.5 * pow(10.0, -places)) {
		limit *= 10.0;
		places--;
	}
	return places;
}

/* The largest scale in which v has a digit before the point; v is rounded
 * first, so that 999.99 us is 1.000 ms. */
static const struct scale *scale_of(double v, int digits,
				    const struct scale *scale, size_t count)
{
	double round_up = 1.0 - 0.5 * pow(10.0, -digits);
	size_t i = 0;

	while (i + 1 < count && v >= scale[i + 1].size * round_up)
		i++;
	return &scale[i];
}

static char *put(double v, int digits, const struct scale *scale, char *buf,
		 size_t size)
{
	v /= scale->size;
	snprintf(buf, size, "%.*f%s", behind(v, digits), v, scale->unit);
	return buf;
}

static char *nothing(double v, char *buf, size_t size)
{
	snprintf(buf, size, "%s", isnan(v) ? "" : "0");
	return buf;
}

char *figure_duration(double ns, char *buf, size_t size)
{
	if (!(ns > 0.0))
		return nothing(ns, buf, size);
	return put(ns, 4, scale_of(ns, 4, durations, ARRAY_SIZE(durations)),
		   buf, size);
}

/* Both with the digits behind the point that the second has. */
static char *put_range(double low, double high, int digits,
		       const struct scale *scale, char *buf, size_t size)
{
	int places;

	if (isnan(low) || isnan(high))
		return nothing(NAN, buf, size);
	places = behind(high / scale->size, digits);
	snprintf(buf, size, "%.*f..%.*f%s", places, low / scale->size, places,
		 high / scale->size, scale->unit);
	return buf;
}

char *figure_range(double low_ns, double high_ns, char *buf, size_t size)
{
	return put_range(low_ns, high_ns, 4,
			 scale_of(high_ns, 4, durations,
				  ARRAY_SIZE(durations)),
			 buf, size);
}

char *figure_ratio(double ratio, char *buf, size_t size)
{
	if (isnan(ratio))
		return nothing(ratio, buf, size);
	snprintf(buf, size, "%.*f x", ratio < 0.0995 ? 3 : behind(ratio, 3),
		 ratio);
	return buf;
}

/* "1000" and "9999" are 4 digits too. */
static const struct scale *rate_scale(double rate)
{
	return rate < 9999.5 ? &counts[0] :
			       scale_of(rate, 4, counts, ARRAY_SIZE(counts));
}

char *figure_rate(double rate, char *buf, size_t size)
{
	if (!(rate > 0.0))
		return nothing(rate, buf, size);
	return put(rate, 4, rate_scale(rate), buf, size);
}

char *figure_rate_range(double low, double high, char *buf, size_t size)
{
	return put_range(low, high, 4, rate_scale(high), buf, size);
}

char *figure_count(double count, char *buf, size_t size)
{
	double whole = round(count);

	if (!(count > 0.0) || count >= 9999.5 ||
	    fabs(count - whole) > 1e-9 * count)
		return figure_rate(count, buf, size);
	snprintf(buf, size, "%.0f", whole);
	return buf;
}

char *figure_percent(double share, char *buf, size_t size)
{
	if (isnan(share))
		return nothing(share, buf, size);
	snprintf(buf, size, "%.*f %%", share < 0.0995 ? 1 : 0, 100.0 * share);
	return buf;
}

char *figure_percent_range(double low, double high, char *buf, size_t size)
{
	if (isnan(low) || isnan(high))
		return nothing(NAN, buf, size);
	snprintf(buf, size, "%.1f..%.1f %%", 100.0 * low, 100.0 * high);
	return buf;
}

/* A unit holds up to 1023 of the one below: all of them are shown. */
static const struct scale *byte_scale(double count)
{
	return scale_of(count, 9, bytes, ARRAY_SIZE(bytes));
}

char *figure_bytes(double count, char *buf, size_t size)
{
	if (!(count > 0.0))
		return nothing(count, buf, size);
	return put(count, 3, byte_scale(count), buf, size);
}

char *figure_byte_range(double low, double high, char *buf, size_t size)
{
	return put_range(low, high, 3, byte_scale(high), buf, size);
}

/* One digit behind the point, but none of a change of hundreds. */
static void put_change(double ratio, char *buf, size_t size)
{
	double percent = 100.0 * (ratio - 1.0);

	snprintf(buf, size, "%+.*f", fabs(percent) < 99.95 ? 1 : 0, percent);
}

char *figure_change(double ratio, char *buf, size_t size)
{
	char change[32];

	if (isnan(ratio))
		return nothing(ratio, buf, size);
	put_change(ratio, change, sizeof(change));
	snprintf(buf, size, "%s %%", change);
	return buf;
}

char *figure_changes(double low, double high, char *buf, size_t size)
{
	char from[32], to[32];

	if (isnan(low) || isnan(high))
		return nothing(NAN, buf, size);
	put_change(low, from, sizeof(from));
	put_change(high, to, sizeof(to));
	snprintf(buf, size, "%s..%s %%", from, to);
	return buf;
}

char *figure_p(double p, char *buf, size_t size)
{
	if (isnan(p))
		return nothing(p, buf, size);
	if (p < 0.00005)
		snprintf(buf, size, "< 0.0001");
	else
		snprintf(buf, size, "%.*f", p < 0.00095 ? 4 : 3, p);
	return buf;
}
