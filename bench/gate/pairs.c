/* pairs.c - lists of pairs, and their CSV file. */
#include "bench/gate/pairs.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/csv_rows.h"
#include "bench/record/save.h"
#include "bench/stats/stats.h"
#include "runners/grow.h"
#include "runners/macros.h"
#include "runners/memory.h"

const char *const pairs_stages[] = {
	[PAIR_CONTROL] = "control",
	[PAIR_TEST] = "test",
	[PAIR_CONFIRM] = "confirm",
	[PAIR_INJECTED] = "injected",
	NULL,
};

char *pairs_name(const struct pair_cell *cell, char *buf)
{
	if (*cell->model)
		snprintf(buf, PAIRS_NAME_SIZE, "%s, %s, K %" PRIu64, cell->job,
			 cell->model, cell->concurrency);
	else
		snprintf(buf, PAIRS_NAME_SIZE, "%s", cell->job);
	return buf;
}

size_t pairs_add_cell(struct pairs *p, const struct pair_cell *cell)
{
	struct pair_cell *more = grow(p->cell, p->cells, sizeof(*more));

	if (!more)
		return (size_t)-1;
	p->cell = more;
	more[p->cells] = *cell;
	return p->cells++;
}

int pairs_add(struct pairs *p, const struct pair *pair)
{
	struct pair *more = grow(p->item, p->count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->item = more;
	p->item[p->count++] = *pair;
	p->batch = MAX(p->batch, pair->batch);
	return 0;
}

void pairs_free(struct pairs *p)
{
	free(p->cell);
	free(p->item);
	*p = (struct pairs){ 0 };
}

static bool counts(const struct pairs *p, const struct pair *pair,
		   enum pair_stage stage)
{
	return pair->stage == stage &&
	       (stage != PAIR_CONFIRM || pair->batch == p->batch);
}

static bool is_of(const struct pairs *p, const struct pair *pair, size_t cell,
		  enum pair_stage stage)
{
	return pair->cell == cell && counts(p, pair, stage);
}

size_t pairs_count(const struct pairs *p, size_t cell,
		   enum pair_stage stage)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		n += is_of(p, &p->item[i], cell, stage);
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

		if (!is_of(p, pair, cell, stage))
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
	double *ns = memory_new(p->count + 1, sizeof(*ns));
	double median = NAN;
	size_t n = 0;

	for (size_t i = 0; ns && i < p->count; i++)
		if (is_of(p, &p->item[i], cell, stage))
			ns[n++] = other ? p->item[i].other_ns
					: p->item[i].base_ns;
	if (n > 0 && stats_sort(ns, ns, n) == 0)
		stats_median(ns, n, &median);
	free(ns);
	return median;
}

uint64_t pairs_rounds(const struct pairs *p, enum pair_stage stage)
{
	uint64_t rounds = 0;

	for (size_t i = 0; i < p->count; i++)
		if (counts(p, &p->item[i], stage))
			rounds = MAX(rounds, p->item[i].round);
	return rounds;
}

double pairs_round_ns(const struct pairs *p, enum pair_stage stage)
{
	uint64_t rounds = pairs_rounds(p, stage);
	double sum = 0.0;

	for (size_t i = 0; i < p->count; i++)
		if (counts(p, &p->item[i], stage))
			sum += p->item[i].took_ns;
	return rounds ? sum / (double)rounds : 0.0;
}

/* --- the file --- */

struct row {
	char cell[PAIRS_NAME_SIZE];  /* all that the first logs have of one */
	char job[sizeof(((struct pair_cell *)0)->job)];
	char model[sizeof(((struct pair_cell *)0)->model)];
	uint64_t concurrency, tasks;
	int metric, stage;        /* enum metric, enum pair_stage */
	uint64_t batch, round, other_first;
	uint64_t base_id, new_id;
	uint64_t base_ns, other_ns, took_ns;
};

#define PAIR(field, as) .name = #field, COLUMN_FIELD(struct row, field, as)

static const struct column column[] = {
	{ PAIR(cell, TEXT), .since = 2, .absent = "" },
	{ PAIR(job, TEXT), .since = 2, .absent = "" },
	{ PAIR(model, TEXT), .since = 2, .absent = "" },
	{ PAIR(concurrency, COUNT), .since = 2, .absent = "0" },
	{ PAIR(tasks, COUNT), .since = 3, .absent = "0" },
	{ PAIR(metric, CHOICE), .choices = metric_names },
	{ PAIR(stage, CHOICE), .choices = pairs_stages },
	{ PAIR(batch, COUNT), .since = 3, .absent = "1" },
	{ PAIR(round, COUNT) },
	{ PAIR(other_first, COUNT) },
	{ PAIR(base_ns, COUNT) },
	{ PAIR(other_ns, COUNT) },
	{ PAIR(took_ns, COUNT) },
	{ PAIR(base_id, HEX), .since = 3, .absent = "0000000000000000" },
	{ PAIR(new_id, HEX), .since = 3, .absent = "0000000000000000" },
};

static const struct column_table table = {
	column, ARRAY_SIZE(column), 0, "pairs",
};

static void put_pair(const struct pairs *p, const struct pair *pair,
		     FILE *out)
{
	const struct pair_cell *cell = &p->cell[pair->cell];
	struct row row = {
		.concurrency = cell->concurrency,
		.tasks = cell->tasks,
		.metric = (int)cell->metric,
		.stage = (int)pair->stage,
		.batch = pair->batch,
		.round = pair->round,
		.other_first = pair->other_first,
		.base_ns = (uint64_t)llround(pair->base_ns),
		.other_ns = (uint64_t)llround(pair->other_ns),
		.took_ns = (uint64_t)llround(pair->took_ns),
		.base_id = p->base_id,
		.new_id = p->other_id,
	};

	pairs_name(cell, row.cell);
	memcpy(row.job, cell->job, sizeof(row.job));
	memcpy(row.model, cell->model, sizeof(row.model));
	csv_rows_put(out, &table, (const void *[]){ &row });
}

static int put_pairs(const void *subject, FILE *out)
{
	const struct pairs *p = subject;

	csv_rows_put_header(out, &table);
	for (size_t i = 0; i < p->count; i++)
		put_pair(p, &p->item[i], out);
	return 0;
}

int pairs_save(const struct pairs *p, const char *path, struct error *err)
{
	return save_text(put_pairs, p, path, err);
}

struct reader {
	struct row row;           /* the current one */
	struct pairs *pairs;
};

static bool is_same(const struct pair_cell *a, const struct pair_cell *b)
{
	return !strcmp(a->job, b->job) && !strcmp(a->model, b->model) &&
	       a->concurrency == b->concurrency &&
	       a->metric == b->metric && a->tasks == b->tasks;
}

/* The row's cell, which may be new; (size_t)-1: out of memory. */
static size_t place_cell(struct pairs *p, const struct row *row)
{
	struct pair_cell cell = { .concurrency = row->concurrency,
				  .tasks = row->tasks,
				  .metric = (enum metric)row->metric };

	snprintf(cell.job, sizeof(cell.job), "%.127s",
		 *row->job ? row->job : row->cell);
	memcpy(cell.model, row->model, sizeof(cell.model));
	for (size_t i = 0; i < p->cells; i++)
		if (is_same(&p->cell[i], &cell))
			return i;
	return pairs_add_cell(p, &cell);
}

static int take_row(void *user, struct error *why)
{
	struct reader *r = user;
	const struct row *row = &r->row;
	struct pair pair = {
		.stage = (enum pair_stage)row->stage,
		.batch = row->batch,
		.round = row->round,
		.other_first = row->other_first != 0,
		.base_ns = (double)row->base_ns,
		.other_ns = (double)row->other_ns,
		.took_ns = (double)row->took_ns,
	};

	if (row->batch == 0)
		return error_set(why, -EINVAL, "batch: they begin at 1");
	if (!*row->job && !*row->cell)
		return error_set(why, -EINVAL, "it names no job");
	if (r->pairs->count && (row->base_id != r->pairs->base_id ||
				row->new_id != r->pairs->other_id))
		return error_set(why, -EINVAL,
				 "its programs are not those of the rows "
				 "before");
	r->pairs->base_id = row->base_id;
	r->pairs->other_id = row->new_id;
	pair.cell = place_cell(r->pairs, row);
	return pair.cell == (size_t)-1 ? -ENOMEM : pairs_add(r->pairs, &pair);
}

int pairs_load(const char *path, struct pairs *p, struct error *err)
{
	struct reader r = { .pairs = p };

	return csv_rows_load(path, &table, (void *[]){ &r.row }, take_row, &r,
			     err);
}
