/* match.c - fields that must agree, by their names in columns.h. */
#include "bench/analysis/match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"

static const char *const cell_fields[] = {
	"job", "workload", "params", "model", "concurrency", "lanes",
	"workers", "tasks", "chunk", "rate_per_s", NULL,
};

static const char *const near_fields[] = {
	"job", "model", "concurrency", NULL,
};

static const char *const nearer_fields[] = { "job", "model", NULL };

static const char *const machine_fields[] = {
	"cpu", "kernel", "processors", "quota_processors", NULL,
};

static const char *const build_fields[] = {
	"compiler", "flags", "libcurl", NULL,
};

static bool same(const char *const *field, const void *a, const void *b)
{
	for (; *field; field++)
		if (!columns_equal(&columns[columns_find(*field)], a, b))
			return false;
	return true;
}

/* "tasks 20 and 40, chunk 1 and 2" */
static void differences(const char *const *field, const void *a,
			const void *b, char *buf, size_t size)
{
	size_t length = 0;

	*buf = '\0';
	for (; *field; field++) {
		const struct column *column = &columns[columns_find(*field)];
		char x[COLUMNS_TEXT_SIZE], y[COLUMNS_TEXT_SIZE];

		if (columns_equal(column, a, b) || length >= size)
			continue;
		columns_spell(column, a, x, sizeof(x));
		columns_spell(column, b, y, sizeof(y));
		length += (size_t)snprintf(buf + length, size - length,
					   "%s%s '%s' and '%s'",
					   length ? ", " : "", *field, x, y);
	}
}

static bool other_taken(const struct match *m, size_t cell)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->item[i].other == cell)
			return true;
	return false;
}

/* Gives each base cell that has none yet the first free one with which these
 * fields agree. */
static void pair_off(const struct results *base, const struct results *other,
		     const char *const *fields, struct match *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct match_pair *pair = &m->item[i];
		const struct cell *a = &base->cell[pair->base];

		for (size_t j = 0; j < other->cells; j++) {
			if (pair->other != MATCH_NONE)
				break;
			if (same(fields, a, &other->cell[j]) &&
			    results_next(other, j, NULL) && !other_taken(m, j))
				pair->other = j;
		}
		if (pair->other != MATCH_NONE)
			differences(cell_fields, a,
				    &other->cell[pair->other], pair->differs,
				    sizeof(pair->differs));
	}
}

int match_make(const struct results *base, const struct results *other,
	       struct match *m)
{
	*m = (struct match){ 0 };
	m->item = calloc(base->cells + other->cells + 1, sizeof(*m->item));
	if (!m->item)
		return -ENOMEM;
	for (size_t i = 0; i < base->cells; i++)
		if (results_next(base, i, NULL))
			m->item[m->count++] =
				(struct match_pair){ i, MATCH_NONE, "" };
	pair_off(base, other, cell_fields, m);
	pair_off(base, other, near_fields, m);
	pair_off(base, other, nearer_fields, m);
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
	differences(machine_fields, base, other, buf, size);
	return same(machine_fields, base, other);
}

bool match_builds(const struct environment *base,
		  const struct environment *other, char *buf, size_t size)
{
	differences(build_fields, base, other, buf, size);
	return same(build_fields, base, other);
}
