/* rates_connections.c - how often a model is said to open more connections
 * than its peers: false where all have the same server, missed where one
 * doesn't keep what the others keep.
 */
#include <stdio.h>

#include "bench/analysis/fairness.h"
#include "runners/macros.h"
#include "tests/closing.h"
#include "tests/rates.h"

enum { FETCHES = 320 };

static bool flagged(const struct findings *f, size_t but)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i].kind == FAIRNESS_CONNECTIONS &&
		    f->item[i].cell != but)
			return true;
	return false;
}

static bool found(const struct findings *f, size_t cell)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i].kind == FAIRNESS_CONNECTIONS &&
		    f->item[i].cell == cell)
			return true;
	return false;
}

struct counts {
	uint64_t flagged, found;
};

static struct counts jobs(uint64_t trials, uint64_t seed, size_t samples,
			  const struct closing *all,
			  const struct closing *async)
{
	struct counts n = { 0 };
	struct random random;

	random_init(&random, seed);
	for (uint64_t t = 0; t < trials; t++) {
		struct findings f;
		struct results r;

		closing_job(&r, FETCHES, samples, all, async, &random);
		if (fairness_check(&r, &f) == 0) {
			n.flagged += flagged(
				&f, async == all ? SIZE_MAX : CLOSING_ASYNC);
			n.found += found(&f, CLOSING_ASYNC);
		}
		fairness_free(&f);
		results_free(&r);
	}
	return n;
}

static void equal(uint64_t trials, uint64_t seed, const char *server,
		  const struct closing *of)
{
	static const size_t sizes[] = { 1, 3, 11 };
	char what[128];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		snprintf(what, sizeof(what),
			 "a server that %s, n = %zu: any model flagged",
			 server, sizes[i]);
		/* One sample doesn't show that closings come in bunches. */
		rates_row(what, jobs(trials, seed, sizes[i], of, of).flagged,
			  trials,
			  sizes[i] == 1 && of->reload > 0.0 ? "" : "<= 1 %");
	}
}

static void unequal(uint64_t trials, uint64_t seed, double lost, bool computes,
		    size_t samples)
{
	const struct closing keeps = { .chance = 0.01, .computes = computes };
	struct closing loses = keeps;
	struct counts n;
	char what[128];

	loses.lost = lost;
	n = jobs(trials, seed, samples, &keeps, &loses);
	snprintf(what, sizeof(what),
		 "a client that loses %.0f %%%s, n = %zu: flagged",
		 100.0 * lost, computes ? ", no latency" : "", samples);
	rates_row(what, n.found, trials, lost > 0.5 ? ">= 99 %" : "");
	rates_row("there: another model flagged", n.flagged, trials,
		  "<= 1 %");
}

void rates_connections(uint64_t trials, uint64_t seed)
{
	static const struct {
		const char *what;
		struct closing of;
	} servers[] = {
		{ "keeps all", { 0 } },
		{ "closes after 10 requests", { .after = 10 } },
		{ "closes each", { .after = 1 } },
		{ "closes 1 %", { .chance = 0.01 } },
		{ "closes 10 %", { .chance = 0.1 } },
		{ "closes 10 %, two hosts", { .hosts = 2, .chance = 0.1 } },
		{ "closes 10 %, no latency",
		  { .chance = 0.1, .computes = true } },
		{ "is reloaded", { .reload = 1.0 / 300.0 } },
		{ "is reloaded, no latency",
		  { .reload = 1.0 / 300.0, .computes = true } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(servers); i++)
		equal(trials, seed, servers[i].what, &servers[i].of);
	for (int computes = 0; computes <= 1; computes++) {
		unequal(trials, seed, 1.0, computes, 1);
		unequal(trials, seed, 1.0, computes, 11);
		unequal(trials, seed, 0.1, computes, 3);
		unequal(trials, seed, 0.1, computes, 11);
	}
}
