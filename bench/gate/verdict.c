/* verdict.c - figures of control, test and confirmation.
 *
 * Each stage is a matrix of ln ratios, a row a cell, a column a round, as
 * family.h wants it.
 */
#include "bench/gate/verdict.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/stats/family.h"
#include "bench/stats/huber.h"
#include "bench/stats/power.h"
#include "bench/stats/stats.h"
#include "runners/macros.h"
#include "runners/memory.h"

/* The spread must be as robust as the test, which clips (family.h): one pair
 * far out in the control would else ask for many times the pairs. This is the
 * standard deviation that one value contributes to Huber's location.
 *
 * The spread of a dozen pairs is itself known only roughly, and an estimate
 * that is too small makes the gate blind: this is about the upper limit, with
 * 90 % confidence, of the standard deviation of 12. */
#define SPREAD_MARGIN 1.4

/* Of slow-downs of just `detect` one in a hundred may pass, over all looks. It
 * costs little, for they are sought with a power that leaves the limit far
 * from there when nothing changed. */
#define LIMIT_ERROR 0.01

static double limit_error(const struct verdict *v)
{
	return verdict_spend(LIMIT_ERROR, v->look);
}

struct matrix {
	size_t cells, pairs;
	size_t *cell;             /* which cell each row is */
	double *ln_ratio;
	double *p;
};

static void matrix_free(struct matrix *m)
{
	free(m->cell);
	free(m->ln_ratio);
	free(m->p);
}

/* The cells that `has` picks; -ENODATA if they differ in their pairs. */
static int matrix_make(const struct verdict *v, enum pair_stage stage,
		       bool (*has)(const struct verdict_cell *),
		       struct matrix *m)
{
	int rc = 0;

	*m = (struct matrix){ 0 };
	m->cell = memory_new(v->cells + 1, sizeof(*m->cell));
	m->p = memory_new(v->cells + 1, sizeof(*m->p));
	if (!m->cell || !m->p)
		return -ENOMEM;
	for (size_t c = 0; c < v->cells; c++)
		if (has(&v->cell[c]))
			m->cell[m->cells++] = c;
	if (m->cells == 0)
		return -ENODATA;
	m->pairs = pairs_count(v->pairs, m->cell[0], stage);
	m->ln_ratio = memory_new(m->cells * m->pairs + 1, sizeof(double));
	if (!m->ln_ratio)
		return -ENOMEM;
	for (size_t i = 0; i < m->cells && rc == 0; i++) {
		if (pairs_count(v->pairs, m->cell[i], stage) != m->pairs ||
		    pairs_ln_ratios(v->pairs, m->cell[i], stage,
				    m->ln_ratio + i * m->pairs) < 0)
			rc = -ENODATA;
	}
	return m->pairs ? rc : -ENODATA;
}

static int flip(struct matrix *m, const struct verdict_rules *rules)
{
	return family_sign_flip(m->ln_ratio, m->cells, m->pairs, FAMILY_FLIPS,
				rules->seed, m->p);
}

static void negate(struct matrix *m)
{
	for (size_t i = 0; i < m->cells * m->pairs; i++)
		m->ln_ratio[i] = -m->ln_ratio[i];
}

/* exp(median), with its interval if there is one. */
static void summarise(const double *ln_ratio, size_t n, double *sorted,
		      struct contrast *ratio)
{
	struct stats_interval *i = &ratio->interval;

	stats_sort(sorted, ln_ratio, n);
	stats_median(sorted, n, &ratio->estimate);
	ratio->estimate = exp(ratio->estimate);
	if (stats_median_interval(sorted, n, 0.95, i) < 0)
		i->low = i->high = NAN;
	i->low = exp(i->low);
	i->high = exp(i->high);
}

static bool is_any(const struct verdict_cell *cell)
{
	(void)cell;
	return true;
}

static bool is_suspect(const struct verdict_cell *cell)
{
	return cell->suspect;
}

/* --- the control --- */

static double spread_of(const double *ln_ratio, size_t n, double *scratch)
{
	struct huber h;

	huber_locate(ln_ratio, n, scratch, &h);
	return sqrt(h.squares / (h.count - 1.0)) / h.slope;
}

static void plan(const struct verdict *v, struct verdict_cell *cell,
		 const struct verdict_rules *rules)
{
	size_t least = verdict_least_pairs(limit_error(v));
	/* Both stages have to find it. */
	double power = 1.0 - (1.0 - rules->power) / 2.0;

	if (power_pairs(log1p(rules->detect), cell->control_sd * SPREAD_MARGIN,
			v->cells, rules->alpha, power, &cell->needed) < 0)
		cell->needed = VERDICT_PAIRS_NONE;
	else
		cell->needed = MAX(cell->needed, least);
}

static bool far_off(double ratio, double p, const struct verdict_rules *rules)
{
	return p <= rules->alpha / 2.0 &&
	       fabs(log(ratio)) >= log1p(rules->threshold);
}

static void note_control(struct verdict *v, struct matrix *m,
			 const struct verdict_rules *rules, double *sorted)
{
	for (size_t c = 0; c < m->cells; c++) {
		struct verdict_cell *cell = &v->cell[c];
		struct contrast ratio;

		summarise(m->ln_ratio + c * m->pairs, m->pairs, sorted,
			  &ratio);
		cell->control_pairs = m->pairs;
		cell->control_ratio = ratio.estimate;
		if (m->pairs > 1) {
			cell->control_sd = spread_of(m->ln_ratio + c * m->pairs,
						     m->pairs, sorted);
			plan(v, cell, rules);
		}
		v->needed = MAX(v->needed, cell->needed);
	}
}

/* Ratios of one direction have a median of the same sign. */
static void note_alarms(struct verdict *v, const struct matrix *m,
			bool slower, const struct verdict_rules *rules)
{
	for (size_t c = 0; c < m->cells; c++)
		if ((v->cell[c].control_ratio > 1.0) == slower &&
		    far_off(v->cell[c].control_ratio, m->p[c], rules))
			v->cell[c].control_alarm = true;
}

static int judge_control(struct verdict *v, const struct verdict_rules *rules)
{
	struct matrix m;
	int rc = matrix_make(v, PAIR_CONTROL, is_any, &m);
	double *sorted = memory_new(m.pairs + 1, sizeof(*sorted));

	if (rc == 0 && !sorted)
		rc = -ENOMEM;
	if (rc == 0) {
		note_control(v, &m, rules, sorted);
		rc = flip(&m, rules);
	}
	if (rc == 0) {
		note_alarms(v, &m, true, rules);
		negate(&m);
		rc = flip(&m, rules);
	}
	if (rc == 0)
		note_alarms(v, &m, false, rules);
	free(sorted);
	matrix_free(&m);
	return rc;
}

/* --- the test, and its confirmation --- */

static double upper_limit(const double *ln_ratio, size_t n, double error)
{
	struct contrast shift;

	if (contrast_paired_shift(ln_ratio, n, 1.0 - 2.0 * error, &shift) < 0)
		return NAN;
	return exp(shift.interval.high);
}

static void note_test(struct verdict *v, const struct matrix *m,
		      const struct verdict_rules *rules, double *sorted)
{
	for (size_t c = 0; c < m->cells; c++) {
		struct verdict_cell *cell = &v->cell[c];
		const double *ln_ratio = m->ln_ratio + c * m->pairs;

		cell->pairs = m->pairs;
		summarise(ln_ratio, m->pairs, sorted, &cell->ratio);
		cell->at_most = upper_limit(ln_ratio, m->pairs,
					    limit_error(v));
		cell->p = m->p[c];
		cell->base_ns = pairs_median_ns(v->pairs, c, PAIR_TEST, false);
		cell->other_ns = pairs_median_ns(v->pairs, c, PAIR_TEST, true);
		cell->suspect = verdict_is_red(cell->ratio.estimate, cell->p,
					       rules);
	}
}

static void note_confirm(struct verdict *v, const struct matrix *m,
			 double *sorted)
{
	for (size_t i = 0; i < m->cells; i++) {
		struct verdict_cell *cell = &v->cell[m->cell[i]];
		struct contrast ratio;

		cell->confirm_pairs = m->pairs;
		summarise(m->ln_ratio + i * m->pairs, m->pairs, sorted,
			  &ratio);
		cell->confirm_ratio = ratio.estimate;
		cell->confirm_p = m->p[i];
	}
}

static int judge_stage(struct verdict *v, enum pair_stage stage,
		       const struct verdict_rules *rules)
{
	bool test = stage == PAIR_TEST;
	struct matrix m;
	int rc = matrix_make(v, stage, test ? is_any : is_suspect, &m);
	double *sorted = memory_new(m.pairs + 1, sizeof(*sorted));

	if (rc == 0 && !sorted)
		rc = -ENOMEM;
	if (rc == 0)
		rc = flip(&m, rules);
	if (rc == 0 && test)
		note_test(v, &m, rules, sorted);
	else if (rc == 0)
		note_confirm(v, &m, sorted);
	free(sorted);
	matrix_free(&m);
	return rc;
}

/* A stage that isn't there, or lacks pairs, leaves its figures as they are. */
static int judge_stages(struct verdict *v, const struct verdict_rules *rules)
{
	int rc = judge_control(v, rules);

	if (rc == 0 || rc == -ENODATA)
		rc = judge_stage(v, PAIR_TEST, rules);
	if (rc == 0)
		rc = judge_stage(v, PAIR_CONFIRM, rules);
	return rc == -ENODATA ? 0 : rc;
}

int verdict_make(const struct pairs *pairs, const struct verdict_rules *rules,
		 struct verdict *v)
{
	struct verdict_rules spent = *rules;
	int rc;

	*v = (struct verdict){ .pairs = pairs,
			       .look = pairs->batch ? pairs->batch : 1 };
	spent.alpha = verdict_spend(rules->alpha, v->look);
	v->cell = memory_new(pairs->cells + 1, sizeof(*v->cell));
	if (!v->cell)
		return -ENOMEM;
	v->cells = pairs->cells;
	for (size_t c = 0; c < v->cells; c++)
		v->cell[c] = (struct verdict_cell){
			.control_ratio = NAN, .control_sd = NAN,
			.needed = VERDICT_PAIRS_NONE,
			.base_ns = NAN, .other_ns = NAN,
			.ratio = { NAN, { NAN, NAN, NAN } },
			.p = NAN, .at_most = NAN,
			.confirm_ratio = NAN, .confirm_p = NAN,
		};
	rc = judge_stages(v, &spent);
	verdict_decide(v, &spent);
	return rc;
}

void verdict_free(struct verdict *v)
{
	free(v->cell);
	*v = (struct verdict){ 0 };
}
