/* baselines.c - a run against a saved one, by the rules of `simul compare`. */
#include "bench/cli/baselines.h"

#include <errno.h>
#include <stdio.h>

#include "bench/cli/fatal.h"
#include "bench/record/baseline.h"
#include "bench/record/csv.h"
#include "bench/report/compare_report.h"

static int load(struct baselines *b, struct error *err)
{
	struct error why;
	int rc = csv_load(b->path, &b->results, &why);

	return rc < 0 ? error_set(err, rc, "baseline '%s': %s", b->base,
				  why.text)
		      : 0;
}

int baselines_begin(struct baselines *b, struct error *err)
{
	int rc = 0;

	results_init(&b->results);
	if (b->base)
		rc = baseline_find(b->base, b->path, sizeof(b->path), err);
	if (rc == 0 && b->base)
		rc = load(b, err);
	if (rc == 0 && b->save)
		rc = baseline_ready(b->save, b->path, sizeof(b->path), err);
	return rc;
}

static int compare(const struct baselines *b, const struct results *results,
		   struct error *err)
{
	const struct compare_rules rules = { .threshold = 0.025,
					     .alpha = 0.01,
					     .metric = METRIC_WALL };
	struct compare c;
	int rc = compare_make(&b->results, results, &rules, &c, err);

	if (rc == 0) {
		printf("\nagainst baseline '%s':\n", b->base);
		compare_print(&c, stdout);
	} else if (rc == -EINVAL) {
		warning("not compared with baseline '%s': %s", b->base,
			err->text);
		rc = 0;
	}
	compare_free(&c);
	return rc;
}

int baselines_finish(struct baselines *b, const struct results *results,
		     bool print, struct error *err)
{
	int rc = 0;

	if (b->save && results->samples)
		rc = csv_save(results, b->path, err);
	if (rc == 0 && b->base && print && results->samples)
		rc = compare(b, results, err);
	return rc;
}

void baselines_free(struct baselines *b)
{
	results_free(&b->results);
}
