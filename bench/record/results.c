/* results.c - two growing arrays, and a list of samples for each cell.
 *
 * The lists link indices (from 1; 0 ends a list), since the arrays move.
 */
#include "bench/record/results.h"

#include <stdlib.h>
#include <string.h>

#include "runners/grow.h"

void results_init(struct results *r)
{
	*r = (struct results){ .env.schema = RESULTS_SCHEMA };
}

void results_free(struct results *r)
{
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
