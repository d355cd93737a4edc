/* test_percentiles.c - percentiles over samples and runs, against sorting all
 * times of all tasks. */
#include <math.h>

#include "bench/analysis/percentiles.h"
#include "bench/stats/stats.h"
#include "runners/random.h"
#include "tests/made.h"

enum { MOST = 200000 };

/* All times that went into a cell. */
struct all {
	double ns[MOST];
	size_t n;
};

/* A sample of n tasks, each of which takes time(random). */
static void add(struct results *r, struct all *all, size_t n,
		uint64_t time(struct random *), uint64_t seed)
{
	struct sample *s = made_sample(r, 0, 1000000, 1000);
	uint64_t *ns = calloc(n, sizeof(*ns));
	struct random random;

	random_init(&random, seed);
	for (size_t i = 0; i < n; i++) {
		ns[i] = time(&random);
		all->ns[all->n++] = (double)ns[i];
	}
	s->times = times_make(ns, n);
	cr_assert_not_null(s->times);
	free(ns);
}

static void same(double found, const struct all *all, double p, double error)
{
	double wanted;

	if (p > 0.5)
		cr_assert_eq(stats_tail(all->ns, all->n, p, &wanted), 0);
	else
		cr_assert_eq(stats_quantile(all->ns, all->n, p, &wanted), 0);
	cr_expect_eq(isnan(found), isnan(wanted), "p %g of %zu", p, all->n);
	if (!isnan(wanted))
		cr_expect(fabs(found - wanted) <= wanted * (error + 1e-15),
			  "p %g of %zu: %.17g, not %.17g", p, all->n, found,
			  wanted);
}

static void check(const struct results *r, struct all *all, bool exact)
{
	struct percentiles p;
	double error;

	cr_assert_eq(percentiles_of(r, 0, &p), 0);
	cr_expect_eq(p.tasks, all->n);
	cr_expect_eq(p.within == 0, exact);
	error = p.within ? 1.0 / (double)p.within : 0.0;
	cr_assert_eq(stats_sort(all->ns, all->ns, all->n), 0);
	same(p.p50_ns, all, 0.5, error);
	same(p.p90_ns, all, 0.9, error);
	same(p.p95_ns, all, 0.95, error);
	same(p.p99_ns, all, 0.99, error);
	same(p.p999_ns, all, 0.999, error);
}

static uint64_t spread(struct random *random)
{
	return 1000 + (uint64_t)random_exponential(random, 5e6);
}

static uint64_t ties(struct random *random)
{
	return 1000 * (uint64_t)random_exponential(random, 3.0);
}

static uint64_t largest(struct random *random)
{
	(void)random;
	return UINT64_MAX;
}

static void begin(struct results *r)
{
	results_init(r);
	made_environment(&r->env);
	made_cell(r, "async", 5, 1);
}

static void check_samples(size_t samples, size_t tasks,
			  uint64_t time(struct random *), bool exact)
{
	struct all *all = calloc(1, sizeof(*all));
	struct results r;

	begin(&r);
	for (size_t i = 0; i < samples; i++)
		add(&r, all, tasks, time, 1 + i);
	check(&r, all, exact);
	results_free(&r);
	free(all);
}

Test(percentiles, are_those_of_all_times_sorted_together)
{
	static const size_t sizes[] = { 1, 2, 3, 9, 10, 11, 99, 100, 200, 909,
					910, 1000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		check_samples(1, sizes[i], spread, true);
		check_samples(11, sizes[i], spread, true);
		check_samples(11, sizes[i], ties, true);
		check_samples(3, sizes[i], largest, true);
	}
}

Test(percentiles, of_samples_too_long_to_keep_are_within_the_stated_error)
{
	check_samples(3, 50000, spread, false);
	/* So many equal ones are kept exactly. */
	check_samples(3, 50000, ties, true);
}

Test(percentiles, without_times_are_not_known)
{
	struct percentiles p;
	struct results r;
	size_t n;

	begin(&r);
	made_samples(&r, 0, 1000000, 1000);
	cr_assert_eq(percentiles_of(&r, 0, &p), 0);
	cr_expect_eq(p.tasks, 0u);
	cr_expect(isnan(p.p50_ns) && isnan(p.p999_ns));
	cr_expect_null(percentiles_merge(&r, 0, &n));
	cr_expect_eq(n, 0u);
	results_free(&r);
}

Test(percentiles, leave_out_samples_that_are_not_good)
{
	struct all *all = calloc(1, sizeof(*all)), *bad = calloc(1, sizeof(*bad));
	struct results r;

	begin(&r);
	add(&r, all, 300, spread, 1);
	add(&r, bad, 300, largest, 1);
	r.sample[1].state = SAMPLE_FAILED;
	check(&r, all, true);
	results_free(&r);
	free(all);
	free(bad);
}

Test(percentiles, merge_over_runs_and_outlive_them)
{
	struct all *all = calloc(1, sizeof(*all));
	struct results sum;

	results_init(&sum);
	for (uint64_t run = 1; run <= 3; run++) {
		struct results one;

		begin(&one);
		add(&one, all, 400, spread, run);
		add(&one, all, 40 * run, ties, run);
		cr_assert_eq(results_append(&sum, &one), 0);
		results_free(&one);
	}
	cr_expect_eq(sum.cells, 1u);
	check(&sum, all, true);
	results_free(&sum);
	free(all);
}
