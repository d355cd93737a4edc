/* json.c - builds the document with jansson and writes it at once.
 *
 * jansson's _new calls and its packing take values over even when they fail,
 * and fail when they're given NULL: a lack of memory anywhere makes the whole
 * NULL, and leaks nothing.
 */
#include "bench/report/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/analysis/summary.h"
#include "bench/record/columns.h"
#include "bench/report/document.h"

#define EXACT_BELOW (UINT64_C(1) << 53)

static json_t *count(size_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *field(const struct column *column, const void *owner)
{
	char spelt[COLUMNS_TEXT_SIZE];
	uint64_t value;

	columns_spell(column, owner, spelt, sizeof(spelt));
	switch (column->kind) {
	case COLUMN_COUNT:
		value = columns_count_of(column, owner);
		if (value <= EXACT_BELOW)
			return json_integer((json_int_t)value);
		break;
	case COLUMN_REAL:
		return document_real(columns_real_of(column, owner));
	case COLUMN_BOOL:
		return json_boolean(strcmp(spelt, "true") == 0);
	case COLUMN_HEX:
	case COLUMN_TEXT:
	case COLUMN_CHOICE:
		break;
	}
	return document_text(spelt);
}

/* All columns of one owner; `schema` stands outside. */
static json_t *object_of(enum column_owner owner, const void *object)
{
	json_t *json = json_object();
	int rc = json ? 0 : -1;

	for (size_t i = 1; i < columns_count && rc == 0; i++)
		if (columns[i].owner == owner)
			rc = json_object_set_new(json, columns[i].name,
						 field(&columns[i], object));
	if (rc < 0) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static json_t *interval(const struct stats_interval *i)
{
	return json_pack("{s:o, s:o, s:o}", "low", document_real(i->low),
			 "high", document_real(i->high), "coverage",
			 document_real(i->coverage));
}

static json_t *findings_of(const struct summary *s, size_t cell)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->findings.count; i++) {
		const struct finding *f = &s->findings.item[i];

		if (f->cell == cell)
			json_array_append_new(
				array,
				json_pack("{s:b, s:o, s:o}", "void",
					  fairness_is_void(f), "flag",
					  document_text(f->flag), "sentence",
					  document_text(f->sentence)));
	}
	return array;
}

static json_t *times_of(const struct summary_row *row)
{
	const struct stats_summary *run = &row->run_ns;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "median_run_ns", document_real(run->median),
			 "interval_run_ns", interval(&run->median_interval),
			 "min_run_ns", document_real(run->min),
			 "max_run_ns", document_real(run->max),
			 "mean_run_ns", document_real(run->mean),
			 "sd_run_ns", document_real(run->sd),
			 "mad_run_ns", document_real(run->mad));
}

static json_t *figures_of(const struct summary_row *row)
{
	const struct bound *b = &row->bound;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			 "tasks_per_s", document_real(row->tasks_per_s),
			 "user_us", document_real(row->user_us),
			 "system_us", document_real(row->system_us),
			 "speed_up", document_real(row->speed_up.estimate),
			 "interval_speed_up",
			 interval(&row->speed_up.interval),
			 "scaling", document_real(row->scale_up),
			 "ideal_run_ns", document_real(b->ideal_ns),
			 "efficiency", document_real(b->efficiency),
			 "ideal_knows_waiting", b->waiting_known);
}

static json_t *summary_of(const struct summary *s,
			  const struct summary_row *row)
{
	json_t *json = json_pack("{s:o, s:o, s:o, s:o, s:b, s:o}",
				 "samples", count(row->samples),
				 "good", count(row->good),
				 "failed", count(row->failed),
				 "cancelled", count(row->cancelled),
				 "comparable", !row->is_void,
				 "findings", findings_of(s, row->cell));
	int rc = json_object_update_new(json, times_of(row));

	if (rc == 0)
		rc = json_object_update_new(json, figures_of(row));
	if (rc == 0)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *samples_of(const struct results *r, size_t cell)
{
	json_t *array = json_array();
	const struct sample *s = NULL;
	int rc = array ? 0 : -1;

	while (rc == 0 && (s = results_next(r, cell, s)))
		rc = json_array_append_new(array, object_of(COLUMN_SAMPLE, s));
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *cells_of(const struct summary *s)
{
	const struct results *r = s->results;
	json_t *array = json_array();
	int rc = array ? 0 : -1;

	for (size_t i = 0; i < s->rows && rc == 0; i++) {
		const struct summary_row *row = &s->row[i];
		json_t *json = object_of(COLUMN_CELL, &r->cell[row->cell]);

		rc = json_array_append_new(array, json);
		if (rc == 0)
			rc = json_object_set_new(json, "summary",
						 summary_of(s, row));
		if (rc == 0)
			rc = json_object_set_new(json, "samples",
						 samples_of(r, row->cell));
	}
	if (rc == 0)
		return array;
	json_decref(array);
	return NULL;
}

/* NULL: memory is out. */
static json_t *document(const struct results *r)
{
	struct summary s;
	json_t *json = NULL;

	if (summary_make(r, &s) == 0)
		json = json_pack("{s:I, s:o, s:o}", "schema",
				 (json_int_t)r->env.schema, "environment",
				 object_of(COLUMN_ENVIRONMENT, &r->env),
				 "cells", cells_of(&s));
	summary_free(&s);
	return json;
}

int json_save(const struct results *results, const char *path,
	      struct error *err)
{
	return document_save_json(document(results), path, err);
}
