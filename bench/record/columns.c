/* columns.c - the table of all fields, a line each, and how to spell and parse
 * them.
 *
 * Whole numbers and reals go through units.h, so nothing here depends on the
 * locale. Spelling and parsing a value gives the same value, to the last bit,
 * but for secrets in a text, which are left out (secret.h).
 * Conditions between fields are checked elsewhere (csv.c).
 */
#include "bench/record/columns.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runners/macros.h"
#include "runners/secret.h"
#include "runners/units.h"

const char *const columns_states[] = {
	[SAMPLE_OK] = "ok",
	[SAMPLE_FAILED] = "failed",
	[SAMPLE_CANCELLED] = "cancelled",
	NULL,
};

#define SAMPLE(field, as)                                 \
	.name = #field, .owner = COLUMN_SAMPLE,           \
	COLUMN_FIELD(struct sample, field, as)

const struct column columns[] = {
	{ COLUMN_OF_RUN(schema, COUNT) },
	{ COLUMN_OF_CELL(job, TEXT), .identifies = COLUMN_WORK },
	{ COLUMN_OF_CELL(workload, TEXT), .identifies = COLUMN_WORK },
	{ COLUMN_OF_CELL(params, TEXT), .identifies = COLUMN_WORK },
	{ COLUMN_OF_CELL(model, TEXT), .identifies = COLUMN_PLACE },
	{ COLUMN_OF_CELL(concurrency, COUNT), .identifies = COLUMN_PLACE },
	{ COLUMN_OF_CELL(lanes, COUNT), .identifies = COLUMN_PLACE },
	{ COLUMN_OF_CELL(workers, COUNT), .identifies = COLUMN_PLACE },
	{ COLUMN_OF_CELL(tasks, COUNT), .identifies = COLUMN_WORK },
	{ COLUMN_OF_CELL(chunk, COUNT), .identifies = COLUMN_PLACE },
	{ .name = "rate_per_s", .owner = COLUMN_CELL,
	  COLUMN_FIELD(struct cell, rate, REAL), .identifies = COLUMN_WORK },
	{ COLUMN_OF_CELL(duration_ns, COUNT), .identifies = COLUMN_WORK,
	  .since = 4, .absent = "0" },
	{ COLUMN_OF_CELL(options, TEXT), .identifies = COLUMN_WORK, .since = 2,
	  .absent = "" },
	{ COLUMN_OF_CELL(waiting_known, BOOL), .since = 2, .absent = "false" },
	{ COLUMN_OF_CELL(waiting_ns, COUNT) },
	{ COLUMN_OF_CELL(longest_ns, COUNT) },
	{ COLUMN_OF_CELL(repeat, COUNT) },
	{ COLUMN_OF_CELL(known, BOOL) },
	{ COLUMN_OF_CELL(inject_pct, COUNT) },
	{ SAMPLE(run, COUNT), .since = 3, .absent = "1" },
	{ SAMPLE(round, COUNT) },
	{ SAMPLE(position, COUNT) },
	{ SAMPLE(state, CHOICE), .choices = columns_states },
	{ SAMPLE(reason, TEXT) },
	{ SAMPLE(tasks_ok, COUNT) },
	{ SAMPLE(tasks_failed, COUNT) },
	{ SAMPLE(tasks_cancelled, COUNT) },
	{ SAMPLE(tasks_wrong, COUNT) },
	{ SAMPLE(first_value, TEXT) },
	{ SAMPLE(last_value, TEXT) },
	{ SAMPLE(digest, HEX) },
	{ SAMPLE(digests, TEXT), .since = 4, .absent = "" },
	{ SAMPLE(open_ns, COUNT) },
	{ SAMPLE(run_ns, COUNT) },
	{ SAMPLE(close_ns, COUNT) },
	{ SAMPLE(run_began_ns, COUNT), .since = 2, .absent = "0" },
	{ SAMPLE(stopped_ns, COUNT), .since = 3, .absent = "0" },
	{ SAMPLE(user_us, COUNT) },
	{ SAMPLE(system_us, COUNT) },
	{ SAMPLE(voluntary_switches, COUNT) },
	{ SAMPLE(involuntary_switches, COUNT) },
	{ SAMPLE(minor_faults, COUNT) },
	{ SAMPLE(major_faults, COUNT) },
	{ SAMPLE(bytes, COUNT) },
	{ SAMPLE(connections, COUNT) },
	{ SAMPLE(fetches, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(hosts, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(handshakes, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(connect_ns, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(tls_ns, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(http_version, COUNT), .since = 4, .absent = "0" },
	{ SAMPLE(peak_in_flight, COUNT) },
	{ SAMPLE(stall_us, COUNT) },
	{ SAMPLE(peak_rss_kib, COUNT) },
	{ SAMPLE(pss_kib, COUNT) },
	{ SAMPLE(origin_cpu_us, COUNT) },
	{ SAMPLE(steal_us, COUNT) },
	{ SAMPLE(service_sum_ns, COUNT) },
	{ SAMPLE(service_min_ns, COUNT) },
	{ SAMPLE(service_max_ns, COUNT) },
	{ SAMPLE(service_p50_ns, COUNT) },
	{ SAMPLE(service_p95_ns, COUNT) },
	{ SAMPLE(service_p99_ns, COUNT) },
	{ SAMPLE(service_p999_ns, COUNT) },
	{ SAMPLE(late_starts, COUNT) },
	{ SAMPLE(latency_p50_ns, COUNT) },
	{ SAMPLE(latency_p95_ns, COUNT) },
	{ SAMPLE(latency_p99_ns, COUNT) },
	{ SAMPLE(latency_p999_ns, COUNT) },
	{ SAMPLE(latency_max_ns, COUNT) },
	{ .name = "times_ns", .owner = COLUMN_SAMPLE,
	  COLUMN_FIELD(struct sample, times, TIMES), .since = 4, .absent = "" },
	{ COLUMN_OF_RUN(version, TEXT) },
	{ COLUMN_OF_RUN(commit, TEXT) },
	{ COLUMN_OF_RUN(compiler, TEXT), .identifies = COLUMN_BUILD },
	{ COLUMN_OF_RUN(flags, TEXT), .identifies = COLUMN_BUILD },
	{ COLUMN_OF_RUN(libcurl, TEXT), .identifies = COLUMN_BUILD },
	{ COLUMN_OF_RUN(cpu, TEXT), .identifies = COLUMN_MACHINE },
	{ COLUMN_OF_RUN(kernel, TEXT), .identifies = COLUMN_MACHINE },
	{ COLUMN_OF_RUN(governor, TEXT) },
	{ COLUMN_OF_RUN(processors, COUNT), .identifies = COLUMN_MACHINE },
	{ .name = "quota_processors", .owner = COLUMN_ENVIRONMENT,
	  COLUMN_FIELD(struct environment, quota, REAL),
	  .identifies = COLUMN_MACHINE },
	{ .name = "load_1min", .owner = COLUMN_ENVIRONMENT,
	  COLUMN_FIELD(struct environment, load, REAL) },
	{ COLUMN_OF_RUN(timer_slack_ns, COUNT) },
	{ COLUMN_OF_RUN(started, TEXT) },
	{ COLUMN_OF_RUN(seed, COUNT) },
};

const size_t columns_count = ARRAY_SIZE(columns);

const struct column_table columns_results = {
	columns, ARRAY_SIZE(columns), RESULTS_SCHEMA, "samples",
};

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

const struct times *columns_times_of(const struct column *c, const void *owner)
{
	return *(struct times *const *)(const void *)((const char *)owner +
						      c->offset);
}

static void spell_times(const struct times *times, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");

	buf[0] = '\0';
	if (!out)
		return;
	times_put(times, out);
	fclose(out);
	buf[size - 1] = '\0';
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
	case COLUMN_TIMES:
		spell_times(columns_times_of(c, owner), buf, size);
		break;
	}
}

bool columns_equal(const struct column *c, const void *a, const void *b)
{
	const char *x = (const char *)a + c->offset;
	const char *y = (const char *)b + c->offset;

	if (c->kind == COLUMN_TEXT)
		return strcmp(x, y) == 0;
	if (c->kind == COLUMN_TIMES)
		return times_equal(columns_times_of(c, a),
				   columns_times_of(c, b));
	return memcmp(x, y, c->size) == 0;
}

bool columns_agree(unsigned identify, const void *a, const void *b)
{
	for (size_t i = 0; i < columns_count; i++)
		if ((columns[i].identifies & identify) &&
		    !columns_equal(&columns[i], a, b))
			return false;
	return true;
}

/* --- parsing --- */

static int parse_count(uint64_t *count, const char *text, struct error *err)
{
	int rc = -EINVAL;

	/* units_parse_count accepts '_', which people may type. */
	if (!strchr(text, '_'))
		rc = units_parse_count(text, count);
	if (rc == -ERANGE)
		return error_set(err, -EINVAL, "'%.60s' is too large", text);
	if (rc < 0)
		return error_set(err, rc, "'%.60s' is not a whole number",
				 text);
	return 0;
}

static int parse_hex(uint64_t *word, const char *text, struct error *err)
{
	size_t length = strlen(text);

	if (length < 1 || length > 16 ||
	    strspn(text, "0123456789abcdefABCDEF") != length)
		return error_set(err, -EINVAL,
				 "'%.60s' is not 1 to 16 hexadecimal digits",
				 text);
	sscanf(text, "%" SCNx64, word);
	return 0;
}

static int parse_real(double *real, const char *text, struct error *err)
{
	int rc = units_parse_real(text, real);

	if (rc == -ERANGE)
		return error_set(err, -EINVAL, "'%.60s' is too large", text);
	if (rc < 0 || text[0] == '-')
		return error_set(err, -EINVAL,
				 "'%.60s' is not a number from 0 up", text);
	return 0;
}

static int parse_text(const struct column *c, char *field, const char *text,
		      struct error *err)
{
	size_t length = strlen(text);

	if (length >= c->size)
		return error_set(err, -EINVAL,
				 "'%.40s...' is longer than %zu bytes", text,
				 c->size - 1);
	memset(field, 0, c->size);
	secret_hide(text, field, c->size);
	return 0;
}

static int parse_bool(bool *field, const char *text, struct error *err)
{
	bool yes = strcmp(text, "true") == 0;

	if (!yes && strcmp(text, "false") != 0)
		return error_set(err, -EINVAL,
				 "'%.60s' is neither true nor false", text);
	*field = yes;
	return 0;
}

static int parse_choice(const struct column *c, int *field, const char *text,
			struct error *err)
{
	char all[128] = "";
	size_t used = 0;

	for (int i = 0; c->choices[i]; i++) {
		if (strcmp(text, c->choices[i]) == 0) {
			*field = i;
			return 0;
		}
		used += (size_t)snprintf(all + used, sizeof(all) - used,
					 "%s%s", i ? ", " : "", c->choices[i]);
	}
	return error_set(err, -EINVAL, "'%.60s' is none of %s", text, all);
}

static int parse_into(struct times **field, const char *text,
		      struct error *err)
{
	struct times *times;
	int rc = times_parse(text, &times, err);

	if (rc == 0) {
		free(*field);
		*field = times;
	}
	return rc;
}

int columns_parse(const struct column *c, void *owner, const char *text,
		  struct error *err)
{
	void *field = (char *)owner + c->offset;
	double real;
	int rc;

	switch (c->kind) {
	case COLUMN_COUNT:
		return parse_count(field, text, err);
	case COLUMN_HEX:
		return parse_hex(field, text, err);
	case COLUMN_REAL:
		rc = parse_real(&real, text, err);
		if (rc == 0)
			*(double *)field = real;
		return rc;
	case COLUMN_TEXT:
		return parse_text(c, field, text, err);
	case COLUMN_BOOL:
		return parse_bool(field, text, err);
	case COLUMN_CHOICE:
		return parse_choice(c, field, text, err);
	case COLUMN_TIMES:
		return parse_into(field, text, err);
	}
	return -EINVAL;
}
