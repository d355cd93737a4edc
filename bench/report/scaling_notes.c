/* scaling_notes.c - grows, flat or falls, in words.
 *
 *   async scales as 19.84 K / (1 + 0.02 (K-1) + 0.003 K (K-1)) tasks/s (USL):
 *   most at K = 18, then it falls; off by 0.4 %
 *   threads scales as 19.84 K tasks/s, flat from K = 8 on; off by 1.2 %
 */
#include "bench/report/scaling_notes.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench/analysis/curve.h"
#include "bench/report/figure.h"

enum { NAME_SIZE = 80, LAW_SIZE = 160 };

static const char *name_of(const struct cell *cell, char *buf, size_t size)
{
	if (cell->chunk > 1)
		snprintf(buf, size, "%s (chunk %" PRIu64 ")", cell->model,
			 cell->chunk);
	else
		snprintf(buf, size, "%s", cell->model);
	return buf;
}

/* What is left of a zero by rounding isn't worth digits. */
static double or_zero(double x)
{
	return x < 1e-9 ? 0.0 : x;
}

static const char *usl(const struct scaling *fit, char *buf, size_t size)
{
	char rate[FIGURE_SIZE];

	snprintf(buf, size, "%s K / (1 + %.3g (K-1) + %.3g K (K-1)) tasks/s "
		 "(USL)", figure_rate(fit->lambda, rate, sizeof(rate)),
		 or_zero(fit->sigma), or_zero(fit->kappa));
	return buf;
}

/* The points may show a fall that no law has. */
static void note_curve(const struct curve *curve, const char *name,
		       struct notes *notes)
{
	const struct shape *s = &curve->shape;
	const char *above = s->beyond_law ?
		"; a sigma above 1: two in flight did less than one" : "";
	char law[LAW_SIZE], fallen[64] = "";
	double usl_off = 100.0 * s->usl.rms_relative;

	usl(&s->usl, law, sizeof(law));
	if (s->falls)
		snprintf(fallen, sizeof(fallen),
			 ", but at K = %.0f it had fallen", curve->most);
	switch (s->kind) {
	case SHAPE_PEAK:
		notes_add(notes, NOTE_PLAIN, "%s scales as %s: most at K = "
			  "%.0f, then it falls; off by %.1f %%%s", name, law,
			  s->usl.peak, usl_off, above);
		return;
	case SHAPE_FLAT:
		notes_add(notes, NOTE_PLAIN, "%s scales as %s K tasks/s, flat "
			  "from K = %.0f on%s; off by %.1f %%", name,
			  figure_rate(s->each, law, sizeof(law)), s->flat_from,
			  fallen, 100.0 * s->flat_rms);
		return;
	case SHAPE_GROWS:
		notes_add(notes, NOTE_PLAIN, "%s scales as %s: no peak up to "
			  "K = %.0f%s; off by %.1f %%%s", name, law,
			  curve->most, fallen, usl_off, above);
		return;
	default:
		notes_add(notes, NOTE_PLAIN, "no law describes how %s scales: "
			  "the nearest is off by %.0f %%%s", name,
			  fmin(usl_off, 100.0 * s->flat_rms), fallen);
	}
}

void scaling_notes(const struct summary *s, const struct summary_group *g,
		   struct notes *notes)
{
	if (!g->scaling)
		return;
	notes_add(notes, NOTE_REMARK,
		  "scaling: how much faster than the same model at its least "
		  "K");
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];
		char name[NAME_SIZE];
		struct curve curve;

		if ((i == g->first || row[-1].model != row->model) &&
		    curve_make(s, g, row, &curve) == 0)
			note_curve(&curve, name_of(summary_cell(s, row), name,
						   sizeof(name)), notes);
	}
}

static double possible(const struct summary *s, const struct summary_row *row)
{
	return bound_speed_up(summary_cell(s, row), &row->bound);
}

bool scaling_notes_is_beyond(const struct summary *s,
			     const struct summary_row *row)
{
	return row->speed_up.interval.low >
	       SCALING_NOTES_SLACK * possible(s, row);
}

void scaling_notes_crowded(const struct summary *s,
			   const struct summary_group *g, struct notes *notes)
{
	const struct summary_row *most = NULL;
	char name[NAME_SIZE], times[FIGURE_SIZE];
	double excess = 0.0;

	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];
		double here = row->speed_up.estimate / possible(s, row);

		if (scaling_notes_is_beyond(s, row) && here > excess) {
			excess = here;
			most = row;
		}
	}
	if (!most)
		return;
	notes_add(notes, NOTE_REMARK, "%s, K %" PRIu64 ": a speed-up of %s is "
		  "more than %.0f %s can give: something else held serial up, "
		  "a crowded machine perhaps",
		  name_of(summary_cell(s, most), name, sizeof(name)),
		  summary_cell(s, most)->concurrency,
		  figure_ratio(most->speed_up.estimate, times, sizeof(times)),
		  possible(s, most),
		  possible(s, most) < (double)summary_cell(s, most)->lanes ?
		  (possible(s, most) > 1.0 ? "processors" : "processor") :
		  "in flight");
}
