/* pairs.c - lists of pairs, and their CSV file. */
#include "bench/gate/pairs.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/csv.h"
#include "bench/record/csv_rows.h"
#include "bench/record/save.h"
#include "bench/stats/stats.h"
#include "runners/units.h"

const char *const pairs_stages[] = {
	[PAIR_CONTROL] = "control",
	[PAIR_TEST] = "test",
	[PAIR_CONFIRM] = "confirm",
	[PAIR_INJECTED] = "injected",
	NULL,
};

size_t pairs_add_cell(struct pairs *p, const char *name, enum metric metric)
{
	struct pair_cell *more =
		realloc(p->cell, (p->cells + 1) * sizeof(*more));

	if (!more)
		return (size_t)-1;
	p->cell = more;
	more += p->cells;
	*more = (struct pair_cell){ .metric = metric };
	snprintf(more->name, sizeof(more->name), "%s", name);
	return p->cells++;
}

int pairs_add(struct pairs *p, const struct pair *pair)
{
	if (p->count == p->room) {
		size_t room = p->room ? 2 * p->room : 64;
		struct pair *more = realloc(p->item, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		p->item = more;
		p->room = room;
	}
	p->item[p->count++] = *pair;
	return 0;
}

void pairs_free(struct pairs *p)
{
	free(p->cell);
	free(p->item);
	*p = (struct pairs){ 0 };
}

static bool is_of(const struct pair *pair, size_t cell, enum pair_stage stage)
{
	return pair->cell == cell && pair->stage == stage;
}

size_t pairs_count(const struct pairs *p, size_t cell,
		   enum pair_stage stage)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		n += is_of(&p->item[i], cell, stage);
	return n;
}

static bool is_time(double ns)
{
	return ns > 0.0 && isfinite(ns);
}

int pairs_ln_ratios(const struct pairs *p, size_t cell,
		    enum pair_stage stage, double *ln_ratio)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct pair *pair = &p->item[i];

		if (!is_of(pair, cell, stage))
			continue;
		if (pair->round != n + 1 || !is_time(pair->base_ns) ||
		    !is_time(pair->other_ns))
			return -EINVAL;
		ln_ratio[n++] = log(pair->other_ns / pair->base_ns);
	}
	return 0;
}

double pairs_median_ns(const struct pairs *p, size_t cell,
		       enum pair_stage stage, bool other)
{
	double *ns = calloc(p->count + 1, sizeof(*ns));
	double median = NAN;
	size_t n = 0;

	for (size_t i = 0; ns && i < p->count; i++)
		if (is_of(&p->item[i], cell, stage))
			ns[n++] = other ? p->item[i].other_ns
					: p->item[i].base_ns;
	if (n > 0 && stats_sort(ns, ns, n) == 0)
		stats_median(ns, n, &median);
	free(ns);
	return median;
}

double pairs_round_ns(const struct pairs *p, enum pair_stage stage)
{
	uint64_t rounds = 0;
	double sum = 0.0;

	for (size_t i = 0; i < p->count; i++) {
		if (p->item[i].stage != stage)
			continue;
		sum += p->item[i].took_ns;
		if (p->item[i].round > rounds)
			rounds = p->item[i].round;
	}
	return rounds ? sum / (double)rounds : 0.0;
}

static void put_pair(const struct pairs *p, const struct pair *pair,
		     FILE *out)
{
	const struct pair_cell *cell = &p->cell[pair->cell];

	csv_put_field(out, cell->name);
	fprintf(out, ",%s,%s,%" PRIu64 ",%d,%.0f,%.0f,%.0f\r\n",
		metric_names[cell->metric], pairs_stages[pair->stage],
		pair->round, pair->other_first, pair->base_ns,
		pair->other_ns, pair->took_ns);
}

static int put_pairs(const void *subject, FILE *out)
{
	const struct pairs *p = subject;

	fputs("cell,metric,stage,round,other_first,base_ns,other_ns,"
	      "took_ns\r\n",
	      out);
	for (size_t i = 0; i < p->count; i++)
		put_pair(p, &p->item[i], out);
	return 0;
}

int pairs_save(const struct pairs *p, const char *path, struct error *err)
{
	return save_text(put_pairs, p, path, err);
}

/* --- and back --- */

struct field {
	const struct rows *rows;
	size_t row;
	const char *path;
	struct error *err;
	int rc;
};

static const char *text_of(struct field *f, const char *column)
{
	const char *text = rows_field(f->rows, f->row, column);

	if (!text && f->rc == 0)
		f->rc = error_set(f->err, -EINVAL,
				  "%s: no column '%s'; is it a log of pairs?",
				  f->path, column);
	return text ? text : "";
}

static void refuse(struct field *f, const char *column, const char *text)
{
	if (f->rc == 0)
		f->rc = error_set(f->err, -EINVAL,
				  "%s: row %zu: %s: '%.40s' can't be", f->path,
				  f->row + 2, column, text);
}

static uint64_t number_of(struct field *f, const char *column)
{
	const char *text = text_of(f, column);
	uint64_t number = 0;

	if (f->rc == 0 && units_parse_count(text, &number) < 0)
		refuse(f, column, text);
	return number;
}

static int choice_of(struct field *f, const char *column,
		     const char *const *names)
{
	const char *text = text_of(f, column);

	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], text))
			return i;
	refuse(f, column, text);
	return 0;
}

static size_t place_cell(struct pairs *p, struct field *f)
{
	const char *name = text_of(f, "cell");
	enum metric metric =
		(enum metric)choice_of(f, "metric", metric_names);
	size_t cell;

	for (size_t i = 0; i < p->cells; i++)
		if (!strcmp(p->cell[i].name, name) &&
		    p->cell[i].metric == metric)
			return i;
	cell = pairs_add_cell(p, name, metric);
	if (cell == (size_t)-1 && f->rc == 0)
		f->rc = error_set(f->err, -ENOMEM, "out of memory");
	return cell;
}

static void load_pair(struct pairs *p, struct field *f)
{
	struct pair pair = {
		.cell = place_cell(p, f),
		.stage = (enum pair_stage)choice_of(f, "stage", pairs_stages),
		.round = number_of(f, "round"),
		.other_first = number_of(f, "other_first") != 0,
		.base_ns = (double)number_of(f, "base_ns"),
		.other_ns = (double)number_of(f, "other_ns"),
		.took_ns = (double)number_of(f, "took_ns"),
	};

	if (f->rc == 0 && pairs_add(p, &pair) < 0)
		f->rc = error_set(f->err, -ENOMEM, "out of memory");
}

int pairs_load(const char *path, struct pairs *p, struct error *err)
{
	struct rows rows;
	struct field f = { .rows = &rows, .path = path, .err = err };
	int rc = rows_load(path, &rows, err);

	if (rc < 0)
		return rc;
	for (; f.row < rows.count && f.rc == 0; f.row++)
		load_pair(p, &f);
	rows_free(&rows);
	return f.rc;
}
