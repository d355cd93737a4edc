/* closing.h - made-up servers that close connections, and cells that asked
 * them: for tests of what is said of connections.
 *
 * Each lane keeps a connection to each host. Tasks go round the hosts, and to
 * lanes at random: some get more than others. Without Criterion: for rates,
 * too.
 */
#ifndef SIMUL_CLOSING_H
#define SIMUL_CLOSING_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/results.h"
#include "runners/random.h"

struct closing {
	uint64_t hosts;           /* 0 is one */
	uint64_t after;           /* requests, the last with a close; 0: none */
	double chance;            /* of a close after each response */
	double reload;            /* of closing all, in the time of a fetch */
	bool computes;            /* fetches take turns: lanes save no time */
	double lost;              /* of the client's not keeping one */
};

/* How many are opened for so many fetches. */
static inline uint64_t closing_opened(const struct closing *of,
				      struct random *r, uint64_t lanes,
				      uint64_t fetches)
{
	uint64_t hosts = of->hosts ? of->hosts : 1, opened = 0;
	double reload = of->reload / (double)(of->computes ? 1 : lanes);
	uint64_t *served = calloc(lanes * hosts, sizeof(*served));

	for (uint64_t i = 0; served && i < fetches; i++) {
		uint64_t *at = &served[random_below(r, lanes) * hosts +
				       i % hosts];

		opened += *at == 0;
		++*at;
		if (*at == of->after || random_unit(r) < of->chance ||
		    random_unit(r) < of->lost)
			*at = 0;
		if (random_unit(r) < reload)
			memset(served, 0, lanes * hosts * sizeof(*served));
	}
	free(served);
	return opened;
}

static inline void closing_sample(struct results *r, size_t cell,
				  uint64_t round, const struct closing *of,
				  struct random *random)
{
	const struct cell *c = &r->cell[cell];
	struct sample *s = results_add_sample(r, cell);

	if (!s)
		abort();
	s->run = 1;
	s->position = r->samples;
	s->round = round;
	s->tasks_ok = s->fetches = c->tasks;
	s->run_ns = c->tasks * 1000000 / (of->computes ? 1 : c->lanes);
	s->user_us = s->run_ns / 1000;
	s->hosts = of->hosts ? of->hosts : 1;
	s->http_version = 11;
	s->connections = closing_opened(of, random, c->lanes, c->tasks);
}

/* A cell of so many downloads, and its samples. */
static inline size_t closing_cell(struct results *r, const char *model,
				  uint64_t lanes, uint64_t fetches,
				  size_t samples, const struct closing *of,
				  struct random *random)
{
	struct cell *cell = results_add_cell(r);

	if (!cell)
		abort();
	snprintf(cell->job, sizeof(cell->job), "download");
	snprintf(cell->workload, sizeof(cell->workload), "download");
	snprintf(cell->model, sizeof(cell->model), "%s", model);
	cell->concurrency = cell->lanes = lanes;
	cell->workers = 1;
	cell->tasks = fetches;
	cell->repeat = samples;
	for (size_t i = 1; i <= samples; i++)
		closing_sample(r, r->cells - 1, i, of, random);
	return r->cells - 1;
}

enum { CLOSING_SERIAL, CLOSING_THREADS, CLOSING_ASYNC, CLOSING_CELLS = 8 };

/* serial, and models with 16 and 64 lanes, all of them on the same terms but
 * async with 16, whose client has its own. */
static inline void closing_job(struct results *r, uint64_t fetches,
			       size_t samples, const struct closing *all,
			       const struct closing *async,
			       struct random *random)
{
	static const struct {
		const char *model;
		uint64_t lanes;
	} cells[CLOSING_CELLS] = {
		{ "serial", 1 },     { "threads", 16 }, { "async", 16 },
		{ "processes", 16 }, { "threads", 64 }, { "async", 64 },
		{ "processes", 64 }, { "threads+async", 64 },
	};

	results_init(r);
	r->env.processors = 2;
	for (size_t i = 0; i < CLOSING_CELLS; i++)
		closing_cell(r, cells[i].model, cells[i].lanes, fetches,
			     samples, i == CLOSING_ASYNC ? async : all,
			     random);
}

#endif
