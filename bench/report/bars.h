/* bars.h - small bars beside the figures of a column.
 *
 * All bars of a column share a scale: the greatest value fills all `cells`,
 * the others are in proportion. If the values are too far apart for that, the
 * scale is logarithmic, and the caller must say so: the least value fills one
 * cell, and each further cell means the same factor.
 */
#ifndef SIMUL_BARS_H
#define SIMUL_BARS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	BARS_LEAST = 6,           /* cells */
	BARS_MOST = 12,
	BARS_RATIO = 50,          /* greatest / least, on a linear scale */
};

struct bars {
	size_t cells;             /* no more than BARS_MOST */
	bool utf8;                /* blocks of eighths; else whole '#' */
	size_t count;
	double least, greatest;
};

void bars_init(struct bars *bars, size_t cells, bool utf8);

/* Widens the scale. Ignores what isn't finite and above 0. */
void bars_add(struct bars *bars, double value);

/* Whether there are at least two values: one bar alone tells nothing. */
bool bars_tell(const struct bars *bars);
bool bars_logarithmic(const struct bars *bars);

/* Draws one value's bar, at least one step long, without spaces; "" if it
 * isn't finite and above 0. Returns buf, cut at its size. */
char *bars_draw(const struct bars *bars, double value, char *buf, size_t size);

#endif
