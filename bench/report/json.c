/* json.c - builds the document with jansson (json_value.h) and writes it at
 * once.
 */
#include "bench/report/json.h"

#include <jansson.h>
#include <string.h>

#include "bench/record/columns.h"
#include "bench/report/json_value.h"

#define EXACT_BELOW (UINT64_C(1) << 53)

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
		return json_value_real(columns_real_of(column, owner));
	case COLUMN_BOOL:
		return json_boolean(strcmp(spelt, "true") == 0);
	case COLUMN_HEX:
	case COLUMN_TEXT:
	case COLUMN_CHOICE:
		break;
	}
	return json_value_text(spelt);
}

/* All columns of one owner; `schema` stands outside. */
static json_t *object_of(enum column_owner owner, const void *object)
{
	json_t *json = json_object();

	for (size_t i = 1; i < columns_count; i++)
		if (columns[i].owner == owner)
			json_value_set(&json, columns[i].name,
				       field(&columns[i], object));
	return json;
}

static json_t *interval(const struct stats_interval *i)
{
	return json_pack("{s:o, s:o, s:o}", "low", json_value_real(i->low),
			 "high", json_value_real(i->high), "coverage",
			 json_value_real(i->coverage));
}

static json_t *findings_of(const struct summary *s, size_t cell)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->findings.count; i++) {
		const struct finding *f = &s->findings.item[i];

		if (f->cell == cell)
			json_value_append(
				&array,
				json_pack("{s:b, s:o, s:o}", "void",
					  fairness_is_void(f), "flag",
					  json_value_text(f->flag), "sentence",
					  json_value_text(f->sentence)));
	}
	return array;
}

static json_t *times_of(const struct summary_row *row)
{
	const struct stats_summary *run = &row->run_ns;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "median_run_ns", json_value_real(run->median),
			 "interval_run_ns", interval(&run->median_interval),
			 "min_run_ns", json_value_real(run->min),
			 "max_run_ns", json_value_real(run->max),
			 "mean_run_ns", json_value_real(run->mean),
			 "sd_run_ns", json_value_real(run->sd),
			 "mad_run_ns", json_value_real(run->mad));
}

static json_t *figures_of(const struct summary_row *row)
{
	const struct bound *b = &row->bound;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			 "tasks_per_s", json_value_real(row->tasks_per_s),
			 "user_us", json_value_real(row->user_us),
			 "system_us", json_value_real(row->system_us),
			 "speed_up", json_value_real(row->speed_up.estimate),
			 "interval_speed_up",
			 interval(&row->speed_up.interval),
			 "scaling", json_value_real(row->scale_up),
			 "ideal_run_ns", json_value_real(b->ideal_ns),
			 "efficiency", json_value_real(b->efficiency),
			 "ideal_knows_waiting", b->waiting_known);
}

static json_t *summary_of(const struct summary *s,
			  const struct summary_row *row)
{
	json_t *json = json_pack("{s:I, s:I, s:I, s:I, s:b, s:o}",
				 "samples", (json_int_t)row->samples,
				 "good", (json_int_t)row->good,
				 "failed", (json_int_t)row->failed,
				 "cancelled", (json_int_t)row->cancelled,
				 "comparable", !row->is_void,
				 "findings", findings_of(s, row->cell));

	json_value_merge(&json, times_of(row));
	json_value_merge(&json, figures_of(row));
	return json;
}

static json_t *samples_of(const struct results *r, size_t cell)
{
	json_t *array = json_array();
	const struct sample *s = NULL;

	while ((s = results_next(r, cell, s)))
		json_value_append(&array, object_of(COLUMN_SAMPLE, s));
	return array;
}

static json_t *cells_of(const struct summary *s)
{
	const struct results *r = s->results;
	json_t *array = json_array();

	for (size_t i = 0; i < s->rows; i++) {
		const struct summary_row *row = &s->row[i];
		json_t *json = object_of(COLUMN_CELL, &r->cell[row->cell]);

		json_value_set(&json, "summary", summary_of(s, row));
		json_value_set(&json, "samples", samples_of(r, row->cell));
		json_value_append(&array, json);
	}
	return array;
}

int json_save(const struct summary *s, const char *path, struct error *err)
{
	const struct environment *env = &s->results->env;

	return json_value_save(json_pack("{s:I, s:o, s:o}", "schema",
					 (json_int_t)env->schema,
					 "environment",
					 object_of(COLUMN_ENVIRONMENT, env),
					 "cells", cells_of(s)),
			       path, err);
}
