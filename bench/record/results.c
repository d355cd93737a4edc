/* results.c - two growing arrays, and a list of samples for each cell.
 *
 * The lists link indices (from 1; 0 ends a list), since the arrays move.
 */
#include "bench/record/results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"
#include "runners/grow.h"
#include "runners/macros.h"

void results_init(struct results *r)
{
	*r = (struct results){ .env.schema = RESULTS_SCHEMA };
}

void results_free(struct results *r)
{
	for (size_t i = 0; i < r->samples; i++)
		free(r->sample[i].times);
	free(r->cell);
	free(r->sample);
	results_init(r);
}

struct cell *results_add_cell(struct results *r)
{
	struct cell *cell = grow(r->cell, r->cells, sizeof(*cell));

	if (!cell)
		return NULL;
	r->cell = cell;
	cell += r->cells++;
	memset(cell, 0, sizeof(*cell));
	return cell;
}

struct sample *results_add_sample(struct results *r, size_t cell)
{
	struct sample *sample = grow(r->sample, r->samples, sizeof(*sample));
	struct cell *of;

	if (!sample)
		return NULL;
	r->sample = sample;
	sample += r->samples++;
	memset(sample, 0, sizeof(*sample));
	sample->cell = cell;
	of = &r->cell[cell];
	if (of->last)
		r->sample[of->last - 1].next = r->samples;
	else
		of->first = r->samples;
	of->last = r->samples;
	return sample;
}

struct sample *results_next(const struct results *r, size_t cell,
			    const struct sample *last)
{
	size_t next = last ? last->next : r->cell[cell].first;

	return next ? &r->sample[next - 1] : NULL;
}

struct sample *results_next_good(const struct results *r, size_t cell,
				 const struct sample *last)
{
	struct sample *s = results_next(r, cell, last);

	while (s && s->state != SAMPLE_OK)
		s = results_next(r, cell, s);
	return s;
}

size_t results_runs(const struct results *r, size_t cell)
{
	const struct sample *before = NULL;
	size_t runs = 0;

	for (struct sample *s = NULL; (s = results_next(r, cell, s));) {
		runs += !before || before->run != s->run;
		before = s;
	}
	return runs;
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->inject_pct == b->inject_pct &&
	       columns_agree((unsigned)COLUMN_WORK | COLUMN_PLACE, a, b);
}

/* The cell that this one joins, as an index; r->cells: no memory. */
static size_t join_cell(struct results *r, const struct cell *cell)
{
	struct cell *added;

	for (size_t i = 0; i < r->cells; i++)
		if (same_cell(&r->cell[i], cell))
			return i;
	added = results_add_cell(r);
	if (!added)
		return r->cells;
	*added = *cell;
	added->first = added->last = 0;
	return r->cells - 1;
}

int results_append(struct results *r, const struct results *more)
{
	struct sample last = { 0 };

	if (r->samples == 0)
		r->env = more->env;
	for (size_t i = 0; i < r->samples; i++) {
		last.run = MAX(last.run, r->sample[i].run);
		last.round = MAX(last.round, r->sample[i].round);
		last.position = MAX(last.position, r->sample[i].position);
	}
	for (size_t i = 0; i < more->samples; i++) {
		const struct sample *from = &more->sample[i];
		size_t cell = join_cell(r, &more->cell[from->cell]);
		struct sample *to = cell < r->cells
					    ? results_add_sample(r, cell)
					    : NULL;

		if (!to)
			return -ENOMEM;
		*to = *from;
		to->times = times_copy(from->times);
		to->cell = cell;
		to->next = 0;
		to->run += last.run;
		to->round += last.round;
		/* 0 is that of a sample that never ran. */
		to->position += to->position ? last.position : 0;
		if (from->times && !to->times)
			return -ENOMEM;
	}
	return 0;
}
