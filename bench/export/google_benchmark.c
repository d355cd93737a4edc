/* google_benchmark.c - the context, and an entry for each good sample. */
#include "bench/export/google_benchmark.h"

#include <errno.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/export/figures.h"
#include "bench/report/json_value.h"

static json_t *context_of(const struct environment *env)
{
	bool scaling = *env->governor && strcmp(env->governor, "performance");

	return json_pack("{s:o, s:s, s:I, s:i, s:b, s:[], s:[o], s:s, s:o, "
			 "s:o, s:o}",
			 "date", json_value_text(env->started),
			 "executable", "simul",
			 "num_cpus", (json_int_t)env->processors,
			 "mhz_per_cpu", 0,    /* not known */
			 "cpu_scaling_enabled", scaling,
			 "caches",
			 "load_avg", json_value_real(env->load),
			 "library_build_type", "release",
			 "cpu", json_value_text(env->cpu),
			 "simul_version", json_value_text(env->version),
			 "simul_commit", json_value_text(env->commit));
}

static json_t *entry_of(const struct summary *s,
			const struct summary_row *row, const char *name,
			const struct sample *sample, size_t index)
{
	const struct cell *cell = summary_cell(s, row);
	double time_ns = series_time_ns(cell, sample);
	double cpu_ns = 1e3 * (double)(sample->user_us + sample->system_us) /
			series_tasks_done(cell, sample);

	return json_pack("{s:o, s:I, s:i, s:o, s:s, s:I, s:I, s:I, s:I, s:o, "
			 "s:o, s:s, s:o}",
			 "name", json_value_text(name),
			 "family_index", (json_int_t)(row - s->row),
			 "per_family_instance_index", 0,
			 "run_name", json_value_text(name),
			 "run_type", "iteration",
			 "repetitions", (json_int_t)row->good,
			 "repetition_index", (json_int_t)index,
			 "threads", (json_int_t)cell->workers,
			 "iterations",
			 (json_int_t)series_tasks_done(cell, sample),
			 "real_time", json_value_real(time_ns),
			 "cpu_time", json_value_real(cpu_ns),
			 "time_unit", "ns",
			 "items_per_second",
			 json_value_real(1e9 * series_time_tasks(cell) /
					 time_ns));
}

static void put_row(const struct summary *s, const struct summary_row *row,
		    const char *name, json_t **array)
{
	const struct sample *sample = NULL;
	size_t index = 0;

	while ((sample = results_next(s->results, row->cell, sample)))
		if (sample->state == SAMPLE_OK)
			json_value_append(array, entry_of(s, row, name, sample,
							  index++));
}

int google_benchmark_save(const struct summary *s, const char *path,
			  struct error *err)
{
	struct export_figures names;
	json_t *array = json_array();

	/* A row and a cell of these are the same. */
	if (export_figures_summary(s, &names) < 0)
		json_value_append(&array, NULL);
	for (size_t i = 0; i < names.cells; i++)
		if (names.cell[i].comparable)
			put_row(s, &s->row[i], names.cell[i].name, &array);
	export_figures_free(&names);
	return json_value_save(json_pack("{s:o, s:o}", "context",
					 context_of(&s->results->env),
					 "benchmarks", array),
			       path, err);
}
