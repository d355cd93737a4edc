/* report_notes.c - the sentences below a table.
 *
 *   * fewer than 6 samples: least and most
 *   tasks/s: with a duration
 *   scaling: what the column means; the fit of each model
 *   threads, K 5: 2 of 11 samples failed, first in round 3: ...
 *   answers: 20 values right in all 44 samples (first ..., last ...)
 *   in short: ...
 */
#include "bench/report/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/advice.h"
#include "bench/report/connection_notes.h"
#include "bench/report/scaling_notes.h"
#include "runners/macros.h"

/* What the notes are about, and where they go. */
struct making {
	const struct summary *s;
	const struct summary_group *g;
	struct notes *notes;
};

static const struct summary_row *row_at(const struct making *m, size_t i)
{
	return &m->s->row[m->g->first + i];
}

static const struct cell *cell_at(const struct making *m, size_t i)
{
	return summary_cell(m->s, row_at(m, i));
}

static void note_few(const struct making *m)
{
	for (size_t i = 0; i < m->g->rows; i++) {
		const struct stats_summary *run = &row_at(m, i)->time_ns;

		if (run->n < 2 || isfinite(run->median_interval.low))
			continue;
		notes_add(m->notes, NOTE_REMARK,
			  "* too few samples for an interval: from the least "
			  "to the most");
		return;
	}
}

/* What changes from run to run is in the intervals, but not by its weight. */
static void note_runs(const struct making *m)
{
	size_t runs = 0;

	for (size_t i = 0; i < m->g->rows; i++)
		runs = MAX(runs,
			   results_runs(m->s->results, row_at(m, i)->cell));
	if (runs > 1)
		notes_add(m->notes, NOTE_REMARK,
			  "from %zu runs, whose samples the intervals take "
			  "for independent: they hold within runs; `simul "
			  "compare` takes the run as its unit",
			  runs);
}

/* The first group of the report whose table has that column. */
static bool is_first_with_ideal(const struct making *m)
{
	size_t row = 0;

	while (row < m->s->rows && isnan(m->s->row[row].bound.efficiency))
		row++;
	return row >= m->g->first && row < m->g->first + m->g->rows;
}

static bool has_short(const struct making *m)
{
	for (size_t i = 0; i < m->g->rows; i++)
		if (row_at(m, i)->bound.too_short)
			return true;
	return false;
}

static void note_ideal(const struct making *m)
{
	const struct bound *b = &row_at(m, 0)->bound;

	if (is_first_with_ideal(m))
		notes_add(m->notes, NOTE_REMARK,
			  cell_at(m, 0)->duration_ns
				  ? "of ideal: tasks/s over the most that this "
				    "model could have done of this work"
				  : "of ideal: the best time that this model "
				    "could have had for this work, over its "
				    "time");
	if (has_short(m))
		notes_add(m->notes, NOTE_REMARK,
			  "of ideal is left out below %.0f ms: so short a "
			  "time is mostly that of starting",
			  BOUND_SHORTEST_NS / 1e6);
	if (!b->waiting_known && !isnan(b->ideal_ns))
		notes_add(m->notes, NOTE_REMARK,
			  "of ideal counts computing only: how long these "
			  "tasks wait is not known (serial in the job would "
			  "tell)");
}

/* Least and most tasks a row, and the coarsest times; most 0: none. */
static uint64_t timed_tasks(const struct making *m, uint64_t *least,
			    uint64_t *within)
{
	uint64_t most = 0;

	*least = UINT64_MAX;
	*within = 0;
	for (size_t i = 0; i < m->g->rows; i++) {
		const struct percentiles *p = &row_at(m, i)->single;

		if (!p->tasks)
			continue;
		*least = MIN(*least, p->tasks);
		most = MAX(most, p->tasks);
		if (p->within && (!*within || p->within < *within))
			*within = p->within;
	}
	return most;
}

static void note_percentiles(const struct making *m)
{
	uint64_t least, within, most = timed_tasks(m, &least, &within);
	char tasks[64], error[64] = "exact";

	if (!most)
		return;
	snprintf(tasks, sizeof(tasks), "%" PRIu64, least);
	if (most > least)
		snprintf(tasks, sizeof(tasks), "%" PRIu64 " to %" PRIu64,
			 least, most);
	if (within)
		snprintf(error, sizeof(error), "within %.2g %%",
			 100.0 / (double)within);
	notes_add(m->notes, NOTE_REMARK,
		  "p50 to p99.9: %s, %s tasks a row from all samples together, "
		  "%s%s",
		  cell_at(m, 0)->rate > 0.0
			  ? "latency, from when a task was due to its end"
			  : "service, from a task's start to its end without "
			    "the wait for a lane (that takes --rate)",
		  tasks, error,
		  least < PERCENTILES_P999 ? "; p90 needs 100, p99 1,000, "
					     "p99.9 10,000" : "");
}

/* The row's finding like this one, or NULL. */
static const struct finding *like(const struct making *m, size_t i,
				  const struct finding *f)
{
	const struct findings *all = &m->s->findings;

	for (size_t k = 0; k < all->count; k++)
		if (all->item[k].cell == row_at(m, i)->cell &&
		    fairness_alike(&all->item[k], f))
			return &all->item[k];
	return NULL;
}

/* "threads, K 2, 4; async, K 4", and their least and most. */
static void put_rows(const struct making *m, const struct finding **least,
		     const struct finding **most, char *buf, size_t size)
{
	const struct finding *of = *least, *f;
	const char *model = NULL;

	buf[0] = '\0';
	for (size_t i = 0; i < m->g->rows; i++) {
		const struct cell *cell = cell_at(m, i);
		size_t used = strlen(buf);

		f = like(m, i, of);
		if (!f)
			continue;
		if (model && strcmp(model, cell->model) == 0)
			snprintf(buf + used, size - used, ", %" PRIu64,
				 cell->concurrency);
		else
			snprintf(buf + used, size - used, "%s%s, K %" PRIu64,
				 used ? "; " : "", cell->model,
				 cell->concurrency);
		model = cell->model;
		if (f->percent < (*least)->percent)
			*least = f;
		if (f->percent > (*most)->percent)
			*most = f;
	}
}

static void note_finding(const struct making *m, const struct finding *f)
{
	const struct finding *least = f, *most = f;
	char rows[512], sentence[sizeof(f->sentence)];

	put_rows(m, &least, &most, rows, sizeof(rows));
	fairness_tell(least, most, sentence, sizeof(sentence));
	if (fairness_is_void(f))
		notes_add(m->notes, NOTE_ALARM, "not comparable: %s: %s", rows,
			  sentence);
	else
		notes_add(m->notes, NOTE_REMARK, "%s: %s", rows, sentence);
}

/* Each sentence once, with all rows that it is about. */
static void note_findings(const struct making *m)
{
	const struct findings *all = &m->s->findings;

	for (size_t i = 0; i < m->g->rows; i++)
		for (size_t k = 0; k < all->count; k++) {
			const struct finding *f = &all->item[k];
			bool said = f->cell != row_at(m, i)->cell;

			for (size_t j = 0; j < i && !said; j++)
				said = like(m, j, f) != NULL;
			if (!said)
				note_finding(m, f);
		}
}

/* What the samples of a group say of the answers. */
struct answers {
	uintmax_t samples, good, wrong;
	uintmax_t tasks;               /* of good samples */
	uintmax_t compared;            /* of each, with a duration */
	const struct sample *first;    /* that is good */
	bool differ;
};

/* How many of its first values a sample's digests tell of. */
static uintmax_t covered(const struct sample *s)
{
	size_t digests = strlen(s->digests) / 4;

	return digests ? (uintmax_t)1 << (digests - 1) : 0;
}

static void collect(const struct making *m, struct answers *a)
{
	const struct results *r = m->s->results;

	*a = (struct answers){ .compared = UINTMAX_MAX };
	for (size_t i = 0; i < m->g->rows; i++) {
		const struct sample *s = NULL;

		while ((s = results_next(r, row_at(m, i)->cell, s))) {
			a->samples++;
			a->wrong += s->tasks_wrong;
			if (s->state != SAMPLE_OK)
				continue;
			a->good++;
			a->tasks += s->tasks_ok;
			a->compared = MIN(a->compared, covered(s));
			/* Of the first cell, not of the first row. */
			if (!a->first || s->cell < a->first->cell)
				a->first = s;
		}
	}
	for (size_t i = 0; i < m->s->findings.count; i++) {
		const struct finding *f = &m->s->findings.item[i];

		a->differ = a->differ ||
			    (f->kind == FAIRNESS_VALUES &&
			     series_same_work(&r->cell[f->cell],
					      cell_at(m, 0)));
	}
}

static void put_values(const struct sample *s, uint64_t tasks, char *buf,
		       size_t size)
{
	buf[0] = '\0';
	if (!s->first_value[0])
		return;
	if (tasks == 1)
		snprintf(buf, size, " (%s)", s->first_value);
	else if (strcmp(s->first_value, s->last_value) == 0)
		snprintf(buf, size, " (first and last %s)", s->first_value);
	else
		snprintf(buf, size, " (first %s, last %s)", s->first_value,
			 s->last_value);
}

/* With a duration: how many all samples did, and of how many all have the same
 * values. */
static void note_timed(const struct making *m, const struct answers *a)
{
	char first[128] = "";

	if (a->first->first_value[0])
		snprintf(first, sizeof(first), " (first %s)",
			 a->first->first_value);
	if (cell_at(m, 0)->known)
		notes_add(m->notes, NOTE_PLAIN,
			  "answers: all %ju values right in %ju %ssample%s%s",
			  a->tasks, a->good,
			  a->good < a->samples ? "good " : "",
			  a->good == 1 ? "" : "s", first);
	else
		notes_add(m->notes, NOTE_PLAIN,
			  "answers: the first %ju value%s the same in %ju "
			  "%ssample%s; those of later tasks are not compared, "
			  "as counts differ%s",
			  a->compared, a->compared == 1 ? "" : "s", a->good,
			  a->good < a->samples ? "good " : "",
			  a->good == 1 ? "" : "s", first);
}

static void note_right(const struct making *m, const struct answers *a)
{
	const struct cell *cell = cell_at(m, 0);
	const char *good = a->good < a->samples ? "good " : "";
	char values[256], samples[64], of[32] = "";

	put_values(a->first, cell->tasks, values, sizeof(values));
	if (a->good < a->samples)
		snprintf(of, sizeof(of), " of %ju", a->samples);
	if (a->good == 1)
		snprintf(samples, sizeof(samples), "the only %ssample%s",
			 good, of);
	else
		snprintf(samples, sizeof(samples), "all %ju %ssamples%s",
			 a->good, good, of);
	notes_add(m->notes, NOTE_PLAIN,
		  "answers: %" PRIu64 " value%s %s in %s%s", cell->tasks,
		  cell->tasks == 1 ? "" : "s",
		  cell->known ? "right" : "the same", samples, values);
}

static void note_answers(const struct making *m)
{
	struct answers a;

	collect(m, &a);
	if (a.wrong)
		notes_add(m->notes, NOTE_ALARM,
			  "answers: WRONG, %ju value%s in %ju sample%s",
			  a.wrong, a.wrong == 1 ? "" : "s", a.samples,
			  a.samples == 1 ? "" : "s");
	else if (a.differ)
		notes_add(m->notes, NOTE_ALARM,
			  "answers: NOT the same under every model");
	else if (a.first && cell_at(m, 0)->duration_ns)
		note_timed(m, &a);
	else if (a.first)
		note_right(m, &a);
	else
		notes_add(m->notes, NOTE_PLAIN,
			  "answers: none, no sample is good");
}

void report_notes(const struct summary *s, const struct summary_group *g,
		  struct notes *notes)
{
	const struct making m = { s, g, notes };
	char *advice = advice_give(s, g);

	note_few(&m);
	note_runs(&m);
	if (cell_at(&m, 0)->duration_ns)
		notes_add(notes, NOTE_REMARK,
			  "tasks/s: the tasks that were done, over the time "
			  "until the last one ended");
	note_ideal(&m);
	note_percentiles(&m);
	scaling_notes(s, g, notes);
	scaling_notes_crowded(s, g, notes);
	connection_notes(s, g, notes);
	note_findings(&m);
	note_answers(&m);
	if (advice)
		notes_add(notes, NOTE_SHORT, "%s", advice);
	free(advice);
}
