/* bound.c - the ideal time of a cell, and Little's law for a sample. */
#include "bench/bound.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "bench/series.h"
#include "runners/macros.h"
#include "runners/units.h"

#define SLACK 1.05

static bool same_work(const struct results *r, size_t a, size_t b)
{
	return series_same_work(&r->cell[a], &r->cell[b]);
}

static double least_cpu_ns(const struct results *r, size_t cell)
{
	double least = NAN;

	for (size_t i = 0; i < r->cells; i++)
		if (same_work(r, i, cell))
			least = fmin(least, series_cpu_ns(r, i));
	return least;
}

/* The serial cell of this work that has good samples, or r->cells. */
static size_t serial_of(const struct results *r, size_t cell)
{
	size_t i = 0;

	while (i < r->cells &&
	       !(same_work(r, i, cell) && series_is_serial(&r->cell[i]) &&
		 series_count(r, i) > 0))
		i++;
	return i;
}

static void find_waiting(const struct results *r, size_t cell, size_t serial,
			 struct bound *b)
{
	b->waiting_ns = (double)r->cell[cell].waiting_ns;
	b->waiting_known = b->waiting_ns > 0.0 || serial < r->cells;
	if (b->waiting_ns > 0.0 || serial == r->cells)
		return;
	b->waiting_ns =
		series_median(r, serial, offsetof(struct sample, run_ns)) -
		series_cpu_ns(r, serial);
	b->waiting_ns = fmax(b->waiting_ns, 0.0);
}

/* The least: what a busy machine added isn't the task's. */
static void find_longest(const struct results *r, size_t cell, size_t serial,
			 struct bound *b)
{
	size_t n = 0;
	double *x = NULL;

	b->longest_ns = (double)r->cell[cell].longest_ns;
	if (b->longest_ns > 0.0 || serial == r->cells)
		return;
	x = series_values(r, serial, offsetof(struct sample, service_max_ns),
			  &n);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || x[i] < b->longest_ns)
			b->longest_ns = x[i];
	free(x);
}

static double usable_processors(const struct environment *env,
				const struct cell *cell)
{
	double processors = fmax((double)env->processors, 1.0);

	if (env->quota > 0.0)
		processors = fmin(processors, env->quota);
	if (cell->workers > 0)
		processors = fmin(processors, (double)cell->workers);
	return processors;
}

void bound_of(const struct results *r, size_t cell, struct bound *b)
{
	const struct cell *c = &r->cell[cell];
	size_t serial = serial_of(r, cell);
	double lanes = fmax((double)c->lanes, 1.0);

	*b = (struct bound){ .ideal_ns = NAN, .efficiency = NAN };
	b->cpu_ns = least_cpu_ns(r, cell);
	b->processors = usable_processors(&r->env, c);
	find_waiting(r, cell, serial, b);
	find_longest(r, cell, serial, b);
	if (c->rate > 0.0 || isnan(b->cpu_ns))
		return;
	b->ideal_ns = fmax(b->cpu_ns / b->processors,
			   (b->cpu_ns + b->waiting_ns) / lanes);
	b->ideal_ns = fmax(b->ideal_ns, b->longest_ns);
	if (b->ideal_ns > 0.0)
		b->efficiency = b->ideal_ns /
				series_median(r, cell,
					      offsetof(struct sample, run_ns));
	else
		b->ideal_ns = NAN;
}

static int refuse(struct error *why, const char *what, double is,
		  const char *bound, double limit)
{
	char a[UNITS_TEXT_SIZE], b[UNITS_TEXT_SIZE];

	return error_set(why, -EPROTO, "%s %s, %s %s", what,
			 units_format_duration(is, a, sizeof(a)), bound,
			 units_format_duration(limit, b, sizeof(b)));
}

static int check_in_flight(const struct cell *c, const struct sample *s,
			   struct error *why)
{
	double lanes = (double)c->lanes, run = (double)s->run_ns;
	double average = (double)s->service_sum_ns / run;

	if (c->lanes && s->peak_in_flight > c->lanes)
		return error_set(why, -EPROTO,
				 "%ju tasks were in flight at once in %ju "
				 "lanes",
				 (uintmax_t)s->peak_in_flight,
				 (uintmax_t)c->lanes);
	if (c->lanes && average > lanes * SLACK)
		return error_set(why, -EPROTO,
				 "%.1f tasks were in flight on average in %ju "
				 "lanes",
				 average, (uintmax_t)c->lanes);
	if ((double)s->service_max_ns > run * SLACK)
		return refuse(why, "a task took", (double)s->service_max_ns,
			      "longer than the run with its", run);
	return 0;
}

/* Only where every task ran to its end. */
static int check_stamps(const struct cell *c, const struct sample *s,
			struct error *why)
{
	double tasks = (double)s->tasks_ok, sum = (double)s->service_sum_ns;

	if (s->service_sum_ns == 0)
		return 0;
	if (sum * SLACK < tasks * (double)s->service_min_ns ||
	    sum > tasks * (double)s->service_max_ns * SLACK)
		return refuse(why, "service times add up to", sum,
			      "which their extremes deny; the longest is",
			      (double)s->service_max_ns);
	if (sum * SLACK < (double)c->waiting_ns)
		return refuse(why, "the tasks were in service for", sum,
			      "and had to wait for",
			      (double)c->waiting_ns);
	return 0;
}

static int check_run(const struct cell *c, const struct sample *s,
		     struct error *why)
{
	double run = (double)s->run_ns, lanes = fmax((double)c->lanes, 1.0);

	if (run * lanes * SLACK < (double)c->waiting_ns)
		return refuse(why, "the run took", run,
			      "and in its lanes had to wait for",
			      (double)c->waiting_ns / lanes);
	if (run * SLACK < (double)c->longest_ns)
		return refuse(why, "the run took", run,
			      "and one of its tasks had to wait for",
			      (double)c->longest_ns);
	return 0;
}

int bound_little(const struct cell *c, const struct sample *s,
		 struct error *why)
{
	int rc;

	if (s->state != SAMPLE_OK || s->run_ns == 0)
		return 0;
	rc = check_in_flight(c, s, why);
	if (rc == 0 && s->tasks_ok == c->tasks)
		rc = check_stamps(c, s, why);
	if (rc == 0 && s->tasks_ok == c->tasks)
		rc = check_run(c, s, why);
	return rc;
}
