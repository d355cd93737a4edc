/* fairness_flags.c - the checks that only warn, and sentences with a percentage
 * for several cells at once.
 */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/checking.h"
#include "bench/analysis/series.h"
#include "bench/stats/steady.h"
#include "runners/macros.h"
#include "runners/memory.h"

/* Over all samples: a clock tick of 10 ms is much of a single one. */
static void check_origin(struct checking *c)
{
	double run_us =
		series_sum(c->r, c->index, offsetof(struct sample, run_ns)) /
		1e3;
	double origin_us = series_sum(c->r, c->index,
				      offsetof(struct sample, origin_cpu_us));

	if (run_us > 0.0 && origin_us > FAIRNESS_ORIGIN_BUSY * run_us)
		checking_add_percent(c, FAIRNESS_ORIGIN, "origin busy",
				     100.0 * origin_us / run_us);
}

static void check_steal(struct checking *c)
{
	double run_us =
		series_sum(c->r, c->index, offsetof(struct sample, run_ns)) /
		1e3;
	double all_us = run_us * (double)MAX(c->r->env.processors, 1);
	double steal_us =
		series_sum(c->r, c->index, offsetof(struct sample, steal_us));
	char flag[32];

	if (!(all_us > 0.0) || steal_us <= FAIRNESS_STEAL * all_us)
		return;
	snprintf(flag, sizeof(flag), "steal %.0f %%",
		 100.0 * steal_us / all_us);
	checking_add_percent(c, FAIRNESS_STOLEN, flag,
			     100.0 * steal_us / all_us);
}

/* Failed samples too: they may have failed for that. */
static void check_stopped(struct checking *c)
{
	const struct sample *longest = NULL;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = checking_next(c, s));) {
		in += s->stopped_ns > 0;
		if (s->stopped_ns > (longest ? longest->stopped_ns : 0))
			longest = s;
	}
	if (in == 1)
		checking_add(c, FAIRNESS_STOPPED, "stopped",
			     "stopped for %.1f s in between, in round %ju",
			     (double)longest->stopped_ns / 1e9,
			     (uintmax_t)longest->round);
	else if (in)
		checking_add(c, FAIRNESS_STOPPED, "stopped",
			     "%ju of %zu samples were stopped in between, for "
			     "up to %.1f s",
			     in, c->samples, (double)longest->stopped_ns / 1e9);
}

static int by_position(const void *a, const void *b)
{
	const struct sample *x = *(const struct sample *const *)a;
	const struct sample *y = *(const struct sample *const *)b;

	return (x->position > y->position) - (x->position < y->position);
}

/* The times of run in the order in which they were taken; for free(). */
static double *times_of(struct checking *c, size_t *n)
{
	size_t room = series_count(c->r, c->index) + 1;
	const struct sample **sample = memory_new(room, sizeof(*sample));
	double *x = memory_new(room, sizeof(*x));

	*n = 0;
	if (!sample || !x)
		c->rc = -ENOMEM;
	for (const struct sample *s = NULL;
	     c->rc == 0 && (s = checking_next_good(c, s));)
		sample[(*n)++] = s;
	if (*n)
		qsort(sample, *n, sizeof(*sample), by_position);
	for (size_t i = 0; i < *n; i++)
		x[i] = series_time_ns(c->cell, sample[i]);
	free(sample);
	return x;
}

/* Of a hundred jobs without a drift one at most has a cell that shows one, so
 * the level is shared among the cells. */
static void check_trend(struct checking *c, const double *x, size_t n)
{
	size_t cells = checking_work(c)->cells;
	struct steady_trend t;
	double percent;
	char flag[32];

	if (steady_trend(x, n, &t) < 0 ||
	    t.p >= FAIRNESS_DRIFT_LEVEL / (double)cells ||
	    !(fabs(t.change) >= FAIRNESS_DRIFT_LEAST))
		return;
	percent = 100.0 * t.change;
	snprintf(flag, sizeof(flag), "drift %+.0f %%", percent);
	checking_add_percent(c,
			     percent > 0.0 ? FAIRNESS_RISING : FAIRNESS_FALLING,
			     flag, fabs(percent));
}

static void check_modes(struct checking *c, const double *x, size_t n)
{
	struct steady_modes m;

	if (steady_modes(x, n, &m) == 0 && m.two &&
	    m.high / m.low - 1.0 >= FAIRNESS_DRIFT_LEAST)
		checking_add_percent(c, FAIRNESS_CLUSTERS, "two clusters",
				     100.0 * (m.high / m.low - 1.0));
}

/* What drifts enough falls into clusters too, which says less. */
static void check_steady(struct checking *c)
{
	size_t n, found = c->found->count;
	double *x = times_of(c, &n);

	if (c->rc == 0)
		check_trend(c, x, n);
	if (c->rc == 0 && c->found->count == found)
		check_modes(c, x, n);
	free(x);
}

/* Those that failed are told already. */
static void check_fewer(struct checking *c)
{
	size_t good = series_count(c->r, c->index), failed = 0;
	size_t most = checking_work(c)->most;
	char flag[32];

	most = MAX(most, c->cell->repeat);
	for (const struct sample *s = NULL; (s = checking_next(c, s));)
		failed += s->state == SAMPLE_FAILED;
	if (good + failed >= most)
		return;
	snprintf(flag, sizeof(flag), "%zu of %zu", good, most);
	checking_add(c, FAIRNESS_FEWER, flag,
		     "%zu good samples, where there should be %zu", good, most);
}

/* An open loop with a duration: a closed one owes no tasks. */
static void check_behind(struct checking *c)
{
	uintmax_t behind = 0, due = 0;

	if (!c->cell->duration_ns)
		return;
	for (const struct sample *s = NULL; (s = checking_next_good(c, s));) {
		behind += s->tasks_cancelled;
		due += s->tasks_ok + s->tasks_cancelled;
	}
	/* The last one may have been due just before the end. */
	if ((double)behind > FAIRNESS_LEFT * (double)due)
		checking_add(c, FAIRNESS_BEHIND, "behind",
			     "%ju of %ju tasks were due and had not begun when "
			     "the time was up", behind, due);
}

/* Tasks in flight when the time is up may be few of many, or most. */
static void check_overtime(struct checking *c)
{
	double duration = (double)c->cell->duration_ns;
	double over = series_median(c->r, c->index,
				    offsetof(struct sample, run_ns)) - duration;

	if (duration > 0.0 && over > FAIRNESS_OVERTIME * duration)
		checking_add_percent(c, FAIRNESS_RAN_ON, "overtime",
				     100.0 * over / duration);
}

/* Then it was no duration. */
static void check_all_done(struct checking *c)
{
	size_t in = 0;

	if (!c->cell->duration_ns)
		return;
	for (const struct sample *s = NULL; (s = checking_next_good(c, s));)
		in += s->tasks_ok == c->cell->tasks;
	if (in)
		checking_add(c, FAIRNESS_ALL_DONE, "all done",
			     "all %ju tasks were done before the time was up, "
			     "in %zu of %zu samples",
			     (uintmax_t)c->cell->tasks, in, c->samples);
}

static void check_injected(struct checking *c)
{
	if (c->cell->inject_pct > 0)
		checking_add(c, FAIRNESS_INJECTED, "injected",
			     "tasks were slowed by %ju %% on purpose",
			     (uintmax_t)c->cell->inject_pct);
}

void checking_flags(struct checking *c)
{
	static check *const checks[] = {
		check_origin, check_steal, check_stopped,
		check_behind, check_overtime, check_all_done,
		check_steady, check_fewer, check_injected,
	};

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](c);
}

/* --- sentences --- */

static const struct {
	int digits;
	const char *before, *after;
} sentences[] = {
	[FAIRNESS_ORIGIN] = {
		0,
		"the origin (or the clients of a server) used a processor for",
		"of the time: these figures are its own more than the model's"
	},
	[FAIRNESS_STOLEN] = { 1, "the hypervisor took",
			      "of the processors' time for others" },
	[FAIRNESS_RAN_ON] = { 0, "the last tasks ended",
			      "of the duration after the time was up, which "
			      "tasks/s counts" },
	[FAIRNESS_RISING] = { 0, "times rose by",
			      "from the first third of the samples to the "
			      "last" },
	[FAIRNESS_FALLING] = { 0, "times fell by",
			       "from the first third of the samples to the "
			       "last" },
	[FAIRNESS_CLUSTERS] = {
		0, "times fall into two clusters",
		"apart: chance decides which of them holds the median"
	},
};

bool fairness_alike(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind &&
	       (a->percent > 0.0 || strcmp(a->sentence, b->sentence) == 0);
}

void fairness_tell(const struct finding *least, const struct finding *most,
		   char *buf, size_t size)
{
	char low[32], high[32];
	int digits;

	if (!(least->percent > 0.0)) {
		snprintf(buf, size, "%s", least->sentence);
		return;
	}
	digits = sentences[least->kind].digits;
	snprintf(low, sizeof(low), "%.*f", digits, least->percent);
	snprintf(high, sizeof(high), "%.*f", digits, most->percent);
	snprintf(buf, size, "%s %s%s%s %% %s", sentences[least->kind].before,
		 low, strcmp(low, high) == 0 ? "" : " to ",
		 strcmp(low, high) == 0 ? "" : high,
		 sentences[least->kind].after);
}
