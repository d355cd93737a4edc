/* compare_report.c - one table, printed or as Markdown; and a JSON document.
 */
#include "bench/report/compare_report.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/save.h"
#include "bench/report/json_value.h"
#include "bench/report/figure.h"
#include "bench/report/report.h"
#include "bench/report/table.h"
#include "runners/macros.h"

enum {
	RUNS_ADVISED = 7,
	UNITS = 8,                /* the column of samples or runs */
};

static void put_row(const struct compare_cell *cell, struct table_row *row)
{
	const struct stats_interval *i = &cell->ratio.interval;
	char (*text)[TABLE_TEXT] = row->text;

	snprintf(text[0], TABLE_TEXT, "%s", cell->cell->job);
	snprintf(text[1], TABLE_TEXT, "%s", cell->cell->model);
	snprintf(text[2], TABLE_TEXT, "%" PRIu64, cell->cell->concurrency);
	figure_duration(cell->base_ns, text[3], TABLE_TEXT);
	figure_duration(cell->other_ns, text[4], TABLE_TEXT);
	figure_change(cell->ratio.estimate, text[5], TABLE_TEXT);
	figure_changes(i->low, i->high, text[6], TABLE_TEXT);
	figure_p(cell->holm, text[7], TABLE_TEXT);
	snprintf(text[8], TABLE_TEXT, "%zu, %zu", cell->base_units,
		 cell->other_units);
	snprintf(text[9], TABLE_TEXT, "%s%s%s",
		 compare_state_name(cell->state), *cell->why ? ": " : "",
		 cell->why);
	if (cell->state == COMPARE_SLOWER)
		row->paint = PAINT_RED;
}

int compare_report_table(const struct compare *c, struct table *table)
{
	static const struct table_column column[] = {
		{ "job", TABLE_LEFT, TABLE_KEY },
		{ "model", TABLE_LEFT, TABLE_KEY },
		{ "K", TABLE_RIGHT, TABLE_KEY },
		{ "base", TABLE_RIGHT, TABLE_MINOR },
		{ "new", TABLE_RIGHT, TABLE_MINOR },
		{ "change", TABLE_RIGHT, TABLE_MAJOR },
		{ "95 % interval", TABLE_RIGHT, TABLE_MAJOR },
		{ "p (Holm)", TABLE_RIGHT, TABLE_MINOR },
		{ "samples", TABLE_RIGHT, TABLE_MINOR },
		{ "verdict", TABLE_LEFT, TABLE_MAJOR },
	};

	table_begin(table, column, ARRAY_SIZE(column));
	if (c->by_run)
		snprintf(table->column[UNITS].heading,
			 sizeof(table->column[UNITS].heading), "runs");
	for (size_t i = 0; i < c->cells; i++) {
		struct table_row *row = table_add_row(table);

		if (!row)
			return -ENOMEM;
		put_row(&c->cell[i], row);
	}
	return 0;
}

static bool has_duration(const struct compare *c)
{
	for (size_t i = 0; i < c->cells; i++)
		if (c->cell[i].cell->duration_ns)
			return true;
	return false;
}

void compare_report_notes(const struct compare *c, struct notes *notes)
{
	char text[REPORT_TEXT];

	for (size_t i = 0; i < c->notes; i++)
		notes_add(notes, NOTE_ALARM, "%s", c->note[i]);
	notes_add(notes, NOTE_REMARK,
		  "%s time of run; slower: p <= %g over all cells (Mann and "
		  "Whitney, Holm), and a median of at least +%.3g %%",
		  c->rules.metric == METRIC_CPU ? "processor" : "wall-clock",
		  c->rules.alpha, 100.0 * c->rules.threshold);
	if (has_duration(c))
		notes_add(notes, NOTE_REMARK,
			  "with a duration a time is that of a task: the "
			  "run's over the tasks that it did");
	if (c->by_run)
		notes_add(notes, NOTE_REMARK,
			  "the unit is the run: each counts as the median of "
			  "its samples, so intervals hold what changes from "
			  "run to run");
	else
		notes_add(notes, NOTE_REMARK,
			  "run-to-run variance is not in the intervals: each "
			  "side is one run, and another may be slower or "
			  "faster throughout; measure several (`simul run "
			  "--runs %d`, or more files a side)", RUNS_ADVISED);
	if (c->rules.lenient)
		notes_add(notes, NOTE_REMARK,
			  "lenient: cells that are unclear pass");
	report_environment(&c->base->env, text, sizeof(text));
	notes_add(notes, NOTE_PLAIN, "base: %s", text);
	report_environment(&c->other->env, text, sizeof(text));
	notes_add(notes, NOTE_PLAIN, "new: %s", text);
}

static void put_outcome(const struct compare *c, char *buf, size_t size)
{
	snprintf(buf, size, "%s: %s", outcome_name(c->outcome), c->why);
}

void compare_print(const struct compare *c, FILE *stream)
{
	bool colour = paint_wanted(stream);
	struct notes notes = { 0 };
	char text[REPORT_TEXT];
	struct table table;

	compare_report_notes(c, &notes);
	notes_print(&notes, NOTE_PLAIN, stream, colour);
	notes_print(&notes, NOTE_ALARM, stream, colour);
	fputc('\n', stream);
	if (compare_report_table(c, &table) == 0)
		table_print(&table, stream, colour, paint_room(stream));
	table_free(&table);
	notes_print(&notes, NOTE_REMARK, stream, colour);
	notes_free(&notes);
	put_outcome(c, text, sizeof(text));
	paint_lines(stream, text, 2,
		    c->outcome == OUTCOME_PASS ? PAINT_BOLD : PAINT_RED,
		    colour);
}

static int put_markdown(const void *subject, FILE *out)
{
	const struct compare *c = subject;
	struct notes notes = { 0 };
	char text[REPORT_TEXT];
	struct table table;
	int rc;

	put_outcome(c, text, sizeof(text));
	table_put_markdown(out, "### simul compare: ", text, "\n\n");
	rc = compare_report_table(c, &table);
	if (rc == 0)
		table_print_markdown(&table, out);
	table_free(&table);
	fputc('\n', out);
	compare_report_notes(c, &notes);
	notes_print_markdown(&notes, NOTE_ALL, out);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	return rc;
}

int compare_save_markdown(const struct compare *c, const char *path,
			  struct error *err)
{
	return save_text(put_markdown, c, path, err);
}

/* --- JSON --- */

static json_t *run_of(const struct environment *env)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "version",
			 json_value_text(env->version), "commit",
			 json_value_text(env->commit), "cpu",
			 json_value_text(env->cpu), "started",
			 json_value_text(env->started));
}

static json_t *cell_of(const struct compare_cell *cell)
{
	const struct stats_interval *i = &cell->ratio.interval;

	return json_pack(
		"{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
		"s:o, s:o}",
		"job", json_value_text(cell->cell->job),
		"model", json_value_text(cell->cell->model),
		"concurrency", (json_int_t)cell->cell->concurrency,
		"base_samples", (json_int_t)cell->base_good,
		"new_samples", (json_int_t)cell->other_good,
		"base_units", (json_int_t)cell->base_units,
		"new_units", (json_int_t)cell->other_units,
		"base_ns", json_value_real(cell->base_ns),
		"new_ns", json_value_real(cell->other_ns),
		"ratio", json_value_real(cell->ratio.estimate),
		"ratio_low", json_value_real(i->low),
		"ratio_high", json_value_real(i->high),
		"p", json_value_real(cell->p),
		"p_holm", json_value_real(cell->holm),
		"verdict", json_value_text(compare_state_name(cell->state)),
		"reason", json_value_text(cell->why));
}

static json_t *make_json(const struct compare *c)
{
	json_t *cells = json_array(), *notes = json_array();

	for (size_t i = 0; i < c->cells; i++)
		json_value_append(&cells, cell_of(&c->cell[i]));
	for (size_t i = 0; i < c->notes; i++)
		json_value_append(&notes, json_value_text(c->note[i]));
	return json_pack("{s:i, s:o, s:i, s:o, s:s, s:f, s:f, s:b, s:b, "
			 "s:s, s:o, s:o, "
			 "s:o, s:o}",
			 "schema", COMPARE_SCHEMA, "outcome",
			 json_value_text(outcome_name(c->outcome)), "status",
			 (int)c->outcome, "reason", json_value_text(c->why),
			 "metric", metric_names[c->rules.metric], "alpha",
			 c->rules.alpha, "threshold", c->rules.threshold,
			 "forced", c->rules.force, "lenient",
			 c->rules.lenient, "unit",
			 c->by_run ? "run" : "sample", "notes", notes, "base",
			 run_of(&c->base->env), "new", run_of(&c->other->env),
			 "cells", cells);
}

int compare_save_json(const struct compare *c, const char *path,
		      struct error *err)
{
	return json_value_save(make_json(c), path, err);
}
