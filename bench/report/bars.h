/* bars.h - small bars beside the figures of a column.
 *
 * All bars of a column are on one scale: the greatest value is all `cells`
 * wide, the others in proportion. If they are too far apart for that, the
 * scale is logarithmic and the caller must say so: from the least, one
 * cell, to the greatest, each cell is the same factor.
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

/* Widens the scale. What isn't a finite value above 0 is no value. */
void bars_add(struct bars *bars, double value);

/* Whether there are two values, which is when bars tell anything. */
bool bars_tell(const struct bars *bars);
bool bars_logarithmic(const struct bars *bars);

/* The bar of one of the values, without spaces; never shorter than one step.
 * "" for what is no value. Returns buf, cut at its size. */
char *bars_draw(const struct bars *bars, double value, char *buf, size_t size);

#endif
