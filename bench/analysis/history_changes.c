/* history_changes.c - sorts runs, makes series, searches each. */
#include "bench/analysis/history_changes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"
#include "bench/stats/stats.h"
#include "runners/macros.h"
#include "runners/memory.h"

const struct history_figure *
history_changes_figure(const struct history_changes *c,
		       const struct history_point *point)
{
	return c->rules.metric == METRIC_CPU ? &point->cpu_ns :
					       &point->time_ns;
}

/* --- runs --- */

static int by_start(const void *a, const void *b, void *history)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct history *h = history;
	int order = strcmp(h->run[x].started, h->run[y].started);

	return order ? order : (x > y) - (x < y);
}

static void arrange_runs(struct history_changes *c)
{
	const struct history *h = c->history;

	for (size_t i = 0; i < h->runs; i++) {
		size_t like = 0;

		c->order[i] = i;
		while (like < i && !c->rules.mix &&
		       !columns_agree(COLUMN_MACHINE, &h->run[like],
				      &h->run[i]))
			like++;
		c->machine[i] = like < i ? c->machine[like] : c->machines++;
	}
	qsort_r(c->order, h->runs, sizeof(*c->order), by_start, (void *)h);
}

/* --- series --- */

/* Points of a machine and a cell, in the order of runs. What took no time
 * that could be measured has no logarithm, and is no point. */
static size_t collect(const struct history_changes *c, size_t machine,
		      size_t cell, const struct history_point **to)
{
	const struct history *h = c->history;
	size_t count = 0;

	for (size_t i = 0; i < h->points; i++) {
		const struct history_point *p = &h->point[i];

		if (p->cell == cell && c->machine[p->run] == machine &&
		    history_changes_figure(c, p)->median > 0.0)
			to[count++] = p;
	}
	return count;
}

static int by_run(const void *a, const void *b, void *history)
{
	const struct history_point *x = *(const struct history_point *const *)a;
	const struct history_point *y = *(const struct history_point *const *)b;
	int order = by_start(&x->run, &y->run, history);

	return order ? order : (x > y) - (x < y);
}

static int add_series(struct history_changes *c, size_t machine, size_t cell,
		      const struct history_point **all)
{
	size_t count = collect(c, machine, cell, all);
	size_t kept = MIN(count, c->rules.last);
	struct history_series *s = &c->series[c->count];

	if (kept == 0)
		return 0;
	*s = (struct history_series){ &c->history->cell[cell], machine,
				      memory_new(kept, sizeof(*s->point)), kept,
				      memory_new(kept, sizeof(*s->change)), 0 };
	c->count++;
	if (!s->point || !s->change)
		return -ENOMEM;
	qsort_r(all, count, sizeof(*all), by_run, (void *)c->history);
	memcpy(s->point, all + (count - kept), kept * sizeof(*all));
	c->tested += kept >= HISTORY_LEAST;
	return 0;
}

static int make_series(struct history_changes *c)
{
	const struct history *h = c->history;
	const struct history_point **all = memory_new(h->points + 1, sizeof(*all));
	int rc = all ? 0 : -ENOMEM;

	for (size_t m = 0; m < c->machines; m++)
		for (size_t i = 0; i < h->cells && rc == 0; i++)
			rc = add_series(c, m, i, all);
	free(all);
	return rc;
}

/* --- changes --- */

/* Of the points from .. to - 1; x has room for them. */
static double level(const struct history_changes *c,
		    const struct history_series *s, size_t from, size_t to,
		    double *x)
{
	double median = NAN;

	for (size_t i = from; i < to; i++)
		x[i - from] = history_changes_figure(c, s->point[i])->median;
	if (stats_sort(x, x, to - from) == 0)
		stats_median(x, to - from, &median);
	return median;
}

static size_t age(const struct history_changes *c, size_t run)
{
	size_t runs = 0;

	for (size_t i = c->history->runs; i-- > 0;) {
		runs += c->machine[c->order[i]] == c->machine[run];
		if (c->order[i] == run)
			break;
	}
	return runs;
}

static void fill_changes(const struct history_changes *c,
			 struct history_series *s,
			 const struct change *change, double *x)
{
	for (size_t i = 0; i < s->changes; i++) {
		struct history_change *to = &s->change[i];
		size_t from = i ? change[i - 1].at : 0, at = change[i].at;
		size_t end = i + 1 < s->changes ? change[i + 1].at : s->points;

		to->at = at;
		to->p = fmin(1.0, change[i].p * (double)c->tested);
		to->before = level(c, s, from, at, x);
		to->after = level(c, s, at, end, x);
		to->age = age(c, s->point[at]->run);
	}
}

static int search(const struct history_changes *c, struct history_series *s)
{
	double *x = memory_new(s->points, sizeof(*x));
	struct change *change = memory_new(s->points, sizeof(*change));
	int rc = -ENOMEM;

	if (x && change) {
		for (size_t i = 0; i < s->points; i++)
			x[i] = log(history_changes_figure(c, s->point[i])
					   ->median);
		rc = change_points(x, s->points,
				   c->rules.alpha / (double)c->tested,
				   (uint64_t)(s - c->series) + 1, change,
				   &s->changes);
	}
	if (rc == 0)
		fill_changes(c, s, change, x);
	free(x);
	free(change);
	return rc;
}

int history_changes_make(const struct history *h,
			 const struct history_rules *rules,
			 struct history_changes *c)
{
	int rc = -ENOMEM;

	*c = (struct history_changes){ .history = h, .rules = *rules };
	c->order = memory_new(h->runs + 1, sizeof(*c->order));
	c->machine = memory_new(h->runs + 1, sizeof(*c->machine));
	if (!c->order || !c->machine)
		return -ENOMEM;
	arrange_runs(c);
	c->series = memory_new(c->machines * h->cells + 1, sizeof(*c->series));
	if (c->series)
		rc = make_series(c);
	for (size_t i = 0; i < c->count && rc == 0; i++)
		if (c->series[i].points >= HISTORY_LEAST)
			rc = search(c, &c->series[i]);
	return rc;
}

void history_changes_free(struct history_changes *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->series[i].point);
		free(c->series[i].change);
	}
	free(c->series);
	free(c->order);
	free(c->machine);
	*c = (struct history_changes){ 0 };
}

size_t history_changes_slower(const struct history_changes *c, size_t within)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct history_series *s = &c->series[i];
		const struct history_change *newest =
			s->changes ? &s->change[s->changes - 1] : NULL;

		count += newest && newest->age <= within &&
			 newest->after > newest->before;
	}
	return count;
}
