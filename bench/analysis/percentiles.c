/* percentiles.c - merges the times of samples and counts along them. */
#include "bench/analysis/percentiles.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "runners/memory.h"

static int by_time(const void *a, const void *b)
{
	const struct time_count *x = a, *y = b;

	return (x->ns > y->ns) - (x->ns < y->ns);
}

static size_t count_entries(const struct results *r, size_t cell)
{
	size_t n = 0;

	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));)
		n += s->times ? s->times->n : 0;
	return n;
}

/* Sorted; equal times become one. Returns how many are left. */
static size_t join(struct time_count *at, size_t n)
{
	size_t last = 0;

	qsort(at, n, sizeof(*at), by_time);
	for (size_t i = 1; i < n; i++) {
		if (at[i].ns == at[last].ns)
			at[last].tasks += at[i].tasks;
		else
			at[++last] = at[i];
	}
	return last + 1;
}

struct time_count *percentiles_merge(const struct results *r, size_t cell,
				     size_t *n)
{
	size_t room = count_entries(r, cell), used = 0;
	struct time_count *at = room ? memory_new(room, sizeof(*at)) : NULL;

	*n = room > 0;
	if (!at)
		return NULL;
	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));) {
		if (!s->times)
			continue;
		memcpy(at + used, s->times->at, s->times->n * sizeof(*at));
		used += s->times->n;
	}
	*n = join(at, used);
	return at;
}

/* The time at that place of all tasks, from 0. */
static double at_place(const struct time_count *at, uint64_t place)
{
	while (place >= at->tasks)
		place -= at++->tasks;
	return (double)at->ns;
}

static double percentile(const struct time_count *at, uint64_t tasks, double p)
{
	double place = p * (double)(tasks - 1);
	uint64_t before = (uint64_t)place;
	double part = place - (double)before, low;

	if (p > 0.5 && !stats_has_tail(tasks, p))
		return NAN;
	low = at_place(at, before);
	if (part <= 0.0)
		return low;
	return (1.0 - part) * low + part * at_place(at, before + 1);
}

/* The coarsest of the samples'. */
static uint64_t within_of(const struct results *r, size_t cell)
{
	uint64_t within = 0;

	for (struct sample *s = NULL; (s = results_next_good(r, cell, s));)
		if (s->times && s->times->within &&
		    (!within || s->times->within < within))
			within = s->times->within;
	return within;
}

int percentiles_of(const struct results *r, size_t cell, struct percentiles *p)
{
	size_t n;
	struct time_count *at = percentiles_merge(r, cell, &n);

	*p = (struct percentiles){ 0, 0, NAN, NAN, NAN, NAN, NAN };
	if (!at)
		return n ? -ENOMEM : 0;
	for (size_t i = 0; i < n; i++)
		p->tasks += at[i].tasks;
	p->within = within_of(r, cell);
	p->p50_ns = percentile(at, p->tasks, 0.5);
	p->p90_ns = percentile(at, p->tasks, 0.9);
	p->p95_ns = percentile(at, p->tasks, 0.95);
	p->p99_ns = percentile(at, p->tasks, 0.99);
	p->p999_ns = percentile(at, p->tasks, 0.999);
	free(at);
	return 0;
}
