/* fairness.c - the checks that take a cell out of the comparison. */
#include "bench/analysis/fairness.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/bound.h"
#include "bench/analysis/checking.h"
#include "bench/analysis/series.h"
#include "runners/grow.h"
#include "runners/macros.h"
#include "runners/memory.h"

void checking_add(struct checking *c, enum fairness_kind kind, const char *flag,
		  const char *format, ...)
{
	struct findings *f = c->found;
	struct finding *more = grow(f->item, f->count, sizeof(*more));
	va_list args;

	if (!more) {
		c->rc = -ENOMEM;
		return;
	}
	f->item = more;
	more += f->count++;
	*more = (struct finding){ .cell = c->index, .kind = kind };
	snprintf(more->flag, sizeof(more->flag), "%s", flag);
	va_start(args, format);
	vsnprintf(more->sentence, sizeof(more->sentence), format, args);
	va_end(args);
}

void checking_add_percent(struct checking *c, enum fairness_kind kind,
			  const char *flag, double percent)
{
	size_t count = c->found->count;
	struct finding *f;

	checking_add(c, kind, flag, "%s", "");
	if (c->found->count == count)
		return;
	f = &c->found->item[count];
	f->percent = percent;
	fairness_tell(f, f, f->sentence, sizeof(f->sentence));
}

static bool same_work(const struct checking *c, size_t cell)
{
	return c->first[cell] == c->first[c->index];
}

static void check_failed(struct checking *c)
{
	const struct sample *first = NULL;
	uintmax_t failed = 0;
	char flag[32];

	for (const struct sample *s = NULL; (s = checking_next(c, s));) {
		if (s->state != SAMPLE_FAILED)
			continue;
		if (!failed++)
			first = s;
	}
	if (!first)
		return;
	snprintf(flag, sizeof(flag), "%ju failed", failed);
	checking_add(c, FAIRNESS_FAILED, flag,
		     "%ju of %zu samples failed, first in round %ju: %s",
		     failed, c->samples, (uintmax_t)first->round,
		     first->reason[0] ? first->reason : "no reason is given");
}

static void check_tasks_failed(struct checking *c)
{
	uintmax_t failed = 0, in = 0;

	for (const struct sample *s = NULL; (s = checking_next_good(c, s));) {
		failed += s->tasks_failed;
		in += s->tasks_failed > 0;
	}
	if (in)
		checking_add(c, FAIRNESS_TASKS_FAILED, "tasks failed",
			     "%ju tasks failed, in %ju of %zu samples", failed,
			     in, c->samples);
}

/* Of samples that failed as well: they may have failed for that. */
static void check_wrong(struct checking *c)
{
	uintmax_t wrong = 0, in = 0;

	for (const struct sample *s = NULL; (s = checking_next(c, s));) {
		wrong += s->tasks_wrong;
		in += s->tasks_wrong > 0;
	}
	if (in)
		checking_add(c, FAIRNESS_WRONG, "wrong values",
			     "%ju values were wrong, in %ju of %zu samples",
			     wrong, in, c->samples);
}

static void check_lost(struct checking *c)
{
	uintmax_t in = 0;

	if (c->cell->duration_ns)
		return;
	for (const struct sample *s = NULL; (s = checking_next_good(c, s));)
		in += s->tasks_ok + s->tasks_failed + s->tasks_cancelled !=
			      c->cell->tasks ||
		      s->tasks_cancelled > 0;
	if (in)
		checking_add(c, FAIRNESS_LOST, "tasks lost",
			     "not all of the %ju tasks were run in %ju of %zu "
			     "samples",
			     (uintmax_t)c->cell->tasks, in, c->samples);
}

static void check_little(struct checking *c)
{
	struct error why, first;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = checking_next_good(c, s));)
		if (bound_little(c->cell, s, &why) < 0 && !in++)
			first = why;
	if (in)
		checking_add(c, FAIRNESS_LITTLE, "impossible",
			     "%ju of %zu samples can't be right: %.180s", in,
			     c->samples, first.text);
}

static bool same_values(const struct cell *cell, const struct sample *a,
			const struct sample *b)
{
	if (strcmp(a->first_value, b->first_value) != 0)
		return false;
	if (cell->duration_ns)
		return fairness_digests_agree(a, b);
	return a->digest == b->digest &&
	       strcmp(a->last_value, b->last_value) == 0;
}

static void check_values(struct checking *c)
{
	const struct sample *right = checking_work(c)->right;
	uintmax_t in = 0;

	for (const struct sample *s = NULL; (s = checking_next_good(c, s));)
		in += !same_values(c->cell, s, right);
	if (in)
		checking_add(
			c, FAIRNESS_VALUES, "other values",
			"values differ from those of %s in %ju of %zu samples",
			right->cell == c->index ? "its own first sample"
						: c->r->cell[right->cell].model,
			in, c->samples);
}

static void check_bytes(struct checking *c)
{
	const struct sample *right = checking_work(c)->right, *other = NULL;
	uintmax_t in = 0;

	if (c->cell->duration_ns)
		return;
	for (const struct sample *s = NULL; (s = checking_next_good(c, s));)
		if (s->bytes != right->bytes && !in++)
			other = s;
	if (other)
		checking_add(
			c, FAIRNESS_BYTES, "other bytes",
			"%ju bytes instead of the %ju of %s, in %ju of %zu "
			"samples",
			(uintmax_t)other->bytes, (uintmax_t)right->bytes,
			right->cell == c->index ? "its own first sample"
						: c->r->cell[right->cell].model,
			in, c->samples);
}

static void check_lanes(struct checking *c)
{
	const struct results *r = c->r;

	if (series_is_serial(c->cell))
		return;
	for (size_t i = 0; i < c->index; i++) {
		const struct cell *other = &r->cell[i];

		if (!same_work(c, i) || series_is_serial(other) ||
		    other->concurrency != c->cell->concurrency ||
		    other->lanes == c->cell->lanes)
			continue;
		checking_add(c, FAIRNESS_LANES, "other lanes",
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
		checking_add(c, FAIRNESS_TASKS, "other tasks",
			     "%ju tasks, where %s under the same name has %ju",
			     (uintmax_t)c->cell->tasks, other->model,
			     (uintmax_t)other->tasks);
		return;
	}
}

static check *const checks[] = {
	check_failed, check_tasks_failed,   check_wrong,
	check_lost,   check_values,         check_bytes,
	check_little, check_lanes,          check_tasks,
	checking_connections, checking_flags,
};

/* Serial's values are the right ones, or those of the first cell. */
static void look_at_works(struct checking *c)
{
	for (size_t i = 0; i < c->r->cells; i++) {
		struct work *work = &c->work[c->first[i]];
		const struct sample *s = results_next_good(c->r, i, NULL);

		work->most = MAX(work->most, series_count(c->r, i));
		work->cells += results_next(c->r, i, NULL) != NULL;
		connections_count(c->r, i, &c->opened[i]);
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
	for (const struct sample *s = NULL; (s = checking_next(c, s));)
		c->samples++;
	/* Without samples nothing is known of it, nor is it shown. */
	for (size_t i = 0; i < ARRAY_SIZE(checks) && c->samples; i++)
		checks[i](c);
}

int fairness_check(const struct results *r, struct findings *findings)
{
	size_t *first = series_works(r);
	struct work *work = memory_new(r->cells + 1, sizeof(*work));
	struct connections *opened = memory_new(r->cells + 1, sizeof(*opened));
	struct checking c = { .r = r,
			      .first = first,
			      .work = work,
			      .opened = opened,
			      .found = findings };

	*findings = (struct findings){ 0 };
	if (first && work && opened) {
		look_at_works(&c);
		for (; c.index < r->cells; c.index++)
			check_cell(&c);
	} else {
		c.rc = -ENOMEM;
	}
	free(first);
	free(work);
	free(opened);
	return c.rc;
}

bool fairness_digests_agree(const struct sample *a, const struct sample *b)
{
	return strncmp(a->digests, b->digests,
		       MIN(strlen(a->digests), strlen(b->digests))) == 0;
}

void fairness_free(struct findings *findings)
{
	free(findings->item);
	*findings = (struct findings){ 0 };
}

const struct finding *fairness_wrong(const struct findings *findings,
				     const struct finding *last)
{
	size_t first = last ? (size_t)(last - findings->item) + 1 : 0;

	for (size_t i = first; i < findings->count; i++)
		if (findings->item[i].kind <= FAIRNESS_LAST_WRONG)
			return &findings->item[i];
	return NULL;
}

bool fairness_cell_void(const struct findings *findings, size_t cell)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->item[i].cell == cell &&
		    fairness_is_void(&findings->item[i]))
			return true;
	return false;
}
