/* test_pairs.c - logs of pairs, and CSV files that are not quite ours. */
#include <errno.h>
#include <math.h>

#include "bench/gate/pairs.h"
#include "tests/made.h"

static void add(struct pairs *p, size_t cell, enum pair_stage stage,
		uint64_t round, double base, double other)
{
	struct pair pair = { .cell = cell, .stage = stage, .batch = 1,
			     .round = round,
			     .other_first = round % 2, .base_ns = base,
			     .other_ns = other, .took_ns = base + other };

	cr_assert_eq(pairs_add(p, &pair), 0);
}

static void made_pairs(struct pairs *p)
{
	const struct pair_cell sums = { .job = "sums, \"x\"",
					.model = "threads",
					.concurrency = 2,
					.tasks = 350,
					.metric = METRIC_WALL };
	const struct pair_cell loads = { .job = "loads",
					 .metric = METRIC_CPU };

	*p = (struct pairs){ 0 };
	cr_assert_eq(pairs_add_cell(p, &sums), 0u);
	cr_assert_eq(pairs_add_cell(p, &loads), 1u);
	add(p, 0, PAIR_CONTROL, 1, 100, 200);
	add(p, 1, PAIR_CONTROL, 1, 7, 7);
	add(p, 0, PAIR_CONTROL, 2, 300, 150);
	add(p, 0, PAIR_TEST, 1, 1000, 1100);
	p->base_id = 0x1234;
	p->other_id = UINT64_MAX;
}

Test(pairs, ratios_are_of_one_cell_and_stage)
{
	struct pairs p;
	double x[2];

	made_pairs(&p);
	cr_assert_eq(pairs_count(&p, 0, PAIR_CONTROL), 2u);
	cr_assert_eq(pairs_count(&p, 1, PAIR_TEST), 0u);
	cr_assert_eq(pairs_ln_ratios(&p, 0, PAIR_CONTROL, x), 0);
	cr_assert_float_eq(x[0], log(2.0), 1e-12);
	cr_assert_float_eq(x[1], log(0.5), 1e-12);
	pairs_free(&p);
}

Test(pairs, a_round_that_is_missing_is_no_ratio)
{
	struct pairs p;
	double x[3];

	made_pairs(&p);
	add(&p, 0, PAIR_CONTROL, 4, 1, 1);
	cr_assert_eq(pairs_ln_ratios(&p, 0, PAIR_CONTROL, x), -EINVAL);
	pairs_free(&p);
}

Test(pairs, a_time_of_zero_is_no_ratio)
{
	struct pairs p;
	double x[3];

	made_pairs(&p);
	add(&p, 0, PAIR_CONTROL, 3, 0, 1);
	cr_assert_eq(pairs_ln_ratios(&p, 0, PAIR_CONTROL, x), -EINVAL);
	pairs_free(&p);
}

Test(pairs, of_confirmations_only_those_of_the_last_batch_count)
{
	struct pair late = { .cell = 1, .stage = PAIR_CONFIRM, .batch = 2,
			     .round = 1, .base_ns = 1, .other_ns = 2 };
	struct pairs p;

	made_pairs(&p);
	add(&p, 0, PAIR_CONFIRM, 1, 1, 2);
	cr_expect_eq(pairs_count(&p, 0, PAIR_CONFIRM), 1u);
	cr_assert_eq(pairs_add(&p, &late), 0);
	cr_expect_eq(p.batch, 2u);
	cr_expect_eq(pairs_count(&p, 0, PAIR_CONFIRM), 0u);
	cr_expect_eq(pairs_count(&p, 1, PAIR_CONFIRM), 1u);
	cr_expect_eq(pairs_count(&p, 0, PAIR_CONTROL), 2u);
	pairs_free(&p);
}

Test(pairs, medians_are_of_one_program)
{
	struct pairs p;

	made_pairs(&p);
	cr_assert_eq(pairs_median_ns(&p, 0, PAIR_CONTROL, false), 200.0);
	cr_assert_eq(pairs_median_ns(&p, 0, PAIR_CONTROL, true), 175.0);
	cr_assert(isnan(pairs_median_ns(&p, 0, PAIR_CONFIRM, true)));
	pairs_free(&p);
}

Test(pairs, a_round_takes_what_its_pairs_take)
{
	struct pairs p;

	made_pairs(&p);
	cr_assert_eq(pairs_round_ns(&p, PAIR_CONTROL),
		     (300.0 + 14.0 + 450.0) / 2.0);
	cr_assert_eq(pairs_round_ns(&p, PAIR_INJECTED), 0.0);
	pairs_free(&p);
}

Test(pairs, what_was_saved_is_loaded_again)
{
	char directory[64], path[96];
	struct pairs a, b = { 0 };
	struct error err = { "" };

	made_pairs(&a);
	snprintf(path, sizeof(path), "%s/p.csv",
		 made_directory(directory, sizeof(directory)));
	cr_assert_eq(pairs_save(&a, path, &err), 0, "%s", err.text);
	cr_assert_eq(pairs_load(path, &b, &err), 0, "%s", err.text);
	cr_assert_eq(b.cells, a.cells);
	cr_assert_eq(b.count, a.count);
	cr_expect_eq(b.batch, 1u);
	cr_expect_eq(b.base_id, a.base_id);
	cr_expect_eq(b.other_id, a.other_id);
	for (size_t i = 0; i < a.cells; i++) {
		cr_expect_str_eq(b.cell[i].job, a.cell[i].job);
		cr_expect_str_eq(b.cell[i].model, a.cell[i].model);
		cr_expect_eq(b.cell[i].concurrency, a.cell[i].concurrency);
		cr_expect_eq(b.cell[i].metric, a.cell[i].metric);
		cr_expect_eq(b.cell[i].tasks, a.cell[i].tasks);
	}
	for (size_t i = 0; i < a.count; i++) {
		const struct pair *x = &a.item[i], *y = &b.item[i];

		cr_expect(x->cell == y->cell && x->stage == y->stage &&
			  x->batch == y->batch && x->round == y->round &&
			  x->other_first == y->other_first &&
			  x->base_ns == y->base_ns &&
			  x->other_ns == y->other_ns &&
			  x->took_ns == y->took_ns);
	}
	unlink(path);
	rmdir(directory);
	pairs_free(&a);
	pairs_free(&b);
}

/* What loading this text says, without the directory. */
static int load_text(const char *text, size_t size, struct error *err)
{
	char directory[64], path[96], copy[512];
	struct pairs p = { 0 };
	int rc;

	snprintf(path, sizeof(path), "%s/p.csv",
		 made_directory(directory, sizeof(directory)));
	made_write(path, text, size);
	rc = pairs_load(path, &p, err);
	if (rc < 0) {
		snprintf(copy, sizeof(copy), "%s", err->text);
		snprintf(err->text, sizeof(err->text), "%s",
			 strstr(copy, "p.csv"));
	}
	unlink(path);
	rmdir(directory);
	pairs_free(&p);
	return rc;
}

#define HEAD                                                                  \
	"cell,job,model,concurrency,metric,stage,round,other_first,base_ns,"   \
	"other_ns,took_ns\r\n"

Test(pairs, what_is_no_log_is_refused_and_why)
{
	static const struct {
		const char *text, *sentence;
	} bad[] = {
		{ "", "p.csv:1: the file is empty" },
		{ HEAD, "p.csv:2: only a header, no pairs" },
		{ HEAD "x,x,m,2,wall,test,1,0,5,6,11",
		  "p.csv:2: the last row has no line end: is the file cut "
		  "off?" },
		{ HEAD "x,x,m,2,wall,test,1,0,5,6\r\n",
		  "p.csv:2: 10 fields, where the header has 11" },
		{ HEAD "x,x,m,2,wall,test,1,0,-5,6,11\r\n",
		  "p.csv:2: base_ns: '-5' is not a whole number" },
		{ HEAD "x,x,m,two,wall,test,1,0,5,6,11\r\n",
		  "p.csv:2: concurrency: 'two' is not a whole number" },
		{ HEAD ",,m,2,wall,test,1,0,5,6,11\r\n",
		  "p.csv:2: it names no job" },
		{ HEAD "x,x,m,2,tall,test,1,0,5,6,11\r\n",
		  "p.csv:2: metric: 'tall' is none of wall, cpu" },
		{ HEAD "x,x,m,2,wall,rest,1,0,5,6,11\r\n",
		  "p.csv:2: stage: 'rest' is none of control, test, confirm, "
		  "injected" },
		{ "a,b\r\n1,2\r\n",
		  "p.csv:1: metric: no such column; did simul write this file?" },
		{ HEAD "\"x,x,m,2,wall\r\n", "p.csv:3: the file ends within quotes" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error err = { "" };

		cr_expect_eq(load_text(bad[i].text, strlen(bad[i].text), &err),
			     -EINVAL, "%s", bad[i].text);
		cr_expect_str_eq(err.text, bad[i].sentence);
	}
}

Test(pairs, a_binary_file_is_refused)
{
	struct error err = { "" };

	cr_assert_eq(load_text("a\0b\n", 4, &err), -EINVAL);
	cr_assert_str_eq(err.text, "p.csv:1: a NUL byte: this is no CSV file");
}

Test(pairs, columns_are_found_by_name_and_others_passed_over)
{
	const char text[] = "more,took_ns,other_ns,base_ns,other_first,round,"
			    "stage,metric,cell\n"
			    "\"a,\nb\",3,2,1,1,1,test,cpu,x\n";
	struct error err = { "" };

	cr_assert_eq(load_text(text, strlen(text), &err), 0, "%s", err.text);
}

Test(pairs, an_older_log_has_one_name_for_a_cell)
{
	struct pairs p = { 0 };
	struct error err = { "" };
	char name[PAIRS_NAME_SIZE];

	cr_assert_eq(pairs_load(SIMUL_TESTS "/data/gate-noisy.csv", &p, &err),
		     0, "%s", err.text);
	cr_assert_eq(p.cells, 2u);
	cr_expect_str_eq(p.cell[0].job, "downloads, async, K 16");
	cr_expect_str_eq(pairs_name(&p.cell[0], name),
			 "downloads, async, K 16");
	pairs_free(&p);
}

Test(pairs, a_name_holds_the_longest_job)
{
	struct pair_cell cell = { .model = "processes+async",
				  .concurrency = 1000000 };
	char name[PAIRS_NAME_SIZE];

	memset(cell.job, 'x', 95);
	pairs_name(&cell, name);
	cr_expect_eq(strncmp(name, cell.job, 95), 0);
	cr_expect_str_eq(name + 95, ", processes+async, K 1000000");
}

Test(pairs, a_file_that_is_not_there_is_told)
{
	struct pairs p = { 0 };
	struct error err = { "" };

	cr_assert_eq(pairs_load("/nowhere/x.csv", &p, &err), -ENOENT);
	cr_assert_str_eq(err.text, "cannot read '/nowhere/x.csv': No such "
				   "file or directory");
}
