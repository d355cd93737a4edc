/* bound.c - the ideal time of a cell, and Little's law for a sample. */
#include "bench/analysis/bound.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "bench/analysis/series.h"
#include "runners/macros.h"
#include "runners/units.h"

#define SLACK 1.05
#define QUOTA_PERIOD_NS 1e8

static bool same_work(const struct results *r, size_t a, size_t b)
{
	return series_same_work(&r->cell[a], &r->cell[b]);
}

static double usable_processors(const struct results *r, size_t cell)
{
	double processors = fmax((double)r->env.processors, 1.0);

	if (r->cell[cell].workers > 0)
		processors =
			fmin(processors, (double)r->cell[cell].workers);
	return processors;
}

static double run_ns(const struct results *r, size_t cell)
{
	return series_median(r, cell, offsetof(struct sample, run_ns));
}

/* It is read before and after run: of a short one that is more than run. */
static double cpu_ns(const struct results *r, size_t cell)
{
	return fmin(series_cpu_ns(r, cell),
		    usable_processors(r, cell) * run_ns(r, cell));
}

/* What the tasks took of their lanes' time. */
static double lane_ns(const struct results *r, size_t cell)
{
	double sum = series_median(r, cell,
				   offsetof(struct sample, service_sum_ns));

	if (sum > 0.0)
		return sum;
	return run_ns(r, cell) * fmax((double)r->cell[cell].lanes, 1.0);
}

static double least(const struct results *r, size_t cell,
		    double (*of)(const struct results *r, size_t cell))
{
	double found = NAN;

	for (size_t i = 0; i < r->cells; i++)
		if (same_work(r, i, cell))
			found = fmin(found, of(r, i));
	return found;
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
	b->waiting_known = r->cell[cell].waiting_known || serial < r->cells;
	if (r->cell[cell].waiting_known)
		b->waiting_ns = (double)r->cell[cell].waiting_ns;
	else if (serial < r->cells)
		b->waiting_ns =
			fmax(run_ns(r, serial) - cpu_ns(r, serial), 0.0);
}

/* The least: what a busy machine added isn't the task's. */
static double longest_service_ns(const struct results *r, size_t cell)
{
	double found = NAN;
	size_t n = 0;
	double *x = series_values(r, cell,
				  offsetof(struct sample, service_max_ns), &n);

	for (size_t i = 0; i < n; i++)
		found = fmin(found, x[i]);
	free(x);
	return found;
}

/* The same, less the time in which it was kept from the processor. */
static double longest_computing_ns(const struct results *r, size_t cell)
{
	double share = fmin(cpu_ns(r, cell) / lane_ns(r, cell), 1.0);

	return longest_service_ns(r, cell) * share;
}

static void find_longest(const struct results *r, size_t cell, size_t serial,
			 struct bound *b)
{
	const struct cell *c = &r->cell[cell];

	if (c->waiting_known && c->waiting_ns > 0)
		b->longest_ns = (double)c->longest_ns;
	else if (c->waiting_known)
		b->longest_ns = least(r, cell, longest_computing_ns);
	else if (serial < r->cells)
		b->longest_ns = least(r, cell, longest_service_ns);
	if (isnan(b->longest_ns))
		b->longest_ns = 0.0;
}

static double ideal_ns(const struct results *r, size_t cell,
		       const struct bound *b)
{
	double in_lanes = fmin(b->cpu_ns + b->waiting_ns,
			       least(r, cell, lane_ns));
	double ideal = fmax(b->cpu_ns / b->processors,
			    in_lanes / fmax((double)r->cell[cell].lanes, 1.0));

	if (r->env.quota > 0.0)
		ideal = fmax(ideal,
			     b->cpu_ns / r->env.quota - QUOTA_PERIOD_NS);
	return fmax(ideal, b->longest_ns);
}

void bound_of(const struct results *r, size_t cell, struct bound *b)
{
	size_t serial = serial_of(r, cell);
	double run = run_ns(r, cell), ideal;

	*b = (struct bound){ .ideal_ns = NAN, .efficiency = NAN };
	b->cpu_ns = least(r, cell, cpu_ns);
	b->processors = usable_processors(r, cell);
	find_waiting(r, cell, serial, b);
	find_longest(r, cell, serial, b);
	if (r->cell[cell].rate > 0.0 || isnan(b->cpu_ns))
		return;
	ideal = ideal_ns(r, cell, b);
	if (!(ideal > 0.0))
		return;
	b->ideal_ns = ideal;
	b->too_short = run < BOUND_SHORTEST_NS;
	if (!b->too_short)
		b->efficiency = ideal / run;
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
