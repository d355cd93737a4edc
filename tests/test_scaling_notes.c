/* test_scaling_notes.c - how throughput goes with K, and in which words. */
#include "bench/report/scaling_notes.h"

#include <errno.h>
#include <math.h>

#include "bench/analysis/curve.h"
#include "tests/made.h"

#define MS 1000000ull

enum { KS = 8 };

static const uint64_t ks[KS] = { 1, 2, 4, 8, 16, 32, 64, 128 };

/* 1,000 tasks under async that take ms[i] at ks[i], and serial. */
static void make(struct results *r, const double *ms, size_t n)
{
	results_init(r);
	made_environment(&r->env);
	r->env.processors = 128;
	made_samples(r, made_cell(r, "serial", 1, 1), (uint64_t)(ms[0] * 1e6),
		     10 * MS);
	for (size_t i = 0; i < n; i++)
		made_samples(r, made_cell(r, "async", ks[i], ks[i]),
			     (uint64_t)(ms[i] * 1e6), 10 * MS);
}

static void make_law(struct results *r, double sigma, double kappa, size_t n)
{
	double ms[KS];

	for (size_t i = 0; i < n; i++) {
		double k = (double)ks[i];

		ms[i] = 800.0 * (1.0 + sigma * (k - 1.0) +
				 kappa * k * (k - 1.0)) / k;
	}
	make(r, ms, n);
}

typedef void maker(const struct summary *, const struct summary_group *,
		   struct notes *);

/* The last note, for free(); "" for none. */
static char *note(const struct results *r, maker *make_notes)
{
	struct notes notes = { 0 };
	struct summary s;
	char *text;

	cr_assert_eq(summary_make(r, &s), 0);
	make_notes(&s, &s.group[0], &notes);
	cr_assert_eq(notes.rc, 0);
	text = strdup(notes.count ? notes.item[notes.count - 1].text : "");
	notes_free(&notes);
	summary_free(&s);
	return text;
}

static void check(struct results *r, maker *make_notes, const char *should)
{
	char *text = note(r, make_notes);

	cr_expect_str_eq(text, should);
	free(text);
	results_free(r);
}

Test(curve, is_fitted_to_the_rows_of_one_model)
{
	struct results r;
	struct summary s;
	struct curve curve;

	make_law(&r, 0.02, 0.0, 6);
	cr_assert_eq(summary_make(&r, &s), 0);
	cr_assert_eq(curve_make(&s, &s.group[0], &s.row[1], &curve), 0);
	cr_expect(fabs(curve.shape.usl.sigma - 0.02) < 1e-4, "%g",
		  curve.shape.usl.sigma);
	cr_expect(curve.shape.usl.kappa < 1e-5);
	cr_expect(fabs(curve.shape.usl.lambda - 25.0) < 0.01);
	cr_expect_eq(curve.shape.kind, SHAPE_GROWS);
	cr_expect_eq(curve.most, 32.0);
	cr_expect_eq(curve_make(&s, &s.group[0], &s.row[0], &curve), -ENODATA);
	summary_free(&s);
	results_free(&r);
}

Test(scaling_notes, a_peak_is_told_where_the_rows_fall)
{
	struct results r;

	make_law(&r, 0.02, 0.003, KS);
	check(&r, scaling_notes,
	      "async scales as 25.00 K / (1 + 0.02 (K-1) + 0.003 K (K-1)) "
	      "tasks/s (USL): most at K = 18, then it falls; off by 0.0 %");
}

Test(scaling_notes, min_of_k_and_8_is_flat_from_8_on)
{
	static const double ms[KS] = { 800, 400, 200, 100, 100, 100, 100, 100 };
	struct results r;

	make(&r, ms, KS);
	check(&r, scaling_notes, "async scales as 25.00 K tasks/s, flat from "
				 "K = 8 on; off by 0.0 %");
}

Test(scaling_notes, growth_has_no_peak)
{
	struct results r;

	make_law(&r, 0.02, 0.0, KS);
	check(&r, scaling_notes,
	      "async scales as 25.00 K / (1 + 0.02 (K-1) + 0 K (K-1)) "
	      "tasks/s (USL): no peak up to K = 128; off by 0.0 %");
}

Test(scaling_notes, a_fall_at_the_end_that_the_law_lacks_is_told)
{
	static const double ms[KS] = { 800, 400, 200, 100, 100, 100, 100, 112 };
	struct results r;
	char *text;

	make(&r, ms, KS);
	text = note(&r, scaling_notes);
	cr_expect_not_null(strstr(text, "flat from K = 8 on, but at K = 128 it "
					"had fallen; off by "), "%s", text);
	free(text);
	results_free(&r);
}

Test(scaling_notes, what_fits_no_law_is_not_described_by_one)
{
	static const double ms[KS] = { 800, 100, 700, 90, 600, 80, 500, 70 };
	struct results r;
	char *text;

	make(&r, ms, KS);
	text = note(&r, scaling_notes);
	cr_expect_not_null(strstr(text, "no law describes how async scales: the "
					"nearest is off by "), "%s", text);
	free(text);
	results_free(&r);
}

Test(scaling_notes, a_sigma_above_1_is_explained)
{
	struct results r;
	char *text;

	make_law(&r, 1.2, 0.0, KS);
	text = note(&r, scaling_notes);
	cr_expect_not_null(strstr(text, "a sigma above 1: two in flight did "
					"less than one"), "%s", text);
	free(text);
	results_free(&r);
}

/* --- faster than possible --- */

static void make_squares(struct results *r, uint64_t serial_ns,
			 uint64_t threads_ns)
{
	made_results(r);
	made_no_samples(r);
	made_samples(r, MADE_SERIAL, serial_ns, 80 * MS);
	made_samples(r, MADE_THREADS, threads_ns, 80 * MS);
	made_samples(r, MADE_ASYNC, 81 * MS, 80 * MS);
}

Test(scaling_notes, faster_than_the_processors_is_a_crowded_machine)
{
	struct results r;

	make_squares(&r, 81 * MS, 36 * MS);
	check(&r, scaling_notes_crowded,
	      "threads, K 5: a speed-up of 2.25 x is more than 2 processors "
	      "can give: something else held serial up, a crowded machine "
	      "perhaps");
}

Test(scaling_notes, one_row_is_named_that_which_is_furthest_beyond)
{
	struct results r;

	make_squares(&r, 110 * MS, 45 * MS);
	check(&r, scaling_notes_crowded,
	      "async, K 5: a speed-up of 1.36 x is more than 1 processor can "
	      "give: something else held serial up, a crowded machine "
	      "perhaps");
}

Test(scaling_notes, two_percent_more_than_possible_are_not_flagged)
{
	struct results r;

	make_squares(&r, 82 * MS, 40300000);
	check(&r, scaling_notes_crowded, "");
}

Test(scaling_notes, what_waits_can_be_as_many_times_as_fast_as_are_in_flight)
{
	struct results r;

	make_squares(&r, 400 * MS, 80 * MS);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].waiting_ns = 20 * MS;
	check(&r, scaling_notes_crowded, "");
	make_squares(&r, 400 * MS, 70 * MS);
	for (size_t i = 0; i < r.cells; i++)
		r.cell[i].waiting_ns = 20 * MS;
	check(&r, scaling_notes_crowded,
	      "threads, K 5: a speed-up of 5.71 x is more than 5 in flight can "
	      "give: something else held serial up, a crowded machine "
	      "perhaps");
}
