/* result_files.c - one option and one function per format. */
#include "bench/cli/result_files.h"

#include <errno.h>

#include "bench/export/benchmark_action.h"
#include "bench/export/bmf.h"
#include "bench/export/google_benchmark.h"
#include "bench/export/junit.h"
#include "bench/export/openmetrics.h"
#include "bench/record/csv.h"
#include "bench/report/compare_report.h"
#include "bench/report/json.h"
#include "bench/report/markdown.h"

#define ROW(as, file, text)                                              \
	{ .name = "export-" as, .argument = "FILE",                      \
	  .kind = OPTION_OUTPUT,                                         \
	  .offset = offsetof(struct result_files, path[RESULT_##file]),  \
	  .help = text }

#define BMF     ROW("bmf", BMF, "Bencher Metric Format")
#define SMALLER ROW("benchmark-action", SMALLER,                         \
		    "for github-action-benchmark: times and memory "     \
		    "(customSmallerIsBetter)")
#define OPENMETRICS ROW("openmetrics", OPENMETRICS,                      \
			"metrics for Prometheus, as text")

const struct option_row result_files_options[] = {
	{ .name = "export-csv", .letter = 'o', .argument = "FILE",
	  .kind = OPTION_OUTPUT,
	  .offset = offsetof(struct result_files, path[RESULT_CSV]),
	  .help = "a row for each sample, from which all other outputs can be "
		  "made; '-' is the standard output, here as everywhere" },
	ROW("json", JSON, "samples and summaries"),
	ROW("markdown", MARKDOWN, "the tables"),
	BMF,
	SMALLER,
	ROW("benchmark-action-bigger", BIGGER,
	    "the same of tasks/s (customBiggerIsBetter)"),
	ROW("google-benchmark", GOOGLE_BENCHMARK,
	    "samples as Google Benchmark has them: compare.py reads it"),
	ROW("junit", JUNIT,
	    "JUnit XML: a test for each cell, and for each threshold in it"),
	OPENMETRICS,
	{ 0 }
};

const struct option_row result_files_gate_options[] = {
	ROW("json", JSON, "figures and verdicts"),
	ROW("markdown", MARKDOWN, "the table, for a pull request"),
	BMF,
	SMALLER,
	ROW("junit", JUNIT,
	    "JUnit XML: a test for each cell; what is inconclusive is "
	    "skipped"),
	OPENMETRICS,
	{ 0 }
};

const struct option_row result_files_compare_options[] = {
	ROW("json", JSON, "figures and verdicts"),
	ROW("markdown", MARKDOWN, "the table"),
	BMF,
	SMALLER,
	ROW("junit", JUNIT,
	    "JUnit XML: a test for each cell; what is unclear is skipped"),
	OPENMETRICS,
	{ 0 }
};

/* What a file is made of: one kind of result, and what follows from it. */
struct subject {
	const struct summary *summary;
	const struct thresholds *thresholds;
	const struct gate_report *gate;
	const struct compare *compare;
	struct export_figures figures;
	struct junit junit;
};

static int save_csv(const struct subject *s, const char *path,
		    struct error *err)
{
	return csv_save(s->summary->results, path, err);
}

static int save_json(const struct subject *s, const char *path,
		     struct error *err)
{
	if (s->gate)
		return gate_report_json(s->gate, path, err);
	return s->compare ? compare_save_json(s->compare, path, err)
			  : json_save(s->summary, path, err);
}

static int save_markdown(const struct subject *s, const char *path,
			 struct error *err)
{
	if (s->gate)
		return gate_report_markdown(s->gate, path, err);
	return s->compare ? compare_save_markdown(s->compare, path, err)
			  : markdown_save(s->summary, path, err);
}

static int save_bmf(const struct subject *s, const char *path,
		    struct error *err)
{
	return bmf_save(&s->figures, path, err);
}

static int save_smaller(const struct subject *s, const char *path,
			struct error *err)
{
	return benchmark_action_save(&s->figures, false, path, err);
}

static int save_bigger(const struct subject *s, const char *path,
		       struct error *err)
{
	return benchmark_action_save(&s->figures, true, path, err);
}

static int save_google(const struct subject *s, const char *path,
		       struct error *err)
{
	return google_benchmark_save(s->summary, path, err);
}

static int save_junit(const struct subject *s, const char *path,
		      struct error *err)
{
	return junit_save(&s->junit, path, err);
}

static int save_openmetrics(const struct subject *s, const char *path,
			    struct error *err)
{
	return openmetrics_save(&s->figures, path, err);
}

static int (*const save[])(const struct subject *s, const char *path,
			   struct error *err) = {
	[RESULT_CSV] = save_csv,
	[RESULT_JSON] = save_json,
	[RESULT_MARKDOWN] = save_markdown,
	[RESULT_BMF] = save_bmf,
	[RESULT_SMALLER] = save_smaller,
	[RESULT_BIGGER] = save_bigger,
	[RESULT_GOOGLE_BENCHMARK] = save_google,
	[RESULT_JUNIT] = save_junit,
	[RESULT_OPENMETRICS] = save_openmetrics,
};

bool result_files_any(const struct result_files *files)
{
	return result_files_first(files) != NULL;
}

const char *result_files_first(const struct result_files *files)
{
	for (const struct option_row *o = result_files_options; o->name; o++) {
		const char *at = (const char *)files + o->offset;

		if (*(char *const *)(const void *)at)
			return o->name;
	}
	return NULL;
}

static int derive(struct subject *s)
{
	int rc;

	if (s->gate)
		rc = export_figures_gate(s->gate->verdict, &s->figures);
	else if (s->compare)
		rc = export_figures_compare(s->compare, &s->figures);
	else
		rc = export_figures_summary(s->summary, &s->figures);
	if (rc < 0)
		return rc;
	if (s->gate)
		return junit_of_gate(s->gate->verdict, &s->junit);
	return s->compare ? junit_of_compare(s->compare, &s->junit)
			  : junit_of_summary(s->summary, s->thresholds,
					     &s->junit);
}

static int save_all(const struct result_files *files, struct subject *s,
		    struct error *err)
{
	struct error later;
	int rc = 0;

	if (!result_files_any(files))
		return 0;
	if (derive(s) < 0)
		rc = error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < RESULT_FILES; i++) {
		int one = 0;

		/* Samples are worth more than what is made of them. */
		if (files->path[i] && (rc != -ENOMEM || i == RESULT_CSV))
			one = save[i](s, files->path[i],
				      rc < 0 ? &later : err);
		if (rc == 0)
			rc = one;
	}
	export_figures_free(&s->figures);
	junit_free(&s->junit);
	return rc;
}

int result_files_save(const struct result_files *files,
		      const struct summary *summary,
		      const struct thresholds *thresholds, struct error *err)
{
	struct subject s = { .summary = summary, .thresholds = thresholds };

	return save_all(files, &s, err);
}

int result_files_save_gate(const struct result_files *files,
			   const struct gate_report *report,
			   struct error *err)
{
	struct subject s = { .gate = report };

	return save_all(files, &s, err);
}

int result_files_save_compare(const struct result_files *files,
			      const struct compare *compare,
			      struct error *err)
{
	struct subject s = { .compare = compare };

	return save_all(files, &s, err);
}
