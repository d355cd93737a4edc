/* plot.c - bars of eighths of a character, and heights of eighths of a line. */
#include "bench/report/plot.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/report/paint.h"
#include "runners/macros.h"

enum {
	EIGHTHS = 8,
	BAR_LEAST = 8,            /* columns, however little room there is */
};

static size_t columns_of(const struct terminal *terminal)
{
	return terminal->is && terminal->columns
		       ? MIN(terminal->columns, (size_t)PLOT_COLUMNS)
		       : PLOT_COLUMNS;
}

static void put_bar(FILE *stream, double length, bool utf8)
{
	static const char *const part[EIGHTHS] = {
		"",	  "\u258f", "\u258e", "\u258d",
		"\u258c", "\u258b", "\u258a", "\u2589",
	};
	size_t eighths = (size_t)round(length * EIGHTHS);

	if (!utf8)
		eighths = MAX((size_t)round(length), (size_t)1) * EIGHTHS;
	for (size_t i = 0; i < eighths / EIGHTHS; i++)
		fputs(utf8 ? "\u2588" : "#", stream);
	if (utf8)
		fputs(eighths ? part[eighths % EIGHTHS] : part[1], stream);
}

static bool has_bar(const struct plot_bar *bar)
{
	return isfinite(bar->value) && bar->value > 0.0;
}

void plot_bars(FILE *stream, const struct plot_bar *bar, size_t count,
	       const struct terminal *terminal)
{
	size_t label = 0, figure = 0, room = columns_of(terminal);
	double most = 0.0;

	for (size_t i = 0; i < count; i++) {
		label = MAX(label, paint_width(bar[i].label));
		figure = MAX(figure, paint_width(bar[i].figure));
		if (has_bar(&bar[i]))
			most = fmax(most, bar[i].value);
	}
	room -= MIN(room, label + figure + 6);
	room = MAX(room, (size_t)BAR_LEAST);
	for (size_t i = 0; i < count; i++) {
		fputs("  ", stream);
		paint_text(stream, bar[i].label);
		fprintf(stream, "%*s", (int)(label + 2 -
					     paint_width(bar[i].label)), "");
		if (has_bar(&bar[i])) {
			put_bar(stream, (double)room * bar[i].value / most,
				terminal->utf8);
			fputc(' ', stream);
		}
		paint_text(stream, bar[i].figure);
		fputc('\n', stream);
	}
}

/* The mean of the values that share column i of `columns`. */
static double mean_at(const double *value, size_t count, size_t columns,
		      size_t i)
{
	size_t from = i * count / columns, to = (i + 1) * count / columns;
	double sum = 0.0;

	for (size_t k = from; k < to; k++)
		sum += value[k];
	return sum / (double)(to - from);
}

void plot_line(FILE *stream, const double *value, size_t count, size_t columns,
	       const struct terminal *terminal)
{
	static const char *const block[EIGHTHS] = {
		"\u2581", "\u2582", "\u2583", "\u2584",
		"\u2585", "\u2586", "\u2587", "\u2588",
	};
	static const char ascii[] = "_.-~=+*#";
	size_t n = MIN(count, columns);
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, mean_at(value, count, n, i));
		most = fmax(most, mean_at(value, count, n, i));
	}
	for (size_t i = 0; i < n; i++) {
		double share = most > least ? (mean_at(value, count, n, i) -
					       least) / (most - least)
					    : 0.5;
		size_t step = MIN((size_t)(share * EIGHTHS),
				  (size_t)EIGHTHS - 1);

		if (terminal->utf8)
			fputs(block[step], stream);
		else
			fputc(ascii[step], stream);
	}
}
