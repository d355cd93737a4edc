/* bars.c - turns values into lengths, and lengths into text. */
#include "bench/report/bars.h"

#include <math.h>
#include <stdio.h>

#include "runners/macros.h"

enum { EIGHTHS = 8 };

static bool is_value(double value)
{
	return isfinite(value) && value > 0.0;
}

void bars_init(struct bars *b, size_t cells, bool utf8)
{
	*b = (struct bars){ .cells = MIN(cells, (size_t)BARS_MOST),
			    .utf8 = utf8,
			    .least = INFINITY };
}

void bars_add(struct bars *b, double value)
{
	if (!is_value(value))
		return;
	b->least = fmin(b->least, value);
	b->greatest = fmax(b->greatest, value);
	b->count++;
}

bool bars_tell(const struct bars *b)
{
	return b->count > 1;
}

bool bars_logarithmic(const struct bars *b)
{
	return b->count && b->greatest > BARS_RATIO * b->least;
}

/* In cells. */
static double length_of(const struct bars *b, double value)
{
	double cells = (double)b->cells;

	if (!bars_logarithmic(b))
		return cells * value / b->greatest;
	return 1.0 + (cells - 1.0) * log(value / b->least) /
			     log(b->greatest / b->least);
}

static void put_blocks(size_t eighths, char *buf, size_t size)
{
	static const char block[] = "\u2588\u2588\u2588\u2588\u2588"
				    "\u2588\u2588\u2588\u2588\u2588"
				    "\u2588\u2588";
	static const char *const part[EIGHTHS] = {
		"",	  "\u258f", "\u258e", "\u258d",
		"\u258c", "\u258b", "\u258a", "\u2589",
	};
	size_t cell = (sizeof(block) - 1) / BARS_MOST;

	snprintf(buf, size, "%.*s%s", (int)(cell * (eighths / EIGHTHS)),
		 block, part[eighths % EIGHTHS]);
}

char *bars_draw(const struct bars *b, double value, char *buf, size_t size)
{
	size_t steps;

	snprintf(buf, size, "%s", "");
	if (!is_value(value) || !b->count)
		return buf;
	value = fmin(fmax(value, b->least), b->greatest);
	steps = (size_t)round(length_of(b, value) * (b->utf8 ? EIGHTHS : 1));
	steps = MAX(steps, (size_t)1);
	if (b->utf8)
		put_blocks(steps, buf, size);
	else
		snprintf(buf, size, "%.*s", (int)steps, "############");
	return buf;
}
