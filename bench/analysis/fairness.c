/* fairness.c - one function a check; each adds at most one finding a cell. */
#include "bench/analysis/fairness.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/bound.h"
#include "bench/analysis/series.h"
#include "runners/macros.h"

/* Of the cells of one work. */
struct work {
	const struct sample *right; /* its values hold for the others */
	size_t most;              /* good samples that a cell has */
};

/* What a check sees. */
struct checking {
	const struct results *r;
	const size_t *first;      /* by cell: series_works */
	struct work *work;        /* by that */
	const struct cell *cell;
	size_t index;             /* of the cell */
	size_t samples;           /* that it has, of any state */
	struct findings *found;
	int rc;
};

static void add(struct checking *c, enum fairness_kind kind, const char *flag,
		const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void add(struct checking *c, enum fairness_kind kind, const char *flag,
		const char *format, ...)
{
	struct findings *f = c->found;
	struct finding *more;
	va_list args;

	if (f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 16;

		more = realloc(f->item, room * sizeof(*more));
		if (!more) {
			c->rc = -ENOMEM;
			return;
		}
		f->item = more;
		f->room = room;
	}
	more = &f->item[f->count++];
	*more = (struct finding){ .cell = c->index, .kind = kind };
	snprintf(more->flag, sizeof(more->flag), "%s", flag);
	va_start(args, format);
	vsnprintf(more->sentence, sizeof(more->sentence), format, args);
	va_end(args);
}

/* Of what has its sentence in fairness_tell. */
static void add_percent(struct checking *c, enum fairness_kind kind,
			const char *flag, double percent)
{
	size_t count = c->found->count;
	struct finding *f;

	add(c, kind, flag, "%s", "");
	if (c->found->count == count)
		return;
	f = &c->found->item[count];
	f->percent = percent;
	fairness_tell(f, f, f->sentence, sizeof(f->sentence));
}

static const struct work *work_of(const struct checking *c)
{
	return &c->work[c->first[c->index]];
}

static bool same_work(const struct checking *c, size_t cell)
{
	return c->first[cell] == c->first[c->index];
}

static const struct sample *next(const struct checking *c,
				 const struct sample *last)
{
	return results_next(c->r, c->index, last);
}

static const struct sample *next_good(const struct checking *c,
				      const struct sample *last)
{
	return results_next_good(c->r, c->index, last);
}

static void check_failed(struct checking *c)
{
	const struct sample *first = NULL;
	uintmax_t failed = 0;
	char flag[32];

	for (const struct sample *s = NULL; (s = next(c, s));) {
		if (s->state != SAMPLE_FAILED)
			continue;
		if (!failed++)
			first = s;
	}
	if (!first)
		return;
	snprintf(flag, sizeof(flag), "%ju failed", failed);
	add(c, FAIRNESS_FAILED, flag,
	    "%ju of %zu samples failed, first in round %ju: %s", failed,
	    c->samples, (uintmax_t)first->round,
	    first->reason[0] ? first->reason : "no reason is given");
}

static void check_tasks_failed(struct checking *c)
{
	uintmax_t failed = 0, in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));) {
		failed += s->tasks_failed;
		in += s->tasks_failed > 0;
	}
	if (in)
		add(c, FAIRNESS_TASKS_FAILED, "tasks failed",
		    "%ju tasks failed, in %ju of %zu samples", failed, in,
		    c->samples);
}

/* Of samples that failed as well: they may have failed for that. */
static void check_wrong(struct checking *c)
{
	uintmax_t wrong = 0, in = 0;

	for (const struct sample *s = NULL; (s = next(c, s));) {
		wrong += s->tasks_wrong;
		in += s->tasks_wrong > 0;
	}
	if (in)
		add(c, FAIRNESS_WRONG, "wrong values",
		    "%ju values were wrong, in %ju of %zu samples", wrong, in,
		    c->samples);
}

static void check_lost(struct checking *c)
{
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));)
		in += s->tasks_ok + s->tasks_failed + s->tasks_cancelled !=
			      c->cell->tasks ||
		      s->tasks_cancelled > 0;
	if (in)
		add(c, FAIRNESS_LOST, "tasks lost",
		    "not all of the %ju tasks were run in %ju of %zu samples",
		    (uintmax_t)c->cell->tasks, in, c->samples);
}

static void check_little(struct checking *c)
{
	struct error why, first;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));)
		if (bound_little(c->cell, s, &why) < 0 && !in++)
			first = why;
	if (in)
		add(c, FAIRNESS_LITTLE, "impossible",
		    "%ju of %zu samples can't be right: %.180s", in,
		    c->samples, first.text);
}

static bool same_values(const struct sample *a, const struct sample *b)
{
	return a->digest == b->digest &&
	       strcmp(a->first_value, b->first_value) == 0 &&
	       strcmp(a->last_value, b->last_value) == 0;
}

static void check_values(struct checking *c)
{
	const struct sample *right = work_of(c)->right;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));)
		in += !same_values(s, right);
	if (in)
		add(c, FAIRNESS_VALUES, "other values",
		    "values differ from those of %s in %ju of %zu samples",
		    right->cell == c->index ?
			    "its own first sample" :
			    c->r->cell[right->cell].model,
		    in, c->samples);
}

static void check_bytes(struct checking *c)
{
	const struct sample *right = work_of(c)->right, *other = NULL;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));)
		if (s->bytes != right->bytes && !in++)
			other = s;
	if (other)
		add(c, FAIRNESS_BYTES, "other bytes",
		    "%ju bytes instead of the %ju of %s, in %ju of %zu "
		    "samples",
		    (uintmax_t)other->bytes, (uintmax_t)right->bytes,
		    right->cell == c->index ?
			    "its own first sample" :
			    c->r->cell[right->cell].model,
		    in, c->samples);
}

/* A connection a task everywhere: keep-alive is off for all. */
static bool one_a_task(const struct checking *c)
{
	const struct results *r = c->r;

	for (size_t i = 0; i < r->cells; i++) {
		const struct sample *s = NULL;

		if (!same_work(c, i))
			continue;
		while ((s = results_next_good(r, i, s)))
			if (s->connections != r->cell[i].tasks)
				return false;
	}
	return true;
}

static void check_connections(struct checking *c)
{
	uint64_t most = 0;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = next_good(c, s));) {
		in += s->connections > c->cell->lanes;
		most = MAX(most, s->connections);
	}
	if (in && !one_a_task(c))
		add(c, FAIRNESS_CONNECTIONS, "connections",
		    "opened up to %ju connections for %ju lanes, in %ju of "
		    "%zu samples",
		    (uintmax_t)most, (uintmax_t)c->cell->lanes, in,
		    c->samples);
}

static void check_lanes(struct checking *c)
{
	const struct results *r = c->r;

	if (series_is_serial(c->cell))
		return;
	for (size_t i = 0; i < c->index; i++) {
		const struct cell *other = &r->cell[i];

		if (!same_work(c, i) ||
		    series_is_serial(other) ||
		    other->concurrency != c->cell->concurrency ||
		    other->lanes == c->cell->lanes)
			continue;
		add(c, FAIRNESS_LANES, "other lanes",
		    "%ju lanes at K = %ju, where %s has %ju",
		    (uintmax_t)c->cell->lanes,
		    (uintmax_t)c->cell->concurrency, other->model,
		    (uintmax_t)other->lanes);
		return;
	}
}

static void check_tasks(struct checking *c)
{
	for (size_t i = 0; i < c->index; i++) {
		const struct cell *other = &c->r->cell[i];

		if (strcmp(other->job, c->cell->job) != 0 ||
		    strcmp(other->params, c->cell->params) != 0 ||
		    other->tasks == c->cell->tasks)
			continue;
		add(c, FAIRNESS_TASKS, "other tasks",
		    "%ju tasks, where %s under the same name has %ju",
		    (uintmax_t)c->cell->tasks, other->model,
		    (uintmax_t)other->tasks);
		return;
	}
}

/* Over all samples: a clock tick of 10 ms is much of a single one. */
static void check_origin(struct checking *c)
{
	double run_us = series_sum(c->r, c->index,
				   offsetof(struct sample, run_ns)) / 1e3;
	double origin_us = series_sum(c->r, c->index,
				      offsetof(struct sample, origin_cpu_us));

	if (run_us > 0.0 && origin_us > FAIRNESS_ORIGIN_BUSY * run_us)
		add_percent(c, FAIRNESS_ORIGIN, "origin busy",
			    100.0 * origin_us / run_us);
}

static void check_steal(struct checking *c)
{
	double run_us = series_sum(c->r, c->index,
				   offsetof(struct sample, run_ns)) / 1e3;
	double all_us = run_us * (double)MAX(c->r->env.processors, 1);
	double steal_us = series_sum(c->r, c->index,
				     offsetof(struct sample, steal_us));
	char flag[32];

	if (!(all_us > 0.0) || steal_us <= FAIRNESS_STEAL * all_us)
		return;
	snprintf(flag, sizeof(flag), "steal %.0f %%",
		 100.0 * steal_us / all_us);
	add_percent(c, FAIRNESS_STOLEN, flag, 100.0 * steal_us / all_us);
}

/* Those that failed are told already. */
static void check_fewer(struct checking *c)
{
	size_t good = series_count(c->r, c->index), most = work_of(c)->most;
	size_t failed = 0;
	char flag[32];

	most = MAX(most, c->cell->repeat);
	for (const struct sample *s = NULL; (s = next(c, s));)
		failed += s->state == SAMPLE_FAILED;
	if (good + failed >= most)
		return;
	snprintf(flag, sizeof(flag), "%zu of %zu", good, most);
	add(c, FAIRNESS_FEWER, flag,
	    "%zu good samples, where there should be %zu", good, most);
}

static void check_injected(struct checking *c)
{
	if (c->cell->inject_pct > 0)
		add(c, FAIRNESS_INJECTED, "injected",
		    "tasks were slowed by %ju %% on purpose",
		    (uintmax_t)c->cell->inject_pct);
}

typedef void check(struct checking *c);

static check *const checks[] = {
	check_failed, check_tasks_failed, check_wrong, check_lost,
	check_little, check_values, check_bytes, check_connections,
	check_lanes, check_tasks, check_origin, check_steal,
	check_fewer, check_injected,
};

/* Serial's values are the right ones, or those of the first cell. */
static void look_at_works(struct checking *c)
{
	for (size_t i = 0; i < c->r->cells; i++) {
		struct work *work = &c->work[c->first[i]];
		const struct sample *s = results_next_good(c->r, i, NULL);

		work->most = MAX(work->most, series_count(c->r, i));
		if (s && (!work->right ||
			  (series_is_serial(&c->r->cell[i]) &&
			   !series_is_serial(&c->r->cell[work->right->cell]))))
			work->right = s;
	}
}

static void check_cell(struct checking *c)
{
	c->cell = &c->r->cell[c->index];
	c->samples = 0;
	for (const struct sample *s = NULL; (s = next(c, s));)
		c->samples++;
	/* Without samples nothing is known of it, nor is it shown. */
	for (size_t i = 0; i < ARRAY_SIZE(checks) && c->samples; i++)
		checks[i](c);
}

int fairness_check(const struct results *r, struct findings *findings)
{
	size_t *first = series_works(r);
	struct work *work = calloc(r->cells + 1, sizeof(*work));
	struct checking c = { .r = r, .first = first, .work = work,
			      .found = findings };

	*findings = (struct findings){ 0 };
	if (first && work) {
		look_at_works(&c);
		for (; c.index < r->cells; c.index++)
			check_cell(&c);
	} else {
		c.rc = -ENOMEM;
	}
	free(first);
	free(work);
	return c.rc;
}

void fairness_free(struct findings *findings)
{
	free(findings->item);
	*findings = (struct findings){ 0 };
}

bool fairness_alike(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind &&
	       (a->percent > 0.0 || strcmp(a->sentence, b->sentence) == 0);
}

void fairness_tell(const struct finding *least, const struct finding *most,
		   char *buf, size_t size)
{
	int digits = least->kind == FAIRNESS_STOLEN;
	char low[32], high[32], range[80];

	if (!(least->percent > 0.0)) {
		snprintf(buf, size, "%s", least->sentence);
		return;
	}
	snprintf(low, sizeof(low), "%.*f", digits, least->percent);
	snprintf(high, sizeof(high), "%.*f", digits, most->percent);
	snprintf(range, sizeof(range), "%s to %s", low, high);
	if (strcmp(low, high) == 0)
		snprintf(range, sizeof(range), "%s", low);
	if (least->kind == FAIRNESS_STOLEN)
		snprintf(buf, size,
			 "the hypervisor took %s %% of the processors' time "
			 "for others",
			 range);
	else
		snprintf(buf, size,
			 "the origin used a processor for %s %% of the time: "
			 "these figures are its own more than the model's",
			 range);
}

bool fairness_cell_void(const struct findings *findings, size_t cell)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->item[i].cell == cell &&
		    fairness_is_void(&findings->item[i]))
			return true;
	return false;
}
