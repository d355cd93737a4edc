/* columns.c - the table of all fields, and their spelling.
 *
 * Whole numbers and reals go through units.h, so nothing here depends on the
 * locale. What must hold between fields is not checked here.
 */
#include "bench/record/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runners/macros.h"
#include "runners/units.h"

static const char *const states[] = {
	[SAMPLE_OK] = "ok",
	[SAMPLE_FAILED] = "failed",
	[SAMPLE_CANCELLED] = "cancelled",
	NULL,
};

const struct column columns[] = {
	{ .name = "schema", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct environment, schema) },
	{ .name = "job", .owner = COLUMN_CELL,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct cell, job),
	  .size = sizeof(((struct cell *)0)->job) },
	{ .name = "workload", .owner = COLUMN_CELL,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct cell, workload),
	  .size = sizeof(((struct cell *)0)->workload) },
	{ .name = "params", .owner = COLUMN_CELL,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct cell, params),
	  .size = sizeof(((struct cell *)0)->params) },
	{ .name = "model", .owner = COLUMN_CELL,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct cell, model),
	  .size = sizeof(((struct cell *)0)->model) },
	{ .name = "concurrency", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, concurrency) },
	{ .name = "lanes", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, lanes) },
	{ .name = "workers", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, workers) },
	{ .name = "tasks", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, tasks) },
	{ .name = "chunk", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, chunk) },
	{ .name = "rate_per_s", .owner = COLUMN_CELL,
	  .kind = COLUMN_REAL, .offset = offsetof(struct cell, rate) },
	{ .name = "waiting_known", .owner = COLUMN_CELL,
	  .kind = COLUMN_BOOL,
	  .offset = offsetof(struct cell, waiting_known) },
	{ .name = "waiting_ns", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, waiting_ns) },
	{ .name = "longest_ns", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, longest_ns) },
	{ .name = "repeat", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, repeat) },
	{ .name = "known", .owner = COLUMN_CELL,
	  .kind = COLUMN_BOOL, .offset = offsetof(struct cell, known) },
	{ .name = "inject_pct", .owner = COLUMN_CELL,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct cell, inject_pct) },
	{ .name = "round", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, round) },
	{ .name = "position", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, position) },
	{ .name = "state", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_CHOICE, .offset = offsetof(struct sample, state),
	  .choices = states },
	{ .name = "reason", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct sample, reason),
	  .size = sizeof(((struct sample *)0)->reason) },
	{ .name = "tasks_ok", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, tasks_ok) },
	{ .name = "tasks_failed", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, tasks_failed) },
	{ .name = "tasks_cancelled", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, tasks_cancelled) },
	{ .name = "tasks_wrong", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, tasks_wrong) },
	{ .name = "first_value", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct sample, first_value),
	  .size = sizeof(((struct sample *)0)->first_value) },
	{ .name = "last_value", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct sample, last_value),
	  .size = sizeof(((struct sample *)0)->last_value) },
	{ .name = "digest", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_HEX, .offset = offsetof(struct sample, digest) },
	{ .name = "open_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, open_ns) },
	{ .name = "run_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, run_ns) },
	{ .name = "close_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, close_ns) },
	{ .name = "run_began_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, run_began_ns) },
	{ .name = "user_us", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, user_us) },
	{ .name = "system_us", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, system_us) },
	{ .name = "voluntary_switches", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, voluntary_switches) },
	{ .name = "involuntary_switches", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, involuntary_switches) },
	{ .name = "minor_faults", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, minor_faults) },
	{ .name = "major_faults", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, major_faults) },
	{ .name = "bytes", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, bytes) },
	{ .name = "connections", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, connections) },
	{ .name = "peak_in_flight", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, peak_in_flight) },
	{ .name = "stall_us", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, stall_us) },
	{ .name = "peak_rss_kib", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, peak_rss_kib) },
	{ .name = "pss_kib", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, pss_kib) },
	{ .name = "origin_cpu_us", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, origin_cpu_us) },
	{ .name = "steal_us", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct sample, steal_us) },
	{ .name = "service_sum_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_sum_ns) },
	{ .name = "service_min_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_min_ns) },
	{ .name = "service_max_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_max_ns) },
	{ .name = "service_p50_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_p50_ns) },
	{ .name = "service_p95_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_p95_ns) },
	{ .name = "service_p99_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_p99_ns) },
	{ .name = "service_p999_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, service_p999_ns) },
	{ .name = "late_starts", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, late_starts) },
	{ .name = "latency_p50_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, latency_p50_ns) },
	{ .name = "latency_p95_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, latency_p95_ns) },
	{ .name = "latency_p99_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, latency_p99_ns) },
	{ .name = "latency_p999_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, latency_p999_ns) },
	{ .name = "latency_max_ns", .owner = COLUMN_SAMPLE,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct sample, latency_max_ns) },
	{ .name = "version", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, version),
	  .size = sizeof(((struct environment *)0)->version) },
	{ .name = "commit", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, commit),
	  .size = sizeof(((struct environment *)0)->commit) },
	{ .name = "compiler", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, compiler),
	  .size = sizeof(((struct environment *)0)->compiler) },
	{ .name = "flags", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct environment, flags),
	  .size = sizeof(((struct environment *)0)->flags) },
	{ .name = "libcurl", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, libcurl),
	  .size = sizeof(((struct environment *)0)->libcurl) },
	{ .name = "cpu", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT, .offset = offsetof(struct environment, cpu),
	  .size = sizeof(((struct environment *)0)->cpu) },
	{ .name = "kernel", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, kernel),
	  .size = sizeof(((struct environment *)0)->kernel) },
	{ .name = "governor", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, governor),
	  .size = sizeof(((struct environment *)0)->governor) },
	{ .name = "processors", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct environment, processors) },
	{ .name = "quota_processors", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_REAL, .offset = offsetof(struct environment, quota) },
	{ .name = "load_1min", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_REAL, .offset = offsetof(struct environment, load) },
	{ .name = "timer_slack_ns", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_COUNT,
	  .offset = offsetof(struct environment, timer_slack_ns) },
	{ .name = "started", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_TEXT,
	  .offset = offsetof(struct environment, started),
	  .size = sizeof(((struct environment *)0)->started) },
	{ .name = "seed", .owner = COLUMN_ENVIRONMENT,
	  .kind = COLUMN_COUNT, .offset = offsetof(struct environment, seed) },
};

const size_t columns_count = ARRAY_SIZE(columns);

size_t columns_find(const char *name)
{
	size_t i = 0;

	while (i < columns_count && strcmp(columns[i].name, name) != 0)
		i++;
	return i;
}

const void *columns_owner(const struct column *c, const struct results *r,
			  const struct sample *sample)
{
	switch (c->owner) {
	case COLUMN_ENVIRONMENT:
		return &r->env;
	case COLUMN_CELL:
		return &r->cell[sample->cell];
	case COLUMN_SAMPLE:
		break;
	}
	return sample;
}

uint64_t columns_count_of(const struct column *c, const void *owner)
{
	return *(const uint64_t *)(const void *)((const char *)owner +
						 c->offset);
}

double columns_real_of(const struct column *c, const void *owner)
{
	return *(const double *)(const void *)((const char *)owner +
					       c->offset);
}

void columns_spell(const struct column *c, const void *owner, char *buf,
		   size_t size)
{
	const void *field = (const char *)owner + c->offset;

	switch (c->kind) {
	case COLUMN_COUNT:
		units_spell_count(*(const uint64_t *)field, buf, size);
		break;
	case COLUMN_HEX:
		snprintf(buf, size, "%016" PRIx64, *(const uint64_t *)field);
		break;
	case COLUMN_REAL:
		units_spell_real(*(const double *)field, buf, size);
		break;
	case COLUMN_TEXT:
		snprintf(buf, size, "%s", (const char *)field);
		break;
	case COLUMN_BOOL:
		snprintf(buf, size, "%s",
			 *(const bool *)field ? "true" : "false");
		break;
	case COLUMN_CHOICE:
		snprintf(buf, size, "%s", c->choices[*(const int *)field]);
		break;
	}
}

bool columns_equal(const struct column *c, const void *a, const void *b)
{
	const char *x = (const char *)a + c->offset;
	const char *y = (const char *)b + c->offset;

	switch (c->kind) {
	case COLUMN_COUNT:
	case COLUMN_HEX:
		return memcmp(x, y, sizeof(uint64_t)) == 0;
	case COLUMN_REAL:
		return memcmp(x, y, sizeof(double)) == 0;
	case COLUMN_TEXT:
		return strcmp(x, y) == 0;
	case COLUMN_BOOL:
		return *(const bool *)x == *(const bool *)y;
	case COLUMN_CHOICE:
		return memcmp(x, y, sizeof(int)) == 0;
	}
	return false;
}
