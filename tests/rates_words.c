/* rates_words.c - how often "in short" is false, or misses something.
 *
 * Made results of a job whose truth is known go through summary and ranking,
 * as those of a run do, and what the sentences would say is held against the
 * truth. A job has serial and five models, all of them again at each K; each
 * round is slow or fast as a whole, and processor time goes with the time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/ranking.h"
#include "bench/report/advice.h"
#include "bench/report/scaling_notes.h"
#include "tests/rates.h"

enum { MODELS = 6, MAX_KS = 4, TASKS = 20 };

static const char *const models[MODELS] = {
	"serial", "threads", "processes", "async", "threads+async",
	"processes+async",
};

/* ln true[q][i]: what the models really take, whatever their K. */
struct truth {
	double ln[RANKING_MEASURES][MODELS];
};

struct job {
	const struct truth *truth;
	enum rates_noise noise;
	double sd;                /* of the logarithm of a time, in the middle */
	size_t rounds, ks;
	uint64_t least_k;         /* the others are twice, four times ... */
};

/* Of the jobs. */
struct count {
	uint64_t claims;          /* with a false claim */
	uint64_t numbers;         /* with a false interval, or "within" */
	uint64_t missed;          /* the last model isn't called slower */
	uint64_t within;          /* "within 3 %" or less is said */
	uint64_t beyond;          /* a speed-up is called impossible */
};

/* --- results --- */

static void add_cell(struct results *results, const char *model, uint64_t k)
{
	struct cell *cell = results_add_cell(results);

	if (!cell)
		abort();
	snprintf(cell->job, sizeof(cell->job), "words");
	snprintf(cell->workload, sizeof(cell->workload), "squares");
	snprintf(cell->model, sizeof(cell->model), "%s", model);
	cell->concurrency = cell->lanes = cell->workers = k;
	cell->tasks = TASKS;
	cell->chunk = 1;
	cell->known = cell->waiting_known = true;
}

static void add_cells(struct results *results, const struct job *job)
{
	results_init(results);
	results->env.processors = 64;
	add_cell(results, models[0], 1);
	for (size_t k = 0; k < job->ks; k++)
		for (size_t i = 1; i < MODELS; i++)
			add_cell(results, models[i], job->least_k << k);
}

static size_t model_of(size_t cell)
{
	return cell ? (cell - 1) % (MODELS - 1) + 1 : 0;
}

static void add_sample(struct random *r, struct results *results, size_t cell,
		       const struct job *job, uint64_t round, double slow)
{
	struct sample *s = results_add_sample(results, cell);
	const struct truth *t = job->truth;
	size_t i = model_of(cell);
	double e = job->sd * rates_noise(r, job->noise);
	double f = job->sd * rates_noise(r, job->noise);
	double time, cpu;

	if (!s)
		abort();
	time = exp(t->ln[RANKING_TIME][i] + slow + e);
	cpu = exp(t->ln[RANKING_CPU][i] + slow + 0.7 * (e + f));
	if (job->noise == RATES_TIES) {
		time = 0.1 * floor(10.0 * time);
		cpu = 0.2 * floor(5.0 * cpu);
	}
	s->round = round;
	s->position = results->samples;
	s->tasks_ok = TASKS;
	s->run_ns = (uint64_t)(1e8 * time);
	s->user_us = (uint64_t)(5e4 * cpu);
	s->pss_kib = (uint64_t)((1000.0 + 4.0 * (double)random_below(r, 2)) *
				exp(t->ln[RANKING_MEMORY][i]));
}

static void draw(struct random *r, const struct job *job,
		 struct results *results)
{
	results->samples = 0;
	for (size_t i = 0; i < results->cells; i++)
		results->cell[i].first = results->cell[i].last = 0;
	for (uint64_t round = 1; round <= job->rounds; round++) {
		double slow = 0.1 * rates_normal(r) +
			      (random_below(r, 8) == 0 ? 0.5 : 0.0);

		for (size_t i = 0; i < results->cells; i++)
			add_sample(r, results, i, job, round, slow);
	}
}

/* --- what is said of them --- */

static double true_ln(const struct ranking *v, const struct job *job, size_t q,
		      size_t i)
{
	return job->truth->ln[q][model_of(v->row[i]->cell)];
}

/* Of time only the first is said to be less than the others, of a cost all
 * that share the least. */
static bool claims_falsely(const struct ranking *v, const struct job *job,
			   size_t q, const struct ranking_claim *claim)
{
	size_t firsts = q == RANKING_TIME ? 1 : claim->count;

	for (size_t i = 0; i < v->rows; i++) {
		bool is_least = false;

		for (size_t k = 0; k < claim->count; k++)
			is_least = is_least || claim->least[k] == i;
		/* Serial may stand aside, which says nothing of its cost. */
		if (is_least || (q != RANKING_TIME &&
				 model_of(v->row[i]->cell) == 0))
			continue;
		for (size_t k = 0; k < firsts; k++)
			if (true_ln(v, job, q, i) <=
			    true_ln(v, job, q, claim->least[k]))
				return true;
	}
	return false;
}

static bool prints_falsely(const struct ranking *v, const struct job *job,
			   const struct ranking_claim *time)
{
	const struct best *best = &v->of[RANKING_TIME];
	double first = true_ln(v, job, RANKING_TIME, time->least[0]);
	double spread = 0.0;

	for (size_t i = 0; i < time->count; i++)
		spread = fmax(spread, fabs(true_ln(v, job, RANKING_TIME,
						   time->least[i]) - first));
	if (time->count > 1 && expm1(spread) > best->within)
		return true;
	if (time->next < v->rows) {
		double ratio = exp(true_ln(v, job, RANKING_TIME, time->next) -
				   first);

		return ratio < best->low[time->next] ||
		       ratio > best->high[time->next];
	}
	return false;
}

static bool misses_last(const struct ranking *v,
			const struct ranking_claim *time)
{
	for (size_t i = 0; i < time->count; i++)
		if (model_of(v->row[time->least[i]]->cell) == MODELS - 1)
			return true;
	return false;
}

static void judge(const struct summary *s, const struct job *job,
		  struct count *count)
{
	struct ranking v;
	struct ranking_claim claim[RANKING_MEASURES];
	bool falsely = false, beyond = false;

	if (ranking_make(s, &s->group[0], &v) < 0 || v.few)
		abort();
	for (size_t q = 0; q < RANKING_MEASURES; q++)
		if (ranking_claim(&v, q, &claim[q]))
			falsely |= claims_falsely(&v, job, q, &claim[q]);
	for (size_t i = 0; i < s->rows; i++)
		beyond |= scaling_notes_is_beyond(s, &s->row[i]);
	count->claims += falsely;
	count->numbers += prints_falsely(&v, job, &claim[RANKING_TIME]);
	count->missed += misses_last(&v, &claim[RANKING_TIME]);
	count->within += claim[RANKING_TIME].count > 1 &&
			 v.of[RANKING_TIME].within <= ADVICE_EQUAL;
	count->beyond += beyond;
}

static struct count run(uint64_t trials, uint64_t seed, const struct job *job)
{
	struct count count = { 0 };
	struct results results;
	struct random r;

	random_init(&r, seed);
	add_cells(&results, job);
	for (uint64_t t = 0; t < trials; t++) {
		struct summary summary;

		draw(&r, job, &results);
		results.env.seed = t;
		if (summary_make(&results, &summary) < 0)
			abort();
		judge(&summary, job, &count);
		summary_free(&summary);
	}
	results_free(&results);
	return count;
}

/* --- the table --- */

static const size_t rounds[] = { 6, 11, 30 };

static void equal_models(uint64_t trials, uint64_t seed, size_t ks)
{
	static const struct truth truth;
	uint64_t jobs = 0, all = 0;
	char what[128];

	for (enum rates_noise noise = 0; noise <= RATES_TIES; noise++)
		for (size_t i = 0; i < 3; i++) {
			const struct job job = { &truth, noise, 0.05, rounds[i],
						 ks, 4 };
			struct count c = run(trials, seed, &job);

			snprintf(what, sizeof(what), "in short: 6 equal "
				 "models, %zu K, %s, n = %zu: any difference "
				 "claimed", ks, rates_noise_name(noise),
				 rounds[i]);
			rates_row(what, c.claims, trials, "<= 5 %");
			jobs += trials;
			all += c.claims;
		}
	rates_row("all of these together", all, jobs, "<= 5 %");
}

static void one_slower(uint64_t trials, uint64_t seed, enum rates_noise noise)
{
	const struct truth truth = { { { 0, 0, 0, 0, 0, log(1.1) } } };
	char what[128];

	for (size_t i = 0; i < 3; i++) {
		const struct job job = { &truth, noise, 0.05, rounds[i], 1, 4 };
		struct count c = run(trials, seed, &job);

		snprintf(what, sizeof(what), "in short: one of 6 takes 10 %% "
			 "longer, %s, n = %zu: missed",
			 rates_noise_name(noise), rounds[i]);
		rates_row(what, c.missed, trials,
			  i && noise == RATES_LOGNORMAL ? "<= 10 %" : "");
		rates_row("there: an equal model named slower", c.claims,
			  trials, "<= 5 %");
		rates_row("there: an interval without the truth", c.numbers,
			  trials, "<= 5 %");
	}
}

/* Two classes, and others in processor time. */
static void classes(uint64_t trials, uint64_t seed)
{
	const struct truth truth = { { { 0, 0, 0, .1, .1, .3 },
				       { 0, .2, 0, .2, 0, .2 } } };
	const struct job job = { &truth, RATES_LOGNORMAL, 0.05, 11, 2, 4 };
	struct count c = run(trials, seed, &job);

	rates_row("in short: three classes in time, two in processor time, "
		  "2 K, n = 11: a false claim", c.claims, trials, "<= 5 %");
	rates_row("there: an interval without the truth", c.numbers, trials,
		  "<= 5 %");
}

static void equivalence(uint64_t trials, uint64_t seed)
{
	static const struct truth equal;
	const struct truth apart = { { { 0, 0, 0, 0, 0, log(1.04) } } };
	const struct job jobs[] = {
		{ &equal, RATES_LOGNORMAL, 0.01, 11, 1, 4 },
		{ &apart, RATES_LOGNORMAL, 0.03, 11, 1, 4 },
	};
	struct count c = run(trials, seed, &jobs[0]);

	rates_row("in short: 6 equal models, sd 1 %, n = 11: \"within 3 %\" "
		  "is said", c.within, trials, "");
	c = run(trials, seed, &jobs[1]);
	rates_row("in short: one of 6 takes 4 % longer, sd 3 %, n = 11: "
		  "a false interval, or \"within\" less", c.numbers, trials, "<= 5 %");
}

static void crowded(uint64_t trials, uint64_t seed)
{
	static const struct truth equal;

	for (size_t i = 0; i < 3; i++) {
		const struct job job = { &equal, RATES_LOGNORMAL, 0.05,
					 rounds[i], 1, 1 };
		struct count c = run(trials, seed, &job);
		char what[128];

		snprintf(what, sizeof(what), "speed-up: 5 models like serial "
			 "at K = 1, n = %zu: one called impossible", rounds[i]);
		rates_row(what, c.beyond, trials, "<= 5 %");
	}
}

void rates_words(uint64_t trials, uint64_t seed)
{
	equal_models(trials, seed, 1);
	equal_models(trials, seed, MAX_KS);
	one_slower(trials, seed, RATES_LOGNORMAL);
	one_slower(trials, seed, RATES_HEAVY);
	classes(trials, seed);
	equivalence(trials, seed);
	crowded(trials, seed);
}
