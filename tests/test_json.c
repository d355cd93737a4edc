/* test_json.c - the export is JSON, and says what the results say. */
#include <jansson.h>
#include <math.h>
#include <stdint.h>

#include "bench/record/columns.h"
#include "bench/report/json.h"
#include "tests/made.h"

static json_t *exported(const struct results *r)
{
	char directory[64], path[96];
	json_error_t error;
	struct error err = { "" };
	struct summary summary;
	json_t *json;

	made_directory(directory, sizeof(directory));
	snprintf(path, sizeof(path), "%s/a.json", directory);
	cr_assert_eq(summary_make(r, &summary), 0);
	cr_assert_eq(json_save(&summary, path, &err), 0, "%s", err.text);
	summary_free(&summary);
	json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(json, "line %d: %s", error.line, error.text);
	unlink(path);
	rmdir(directory);
	return json;
}

static json_t *cell_of(json_t *json, size_t cell)
{
	return json_array_get(json_object_get(json, "cells"), cell);
}

static json_t *sample_of(json_t *json, size_t cell, size_t sample)
{
	return json_array_get(json_object_get(cell_of(json, cell), "samples"),
			      sample);
}

Test(json, every_column_is_there_under_its_name)
{
	struct results r;
	json_t *json;

	made_results(&r);
	json = exported(&r);
	cr_expect_eq(json_integer_value(json_object_get(json, "schema")),
		     RESULTS_SCHEMA);
	cr_expect_eq(json_array_size(json_object_get(json, "cells")), 3);
	for (size_t i = 1; i < columns_count; i++) {
		json_t *in[] = {
			[COLUMN_ENVIRONMENT] =
				json_object_get(json, "environment"),
			[COLUMN_CELL] = cell_of(json, 1),
			[COLUMN_SAMPLE] = sample_of(json, 1, 10),
		};

		cr_expect_not_null(json_object_get(in[columns[i].owner],
						   columns[i].name),
				   "%s", columns[i].name);
	}
	json_decref(json);
	results_free(&r);
}

Test(json, values_are_those_of_the_results)
{
	struct results r;
	json_t *json, *sample, *cell;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->state = SAMPLE_FAILED;
	strcpy(made_first(&r, MADE_ASYNC)->reason, "a \"b\"\n\x01 \xc3\xa4");
	json = exported(&r);
	cell = cell_of(json, MADE_ASYNC);
	sample = sample_of(json, MADE_ASYNC, 0);
	cr_expect_str_eq(json_string_value(json_object_get(cell, "model")),
			 "async");
	cr_expect(json_is_true(json_object_get(cell, "known")));
	cr_expect_str_eq(json_string_value(json_object_get(sample, "state")),
			 "failed");
	cr_expect_str_eq(json_string_value(json_object_get(sample, "reason")),
			 "a \"b\"\n\x01 \xc3\xa4");
	cr_expect_str_eq(json_string_value(json_object_get(sample, "digest")),
			 "fedcba9876543210");
	cr_expect_eq(json_integer_value(json_object_get(sample, "run_ns")),
		     80595000);
	json_decref(json);
	results_free(&r);
}

Test(json, numbers_that_readers_would_round_are_texts)
{
	const uint64_t exact = UINT64_C(1) << 53;
	struct results r;
	json_t *json, *env;

	made_results(&r);
	r.env.seed = UINT64_MAX;
	r.sample[0].run_ns = exact;
	r.sample[1].run_ns = exact + 1;
	json = exported(&r);
	env = json_object_get(json, "environment");
	cr_expect_str_eq(json_string_value(json_object_get(env, "seed")),
			 "18446744073709551615");
	cr_expect_eq(json_integer_value(json_object_get(sample_of(json, 0, 0),
							"run_ns")),
		     (json_int_t)exact);
	cr_expect_str_eq(json_string_value(json_object_get(
				 sample_of(json, 0, 1), "run_ns")),
			 "9007199254740993");
	json_decref(json);
	results_free(&r);
}

Test(json, what_is_not_known_is_null)
{
	struct results r;
	json_t *json, *summary;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++)
		if (r.sample[i].cell == MADE_THREADS)
			r.sample[i].state = SAMPLE_FAILED;
	json = exported(&r);
	summary = json_object_get(cell_of(json, MADE_THREADS), "summary");
	cr_expect(json_is_null(json_object_get(summary, "median_run_ns")));
	cr_expect(json_is_null(json_object_get(summary, "speed_up")));
	cr_expect(json_is_null(json_object_get(
		json_object_get(summary, "interval_run_ns"), "low")));
	cr_expect(json_is_false(json_object_get(summary, "comparable")));
	json_decref(json);
	results_free(&r);
}

Test(json, connections_a_task_and_their_times_are_there_if_known)
{
	struct results r;
	json_t *json, *summary;

	made_results(&r);
	for (size_t i = 0; i < r.samples; i++) {
		struct sample *s = &r.sample[i];

		if (s->cell != MADE_ASYNC)
			continue;
		s->connections = s->handshakes = 5;
		s->connect_ns = 5000;
		s->tls_ns = 10000;
	}
	json = exported(&r);
	summary = json_object_get(cell_of(json, MADE_ASYNC), "summary");
	cr_expect_eq(json_real_value(json_object_get(
			     summary, "connections_per_task")),
		     0.25);
	cr_expect_eq(json_real_value(json_object_get(summary,
						     "mean_connect_ns")),
		     1000.0);
	cr_expect_eq(json_real_value(json_object_get(summary, "mean_tls_ns")),
		     2000.0);
	summary = json_object_get(cell_of(json, MADE_SERIAL), "summary");
	cr_expect(json_is_null(json_object_get(summary,
					       "connections_per_task")));
	cr_expect(json_is_null(json_object_get(summary, "mean_tls_ns")));
	json_decref(json);
	results_free(&r);
}

Test(json, the_summary_has_ratio_and_interval)
{
	struct results r;
	json_t *json, *summary, *interval;

	made_results(&r);
	json = exported(&r);
	summary = json_object_get(cell_of(json, MADE_THREADS), "summary");
	interval = json_object_get(summary, "interval_speed_up");
	cr_expect(fabs(json_real_value(json_object_get(summary, "speed_up")) -
		       80.0 / 42.0) < 1e-12);
	cr_expect_lt(json_real_value(json_object_get(interval, "low")),
		     80.0 / 42.0);
	cr_expect_gt(json_real_value(json_object_get(interval, "high")),
		     80.0 / 42.0);
	cr_expect_eq(json_array_size(json_object_get(summary, "findings")), 0);
	json_decref(json);
	results_free(&r);
}

static double real_of(json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	cr_assert_not_null(value, "%s", name);
	return json_is_null(value) ? NAN : json_number_value(value);
}

static void check_interval(json_t *summary, const char *name, double low,
			   double median, double high)
{
	char key[64];
	json_t *i;

	snprintf(key, sizeof(key), "interval_%s", name);
	i = json_object_get(summary, key);
	cr_expect(fabs(real_of(summary, name) - median) < 1e-6 * median,
		  "%s: %g", name, real_of(summary, name));
	cr_expect(fabs(real_of(i, "low") - low) < 1e-6 * low, "%s: %g", key,
		  real_of(i, "low"));
	cr_expect(fabs(real_of(i, "high") - high) < 1e-6 * high, "%s: %g", key,
		  real_of(i, "high"));
	cr_expect_geq(real_of(i, "coverage"), 0.95);
}

/* Of 11 samples: from the second to the tenth. */
Test(json, every_median_has_its_interval)
{
	struct results r;
	json_t *json, *summary;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_THREADS);
	for (uint64_t i = 0; i < MADE_SAMPLES; i++) {
		s[i].user_us = i % 2 ? 0 : 100000 + 1000 * i;
		s[i].system_us = i % 2 ? 100000 + 1000 * i : 0;
		s[i].pss_kib = 3000 + i;
		s[i].service_p50_ns = 700 + i;
	}
	json = exported(&r);
	summary = json_object_get(cell_of(json, MADE_THREADS), "summary");
	check_interval(summary, "cpu_ns", 101e6, 105e6, 109e6);
	check_interval(summary, "pss_kib", 3001, 3005, 3009);
	check_interval(summary, "service_p50_ns", 701, 705, 709);
	check_interval(summary, "tasks_per_s", 20 / 0.042168, 20 / 0.042,
		       20 / 0.041832);
	check_interval(summary, "efficiency",
		       real_of(summary, "ideal_run_ns") / 42.168e6,
		       real_of(summary, "ideal_run_ns") / 42e6,
		       real_of(summary, "ideal_run_ns") / 41.832e6);
	cr_expect(fabs(real_of(summary, "system_share") - 5.0 / 11.0) < 1e-3);
	cr_expect(isnan(real_of(summary, "latency_p99_ns")));
	cr_expect_null(json_object_get(summary, "user_us"));
	summary = json_object_get(cell_of(json, MADE_SERIAL), "summary");
	cr_expect(isnan(real_of(summary, "system_share")));
	json_decref(json);
	results_free(&r);
}

Test(json, findings_are_told)
{
	struct results r;
	json_t *json, *finding;

	made_results(&r);
	made_first(&r, MADE_ASYNC)->tasks_wrong = 1;
	json = exported(&r);
	finding = json_array_get(
		json_object_get(json_object_get(cell_of(json, MADE_ASYNC),
						"summary"),
				"findings"),
		0);
	cr_expect(json_is_true(json_object_get(finding, "void")));
	cr_expect_str_eq(json_string_value(json_object_get(finding, "flag")),
			 "wrong values");
	json_decref(json);
	results_free(&r);
}

Test(json, text_that_was_cut_within_a_character_is_still_json)
{
	struct results r;
	json_t *json;

	made_results(&r);
	strcpy(r.sample[0].reason, "cut \xe2\x82");
	json = exported(&r);
	cr_expect_str_eq(json_string_value(json_object_get(
				 sample_of(json, 0, 0), "reason")),
			 "cut \xef\xbf\xbd\xef\xbf\xbd");
	json_decref(json);
	results_free(&r);
}

Test(json, cells_that_never_ran_are_left_out)
{
	struct results r;
	json_t *json;

	made_results(&r);
	made_cell(&r, "processes", 5, 5);
	json = exported(&r);
	cr_expect_eq(json_array_size(json_object_get(json, "cells")), 3);
	json_decref(json);
	results_free(&r);
}
