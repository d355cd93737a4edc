/* match.c - the cells that are the same, then those that come near. */
#include "bench/analysis/match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"
#include "runners/memory.h"

#define CELL ((unsigned)COLUMN_WORK | COLUMN_PLACE)

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return columns_agree(CELL, a, b);
}

static bool same_model(const struct cell *a, const struct cell *b)
{
	return !strcmp(a->job, b->job) && !strcmp(a->model, b->model);
}

static bool same_row(const struct cell *a, const struct cell *b)
{
	return same_model(a, b) && a->concurrency == b->concurrency;
}

/* "tasks '20' and '40', chunk '1' and '2'", or "" */
static void differences(unsigned identify, const void *a, const void *b,
			char *buf, size_t size)
{
	size_t length = 0;

	*buf = '\0';
	for (size_t i = 0; i < columns_count && length < size; i++) {
		char x[COLUMNS_TEXT_SIZE], y[COLUMNS_TEXT_SIZE];

		if (!(columns[i].identifies & identify) ||
		    columns_equal(&columns[i], a, b))
			continue;
		columns_spell(&columns[i], a, x, sizeof(x));
		columns_spell(&columns[i], b, y, sizeof(y));
		length += (size_t)snprintf(buf + length, size - length,
					   "%s%s '%s' and '%s'",
					   length ? ", " : "",
					   columns[i].name, x, y);
	}
}

static bool other_taken(const struct match *m, size_t cell)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->item[i].other == cell)
			return true;
	return false;
}

/* Gives each base cell that has none yet the first free one that is like it. */
static void pair_off(const struct results *base, const struct results *other,
		     bool (*alike)(const struct cell *, const struct cell *),
		     struct match *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct match_pair *pair = &m->item[i];
		const struct cell *a = &base->cell[pair->base];

		for (size_t j = 0; j < other->cells; j++) {
			if (pair->other != MATCH_NONE)
				break;
			if (alike(a, &other->cell[j]) &&
			    results_next(other, j, NULL) && !other_taken(m, j))
				pair->other = j;
		}
		if (pair->other != MATCH_NONE)
			differences(CELL, a, &other->cell[pair->other],
				    pair->differs, sizeof(pair->differs));
	}
}

int match_make(const struct results *base, const struct results *other,
	       struct match *m)
{
	*m = (struct match){ 0 };
	m->item = memory_new(base->cells + other->cells + 1, sizeof(*m->item));
	if (!m->item)
		return -ENOMEM;
	for (size_t i = 0; i < base->cells; i++)
		if (results_next(base, i, NULL))
			m->item[m->count++] =
				(struct match_pair){ i, MATCH_NONE, "" };
	pair_off(base, other, same_cell, m);
	pair_off(base, other, same_row, m);
	pair_off(base, other, same_model, m);
	for (size_t j = 0; j < other->cells; j++)
		if (results_next(other, j, NULL) && !other_taken(m, j))
			m->item[m->count++] =
				(struct match_pair){ MATCH_NONE, j, "" };
	return 0;
}

void match_free(struct match *m)
{
	free(m->item);
	*m = (struct match){ 0 };
}

bool match_machines(const struct environment *base,
		    const struct environment *other, char *buf, size_t size)
{
	differences(COLUMN_MACHINE, base, other, buf, size);
	return !*buf;
}

bool match_builds(const struct environment *base,
		  const struct environment *other, char *buf, size_t size)
{
	differences(COLUMN_BUILD, base, other, buf, size);
	return !*buf;
}
