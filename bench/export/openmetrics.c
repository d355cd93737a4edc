/* openmetrics.c - family by family, as the format wants it. */
#include "bench/export/openmetrics.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench/record/save.h"
#include "runners/macros.h"
#include "runners/units.h"

/* The measures that are one number. `unit` ends the family's name. */
struct family {
	enum export_measure measure;
	const char *name, *unit, *help;
	double divisor;
};

static const struct family families[] = {
	{ EXPORT_TIME, "simul_time", "seconds",
	  "Median time of a run, with a duration of a task.", 1e9 },
	{ EXPORT_THROUGHPUT, "simul_throughput", "tasks_per_second",
	  "Tasks a second, by the median time.", 1.0 },
	{ EXPORT_CPU, "simul_cpu", "seconds",
	  "Median processor time of a run, user and system.", 1e9 },
	{ EXPORT_MEMORY, "simul_memory", "bytes",
	  "Median proportional set size of all workers.", 1.0 },
	{ EXPORT_RATIO, "simul_change", "ratio",
	  "Time of the new program over that of the base.", 1.0 },
};

static const struct {
	enum export_measure measure;
	const char *quantile;
} quantiles[] = {
	{ EXPORT_P50, "0.5" },   { EXPORT_P90, "0.9" },
	{ EXPORT_P95, "0.95" },  { EXPORT_P99, "0.99" },
	{ EXPORT_P999, "0.999" },
};

/* A label's value, in quotes. */
static void put_value(FILE *out, const char *text)
{
	char plain[400];

	fputc('"', out);
	for (const char *at = export_text(text, plain, sizeof(plain)); *at;
	     at++)
		fprintf(out, "%s%c", *at == '"' || *at == '\\' ? "\\" : "",
			*at);
	fputc('"', out);
}

static void put_label(FILE *out, const char *name, const char *text)
{
	fprintf(out, "%s=", name);
	put_value(out, text);
}

/* Up to the closing brace, which the caller puts. */
static void put_labels(FILE *out, const char *sample,
		       const struct export_cell *c)
{
	fprintf(out, "%s{", sample);
	put_label(out, "cell", c->name);
	fputc(',', out);
	put_label(out, "job", c->job);
	fputc(',', out);
	put_label(out, "workload", c->workload);
	fputc(',', out);
	put_label(out, "model", c->model);
	fprintf(out, ",concurrency=\"%" PRIu64 "\"", c->concurrency);
}

static void put_real(FILE *out, double value)
{
	char text[UNITS_TEXT_SIZE];

	fprintf(out, "} %s\n", units_spell_real(value, text, sizeof(text)));
}

static void put_head(FILE *out, const char *name, const char *type,
		     const char *unit, const char *help)
{
	fprintf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s %s\n", name, help);
}

enum side { VALUE, LOWER, UPPER, BOUNDS };

static double side_of(const struct export_figure *f, enum side side)
{
	const double of[] = { f->value, f->low, f->high };

	return of[side];
}

static void put_family(FILE *out, const struct export_figures *f,
		       const struct family *family, enum side side)
{
	static const char *const infix[] = { "", "_lower", "_upper" };
	char name[96];
	bool begun = false;

	snprintf(name, sizeof(name), "%s%s_%s", family->name, infix[side],
		 family->unit);
	for (size_t i = 0; i < f->cells; i++) {
		const struct export_cell *c = &f->cell[i];
		double value = side_of(&c->of[family->measure], side);

		if (!isfinite(value))
			continue;
		if (!begun)
			put_head(out, name, "gauge", family->unit,
				 family->help);
		begun = true;
		put_labels(out, name, c);
		put_real(out, value / family->divisor);
	}
}

static void put_quantiles(FILE *out, const struct export_cell *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(quantiles); i++) {
		double value = c->of[quantiles[i].measure].value;

		if (!isfinite(value))
			continue;
		put_labels(out, "simul_task_time_seconds", c);
		fprintf(out, ",quantile=\"%s\"", quantiles[i].quantile);
		put_real(out, value / 1e9);
	}
	put_labels(out, "simul_task_time_seconds_count", c);
	fprintf(out, "} %" PRIu64 "\n", c->timed);
}

static void put_summary(FILE *out, const struct export_figures *f)
{
	bool begun = false;

	for (size_t i = 0; i < f->cells; i++) {
		if (!f->cell[i].timed)
			continue;
		if (!begun)
			put_head(out, "simul_task_time_seconds", "summary",
				 "seconds", "Times of single tasks.");
		begun = true;
		put_quantiles(out, &f->cell[i]);
	}
}

static void put_counts(FILE *out, const struct export_figures *f)
{
	if (!f->cells || !f->cell[0].counted)
		return;
	put_head(out, "simul_samples", "gauge", NULL,
		 "Samples by their state.");
	for (size_t i = 0; i < f->cells; i++) {
		const struct export_cell *c = &f->cell[i];

		put_labels(out, "simul_samples", c);
		fprintf(out, ",state=\"ok\"} %zu\n", c->good);
		put_labels(out, "simul_samples", c);
		fprintf(out, ",state=\"failed\"} %zu\n", c->failed);
		put_labels(out, "simul_samples", c);
		fprintf(out, ",state=\"cancelled\"} %zu\n", c->cancelled);
	}
}

static void put_comparable(FILE *out, const struct export_figures *f)
{
	if (!f->cells)
		return;
	put_head(out, "simul_comparable", "gauge", NULL,
		 "0: failed, wrong, or not the same work as the others.");
	for (size_t i = 0; i < f->cells; i++) {
		put_labels(out, "simul_comparable", &f->cell[i]);
		fprintf(out, "} %d\n", f->cell[i].comparable);
	}
}

static void put_outcome(FILE *out, const char *outcome)
{
	static const enum outcome all[] = { OUTCOME_PASS, OUTCOME_REGRESSION,
					    OUTCOME_INCONCLUSIVE };

	if (!outcome)
		return;
	put_head(out, "simul_outcome", "stateset", NULL,
		 "How the comparison of base and new ended.");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		fprintf(out, "simul_outcome{simul_outcome=\"%s\"} %d\n",
			outcome_name(all[i]), outcome_name(all[i]) == outcome);
}

static void put_environment(FILE *out, const struct environment *env)
{
	if (!env)
		return;
	put_head(out, "simul_build", "info", NULL,
		 "The program and the machine.");
	fputs("simul_build_info{", out);
	put_label(out, "version", env->version);
	fputc(',', out);
	put_label(out, "commit", env->commit);
	fputc(',', out);
	put_label(out, "cpu", env->cpu);
	fputc(',', out);
	put_label(out, "kernel", env->kernel);
	fputs("} 1\n", out);
}

static int put(const void *subject, FILE *out)
{
	const struct export_figures *f = subject;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (enum side b = VALUE; b < BOUNDS; b++)
			put_family(out, f, &families[i], b);
	put_summary(out, f);
	put_counts(out, f);
	put_comparable(out, f);
	put_outcome(out, f->outcome);
	put_environment(out, f->env);
	fputs("# EOF\n", out);
	return 0;
}

int openmetrics_save(const struct export_figures *f, const char *path,
		     struct error *err)
{
	return save_text(put, f, path, err);
}
