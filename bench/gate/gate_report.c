/* gate_report.c - one table and some sentences; and a JSON document. */
#include "bench/gate/gate_report.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "bench/record/save.h"
#include "bench/report/figure.h"
#include "bench/report/json_value.h"
#include "bench/report/note.h"
#include "runners/macros.h"
#include "runners/units.h"

enum { SENTENCE = 512 };

static void put_row(const struct verdict *v, size_t c, struct table_row *row)
{
	const struct verdict_cell *cell = &v->cell[c];
	char (*text)[TABLE_TEXT] = row->text, name[PAIRS_NAME_SIZE];

	pairs_name(&v->pairs->cell[c], name);
	snprintf(text[0], TABLE_TEXT, "%.159s", name);
	snprintf(text[1], TABLE_TEXT, "%s",
		 metric_names[v->pairs->cell[c].metric]);
	figure_duration(cell->base_ns, text[2], TABLE_TEXT);
	figure_duration(cell->other_ns, text[3], TABLE_TEXT);
	figure_change(cell->ratio.estimate, text[4], TABLE_TEXT);
	figure_changes(cell->ratio.interval.low, cell->ratio.interval.high,
			 text[5], TABLE_TEXT);
	figure_change(cell->at_most, text[6], TABLE_TEXT);
	figure_p(cell->p, text[7], TABLE_TEXT);
	snprintf(text[8], TABLE_TEXT, "%zu", cell->pairs);
	figure_percent(cell->control_sd, text[9], TABLE_TEXT);
	snprintf(text[10], TABLE_TEXT, "%s", outcome_name(cell->outcome));
	if (cell->outcome != OUTCOME_PASS)
		row->paint = PAINT_RED;
}

void gate_report_columns(struct table *table)
{
	static const struct table_column column[] = {
		{ "cell", TABLE_LEFT, TABLE_KEY },
		{ "metric", TABLE_LEFT, TABLE_MINOR },
		{ "base", TABLE_RIGHT, TABLE_MINOR },
		{ "new", TABLE_RIGHT, TABLE_MINOR },
		{ "change", TABLE_RIGHT, TABLE_MAJOR },
		{ "95 % interval", TABLE_RIGHT, TABLE_MAJOR },
		{ "at most", TABLE_RIGHT, TABLE_MINOR },
		{ "p", TABLE_RIGHT, TABLE_MINOR },
		{ "pairs", TABLE_RIGHT, TABLE_MINOR },
		{ "spread", TABLE_RIGHT, TABLE_MINOR },
		{ "verdict", TABLE_LEFT, TABLE_MAJOR },
	};

	table_begin(table, column, ARRAY_SIZE(column));
}

static int fill(const struct verdict *v, struct table *table)
{
	gate_report_columns(table);
	for (size_t c = 0; c < v->cells; c++) {
		struct table_row *row = table_add_row(table);

		if (!row)
			return -ENOMEM;
		put_row(v, c, row);
	}
	return 0;
}

static void note_cell(const struct verdict *v, size_t c, struct notes *notes)
{
	const struct verdict_cell *cell = &v->cell[c];
	char name[PAIRS_NAME_SIZE], time[UNITS_TEXT_SIZE];

	pairs_name(&v->pairs->cell[c], name);
	if (cell->outcome != OUTCOME_PASS)
		notes_add(notes, NOTE_PLAIN, "%s: %s", name, cell->why);
	if (!(cell->base_ns < GATE_WORK_NS))
		return;
	units_format_duration(cell->base_ns, time, sizeof(time));
	notes_add(notes, NOTE_PLAIN,
		  "%s: a sample takes %s; those that are gated should do 200 "
		  "ms of work: 'work = 300ms' in its job chooses the tasks",
		  name, time);
}

/* What it would take, when the pairs that were allowed were too few. */
static void note_advice(const struct gate_report *r, struct notes *notes)
{
	const struct verdict *v = r->verdict;
	double round_ns = pairs_round_ns(v->pairs, PAIR_CONTROL);
	char time[UNITS_TEXT_SIZE];

	for (size_t c = 0; c < v->cells; c++) {
		if (v->cell[c].outcome != OUTCOME_INCONCLUSIVE ||
		    v->needed == VERDICT_PAIRS_NONE ||
		    v->needed <= v->cell[c].pairs)
			continue;
		units_format_duration(
			round_ns * (1.0 + (double)v->cell[c].control_pairs +
				    2.0 * (double)v->needed),
			time, sizeof(time));
		notes_add(notes, NOTE_PLAIN,
			  "with this noise %zu pairs find +%.3g %%, in about "
			  "%s: --max-pairs, --max-time%s",
			  v->needed, 100.0 * r->rules->detect, time,
			  v->look < VERDICT_LOOKS
				  ? "; --add continues a gate whose "
				    "--pairs-log was kept"
				  : "");
		return;
	}
}

static void note_rules(const struct gate_report *r, struct notes *notes)
{
	const struct verdict_rules *rules = r->rules;
	char time[UNITS_TEXT_SIZE];

	units_format_duration(r->took_ns, time, sizeof(time));
	notes_add(notes, NOTE_REMARK,
		  "a regression: p <= %g over all cells (sign flips; look %zu, "
		  "%g over all looks), a median of at least +%.3g %%, both "
		  "again in fresh pairs; a pass: +%.3g %% would have been "
		  "found (%.3g %%); seed %" PRIu64 "%s%s",
		  verdict_spend(rules->alpha, r->verdict->look),
		  r->verdict->look, rules->alpha, 100.0 * rules->threshold,
		  100.0 * rules->detect, 100.0 * rules->power, rules->seed,
		  r->took_ns > 0.0 ? "; took " : "",
		  r->took_ns > 0.0 ? time : "");
}

static void note_tasks(const struct verdict *v, struct notes *notes)
{
	char text[SENTENCE] = "", name[PAIRS_NAME_SIZE];
	size_t length = 0;

	for (size_t c = 0; c < v->cells && length < sizeof(text); c++) {
		const struct pair_cell *cell = &v->pairs->cell[c];

		if (cell->tasks == 0)
			continue;
		length += (size_t)snprintf(text + length,
					   sizeof(text) - length,
					   "%s%" PRIu64 " of '%s'",
					   length ? ", " : "", cell->tasks,
					   pairs_name(cell, name));
	}
	if (length)
		notes_add(notes, NOTE_REMARK, "tasks, calibrated: %s", text);
}

/* The sentences below the table, the rules last. */
static void make_notes(const struct gate_report *r, struct notes *notes)
{
	for (size_t c = 0; c < r->verdict->cells; c++)
		note_cell(r->verdict, c, notes);
	note_advice(r, notes);
	note_tasks(r->verdict, notes);
	note_rules(r, notes);
}

static void put_programs(const struct gate_report *r, char *buf)
{
	int length = snprintf(buf, SENTENCE, "base: %s; new: %s", r->base,
			      r->other);

	if (r->inject_pct)
		snprintf(buf + length, (size_t)(SENTENCE - length),
			 ", with a slow-down of %" PRIu64 " %% injected",
			 r->inject_pct);
}

static void put_outcome(const struct gate_report *r, char *buf)
{
	snprintf(buf, SENTENCE, "%s: %s", outcome_name(r->verdict->outcome),
		 r->verdict->why);
}

void gate_report_print(const struct gate_report *r, FILE *stream)
{
	bool colour = paint_wanted(stream);
	enum paint paint = r->verdict->outcome == OUTCOME_PASS ? PAINT_BOLD
							       : PAINT_RED;
	struct notes notes = { 0 };
	char text[SENTENCE];
	struct table table;

	if (*r->base) {
		put_programs(r, text);
		paint_lines(stream, text, 2, PAINT_PLAIN, colour);
	}
	if (fill(r->verdict, &table) == 0 && table.rows)
		table_print(&table, stream, colour, paint_room(stream));
	table_free(&table);
	make_notes(r, &notes);
	notes_print(&notes, NOTE_ALL, stream, colour);
	notes_free(&notes);
	put_outcome(r, text);
	paint_lines(stream, text, 2, paint, colour);
}

static int put_markdown(const void *subject, FILE *out)
{
	const struct gate_report *r = subject;
	struct notes notes = { 0 };
	char text[SENTENCE];
	struct table table;
	int rc;

	put_outcome(r, text);
	table_put_markdown(out, "### simul gate: ", text, "\n\n");
	rc = fill(r->verdict, &table);
	if (rc == 0 && table.rows)
		table_print_markdown(&table, out);
	table_free(&table);
	fputc('\n', out);
	make_notes(r, &notes);
	notes_print_markdown(&notes, NOTE_PLAIN, out);
	if (*r->base) {
		put_programs(r, text);
		table_put_markdown(out, "- ", text, "\n");
	}
	notes_print_markdown(&notes, NOTE_REMARK, out);
	rc = rc < 0 ? rc : notes.rc;
	notes_free(&notes);
	return rc;
}

int gate_report_markdown(const struct gate_report *r, const char *path,
			 struct error *err)
{
	return save_text(put_markdown, r, path, err);
}

/* --- JSON --- */

static json_t *count(size_t n)
{
	return n == VERDICT_PAIRS_NONE ? json_null()
				       : json_integer((json_int_t)n);
}

static json_t *control_of(const struct verdict_cell *cell)
{
	return json_pack("{s:o, s:o, s:o, s:b}", "pairs",
			 count(cell->control_pairs), "ratio",
			 json_value_real(cell->control_ratio), "sd",
			 json_value_real(cell->control_sd), "alarm",
			 cell->control_alarm);
}

static json_t *test_of(const struct verdict_cell *cell)
{
	const struct stats_interval *i = &cell->ratio.interval;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "pairs", count(cell->pairs),
			 "pairs_needed", count(cell->needed),
			 "base_ns", json_value_real(cell->base_ns),
			 "new_ns", json_value_real(cell->other_ns),
			 "ratio", json_value_real(cell->ratio.estimate),
			 "ratio_low", json_value_real(i->low),
			 "ratio_high", json_value_real(i->high),
			 "at_most", json_value_real(cell->at_most),
			 "p", json_value_real(cell->p));
}

static json_t *confirm_of(const struct verdict_cell *cell)
{
	return json_pack("{s:o, s:o, s:o}",
			 "pairs", count(cell->confirm_pairs),
			 "ratio", json_value_real(cell->confirm_ratio),
			 "p", json_value_real(cell->confirm_p));
}

static json_t *cell_of(const struct verdict *v, size_t c)
{
	const struct verdict_cell *cell = &v->cell[c];
	const struct pair_cell *what = &v->pairs->cell[c];
	char name[PAIRS_NAME_SIZE];

	return json_pack(
		"{s:o, s:o, s:o, s:I, s:I, s:s, s:o, s:o, s:o, s:s, s:o}",
		"cell", json_value_text(pairs_name(what, name)),
		"job", json_value_text(what->job),
		"model", json_value_text(what->model),
		"concurrency", (json_int_t)what->concurrency,
		"tasks_calibrated", (json_int_t)what->tasks,
		"metric", metric_names[what->metric],
		"control", control_of(cell),
		"test", test_of(cell),
		"confirm", confirm_of(cell),
		"verdict", outcome_name(cell->outcome),
		"reason", json_value_text(cell->why));
}

static json_t *rules_of(const struct verdict_rules *rules)
{
	return json_pack("{s:f, s:f, s:f, s:f}", "alpha", rules->alpha,
			 "threshold", rules->threshold, "detect",
			 rules->detect, "power", rules->power);
}

static json_t *notes_of(const struct gate_report *r)
{
	struct notes notes = { 0 };
	json_t *json = json_array();

	make_notes(r, &notes);
	for (size_t i = 0; i < notes.count; i++)
		json_value_append(&json, json_value_text(notes.item[i].text));
	if (notes.rc < 0)
		json_value_append(&json, NULL);
	notes_free(&notes);
	return json;
}

int gate_report_json(const struct gate_report *r, const char *path,
		     struct error *err)
{
	const struct verdict *v = r->verdict;
	json_t *cells = json_array();

	for (size_t c = 0; c < v->cells; c++)
		json_value_append(&cells, cell_of(v, c));
	return json_value_save(
		json_pack("{s:i, s:s, s:i, s:o, s:I, s:o, s:o, s:o, s:I, s:I, "
			  "s:o, s:o}",
			  "schema", GATE_SCHEMA, "outcome",
			  outcome_name(v->outcome), "status", (int)v->outcome,
			  "reason", json_value_text(v->why), "look",
			  (json_int_t)v->look, "base",
			  json_value_text(r->base), "new",
			  json_value_text(r->other), "rules",
			  rules_of(r->rules), "seed",
			  (json_int_t)r->rules->seed, "inject_pct",
			  (json_int_t)r->inject_pct, "cells", cells, "notes",
			  notes_of(r)),
		path, err);
}
