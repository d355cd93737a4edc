/* bound.c - the ideal time of a cell, and Little's law for a sample. */
#include "bench/analysis/bound.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "bench/analysis/series.h"
#include "runners/macros.h"
#include "runners/memory.h"
#include "runners/units.h"

#define SLACK 1.05
#define QUOTA_PERIOD_NS 1e8

/* What is known of a cell, in ns; NAN without good samples. Of a work: the
 * least of each among its cells. */
struct figures {
	double run, cpu;
	double lanes;             /* what the tasks took of their lanes' time */
	double service;           /* the longest task */
	double computing;         /* less what it was off the processor */
	double serial_waiting;    /* of a work: serial's run less its cpu */
};

static double usable_processors(const struct results *r, size_t cell)
{
	double processors = fmax((double)r->env.processors, 1.0);

	if (r->cell[cell].workers > 0)
		processors =
			fmin(processors, (double)r->cell[cell].workers);
	return processors;
}

/* Of all tasks together; with a duration, of one. */
static double in_service(const struct results *r, size_t cell)
{
	const struct cell *c = &r->cell[cell];
	double sum = series_median(r, cell,
				   offsetof(struct sample, service_sum_ns));
	double tasks = series_median(r, cell,
				     offsetof(struct sample, tasks_ok));

	return c->duration_ns ? sum / tasks : sum;
}

/* The least: what a busy machine added isn't the task's. */
static double longest_service(const struct results *r, size_t cell)
{
	double found = NAN;

	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));)
		found = fmin(found, (double)s->service_max_ns);
	return found;
}

static struct figures figures_of(const struct results *r, size_t cell)
{
	const struct cell *c = &r->cell[cell];
	struct figures f = {
		.run = series_median_time(r, cell),
		.lanes = in_service(r, cell),
		.service = longest_service(r, cell),
		.serial_waiting = NAN,
	};

	/* It is read before and after run: of a short one that is more. */
	f.cpu = fmin(series_cpu_ns(r, cell),
		     usable_processors(r, cell) * f.run);
	if (!(f.lanes > 0.0))
		f.lanes = f.run * fmax((double)c->lanes, 1.0);
	f.computing = f.service * fmin(f.cpu / f.lanes, 1.0);
	if (series_is_serial(c) && !isnan(f.run))
		f.serial_waiting = fmax(f.run - f.cpu, 0.0);
	return f;
}

static void lower(struct figures *least, const struct figures *f)
{
	least->cpu = fmin(least->cpu, f->cpu);
	least->lanes = fmin(least->lanes, f->lanes);
	least->service = fmin(least->service, f->service);
	least->computing = fmin(least->computing, f->computing);
	if (isnan(least->serial_waiting))
		least->serial_waiting = f->serial_waiting;
}

static void find_waiting(const struct cell *c, const struct figures *work,
			 struct bound *b)
{
	bool serial = !isnan(work->serial_waiting);

	b->waiting_known = c->waiting_known || serial;
	if (c->waiting_known)
		b->waiting_ns = (double)c->waiting_ns;
	else if (serial)
		b->waiting_ns = work->serial_waiting;
}

static void find_longest(const struct cell *c, const struct figures *work,
			 struct bound *b)
{
	if (c->duration_ns)
		return;
	if (c->waiting_known && c->waiting_ns > 0)
		b->longest_ns = (double)c->longest_ns;
	else if (c->waiting_known)
		b->longest_ns = work->computing;
	else if (!isnan(work->serial_waiting))
		b->longest_ns = work->service;
	if (isnan(b->longest_ns))
		b->longest_ns = 0.0;
}

static double ideal_ns(const struct results *r, const struct cell *c,
		       double run, const struct figures *work,
		       const struct bound *b)
{
	double spared = QUOTA_PERIOD_NS;
	double in_lanes = fmin(b->cpu_ns + b->waiting_ns, work->lanes);
	double ideal = fmax(b->cpu_ns / b->processors,
			    in_lanes / fmax((double)c->lanes, 1.0));

	if (c->duration_ns)
		spared *= run / (double)c->duration_ns;
	if (r->env.quota > 0.0)
		ideal = fmax(ideal, b->cpu_ns / r->env.quota - spared);
	return fmax(ideal, b->longest_ns);
}

/* Of a cell that ran for so long, from the figures of its work. */
static void find_bound(const struct results *r, size_t cell, double run,
		       const struct figures *work, struct bound *b)
{
	const struct cell *c = &r->cell[cell];
	double ideal;

	*b = (struct bound){ .ideal_ns = NAN, .efficiency = NAN };
	b->cpu_ns = work->cpu;
	b->processors = usable_processors(r, cell);
	find_waiting(c, work, b);
	find_longest(c, work, b);
	if (c->rate > 0.0 || isnan(b->cpu_ns))
		return;
	ideal = ideal_ns(r, c, run, work, b);
	if (!(ideal > 0.0))
		return;
	b->ideal_ns = ideal;
	b->too_short = (c->duration_ns ? (double)c->duration_ns : run) <
		       BOUND_SHORTEST_NS;
	if (!b->too_short)
		b->efficiency = ideal / run;
}

int bound_all(const struct results *r, struct bound *bound)
{
	struct figures *cell = memory_new(2 * r->cells + 1, sizeof(*cell));
	struct figures *least = cell ? cell + r->cells : NULL;
	size_t *work = series_works(r);
	int rc = cell && work ? 0 : -ENOMEM;

	for (size_t i = 0; i < r->cells && rc == 0; i++) {
		cell[i] = figures_of(r, i);
		if (work[i] == i)
			least[i] = cell[i];
		else
			lower(&least[work[i]], &cell[i]);
	}
	for (size_t i = 0; i < r->cells && rc == 0; i++)
		find_bound(r, i, cell[i].run, &least[work[i]], &bound[i]);
	free(cell);
	free(work);
	return rc;
}

double bound_speed_up(const struct cell *c, const struct bound *b)
{
	double lanes = fmax((double)c->lanes, 1.0);

	return c->waiting_known && c->waiting_ns == 0 ?
	       fmin(lanes, b->processors) : lanes;
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
