/* test_fairness.c - every way to break a comparison is found, and no more. */
#include <stdbool.h>

#include "bench/analysis/fairness.h"
#include "runners/macros.h"
#include "tests/made.h"

static bool concerns(const struct findings *f, size_t cell,
		     enum fairness_kind kind)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i].cell == cell && f->item[i].kind == kind)
			return true;
	return false;
}

/* --- results as made, but for one thing --- */

enum change {
	NOTHING,
	/* in the samples of a cell */
	FAILED, TASKS_FAILED, WRONG, ONE_LOST, ONE_MORE, IMPOSSIBLE,
	ALL_DIFFER, LAST_DIFFERS, ONE_DIFFERS, TICK_STOLEN, TICKS_STOLEN,
	ORIGIN_AT_WORK, ORIGIN_BUSY, STOPPED_ONCE, STOPPED_TWICE,
	LITTLE_DRIFT, RISING, FALLING, CLUSTERS,
	/* in a cell, or in all */
	NO_SERIAL, OTHER_BYTES, FEW_CONNECTIONS, NO_KEEP_ALIVE,
	OTHER_LANES, OTHER_TASKS, OTHER_WORK, FEWER,
	MORE_ASKED_FOR, INJECTED,
};

static void make_connections(struct results *r, uint64_t serial,
			     uint64_t others)
{
	for (size_t i = 0; i < r->samples; i++)
		r->sample[i].connections =
			r->sample[i].cell == MADE_SERIAL ? serial : others;
}

static void set_all(struct sample *s, size_t offset, uint64_t value)
{
	for (int i = 0; i < MADE_SAMPLES; i++)
		memcpy((char *)&s[i] + offset, &value, sizeof(value));
}

static void rise(struct sample *s, double each)
{
	for (int i = 0; i < MADE_SAMPLES; i++)
		s[i].run_ns += (uint64_t)(int64_t)(each * i *
						   (double)s->run_ns);
}

static void change_samples(enum change what, struct sample *s)
{
	static const size_t digest = offsetof(struct sample, digest);
	static const size_t origin = offsetof(struct sample, origin_cpu_us);

	switch (what) {
	case FAILED:
		s[1].state = s[4].state = SAMPLE_FAILED;
		strcpy(s[1].reason, "killed by signal 11");
		break;
	case TASKS_FAILED:
		s->tasks_ok -= 3;
		s->tasks_failed = 3;
		break;
	case WRONG: s->tasks_wrong = 2; break;
	case ONE_LOST: s->tasks_ok--; break;
	case ONE_MORE: s->tasks_ok++; break;
	case IMPOSSIBLE: s[4].peak_in_flight = 6; break;
	case ALL_DIFFER: set_all(s, digest, 1); break;
	case LAST_DIFFERS: strcpy(s[2].last_value, "0"); break;
	case ONE_DIFFERS: s[5].digest++; break;
	/* Of 11 x 84 ms. */
	case TICK_STOLEN: s[0].steal_us = 10000; break;
	case TICKS_STOLEN:
		s[0].steal_us = s[1].steal_us = s[2].steal_us = 10000;
		break;
	/* Of 42 ms: 79 and 81 %. */
	case ORIGIN_AT_WORK: set_all(s, origin, 33000); break;
	case ORIGIN_BUSY: set_all(s, origin, 34000); break;
	case STOPPED_ONCE: s[3].stopped_ns = 1240000000; break;
	case STOPPED_TWICE:
		s[3].stopped_ns = 1240000000;
		s[7].stopped_ns = 2000000000;
		break;
	/* As made they rise by 0.1 %, one by one: 0.8 % from the second to the
	 * tenth, which are the medians of the thirds. */
	case LITTLE_DRIFT: rise(s, 0.001); break;
	case RISING: rise(s, 0.01); break;
	case FALLING: rise(s, -0.012); break;
	case CLUSTERS:
		for (int i = 0; i < MADE_SAMPLES; i++)
			if (i % 3 == 1)
				s[i].run_ns += s[i].run_ns / 5;
		break;
	default: break;
	}
}

static void change_cells(enum change what, struct results *r,
			 struct cell *cell, struct sample *s)
{
	struct cell *serial = &r->cell[MADE_SERIAL];

	switch (what) {
	case NO_SERIAL:
		strcpy(serial->model, "processes");
		serial->concurrency = serial->lanes = 5;
		s->digest++;
		break;
	case OTHER_BYTES:
		for (size_t i = 0; i < r->samples; i++)
			r->sample[i].bytes = 163840;
		s[1].bytes = 163839;
		break;
	case FEW_CONNECTIONS: make_connections(r, 1, 4); break;
	case NO_KEEP_ALIVE:
		make_connections(r, MADE_TASKS, MADE_TASKS);
		break;
	case OTHER_LANES: cell->lanes = 4; break;
	case OTHER_TASKS:
		cell->tasks = 10;
		set_all(s, offsetof(struct sample, tasks_ok), 10);
		break;
	case OTHER_WORK:
		strcpy(cell->job, "another");
		set_all(s, offsetof(struct sample, digest), 1);
		set_all(s, offsetof(struct sample, bytes), 5);
		break;
	case FEWER: /* than elsewhere: how many were asked for isn't known */
		for (size_t i = 0; i < r->cells; i++)
			r->cell[i].repeat = 0;
		s[10].state = SAMPLE_CANCELLED;
		break;
	case MORE_ASKED_FOR: cell->repeat = 21; break;
	case INJECTED: cell->inject_pct = 5; break;
	default: break;
	}
}

static void make_changed(struct results *r, enum change what, size_t cell)
{
	struct sample *first;

	made_results(r);
	first = made_first(r, cell);
	change_samples(what, first);
	change_cells(what, r, &r->cell[cell], first);
}

/* The one expected finding, about the cell that was changed. */
static const struct found {
	enum change what;
	size_t cell;
	enum fairness_kind kind;
	bool grave;
	const char *flag, *sentence;
} found[] = {
	{ FAILED, MADE_THREADS, FAIRNESS_FAILED, true, "2 failed",
	  "2 of 11 samples failed, first in round 2: killed by signal 11" },
	{ TASKS_FAILED, MADE_ASYNC, FAIRNESS_TASKS_FAILED, true,
	  "tasks failed", "3 tasks failed, in 1 of 11 samples" },
	{ WRONG, MADE_SERIAL, FAIRNESS_WRONG, true, "wrong values",
	  "2 values were wrong, in 1 of 11 samples" },
	{ ONE_LOST, MADE_ASYNC, FAIRNESS_LOST, true, "tasks lost",
	  "not all of the 20 tasks were run in 1 of 11 samples" },
	{ ONE_MORE, MADE_ASYNC, FAIRNESS_LOST, true, "tasks lost",
	  "not all of the 20 tasks were run in 1 of 11 samples" },
	{ IMPOSSIBLE, MADE_THREADS, FAIRNESS_LITTLE, true, "impossible",
	  "1 of 11 samples can't be right: 6 tasks were in flight at once in "
	  "5 lanes" },
	{ ALL_DIFFER, MADE_ASYNC, FAIRNESS_VALUES, true, "other values",
	  "values differ from those of serial in 11 of 11 samples" },
	{ LAST_DIFFERS, MADE_THREADS, FAIRNESS_VALUES, true, "other values",
	  "values differ from those of serial in 1 of 11 samples" },
	{ ONE_DIFFERS, MADE_SERIAL, FAIRNESS_VALUES, true, "other values",
	  "values differ from those of its own first sample in 1 of 11 "
	  "samples" },
	{ NO_SERIAL, MADE_ASYNC, FAIRNESS_VALUES, true, "other values",
	  "values differ from those of processes in 1 of 11 samples" },
	{ OTHER_BYTES, MADE_THREADS, FAIRNESS_BYTES, true, "other bytes",
	  "163839 bytes instead of the 163840 of serial, in 1 of 11 "
	  "samples" },
	{ OTHER_LANES, MADE_ASYNC, FAIRNESS_LANES, true, "other lanes",
	  "4 lanes at K = 5, where threads has 5" },
	{ OTHER_TASKS, MADE_ASYNC, FAIRNESS_TASKS, true, "other tasks",
	  "10 tasks, where serial under the same name has 20" },
	{ ORIGIN_BUSY, MADE_THREADS, FAIRNESS_ORIGIN, false, "origin busy",
	  "the origin (or the clients of a server) used a processor for "
	  "81 % of the time: these figures "
	  "are its own more than the model's" },
	{ TICKS_STOLEN, MADE_THREADS, FAIRNESS_STOLEN, false, "steal 3 %",
	  "the hypervisor took 3.2 % of the processors' time for others" },
	{ STOPPED_ONCE, MADE_ASYNC, FAIRNESS_STOPPED, false, "stopped",
	  "stopped for 1.2 s in between, in round 4" },
	{ STOPPED_TWICE, MADE_ASYNC, FAIRNESS_STOPPED, false, "stopped",
	  "2 of 11 samples were stopped in between, for up to 2.0 s" },
	{ RISING, MADE_ASYNC, FAIRNESS_RISING, false, "drift +9 %",
	  "times rose by 9 % from the first third of the samples to the last" },
	{ FALLING, MADE_SERIAL, FAIRNESS_FALLING, false, "drift -9 %",
	  "times fell by 9 % from the first third of the samples to the last" },
	{ CLUSTERS, MADE_THREADS, FAIRNESS_CLUSTERS, false, "two clusters",
	  "times fall into two clusters 20 % apart: chance decides which of "
	  "them holds the median" },
	{ FEWER, MADE_ASYNC, FAIRNESS_FEWER, false, "10 of 11",
	  "10 good samples, where there should be 11" },
	{ MORE_ASKED_FOR, MADE_SERIAL, FAIRNESS_FEWER, false, "11 of 21",
	  "11 good samples, where there should be 21" },
	{ INJECTED, MADE_ASYNC, FAIRNESS_INJECTED, false, "injected",
	  "tasks were slowed by 5 % on purpose" },
};

static void check_found(const struct found *one, const struct results *r)
{
	struct findings f;

	cr_assert_eq(fairness_check(r, &f), 0);
	for (size_t i = 0; i < f.count; i++)
		cr_expect(f.item[i].cell == one->cell &&
				  f.item[i].kind == one->kind,
			  "%s: also cell %zu: %s", one->sentence,
			  f.item[i].cell, f.item[i].sentence);
	cr_assert_eq(f.count, 1, "%s: %zu findings", one->sentence, f.count);
	cr_expect_str_eq(f.item[0].flag, one->flag);
	cr_expect_str_eq(f.item[0].sentence, one->sentence);
	cr_expect_eq(fairness_is_void(&f.item[0]), one->grave, "%s",
		     one->sentence);
	for (size_t i = 0; i < r->cells; i++)
		cr_expect_eq(fairness_cell_void(&f, i),
			     one->grave && i == one->cell, "%s: cell %zu",
			     one->sentence, i);
	fairness_free(&f);
}

Test(fairness, what_breaks_a_comparison_is_found)
{
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		struct results r;

		make_changed(&r, found[i].what, found[i].cell);
		check_found(&found[i], &r);
		results_free(&r);
	}
}

static size_t count_findings(const struct results *r)
{
	struct findings f;
	size_t n;

	cr_assert_eq(fairness_check(r, &f), 0);
	n = f.count;
	fairness_free(&f);
	return n;
}

Test(fairness, what_is_fair_has_no_findings)
{
	static const struct {
		const char *fact;
		enum change what;
		size_t cell;
	} cases[] = {
		{ "as made", NOTHING, MADE_SERIAL },
		{ "as many connections as lanes, or fewer", FEW_CONNECTIONS,
		  MADE_SERIAL },
		{ "all open a connection a task", NO_KEEP_ALIVE,
		  MADE_SERIAL },
		{ "an origin not quite busy", ORIGIN_AT_WORK, MADE_THREADS },
		{ "a tick of steal", TICK_STOLEN, MADE_THREADS },
		{ "a drift of 1.6 %", LITTLE_DRIFT, MADE_THREADS },
		{ "other work is not compared", OTHER_WORK, MADE_ASYNC },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct results r;

		make_changed(&r, cases[i].what, cases[i].cell);
		cr_expect_eq(count_findings(&r), 0, "%s", cases[i].fact);
		results_free(&r);
	}
}

Test(fairness, nothing_at_all_has_no_findings)
{
	struct results r;

	results_init(&r);
	cr_expect_eq(count_findings(&r), 0);
	made_cell(&r, "async", 5, 1);
	cr_expect_eq(count_findings(&r), 0);
	results_free(&r);
}

Test(fairness, a_drift_is_one_over_positions_whatever_the_order_of_rows)
{
	struct results r;
	struct findings f;
	struct sample *s;

	make_changed(&r, RISING, MADE_ASYNC);
	s = made_first(&r, MADE_ASYNC);
	for (uint64_t i = 0; i < MADE_SAMPLES; i++)
		s[i].position = 1000 + i * 7 % MADE_SAMPLES;
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_not(concerns(&f, MADE_ASYNC, FAIRNESS_RISING));
	fairness_free(&f);
	results_free(&r);
}

/* The level is shared: of one cell 8 of 11 in order are enough, of thirty
 * not. */
Test(fairness, a_drift_of_many_cells_has_to_be_clearer)
{
	static const uint64_t order[] = { 2, 1, 0, 5, 4, 3, 8, 7, 6, 10, 9 };

	for (int cells = 1; cells <= 30; cells += 29) {
		struct results r;
		struct findings f;

		results_init(&r);
		made_environment(&r.env);
		for (int i = 0; i < cells; i++)
			made_samples(&r, made_cell(&r, "async",
						   (uint64_t)i + 2, 1),
				     81000000, 79800000);
		for (uint64_t i = 0; i < MADE_SAMPLES; i++)
			r.sample[i].run_ns = 81000000 + 1000000 * order[i];
		cr_assert_eq(fairness_check(&r, &f), 0);
		cr_expect_eq(concerns(&f, 0, FAIRNESS_RISING), cells == 1,
			     "%d cells", cells);
		fairness_free(&f);
		results_free(&r);
	}
}

/* --- several --- */

Test(fairness, connections_that_others_keep_are_a_flag_and_no_more)
{
	struct results r;
	struct findings f;

	made_results(&r);
	make_connections(&r, 1, MADE_TASKS);
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 2);
	cr_expect(concerns(&f, MADE_THREADS, FAIRNESS_CONNECTIONS));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_CONNECTIONS));
	cr_expect_not(fairness_cell_void(&f, MADE_ASYNC));
	cr_expect_null(fairness_wrong(&f, NULL));
	fairness_free(&f);
	results_free(&r);
}

Test(fairness, other_answers_are_wrong_and_other_lanes_are_not)
{
	static const struct {
		enum change what;
		bool wrong;
	} cases[] = {
		{ NOTHING, false },     { FAILED, true },
		{ TASKS_FAILED, true }, { WRONG, true },
		{ ONE_LOST, true },     { ALL_DIFFER, true },
		{ OTHER_BYTES, true },  { IMPOSSIBLE, false },
		{ OTHER_LANES, false }, { OTHER_TASKS, false },
		{ RISING, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct results r;
		struct findings f;

		make_changed(&r, cases[i].what, MADE_ASYNC);
		cr_assert_eq(fairness_check(&r, &f), 0);
		cr_expect_eq(fairness_wrong(&f, NULL) != NULL, cases[i].wrong,
			     "case %zu", i);
		fairness_free(&f);
		results_free(&r);
	}
}

Test(fairness, a_cell_may_have_several_findings)
{
	struct results r;
	struct findings f;
	struct sample *s;

	made_results(&r);
	s = made_first(&r, MADE_ASYNC);
	s[0].state = SAMPLE_FAILED;
	s[1].tasks_wrong = 1;
	s[2].bytes = 7;
	cr_assert_eq(fairness_check(&r, &f), 0);
	cr_expect_eq(f.count, 3);
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_FAILED));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_WRONG));
	cr_expect(concerns(&f, MADE_ASYNC, FAIRNESS_BYTES));
	fairness_free(&f);
	results_free(&r);
}

static struct finding stolen(double percent)
{
	struct finding f = { .kind = FAIRNESS_STOLEN, .percent = percent };

	fairness_tell(&f, &f, f.sentence, sizeof(f.sentence));
	return f;
}

Test(fairness, findings_that_differ_in_their_figure_only_are_alike)
{
	struct finding a = stolen(2.04), b = stolen(3.5);
	struct finding c = { .kind = FAIRNESS_FEWER, .sentence = "x" }, d = c;
	char text[256];

	cr_expect(fairness_alike(&a, &b));
	cr_expect_not(fairness_alike(&a, &c));
	cr_expect(fairness_alike(&c, &d));
	strcpy(d.sentence, "y");
	cr_expect_not(fairness_alike(&c, &d));
	fairness_tell(&a, &b, text, sizeof(text));
	cr_expect_str_eq(text, "the hypervisor took 2.0 to 3.5 % of the "
			       "processors' time for others");
	fairness_tell(&a, &a, text, sizeof(text));
	cr_expect_str_eq(text, "the hypervisor took 2.0 % of the processors' "
			       "time for others");
	fairness_tell(&c, &c, text, sizeof(text));
	cr_expect_str_eq(text, "x");
}
