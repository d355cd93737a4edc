/* page_gate.c - reads a gate's document.
 *
 * Each member that is asked for must be there and of its kind. The first
 * complaint is kept, with the file and the place in its sentence; reading
 * goes on after it, from values that stand in for those that are wrong, and
 * what comes of it is thrown away.
 */
#include "bench/page/page_gate.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/gate/gate_report.h"
#include "bench/gate/verdict.h"
#include "bench/record/peek.h"
#include "bench/report/figure.h"
#include "runners/secret.h"

struct reader {
	const char *path;
	struct error *err;
	int rc;                   /* 0, -EINVAL, -ENOMEM */
};

/* An object within the document, and where: "cells[2].test.". */
struct part {
	const json_t *json;
	char where[64];
};

/* --- members --- */

#define LEAST_ABOVE_ZERO 1e-12

static void complain(struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void complain(struct reader *r, const char *format, ...)
{
	char what[256];
	va_list args;

	if (r->rc < 0)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	r->rc = error_set(r->err, -EINVAL, "'%s': %s", r->path, what);
}

static void no_memory(struct reader *r)
{
	if (r->rc == 0)
		r->rc = error_set(r->err, -ENOMEM, "cannot read '%s': %s",
				  r->path, strerror(ENOMEM));
}

static const json_t *member(struct reader *r, const struct part *part,
			    const char *name)
{
	const json_t *value = json_object_get(part->json, name);

	if (!value)
		complain(r, "'%s%s' is missing", part->where, name);
	return value;
}

static struct part read_part(struct reader *r, const struct part *part,
			     const char *name)
{
	struct part inner = { .json = member(r, part, name) };

	if (!json_is_object(inner.json))
		complain(r, "'%s%s' is no object", part->where, name);
	snprintf(inner.where, sizeof(inner.where), "%.40s%.20s.",
		 part->where, name);
	return inner;
}

/* It lives as long as the document. */
static const char *read_text(struct reader *r, const struct part *part,
			     const char *name)
{
	const json_t *value = member(r, part, name);

	if (!json_is_string(value))
		complain(r, "'%s%s' is no text", part->where, name);
	return json_is_string(value) ? json_string_value(value) : "";
}

/* A number from `least` on, or NAN for null. */
static double read_real(struct reader *r, const struct part *part,
			const char *name, double least)
{
	const json_t *value = member(r, part, name);

	if (json_is_null(value))
		return NAN;
	if (!json_is_number(value))
		complain(r, "'%s%s' is no number", part->where, name);
	else if (json_number_value(value) < least)
		complain(r, "'%s%s' is too small", part->where, name);
	return json_number_value(value);
}

static double read_above_zero(struct reader *r, const struct part *part,
			      const char *name)
{
	return read_real(r, part, name, LEAST_ABOVE_ZERO);
}

/* --- cells --- */

/* Older documents have the cell's name alone, which then is the job. */
static void read_name(struct reader *r, const struct part *cell,
		      struct page_verdict_row *row, char *text)
{
	const char *name = read_text(r, cell, "cell");
	bool named = json_object_get(cell->json, "job");
	double k;

	snprintf(text, TABLE_TEXT, "%s", name);
	snprintf(row->job, sizeof(row->job), "%s",
		 named ? read_text(r, cell, "job") : name);
	if (!named)
		return;
	snprintf(row->model, sizeof(row->model), "%s",
		 read_text(r, cell, "model"));
	k = read_real(r, cell, "concurrency", 0.0);
	row->concurrency = k < 1e15 ? (uint64_t)k : 0;
}

/* The control has no interval; its spread, one standard deviation of a pair,
 * stands in the interval's place. */
static void read_control(struct reader *r, const struct part *part,
			 struct page_verdict_row *row, char *spread)
{
	struct page_mark *mark = &row->control;
	double ratio = read_above_zero(r, part, "ratio");
	double sd = read_real(r, part, "sd", 0.0);
	char change[32];

	page_verdict_mark(mark, ratio, ratio * exp(-sd), ratio * exp(sd));
	figure_change(ratio, change, sizeof(change));
	figure_percent(sd, spread, TABLE_TEXT);
	if (*change && *spread)
		snprintf(mark->text, sizeof(mark->text), "%s, spread %.40s",
			 change, spread);
}

static void read_test(struct reader *r, const struct part *part,
		      struct page_verdict_row *row, char (*text)[TABLE_TEXT])
{
	double low = read_above_zero(r, part, "ratio_low");
	double high = read_above_zero(r, part, "ratio_high");

	page_verdict_mark(&row->test, read_above_zero(r, part, "ratio"),
			  low, high);
	row->at_most = read_above_zero(r, part, "at_most");
	figure_duration(read_above_zero(r, part, "base_ns"), text[0],
			TABLE_TEXT);
	figure_duration(read_above_zero(r, part, "new_ns"), text[1],
			TABLE_TEXT);
	figure_change(row->test.ratio.estimate, text[2], TABLE_TEXT);
	figure_changes(low, high, text[3], TABLE_TEXT);
	figure_change(row->at_most, text[4], TABLE_TEXT);
	figure_p(read_real(r, part, "p", 0.0), text[5], TABLE_TEXT);
	figure_count(read_real(r, part, "pairs", 0.0), text[6], TABLE_TEXT);
}

/* What a verdict is called, of a cell and of all. */
static enum page_tone tone_of(struct reader *r, const char *verdict)
{
	if (!strcmp(verdict, outcome_name(OUTCOME_PASS)))
		return PAGE_CALM;
	if (!strcmp(verdict, outcome_name(OUTCOME_REGRESSION)))
		return PAGE_SLOWER;
	if (strcmp(verdict, outcome_name(OUTCOME_INCONCLUSIVE)) != 0)
		complain(r, "no verdict is called '%.40s'", verdict);
	return PAGE_OPEN;
}

static void read_verdict(struct reader *r, const struct part *cell,
			 struct page_verdict_row *row)
{
	const char *verdict = read_text(r, cell, "verdict");

	row->tone = tone_of(r, verdict);
	snprintf(row->verdict, sizeof(row->verdict), "%.30s", verdict);
}

static void read_cell(struct reader *r, const struct part *cell,
		      struct page_verdict_row *row, struct table_row *fields)
{
	struct part control = read_part(r, cell, "control");
	struct part test = read_part(r, cell, "test");
	struct part confirm = read_part(r, cell, "confirm");
	char (*text)[TABLE_TEXT] = fields->text;

	read_name(r, cell, row, text[0]);
	snprintf(text[1], TABLE_TEXT, "%.20s", read_text(r, cell, "metric"));
	read_test(r, &test, row, &text[2]);
	read_control(r, &control, row, text[9]);
	page_verdict_mark(&row->confirm,
			  read_above_zero(r, &confirm, "ratio"), NAN,
			  NAN);
	read_verdict(r, cell, row);
	snprintf(text[10], TABLE_TEXT, "%s", row->verdict);
	fields->paint = row->tone == PAGE_SLOWER ? PAINT_RED : PAINT_PLAIN;
}

static void read_cells(struct reader *r, const json_t *cells,
		       struct page_verdict *v)
{
	for (size_t i = 0; i < v->rows && r->rc == 0; i++) {
		struct table_row *fields = table_add_row(&v->table);
		struct part cell = { .json = json_array_get(cells, i) };

		snprintf(cell.where, sizeof(cell.where), "cells[%zu].", i);
		if (!fields)
			no_memory(r);
		else
			read_cell(r, &cell, &v->row[i], fields);
	}
}

/* --- the document --- */

static void read_rules(struct reader *r, const struct part *document,
		       struct page_verdict *v)
{
	struct part rules = read_part(r, document, "rules");

	v->threshold = read_above_zero(r, &rules, "threshold");
	v->detect = read_above_zero(r, &rules, "detect");
}

static void read_notes(struct reader *r, const json_t *notes,
		       struct page_verdict *v)
{
	if (!json_is_array(notes))
		complain(r, "'notes' is no list");
	for (size_t i = 0; i < json_array_size(notes) && r->rc == 0; i++) {
		const char *note = json_string_value(json_array_get(notes, i));

		if (note)
			notes_add(&v->notes, NOTE_PLAIN, "%s", note);
		else
			complain(r, "'notes[%zu]' is no text", i);
	}
	if (v->notes.rc < 0)
		no_memory(r);
}

static void read_head(struct reader *r, const struct part *document,
		      struct page_verdict *v)
{
	const char *base = read_text(r, document, "base");
	const char *other = read_text(r, document, "new");
	double inject = read_real(r, document, "inject_pct", 0.0);
	char name[NAME_MAX + 1];
	int length =
		snprintf(v->lead, sizeof(v->lead),
			 *base ? "%.200s; base: %.200s; new: %.200s" : "%.200s",
			 secret_hide(basename(r->path), name, sizeof(name)),
			 base, other);

	if (inject > 0.0)
		snprintf(v->lead + length, sizeof(v->lead) - (size_t)length,
			 ", with a slow-down of %.0f %% injected", inject);
	snprintf(v->outcome, sizeof(v->outcome), "%.30s",
		 read_text(r, document, "outcome"));
	snprintf(v->why, sizeof(v->why), "%.1000s",
		 read_text(r, document, "reason"));
	v->tone = tone_of(r, v->outcome);
}

/* simul's other documents are known by what only they have. */
static void check_kind(struct reader *r, const json_t *json)
{
	const json_t *schema = json_object_get(json, "schema");

	if (json_object_get(json, "environment"))
		complain(
			r, "results as JSON: give the CSV file that `simul "
			   "run --export-csv` or --export-tasks wrote");
	else if (json_object_get(json, "forced"))
		complain(
			r, "what `simul compare --export-json` wrote: its "
			   "--export-html makes a page");
	else if (!json_is_integer(schema) || !json_object_get(json, "rules"))
		complain(
			r, "not what `simul gate --export-json` writes");
	else if (json_integer_value(schema) != GATE_SCHEMA)
		complain(r,
				     "schema %" JSON_INTEGER_FORMAT
				     ", and this simul reads %d",
				     json_integer_value(schema),
				     GATE_SCHEMA);
	else if (!json_is_array(json_object_get(json, "cells")))
		complain(r, "'cells' is no list");
}

static void read_document(struct reader *r, const json_t *json,
			  struct page_verdict *v)
{
	const json_t *cells = json_object_get(json, "cells");
	struct part document = { .json = json };

	check_kind(r, json);
	if (r->rc < 0)
		return;
	if (page_verdict_init(v, "gate", json_array_size(cells)) < 0) {
		no_memory(r);
		return;
	}
	gate_report_columns(&v->table);
	read_head(r, &document, v);
	read_cells(r, cells, v);
	read_rules(r, &document, v);
	read_notes(r, json_object_get(json, "notes"), v);
}

/* In all strings of the document, which may hold what a gate's arguments or a
 * server said. */
static void hide_secrets(json_t *json)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(json, key, value)
		hide_secrets(value);
	json_array_foreach(json, i, value)
		hide_secrets(value);
	if (json_is_string(json)) {
		const char *text = json_string_value(json);
		size_t size = SECRET_SIZE(strlen(text));
		char *shown = malloc(size);

		json_string_set_nocheck(
			json, shown ? secret_hide(text, shown, size) : "");
		free(shown);
	}
}

int page_gate_load(const char *path, struct page_verdict *verdict,
		   struct error *err)
{
	struct reader r = { .path = path, .err = err };
	json_error_t why;
	json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &why);

	*verdict = (struct page_verdict){0};
	hide_secrets(json);
	if (json)
		read_document(&r, json, verdict);
	else
		complain(&r, "no JSON: line %d: %s", why.line, why.text);
	json_decref(json);
	return r.rc;
}

bool page_gate_is(const char *path)
{
	char first[256];

	peek(path, first, sizeof(first));
	return first[strspn(first, " \t\r\n")] == '{';
}
