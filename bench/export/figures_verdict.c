/* figures_verdict.c - the figures of a gate's and of a comparison's new side. */
#include <errno.h>

#include "bench/export/figures.h"

static enum export_measure measure_of(enum metric metric)
{
	return metric == METRIC_CPU ? EXPORT_CPU : EXPORT_TIME;
}

static void set(struct export_cell *c, enum metric metric, double new_ns,
		const struct contrast *ratio)
{
	c->of[measure_of(metric)].value = new_ns;
	c->of[EXPORT_RATIO].value = ratio->estimate;
	c->of[EXPORT_RATIO].low = ratio->interval.low;
	c->of[EXPORT_RATIO].high = ratio->interval.high;
}

int export_figures_gate(const struct verdict *v, struct export_figures *f)
{
	*f = (struct export_figures){ .outcome = outcome_name(v->outcome) };
	for (size_t i = 0; i < v->cells; i++) {
		const struct pair_cell *cell = &v->pairs->cell[i];
		struct export_cell *c = export_figures_add(
			f, cell->job, "", cell->model,
			*cell->model ? cell->concurrency : 0);

		if (!c)
			return -ENOMEM;
		set(c, cell->metric, v->cell[i].other_ns, &v->cell[i].ratio);
	}
	return 0;
}

int export_figures_compare(const struct compare *compare,
			   struct export_figures *f)
{
	*f = (struct export_figures){
		.env = &compare->other->env,
		.outcome = outcome_name(compare->outcome),
	};
	for (size_t i = 0; i < compare->cells; i++) {
		const struct compare_cell *cell = &compare->cell[i];
		struct export_cell *c = export_figures_add(
			f, cell->cell->job, cell->cell->workload,
			cell->cell->model, cell->cell->concurrency);

		if (!c)
			return -ENOMEM;
		c->comparable = !*cell->wrong;
		set(c, compare->rules.metric, cell->other_ns, &cell->ratio);
	}
	return 0;
}
