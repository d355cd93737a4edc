/* advice.c - which model was fastest, which cheapest, and what limits it. */
#include "bench/report/advice.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/figure.h"

enum {
	RIVALS = 24,
	ENOUGH = 6,               /* samples for an interval of 95 % */
};

#define SAME 1.05                 /* a ratio of costs that is none */
#define MOSTLY 0.5

struct rivals {
	const struct summary *s;
	const struct summary_row *row[RIVALS];
	size_t count;
	uint64_t k;
	bool k_told;              /* that serial's is another */
};

/* The sums of two fields of each good sample; also = offset: of one. */
struct measure {
	size_t offset, also;
	double same;              /* up to this ratio they are equal */
};

static const struct measure of_time = {
	offsetof(struct sample, run_ns), offsetof(struct sample, run_ns), 1.0
};
static const struct measure of_cpu = {
	offsetof(struct sample, user_us), offsetof(struct sample, system_us),
	SAME
};
static const struct measure of_memory = {
	offsetof(struct sample, pss_kib), offsetof(struct sample, pss_kib),
	SAME
};

/* Rivals by their medians, and how far each is from the first. */
struct standing {
	const struct summary_row *row[RIVALS];
	struct contrast ratio[RIVALS];
	bool tied[RIVALS];        /* with the first */
	size_t count, next;       /* the first that isn't; or count */
};

/* --- the rows compared --- */

static bool is_serial(const struct summary *s, const struct summary_row *row)
{
	return series_is_serial(summary_cell(s, row));
}

static const struct summary_row *fastest_of(const struct summary *s,
					    const struct summary_group *g)
{
	const struct summary_row *fastest = NULL;

	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];

		if (row->good > 0 && !is_serial(s, row) &&
		    (!fastest || row->run_ns.median < fastest->run_ns.median))
			fastest = row;
	}
	return fastest;
}

static bool is_comparison(const struct summary *s,
			  const struct summary_group *g)
{
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct cell *cell = summary_cell(s, &s->row[i]);

		if (s->row[i].is_void || cell->inject_pct > 0 ||
		    cell->rate > 0.0)
			return false;
	}
	return true;
}

static bool find_rivals(const struct summary *s,
			const struct summary_group *g, struct rivals *v)
{
	const struct summary_row *fastest = fastest_of(s, g);

	*v = (struct rivals){ .s = s };
	if (!fastest || !is_comparison(s, g))
		return false;
	v->k = summary_cell(s, fastest)->concurrency;
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		const struct summary_row *row = &s->row[i];

		if (row->good == 0 || (!is_serial(s, row) &&
				       summary_cell(s, row)->concurrency !=
					       v->k))
			continue;
		if (v->count == RIVALS)
			return false;
		v->row[v->count++] = row;
	}
	return v->count > 1;
}

static bool are_enough(const struct rivals *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->row[i]->good < ENOUGH)
			return false;
	return true;
}

/* --- how they stand --- */

static double *values_of(const struct rivals *v,
			 const struct summary_row *row,
			 const struct measure *m, size_t *n)
{
	double *x = series_values(v->s->results, row->cell, m->offset, n);
	double *y = NULL;

	if (m->also != m->offset)
		y = series_values(v->s->results, row->cell, m->also, n);
	for (size_t i = 0; x && y && i < *n; i++)
		x[i] += y[i];
	free(y);
	return x;
}

static double median_of(const struct rivals *v, const struct summary_row *row,
			const struct measure *m)
{
	size_t n;
	double *x = values_of(v, row, m, &n);
	double median = NAN;

	if (x && stats_sort(x, x, n) == 0)
		stats_median(x, n, &median);
	free(x);
	return median;
}

static bool set_apart(const struct rivals *v, const struct measure *m,
		      struct standing *st, size_t i)
{
	size_t na, nb;
	double *a = values_of(v, st->row[0], m, &na);
	double *b = values_of(v, st->row[i], m, &nb);
	bool known = a && b &&
		     contrast_ratio(a, na, b, nb, 0.95, CONTRAST_RESAMPLES,
				    v->s->results->env.seed,
				    &st->ratio[i]) == 0;

	free(a);
	free(b);
	st->tied[i] = !(st->ratio[i].interval.low > 1.0) ||
		      st->ratio[i].estimate <= m->same;
	return known;
}

/* false: not every row has this measure. */
static bool stand(const struct rivals *v, const struct measure *m,
		  struct standing *st)
{
	*st = (struct standing){ .count = v->count };
	for (size_t i = 0; i < v->count; i++) {
		double median = median_of(v, v->row[i], m);
		size_t at = i;

		for (; at > 0 && median < median_of(v, st->row[at - 1], m);
		     at--)
			st->row[at] = st->row[at - 1];
		st->row[at] = v->row[i];
	}
	for (size_t i = 1; i < st->count; i++)
		if (!set_apart(v, m, st, i))
			return false;
	st->next = 1;
	while (st->next < st->count && st->tied[st->next])
		st->next++;
	return true;
}

static size_t ties(const struct standing *st)
{
	size_t n = 0;

	for (size_t i = 1; i < st->count; i++)
		n += st->tied[i];
	return n;
}

/* --- words --- */

static void put_name(const struct rivals *v, const struct summary_row *row,
		     FILE *out)
{
	const struct cell *cell = summary_cell(v->s, row);

	fprintf(out, "%s", cell->model);
	if (series_is_serial(cell) && v->k != 1 && !v->k_told)
		fprintf(out, " (K = 1)");
	if (cell->chunk > 1)
		fprintf(out, " (chunk %" PRIu64 ")", cell->chunk);
}

/* The first and its ties: "async, threads and processes". */
static void put_first(const struct rivals *v, const struct standing *st,
		      FILE *out)
{
	size_t left = ties(st);

	put_name(v, st->row[0], out);
	for (size_t i = 1; i < st->count; i++) {
		if (!st->tied[i])
			continue;
		fputs(--left ? ", " : " and ", out);
		put_name(v, st->row[i], out);
	}
}

static void put_ratio(const struct contrast *ratio, FILE *out)
{
	char times[FIGURE_SIZE];

	fputs(figure_ratio(ratio->estimate, times, sizeof(times)), out);
}

static void put_interval(const struct contrast *ratio, FILE *out)
{
	fprintf(out, " (%.2f..%.2f)", ratio->interval.low,
		ratio->interval.high);
}

static void put_time(const struct rivals *v, const struct standing *st,
		     FILE *out)
{
	fprintf(out, "at K = %" PRIu64 " %s", v->k,
		ties(st) ? "this run can show no difference in time between "
			 : "");
	put_first(v, st, out);
	if (!ties(st))
		fputs(" was fastest", out);
	else if (st->next == st->count) {
		fputs(st->count > 2 ? ": the first two are at "
				    : ": they are at ",
		      out);
		put_ratio(&st->ratio[1], out);
		put_interval(&st->ratio[1], out);
	}
	if (st->next < st->count) {
		fputs("; ", out);
		put_name(v, st->row[st->next], out);
		fputs(" took ", out);
		put_ratio(&st->ratio[st->next], out);
		fputs(" as long", out);
		put_interval(&st->ratio[st->next], out);
	}
	fputc('.', out);
}

/* Serial is a rival in costs only where it is one in time. */
static void drop_slow_serial(const struct standing *time, struct rivals *v)
{
	size_t n = 0;

	for (size_t i = 0; i < time->count; i++)
		if (!is_serial(v->s, time->row[i]) || i == 0 || time->tied[i])
			v->row[n++] = time->row[i];
	v->count = n;
	v->k_told = true;
}

static void put_cost(const struct rivals *v, const struct measure *m,
		     const char *what, FILE *out)
{
	struct standing st;

	if (v->count < 2 || !stand(v, m, &st) || st.next == st.count)
		return;
	/* Name them only if they stand out. */
	if (2 * (ties(&st) + 1) > st.count + 1)
		return;
	fprintf(out, " Least %s: ", what);
	put_first(v, &st, out);
	fputs(" (then ", out);
	put_name(v, st.row[st.next], out);
	fputs(", ", out);
	put_ratio(&st.ratio[st.next], out);
	fputs(").", out);
}

static bool ran_with_more(const struct rivals *v,
			  const struct summary_group *g, uint64_t k)
{
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (summary_cell(v->s, &v->s->row[i])->concurrency > k)
			return true;
	return false;
}

/* What sets the fastest one's time: the processors, or how many wait. */
static void put_limit(const struct rivals *v, const struct summary_group *g,
		      const struct summary_row *row, FILE *out)
{
	const struct cell *cell = summary_cell(v->s, row);
	const struct bound *b = &row->bound;
	uint64_t processors = v->s->results->env.processors;
	double lanes = fmax((double)cell->lanes, 1.0);
	double waiting = b->waiting_ns / lanes / row->run_ns.median;

	if (!cell->waiting_known)
		return;
	if (cell->waiting_ns == 0 && v->k >= processors)
		fprintf(out,
			" These tasks only compute: more than %" PRIu64
			" in flight can't help on %" PRIu64 " processor%s.",
			processors, processors, processors == 1 ? "" : "s");
	else if (waiting > MOSTLY && cell->lanes < cell->tasks &&
		 fmax(b->cpu_ns / b->processors, b->longest_ns) <
			 MOSTLY * b->ideal_ns &&
		 !ran_with_more(v, g, cell->concurrency))
		fprintf(out,
			" These tasks waited %.0f %% of the time: more than "
			"%" PRIu64 " in flight would help.",
			fmin(100.0 * waiting, 100.0), cell->concurrency);
}

/* false: there is nothing to say. */
static bool give(const struct summary *s, const struct summary_group *g,
		 FILE *out)
{
	struct standing time;
	struct rivals v;

	if (!find_rivals(s, g, &v))
		return false;
	if (!are_enough(&v)) {
		fprintf(out,
			"too few samples to tell which model is faster: %d of "
			"each are the least",
			ENOUGH);
		return true;
	}
	if (!stand(&v, &of_time, &time))
		return false;
	put_time(&v, &time, out);
	drop_slow_serial(&time, &v);
	put_cost(&v, &of_cpu, "processor time", out);
	put_cost(&v, &of_memory, "memory", out);
	put_limit(&v, g, time.row[0], out);
	return true;
}

char *advice_give(const struct summary *s, const struct summary_group *g)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool given = out && give(s, g, out);

	if (out && fclose(out) == 0 && given)
		return text;
	free(text);
	return NULL;
}
