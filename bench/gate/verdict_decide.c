/* verdict_decide.c - from figures to outcomes, and the sentences for them. */
#include "bench/gate/verdict.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bool verdict_is_red(double ratio, double p, const struct verdict_rules *rules)
{
	return p <= rules->alpha && ratio >= 1.0 + rules->threshold;
}

static void decide(struct verdict_cell *cell, enum outcome outcome,
		   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void decide(struct verdict_cell *cell, enum outcome outcome,
		   const char *format, ...)
{
	va_list args;

	cell->outcome = outcome;
	va_start(args, format);
	vsnprintf(cell->why, sizeof(cell->why), format, args);
	va_end(args);
}

static double percent(double ratio)
{
	return 100.0 * (ratio - 1.0);
}

static void decide_suspect(struct verdict_cell *cell,
			   const struct verdict_rules *rules)
{
	if (cell->confirm_pairs == 0)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "looks slower, but no fresh pairs confirmed it");
	else if (verdict_is_red(cell->confirm_ratio, cell->confirm_p,
				rules))
		decide(cell, OUTCOME_REGRESSION,
		       "slower by %.1f %%, and by %.1f %% in %zu fresh pairs",
		       percent(cell->ratio.estimate),
		       percent(cell->confirm_ratio), cell->confirm_pairs);
	else
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "slower by %.1f %%, but by %.1f %% (p %.2g) in %zu "
		       "fresh pairs",
		       percent(cell->ratio.estimate),
		       percent(cell->confirm_ratio), cell->confirm_p,
		       cell->confirm_pairs);
}

/* Sure enough without the pairs that were planned: not even the threshold is
 * in reach. */
static bool is_clear(const struct verdict_cell *cell,
		     const struct verdict_rules *rules)
{
	return cell->at_most < 1.0 + rules->threshold;
}

static void decide_quiet(struct verdict_cell *cell,
			 const struct verdict_rules *rules)
{
	if (is_clear(cell, rules))
		decide(cell, OUTCOME_PASS, "slower by %.1f %% at most",
		       fmax(percent(cell->at_most), 0.0));
	else if (cell->needed == VERDICT_PAIRS_NONE)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "far too noisy: no number of pairs would find +%.3g %%",
		       100.0 * rules->detect);
	else if (cell->needed > cell->pairs)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "too noisy for so few pairs: to find +%.3g %% takes "
		       "%zu, and there are %zu",
		       100.0 * rules->detect, cell->needed, cell->pairs);
	else if (!(cell->at_most < 1.0 + rules->detect))
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "noisier than the control: may be slower by up to "
		       "%.1f %%",
		       percent(cell->at_most));
	else
		decide(cell, OUTCOME_PASS, "slower by %.1f %% at most",
		       fmax(percent(cell->at_most), 0.0));
}

static void decide_cell(struct verdict_cell *cell,
			const struct verdict_rules *rules)
{
	size_t least = verdict_least_pairs(rules->alpha);
	size_t least_control = verdict_least_pairs(rules->alpha / 2.0);

	if (cell->control_alarm)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "the control alarms: a copy of the base differs from it "
		       "by %+.1f %%",
		       percent(cell->control_ratio));
	else if (cell->control_pairs < least_control)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "%zu pairs of control, and it takes %zu",
		       cell->control_pairs, least_control);
	else if (cell->pairs < least)
		decide(cell, OUTCOME_INCONCLUSIVE,
		       "%zu pairs, and it takes %zu for any verdict",
		       cell->pairs, least);
	else if (cell->suspect)
		decide_suspect(cell, rules);
	else
		decide_quiet(cell, rules);
}

/* A control that alarms makes all cells doubtful; else red comes first. */
static void decide_all(struct verdict *v)
{
	size_t alarms = 0, red = 0, open = 0;

	for (size_t c = 0; c < v->cells; c++) {
		alarms += v->cell[c].control_alarm;
		red += v->cell[c].outcome == OUTCOME_REGRESSION;
		open += v->cell[c].outcome == OUTCOME_INCONCLUSIVE;
	}
	v->outcome = OUTCOME_INCONCLUSIVE;
	if (v->cells == 0) {
		snprintf(v->why, sizeof(v->why), "nothing was measured");
	} else if (alarms) {
		snprintf(v->why, sizeof(v->why),
			 "the null control alarms in %zu of %zu cells: this "
			 "machine tells a program from its own copy",
			 alarms, v->cells);
	} else if (red) {
		v->outcome = OUTCOME_REGRESSION;
		snprintf(v->why, sizeof(v->why), "%zu of %zu cells are slower",
			 red, v->cells);
	} else if (open) {
		snprintf(v->why, sizeof(v->why),
			 "%zu of %zu cells are open: nothing shows that they "
			 "are slower, and nothing that they are not",
			 open, v->cells);
	} else {
		v->outcome = OUTCOME_PASS;
		snprintf(v->why, sizeof(v->why), "no cell of %zu is slower",
			 v->cells);
	}
}

void verdict_decide(struct verdict *v, const struct verdict_rules *rules)
{
	for (size_t c = 0; c < v->cells; c++)
		decide_cell(&v->cell[c], rules);
	decide_all(v);
}

double verdict_spend(double alpha, size_t look)
{
	return ldexp(alpha, -(int)look);
}

size_t verdict_least_pairs(double alpha)
{
	return (size_t)ceil(-log2(alpha));
}
