/* figure.h - figures for tables: few digits, but always as many of them.
 *
 * units.h rounds for sentences and drops zeros at the end ("81 ms"); in a
 * column digits that come and go are hard to compare, so here they stay
 * ("81.00 ms"). NAN gives "", which a table takes for nothing. All return
 * buf; FIGURE_SIZE is room enough. Nothing depends on the locale as long as
 * the program never sets one.
 */
#ifndef SIMUL_FIGURE_H
#define SIMUL_FIGURE_H

#include <stddef.h>

enum { FIGURE_SIZE = 48 };

/* 4 digits: "42.10 ms", "8.120 s", "0"; the largest unit is the second. */
char *figure_duration(double ns, char *buf, size_t size);

/* From one to the other, in the unit of the second and with as many digits
 * behind the point: "41.80..43.00 ms", "97.0..98.4 %". */
char *figure_range(double low_ns, double high_ns, char *buf, size_t size);
char *figure_rate_range(double low, double high, char *buf, size_t size);
char *figure_percent_range(double low, double high, char *buf, size_t size);
char *figure_byte_range(double low, double high, char *buf, size_t size);

/* "4.98 x", "0.071 x", "120 x". */
char *figure_ratio(double ratio, char *buf, size_t size);

/* 4 digits: "249.4", "12.35k", "1.200M"; "0" for none. A count that is whole
 * has no digits behind the point below 10,000. */
char *figure_rate(double rate, char *buf, size_t size);
char *figure_count(double count, char *buf, size_t size);

/* "95 %", "9.5 %". */
char *figure_percent(double share, char *buf, size_t size);

/* 3 digits: "3.14 MiB", "105 KiB". */
char *figure_bytes(double bytes, char *buf, size_t size);

/* A ratio as a change: "+5.1 %", "-0.3 %"; and two of them: "-0.3..+1.2 %". */
char *figure_change(double ratio, char *buf, size_t size);
char *figure_changes(double low, double high, char *buf, size_t size);

/* A p-value: "0.013", "< 0.0001". */
char *figure_p(double p, char *buf, size_t size);

#endif
