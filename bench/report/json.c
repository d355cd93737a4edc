/* json.c - builds the document with jansson (json_value.h) and writes it at
 * once.
 */
#include "bench/report/json.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/analysis/connections.h"
#include "bench/analysis/series.h"
#include "bench/record/columns.h"
#include "bench/report/json_value.h"
#include "runners/macros.h"
#include "runners/units.h"

#define EXACT_BELOW (UINT64_C(1) << 53)

/* A text beyond 2^53, which many readers would round. */
static json_t *whole(uint64_t value)
{
	char spelt[UNITS_TEXT_SIZE];

	if (value <= EXACT_BELOW)
		return json_integer((json_int_t)value);
	return json_string(units_spell_count(value, spelt, sizeof(spelt)));
}

/* [ns, tasks] each; null: not kept. */
static json_t *times_of_tasks(const struct times *t)
{
	json_t *array = t ? json_array() : json_null();

	for (size_t i = 0; t && i < t->n; i++)
		json_value_append(&array,
				  json_pack("[o, o]", whole(t->at[i].ns),
					    whole(t->at[i].tasks)));
	return array;
}

static json_t *field(const struct column *column, const void *owner)
{
	char spelt[COLUMNS_TEXT_SIZE];

	columns_spell(column, owner, spelt, sizeof(spelt));
	switch (column->kind) {
	case COLUMN_COUNT:
		return whole(columns_count_of(column, owner));
	case COLUMN_REAL:
		return json_value_real(columns_real_of(column, owner));
	case COLUMN_BOOL:
		return json_boolean(strcmp(spelt, "true") == 0);
	case COLUMN_TIMES:
		return times_of_tasks(columns_times_of(column, owner));
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

/* Into what, by its name. */
static void put(json_t **json, const char *before, const char *name,
		json_t *value)
{
	char key[64];

	snprintf(key, sizeof(key), "%s%s", before, name);
	json_value_set(json, key, value);
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

/* The interval of a dividend that is known over the time. */
static json_t *inverse(const struct summary_row *row, double dividend)
{
	const struct stats_interval *of = &row->time_ns.median_interval;
	const struct stats_interval i = { dividend / of->high,
					  dividend / of->low, of->coverage };

	return interval(&i);
}

static json_t *figures_of(const struct cell *cell,
			  const struct summary_row *row)
{
	const struct bound *b = &row->bound;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
			 "s:b}",
			 "tasks_done", json_value_real(row->tasks_done),
			 "tasks_per_s", json_value_real(row->tasks_per_s),
			 "interval_tasks_per_s",
			 inverse(row, 1e9 * series_time_tasks(cell)),
			 "system_share", json_value_real(row->system_share),
			 "speed_up", json_value_real(row->speed_up.estimate),
			 "interval_speed_up",
			 interval(&row->speed_up.interval),
			 "scaling", json_value_real(row->scale_up),
			 "ideal_run_ns", json_value_real(b->ideal_ns),
			 "efficiency", json_value_real(b->efficiency),
			 "interval_efficiency",
			 inverse(row, b->efficiency * row->time_ns.median),
			 "ideal_knows_waiting", b->waiting_known);
}

/* A median and its interval, both null if it is 0: not known. */
static void put_median(json_t **json, const char *name,
		       const struct stats_summary *of)
{
	static const struct stats_interval none = { NAN, NAN, 0.0 };
	bool known = of->median > 0.0;

	put(json, "", name, json_value_real(known ? of->median : NAN));
	put(json, "interval_", name,
	    interval(known ? &of->median_interval : &none));
}

static json_t *medians_of(const struct summary *s,
			  const struct summary_row *row)
{
	static const char *const names[] = {
		"service_p50_ns", "service_p95_ns", "service_p99_ns",
		"service_p999_ns", "latency_p50_ns", "latency_p95_ns",
		"latency_p99_ns", "latency_p999_ns",
	};
	json_t *json = json_object();
	struct stats_summary of;

	put_median(&json, "cpu_ns", &row->cpu_ns);
	put_median(&json, "pss_kib", &row->pss_kib);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct column *c = &columns[columns_find(names[i])];

		if (series_summarise(s->results, row->cell, c->offset, &of) ==
		    0)
			put_median(&json, names[i], &of);
	}
	return json;
}

/* Null where none was opened, or it isn't known. */
static json_t *connections_of(const struct summary *s,
			      const struct summary_row *row)
{
	struct connections c;

	connections_count(s->results, row->cell, &c);
	return json_pack("{s:o, s:o, s:o}", "connections_per_task",
			 json_value_real(c.opened > 0.0 && c.tasks > 0.0
						 ? c.opened / c.tasks
						 : NAN),
			 "mean_connect_ns", json_value_real(c.connect_ns),
			 "mean_tls_ns", json_value_real(c.tls_ns));
}

/* Of all samples together; null: times were not kept. */
static json_t *percentiles_json(const struct percentiles *p)
{
	double error = p->within ? 1.0 / (double)p->within : 0.0;

	if (!p->tasks)
		return json_null();
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "tasks", (json_int_t)p->tasks,
			 "relative_error", json_value_real(error),
			 "p50_ns", json_value_real(p->p50_ns),
			 "p90_ns", json_value_real(p->p90_ns),
			 "p95_ns", json_value_real(p->p95_ns),
			 "p99_ns", json_value_real(p->p99_ns),
			 "p999_ns", json_value_real(p->p999_ns));
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
	json_value_merge(&json, figures_of(summary_cell(s, row), row));
	json_value_merge(&json, medians_of(s, row));
	json_value_merge(&json, connections_of(s, row));
	json_value_set(&json, "percentiles", percentiles_json(&row->single));
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
