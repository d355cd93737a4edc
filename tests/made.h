/* made.h - made-up results, for tests of what is reported about them.
 *
 * made_results gives two processors and the job "squares": 20 tasks under
 * serial (80 ms), threads (42 ms) and async (81 ms), K = 5, 11 samples each,
 * with nothing wrong in them. Tests then break one thing.
 */
#ifndef SIMUL_MADE_H
#define SIMUL_MADE_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/record/results.h"

#ifndef SIMUL_TESTS
#define SIMUL_TESTS "tests"
#endif

enum { MADE_SAMPLES = 11, MADE_TASKS = 20 };

static inline void made_environment(struct environment *env)
{
	*env = (struct environment){
		.schema = RESULTS_SCHEMA,
		.version = "0.1.0",
		.commit = "abc1234",
		.compiler = "GNU 12.2.0",
		.flags = "-O2 -g",
		.libcurl = "libcurl/7.88.1",
		.cpu = "Processor of the Test",
		.kernel = "Linux 6.1.0 x86_64",
		.processors = 2,
		.load = 0.25,
		.timer_slack_ns = 50000,
		.started = "2026-01-31T12:00:00Z",
		.seed = 444,
	};
}

/* A cell of the job "squares"; its index. */
static inline size_t made_cell(struct results *r, const char *model,
			       uint64_t concurrency, uint64_t workers)
{
	struct cell *cell = results_add_cell(r);

	cr_assert_not_null(cell);
	snprintf(cell->job, sizeof(cell->job), "squares");
	snprintf(cell->workload, sizeof(cell->workload), "squares");
	snprintf(cell->params, sizeof(cell->params),
		 "sums of i*i for i < 10000000 + x");
	snprintf(cell->model, sizeof(cell->model), "%s", model);
	cell->concurrency = cell->lanes = concurrency;
	cell->workers = workers;
	cell->tasks = MADE_TASKS;
	cell->chunk = 1;
	cell->repeat = MADE_SAMPLES;
	cell->known = true;
	cell->waiting_known = true;
	return r->cells - 1;
}

/* A good sample that took run_ns and computed for cpu_ns. */
static inline struct sample *made_sample(struct results *r, size_t cell,
					 uint64_t run_ns, uint64_t cpu_ns)
{
	struct sample *s = results_add_sample(r, cell);

	cr_assert_not_null(s);
	s->run = 1;
	s->position = r->samples;
	s->round = 1 + (r->samples - 1) % MADE_SAMPLES;
	s->tasks_ok = r->cell[cell].tasks;
	snprintf(s->first_value, sizeof(s->first_value),
		 "333333283333335000000");
	snprintf(s->last_value, sizeof(s->last_value),
		 "333335183336755002109");
	s->digest = UINT64_C(0xfedcba9876543210);
	s->open_ns = 120000;
	s->close_ns = 90000;
	s->run_ns = run_ns;
	s->user_us = cpu_ns / 1000;
	s->system_us = 400;
	s->voluntary_switches = 12;
	s->minor_faults = 150;
	s->pss_kib = 3210;
	s->peak_rss_kib = 5000;
	return s;
}

/* Samples about run_ns, 0.1 % apart, and their median is run_ns. */
static inline void made_samples(struct results *r, size_t cell,
				uint64_t run_ns, uint64_t cpu_ns)
{
	for (uint64_t i = 0; i < MADE_SAMPLES; i++)
		made_sample(r, cell,
			    run_ns + run_ns / 1000 * i -
				    run_ns / 1000 * (MADE_SAMPLES / 2),
			    cpu_ns);
}

static inline void made_no_samples(struct results *r)
{
	r->samples = 0;
	for (size_t i = 0; i < r->cells; i++)
		r->cell[i].first = r->cell[i].last = 0;
}

enum { MADE_SERIAL, MADE_THREADS, MADE_ASYNC };

static inline void made_results(struct results *r)
{
	results_init(r);
	made_environment(&r->env);
	made_cell(r, "serial", 1, 1);
	made_cell(r, "threads", 5, 5);
	made_cell(r, "async", 5, 1);
	made_samples(r, MADE_SERIAL, 80000000, 79600000);
	made_samples(r, MADE_THREADS, 42000000, 80000000);
	made_samples(r, MADE_ASYNC, 81000000, 79800000);
}

/* The first sample of a cell. */
static inline struct sample *made_first(struct results *r, size_t cell)
{
	for (size_t i = 0; i < r->samples; i++)
		if (r->sample[i].cell == cell)
			return &r->sample[i];
	cr_assert_fail("no sample of cell %zu", cell);
	return NULL;
}

/* A directory of the test's own, for names of files in it. */
static inline const char *made_directory(char *buf, size_t size)
{
	snprintf(buf, size, "/tmp/simul-test-XXXXXX");
	cr_assert_not_null(mkdtemp(buf));
	return buf;
}

static inline int made_remove_one(const char *path, const struct stat *st,
				  int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* Removes the directory, and all that is in it. */
static inline void made_remove(const char *directory)
{
	nftw(directory, made_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The whole file, with a NUL after it; for free(). */
static inline char *made_read(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);
	int c;

	cr_assert_not_null(file, "%s", path);
	while ((c = fgetc(file)) != EOF)
		fputc(c, memory);
	fclose(file);
	fclose(memory);
	if (size)
		*size = length;
	return text;
}

static inline void made_write(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "wb");

	cr_assert_not_null(file, "%s", path);
	cr_assert_eq(fwrite(text, 1, size, file), size);
	cr_assert_eq(fclose(file), 0);
}

#endif
