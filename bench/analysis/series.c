/* series.c - collects figures out of the samples; sorts and counts. */
#include "bench/analysis/series.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"

static double value_at(const struct sample *sample, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)sample + offset, sizeof(value));
	return (double)value;
}

double series_tasks_done(const struct cell *cell, const struct sample *s)
{
	return cell->duration_ns && s->tasks_ok ? (double)s->tasks_ok : 1.0;
}

double series_time_ns(const struct cell *cell, const struct sample *s)
{
	return (double)s->run_ns / series_tasks_done(cell, s);
}

double series_time_tasks(const struct cell *cell)
{
	return cell->duration_ns ? 1.0 : (double)cell->tasks;
}

size_t series_count(const struct results *r, size_t cell)
{
	size_t n = 0;

	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));)
		n++;
	return n;
}

/* Of two fields, their sum; they may be one. */
static double *sums(const struct results *r, size_t cell, size_t offset,
		    size_t also, size_t *n)
{
	size_t count = series_count(r, cell);
	double *x = count ? memory_new(count, sizeof(*x)) : NULL;
	const struct sample *s = NULL;

	*n = 0;
	while (x && (s = results_next_good(r, cell, s))) {
		x[*n] = value_at(s, offset);
		if (also != offset)
			x[*n] += value_at(s, also);
		(*n)++;
	}
	return x;
}

double *series_values(const struct results *r, size_t cell, size_t offset,
		      size_t *n)
{
	return sums(r, cell, offset, offset, n);
}

/* Frees x. */
static double median_of(double *x, size_t n)
{
	double median = NAN;

	if (x && stats_sort(x, x, n) == 0)
		stats_median(x, n, &median);
	free(x);
	return median;
}

double series_median(const struct results *r, size_t cell, size_t offset)
{
	size_t n;
	double *x = series_values(r, cell, offset, &n);

	return median_of(x, n);
}

/* Divides the values of all good samples, if there is a duration. */
static double *for_each_task(const struct results *r, size_t cell, double *x)
{
	const struct sample *s = NULL;

	for (size_t i = 0; x && (s = results_next_good(r, cell, s)); i++)
		x[i] /= series_tasks_done(&r->cell[cell], s);
	return x;
}

double *series_times(const struct results *r, size_t cell, size_t *n)
{
	return for_each_task(r, cell,
			     series_values(r, cell,
					   offsetof(struct sample, run_ns),
					   n));
}

double series_median_time(const struct results *r, size_t cell)
{
	size_t n;
	double *x = series_times(r, cell, &n);

	return median_of(x, n);
}

static double *cpu_us(const struct results *r, size_t cell, size_t *n)
{
	return for_each_task(r, cell,
			     sums(r, cell, offsetof(struct sample, user_us),
				  offsetof(struct sample, system_us), n));
}

double series_cpu_ns(const struct results *r, size_t cell)
{
	size_t n;
	double *x = cpu_us(r, cell, &n);

	return 1e3 * median_of(x, n);
}

static int summarise(const struct results *r, size_t cell, double *x, size_t n,
		     struct stats_summary *summary)
{
	int rc = 0;

	*summary = (struct stats_summary){
		.min = NAN, .median = NAN, .max = NAN,
		.mean = NAN, .sd = NAN, .mad = NAN,
		.median_interval = { NAN, NAN, 0.0 },
	};
	if (x)
		rc = stats_summarise(x, n, summary);
	else if (results_next_good(r, cell, NULL))
		rc = -ENOMEM;
	free(x);
	return rc;
}

int series_summarise(const struct results *r, size_t cell, size_t offset,
		     struct stats_summary *summary)
{
	size_t n;
	double *x = series_values(r, cell, offset, &n);

	return summarise(r, cell, x, n, summary);
}

int series_summarise_time(const struct results *r, size_t cell,
			  struct stats_summary *summary_ns)
{
	size_t n;
	double *x = series_times(r, cell, &n);

	return summarise(r, cell, x, n, summary_ns);
}

int series_summarise_cpu(const struct results *r, size_t cell,
			 struct stats_summary *summary_ns)
{
	size_t n;
	double *x = cpu_us(r, cell, &n);

	for (size_t i = 0; x && i < n; i++)
		x[i] *= 1e3;
	return summarise(r, cell, x, n, summary_ns);
}

double series_sum(const struct results *r, size_t cell, size_t offset)
{
	double sum = 0.0;

	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));)
		sum += value_at(s, offset);
	return sum;
}

bool series_same_work(const struct cell *a, const struct cell *b)
{
	return columns_agree(COLUMN_WORK, a, b);
}

size_t *series_works(const struct results *r)
{
	size_t *work = memory_new(r->cells + 1, sizeof(*work));

	for (size_t i = 0; work && i < r->cells; i++)
		while (work[i] < i &&
		       !(work[work[i]] == work[i] &&
			 series_same_work(&r->cell[work[i]], &r->cell[i])))
			work[i]++;
	return work;
}

bool series_is_serial(const struct cell *cell)
{
	return strcmp(cell->model, "serial") == 0;
}
