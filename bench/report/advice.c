/* advice.c - which model was fastest, which cheapest, and what limits it. */
#include "bench/report/advice.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/ranking.h"
#include "bench/analysis/series.h"
#include "bench/report/figure.h"
#include "runners/memory.h"

#define MOSTLY 0.5
#define KNOWN 1.0                 /* `within` this much is worth a word */

struct advice {
	const struct ranking *ranking;
	const struct summary_group *group;
	bool k_told;              /* that serial's is another */
	FILE *out;
};

static const struct cell *cell_at(const struct advice *a, size_t i)
{
	return summary_cell(a->ranking->summary, a->ranking->row[i]);
}

/* --- names and numbers --- */

static void put_name(const struct advice *a, size_t i)
{
	const struct cell *cell = cell_at(a, i);

	fprintf(a->out, "%s", cell->model);
	if (series_is_serial(cell) && a->ranking->k != 1 && !a->k_told)
		fprintf(a->out, " (K = 1)");
	if (cell->chunk > 1)
		fprintf(a->out, " (chunk %" PRIu64 ")", cell->chunk);
}

/* "async, threads and processes". */
static void put_least(const struct advice *a, const struct ranking_claim *claim)
{
	put_name(a, claim->least[0]);
	for (size_t i = 1; i < claim->count; i++) {
		fputs(i + 1 < claim->count ? ", " : " and ", a->out);
		put_name(a, claim->least[i]);
	}
}

/* Two digits behind the point, and as many more as it takes to see on which
 * side of 1 a ratio is. */
static int places(double ratio)
{
	double distance = 0.5e-2;
	int n = 2;

	for (; n < 6 && fabs(ratio - 1.0) <= distance; n++)
		distance /= 10.0;
	return n;
}

static void put_ratio(const struct advice *a, double ratio)
{
	char times[FIGURE_SIZE];

	if (ratio != 1.0 && places(ratio) > 2)
		fprintf(a->out, "%.*f x", places(ratio), ratio);
	else
		fputs(figure_ratio(ratio, times, sizeof(times)), a->out);
}

/* Of a claimed ratio, which is more than 1, so its interval doesn't hold 1. */
static void put_interval(const struct advice *a, double low, double high)
{
	if (low <= 1.0)
		fputs(" (more than 1", a->out);
	else
		fprintf(a->out, " (%.*f", places(low), low);
	if (isfinite(high))
		fprintf(a->out, low <= 1.0 ? ", at most %.*f)" : "..%.*f)",
			places(high), high);
	else
		fputs(low <= 1.0 ? ")" : " or more)", a->out);
}

/* --- sentences --- */

/* With a duration rows did different numbers of tasks. */
static bool is_timed(const struct advice *a)
{
	return cell_at(a, 0)->duration_ns > 0;
}

/* Rounded up, it is still true. */
static double whole_percent(double within)
{
	return fmax(ceil(100.0 * within - 1e-6), 1.0);
}

static void put_ties(const struct advice *a, const struct ranking_claim *claim)
{
	double within = a->ranking->of[RANKING_TIME].within;
	bool all = claim->next == a->ranking->rows;
	const char *measure = is_timed(a) ? "tasks/s" : "time";

	if (within > ADVICE_EQUAL)
		fprintf(a->out, "this run can show no difference in %s between ",
			measure);
	put_least(a, claim);
	if (within <= ADVICE_EQUAL && all)
		fprintf(a->out, " were within %.0f %% of each other in %s",
			whole_percent(within), measure);
	else if (within <= ADVICE_EQUAL)
		fprintf(a->out, " were fastest, within %.0f %% of each other",
			whole_percent(within));
	else if (within <= KNOWN)
		fprintf(a->out, " (if any, it is below %.0f %%)",
			whole_percent(within));
}

static void put_time(const struct advice *a, const struct ranking_claim *claim)
{
	const struct best *best = &a->ranking->of[RANKING_TIME];
	size_t next = claim->next;

	fprintf(a->out, "at K = %" PRIu64 " ", a->ranking->k);
	if (claim->count > 1) {
		put_ties(a, claim);
	} else {
		put_least(a, claim);
		fputs(" was fastest", a->out);
	}
	if (next < a->ranking->rows) {
		fputs("; ", a->out);
		put_name(a, next);
		fputs(" took ", a->out);
		put_ratio(a, claim->ratio);
		fputs(is_timed(a) ? " as long for a task" : " as long", a->out);
		if (claim->count > 1) {
			fputs(" as ", a->out);
			put_name(a, claim->least[0]);
		}
		put_interval(a, best->low[next], best->high[next]);
	}
	fputc('.', a->out);
}

static void put_cost(const struct advice *a, enum ranking_measure measure,
		     const char *what)
{
	struct ranking_claim claim;

	if (!ranking_claim(a->ranking, measure, &claim))
		return;
	fprintf(a->out, " Least %s: ", what);
	put_least(a, &claim);
	fputs(" (then ", a->out);
	put_name(a, claim.next);
	fputs(", ", a->out);
	put_ratio(a, claim.ratio);
	fputs(").", a->out);
}

/* --- what more in flight would do --- */

/* Is a row with more in flight than there are processors clearly faster than
 * the same model with less, or than serial could be sped up by processors? */
static bool gains_beyond(const struct advice *a, const struct summary_row *row)
{
	const struct summary *s = a->ranking->summary;
	const struct summary_group *g = a->group;
	uint64_t k = summary_cell(s, row)->concurrency;
	double processors = (double)s->results->env.processors;

	if (k <= s->results->env.processors)
		return false;
	if (row->speed_up.interval.low > processors)
		return true;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *less = &s->row[i];
		uint64_t l = summary_cell(s, less)->concurrency;

		if (less->model == row->model && l < k &&
		    l >= s->results->env.processors &&
		    row->time_ns.median_interval.high <
			    less->time_ns.median_interval.low)
			return true;
	}
	return false;
}

static bool any_gains_beyond(const struct advice *a)
{
	const struct summary_row *row = a->ranking->summary->row;
	const struct summary_group *g = a->group;

	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (gains_beyond(a, &row[i]))
			return true;
	return false;
}

static bool ran_with_more(const struct advice *a, uint64_t k)
{
	const struct summary *s = a->ranking->summary;
	const struct summary_group *g = a->group;

	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (summary_cell(s, &s->row[i])->concurrency > k)
			return true;
	return false;
}

/* What sets the fastest one's time: the processors, or how many wait. */
static void put_limit(const struct advice *a, size_t fastest)
{
	const struct summary_row *row = a->ranking->row[fastest];
	const struct cell *cell = cell_at(a, fastest);
	const struct bound *b = &row->bound;
	uint64_t processors = a->ranking->summary->results->env.processors;
	double lanes = fmax((double)cell->lanes, 1.0);
	double waiting = b->waiting_ns / lanes / row->time_ns.median;

	if (!cell->waiting_known)
		return;
	if (cell->waiting_ns == 0 && a->ranking->k >= processors &&
	    !any_gains_beyond(a))
		fprintf(a->out,
			" These tasks only compute: more than %" PRIu64
			" in flight can't help on %" PRIu64 " processor%s.",
			processors, processors, processors == 1 ? "" : "s");
	else if (waiting > MOSTLY && cell->lanes < cell->tasks &&
		 fmax(b->cpu_ns / b->processors, b->longest_ns) <
			 MOSTLY * b->ideal_ns &&
		 !ran_with_more(a, cell->concurrency))
		fprintf(a->out,
			" These tasks waited %.0f %% of the time: more than "
			"%" PRIu64 " in flight would help.",
			fmin(100.0 * waiting, 100.0), cell->concurrency);
}

static void give(struct advice *a)
{
	struct ranking_claim time;

	if (a->ranking->few) {
		fprintf(a->out,
			"too few samples to tell which model is faster: %d of "
			"each are the least",
			RANKING_ENOUGH);
		return;
	}
	ranking_claim(a->ranking, RANKING_TIME, &time);
	put_time(a, &time);
	a->k_told = true;
	put_cost(a, RANKING_CPU, is_timed(a) ? "processor time for a task"
					     : "processor time");
	put_cost(a, RANKING_MEMORY, "memory");
	put_limit(a, time.least[0]);
}

char *advice_give(const struct summary *s, const struct summary_group *g)
{
	struct ranking ranking;
	struct advice advice = { .ranking = &ranking, .group = g };
	char *text = NULL;
	size_t size;

	if (ranking_make(s, g, &ranking) < 0)
		return NULL;
	advice.out = open_memstream(&text, &size);
	if (advice.out)
		give(&advice);
	return memory_text(advice.out, &text);
}
