/* match.c - columns that must agree: those that identify a cell, and by name
 * what comes near to it. */
#include "bench/analysis/match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/columns.h"

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

static bool same_cell(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].identifies &&
		    !columns_equal(&columns[i], a, b))
			return false;
	return true;
}

/* "tasks '20' and '40'", after what stands there already. */
static void add_difference(const struct column *column, const void *a,
			   const void *b, char *buf, size_t size)
{
	char x[COLUMNS_TEXT_SIZE], y[COLUMNS_TEXT_SIZE];
	size_t length = strlen(buf);

	if (columns_equal(column, a, b))
		return;
	columns_spell(column, a, x, sizeof(x));
	columns_spell(column, b, y, sizeof(y));
	snprintf(buf + length, size - length, "%s%s '%s' and '%s'",
		 length ? ", " : "", column->name, x, y);
}

static void cell_differences(const struct cell *a, const struct cell *b,
			     char *buf, size_t size)
{
	*buf = '\0';
	for (size_t i = 0; i < columns_count; i++)
		if (columns[i].identifies)
			add_difference(&columns[i], a, b, buf, size);
}

static bool environments_agree(const char *const *field,
			       const struct environment *a,
			       const struct environment *b, char *buf,
			       size_t size)
{
	*buf = '\0';
	for (; *field; field++)
		add_difference(&columns[columns_find(*field)], a, b, buf,
			       size);
	return !*buf;
}

static bool other_taken(const struct match *m, size_t cell)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->item[i].other == cell)
			return true;
	return false;
}

/* Gives each base cell that has none yet the first free one with which these
 * fields agree, or, with none, all that identify it. */
static void pair_off(const struct results *base, const struct results *other,
		     const char *const *fields, struct match *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct match_pair *pair = &m->item[i];
		const struct cell *a = &base->cell[pair->base];

		for (size_t j = 0; j < other->cells; j++) {
			const struct cell *b = &other->cell[j];

			if (pair->other != MATCH_NONE)
				break;
			if ((fields ? same(fields, a, b) : same_cell(a, b)) &&
			    results_next(other, j, NULL) && !other_taken(m, j))
				pair->other = j;
		}
		if (pair->other != MATCH_NONE)
			cell_differences(a, &other->cell[pair->other],
					 pair->differs, sizeof(pair->differs));
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
	pair_off(base, other, NULL, m);
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
	return environments_agree(machine_fields, base, other, buf, size);
}

bool match_builds(const struct environment *base,
		  const struct environment *other, char *buf, size_t size)
{
	return environments_agree(build_fields, base, other, buf, size);
}
