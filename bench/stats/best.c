/* best.c - which of several models is best: sign flips of rounds.
 *
 * x -> ln ratios of each pair and measure (a series) -> scores whose signs are
 * flipped -> a table of evidence -> claims, and how far a ratio may be off.
 */
#include "bench/stats/best.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/closure.h"
#include "bench/stats/huber.h"
#include "bench/stats/stats.h"
#include "runners/memory.h"
#include "runners/random.h"

#define PRICE 4.0                 /* of a measure that isn't the first */
#define CARE 0.8                  /* of the error that may be spent */

struct series {
	struct huber ln;          /* of its ratios */
	double shared;            /* what other pairs add to the squares */
	double margin;            /* simultaneous, of the location */
};

struct trial {
	size_t models, rounds, measures, pairs, patterns;
	bool drawn;               /* random patterns, and not all */
	size_t may_reach;         /* of them and the observed one */
	uint64_t seed;
	struct series *series;    /* [measure][pair] */
	double *ratio;            /* [series][round], ln, NAN if missing */
	double *score;            /* the same scaled, 0 if missing */
	double *seen;             /* [series]: evidence observed */
	double *evidence;         /* [pair][pattern], of all measures */
	double *sign;             /* [round] */
	double *scratch;          /* to sort series or rounds in */
};

/* Logarithms of one measure. All zeros are all alike. */
static void take_logs(const double *x, size_t n, double *logs)
{
	double least = INFINITY;

	for (size_t i = 0; i < n; i++)
		if (x[i] > 0.0)
			least = fmin(least, x[i]);
	if (isinf(least))
		least = 1.0;
	for (size_t i = 0; i < n; i++)
		logs[i] = log(x[i] > 0.0 || isnan(x[i]) ? x[i] : 0.5 * least);
}

/* series = pairs of one measure. */
static void share_variance(const struct trial *t, struct series *series)
{
	double median = 0.0;
	size_t n = 0;

	for (size_t p = 0; p < t->pairs; p++)
		if (series[p].ln.count > 1.0)
			t->scratch[n++] = series[p].ln.squares /
					  (series[p].ln.count - 1.0);
	stats_sort(t->scratch, t->scratch, n);
	stats_median(t->scratch, n, &median);
	for (size_t p = 0; p < t->pairs; p++)
		series[p].shared = BEST_SHARED * median;
}

static void take_measure(const struct trial *t, const double *logs, size_t q)
{
	for (size_t j = 1; j < t->models; j++)
		for (size_t i = 0; i < j; i++) {
			size_t k = q * t->pairs + closure_pair(i, j);
			double *d = t->ratio + k * t->rounds;

			for (size_t r = 0; r < t->rounds; r++)
				d[r] = logs[r * t->models + j] -
				       logs[r * t->models + i];
			huber_locate(d, t->rounds, t->scratch,
				     &t->series[k].ln);
		}
	share_variance(t, t->series + q * t->pairs);
}

static double price_of(size_t measure)
{
	return measure ? log(PRICE) : 0.0;
}

/* Half the degrees of freedom of a series. */
static double half_freedom(const struct series *s)
{
	return 0.5 * (s->ln.count - 1.0 + BEST_SHARED);
}

/* Rounding leaves something of what should be nothing. */
static double evidence_of(const struct series *s, double t)
{
	double rest = fmax(1.0 - t * t / s->ln.count, 1e-12);

	return s->ln.count > 1.0 ? -half_freedom(s) * log(rest) : 0.0;
}

/* From 0 for the claims, from the estimate for the intervals. */
static void score_series(const struct trial *t, size_t k, bool centred)
{
	const double *d = t->ratio + k * t->rounds;
	const struct series *s = t->series + k;
	double *score = t->score + k * t->rounds;
	double from = centred ? s->ln.location : 0.0;
	double limit = centred ? s->ln.limit :
		       huber_limit(d, t->rounds, 0.0, t->scratch);
	double squares, sum = huber_sum(d, t->rounds, from, limit, &squares);
	double scale = squares > 0.0 ? sqrt(squares + s->shared) : INFINITY;

	for (size_t r = 0; r < t->rounds; r++)
		score[r] = huber_clip(d[r], from, limit) / scale;
	t->seen[k] = evidence_of(s, sum / scale) - price_of(k / t->pairs);
}

/* The opposite of a pattern has the same sizes, so the first sign stays. */
static void next_signs(const struct trial *t, uint64_t pattern,
		       struct random *random)
{
	uint64_t bits = pattern << 1;

	for (size_t r = 0; r < t->rounds; r++) {
		if (t->drawn && r % 64 == 0)
			bits = random_bits(random);
		t->sign[r] = bits >> (r % 64) & 1 ? -1.0 : 1.0;
	}
}

static double flipped(const struct trial *t, size_t k)
{
	const double *score = t->score + k * t->rounds;
	double sum = 0.0;

	for (size_t r = 0; r < t->rounds; r++)
		sum += t->sign[r] * score[r];
	return evidence_of(t->series + k, sum);
}

static void flip_all(const struct trial *t, bool centred)
{
	struct random random;

	for (size_t k = 0; k < t->measures * t->pairs; k++)
		score_series(t, k, centred);
	random_init(&random, t->seed);
	for (size_t b = 0; b < t->patterns; b++) {
		next_signs(t, b, &random);
		for (size_t p = 0; p < t->pairs; p++) {
			double most = flipped(t, p);

			for (size_t q = 1; q < t->measures; q++) {
				double e = flipped(t, q * t->pairs + p) -
					   price_of(q);

				most = e > most ? e : most;
			}
			t->evidence[p * t->patterns + b] = most;
		}
	}
}

/* For each pattern the largest evidence of all pairs. */
static double *largest_of_all(const struct trial *t)
{
	for (size_t p = 1; p < t->pairs; p++)
		for (size_t b = 0; b < t->patterns; b++)
			t->evidence[b] = fmax(t->evidence[b],
					t->evidence[p * t->patterns + b]);
	return t->evidence;
}

/* Without partitions a pair must outdo all pairs: those that really are equal
 * are among them, so no claim is too easy. The observed pattern is one of all,
 * but has to be counted beside drawn ones. */
static int claim(const struct trial *t, bool *claims)
{
	size_t reach = t->may_reach - (t->drawn && t->may_reach);
	struct closure c = { t->models, t->measures, t->patterns,
			     t->evidence, t->seen, reach };
	uint32_t closed[BEST_MAX_MEASURES];
	bool closes = t->models <= CLOSURE_MAX_MODELS;
	int rc = closes ? closure_test(&c, closed) : 0;

	if (rc < 0)
		return rc;
	if (!closes)
		largest_of_all(t);
	for (size_t k = 0; k < t->measures * t->pairs; k++)
		claims[k] = t->may_reach > 0 &&
			(closes ? closed[k / t->pairs] >> k % t->pairs & 1 :
			 closure_is_rare(t->evidence, t->patterns, t->seen[k],
					 reach));
	return 0;
}

/* T^2 = n (1 - exp(-evidence / half_freedom)) solved for how far the estimate
 * is from the location: what is clipped doesn't move with it, hence the slope.
 * Centred, the observed pattern has no evidence, but it counts as one that
 * reaches the critical evidence. */
static void set_margins(const struct trial *t)
{
	double *largest = largest_of_all(t), critical = INFINITY;

	stats_sort(largest, largest, t->patterns);
	if (t->may_reach > 0)
		critical = largest[t->patterns - t->may_reach];
	for (size_t k = 0; k < t->measures * t->pairs; k++) {
		struct series *s = t->series + k;
		double evidence = critical + price_of(k / t->pairs);
		double variance = (s->ln.squares + s->shared) / s->ln.count;

		s->margin = INFINITY;
		if (s->ln.count > 1.0 && isfinite(critical))
			s->margin = sqrt(expm1(evidence / half_freedom(s)) *
					 variance) / s->ln.slope;
	}
}

/* The mean ln ratio to the others orders the models as no pair alone could. */
static double place_of(const struct trial *t, const struct series *series,
		       size_t i)
{
	double sum = 0.0, others = 0.0;

	for (size_t j = 0; j < t->models; j++) {
		const struct series *s = series + closure_pair(i, j);

		if (j == i || !(s->ln.count > 0.0))
			continue;
		sum += j < i ? s->ln.location : -s->ln.location;
		others += 1.0;
	}
	return others > 0.0 ? sum / others : INFINITY;
}

static void order_models(const struct trial *t, const struct series *series,
			 size_t *order)
{
	double place[BEST_MAX_MODELS];

	for (size_t i = 0; i < t->models; i++) {
		size_t at = i;

		place[i] = place_of(t, series, i);
		for (; at > 0 && place[order[at - 1]] > place[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* A claim against the order could not be printed. */
static void mark_differences(const struct trial *t, const struct series *series,
			     const bool *claims, struct best *best)
{
	for (size_t b = 1; b < t->models; b++)
		for (size_t a = 0; a < b; a++) {
			size_t i = best->order[a], j = best->order[b];
			size_t pair = closure_pair(i, j);
			double e = series[pair].ln.location;

			if (!claims[pair] || !(i < j ? e > 0.0 : e < 0.0))
				continue;
			best->differs[i] |= UINT32_C(1) << j;
			best->differs[j] |= UINT32_C(1) << i;
		}
}

static void put_ratio(const struct series *s, size_t i, struct best *best)
{
	double ln = i > best->order[0] ? s->ln.location : -s->ln.location;
	double low = ln - s->margin, high = ln + s->margin;

	if (isnan(ln)) {
		low = -INFINITY;
		high = INFINITY;
	} else if (best_differs(best, i, best->order[0])) {
		low = fmax(low, 0.0);
	} else {
		low = fmin(low, 0.0);
		high = fmax(high, 0.0);
	}
	best->ratio[i] = exp(ln);
	best->low[i] = exp(low);
	best->high[i] = exp(high);
}

static double spread_of_ties(const struct trial *t, const struct series *series,
			     const struct best *best)
{
	uint32_t others = best->differs[best->order[0]];
	double most = 0.0;

	for (size_t j = 1; j < t->models; j++)
		for (size_t i = 0; i < j; i++) {
			const struct series *s = series + closure_pair(i, j);

			if (!(others >> i & 1) && !(others >> j & 1))
				most = fmax(most, s->ln.count > 0.0 ?
					    fabs(s->ln.location) + s->margin :
					    INFINITY);
		}
	return expm1(most);
}

static void conclude(const struct trial *t, const struct series *series,
		     const bool *claims, struct best *best)
{
	size_t first;

	memset(best, 0, sizeof(*best));
	order_models(t, series, best->order);
	mark_differences(t, series, claims, best);
	first = best->order[0];
	for (size_t i = 0; i < t->models; i++)
		if (i != first)
			put_ratio(series + closure_pair(i, first), i, best);
	best->ratio[first] = best->low[first] = best->high[first] = 1.0;
	best->within = spread_of_ties(t, series, best);
}

static int compare(const struct trial *t, const double *x, double *logs,
		   bool *claims, struct best *result)
{
	size_t n = t->rounds * t->models;
	int rc;

	for (size_t q = 0; q < t->measures; q++) {
		take_logs(x + q * n, n, logs);
		take_measure(t, logs, q);
	}
	flip_all(t, false);
	rc = claim(t, claims);
	if (rc < 0)
		return rc;
	flip_all(t, true);
	set_margins(t);
	for (size_t q = 0; q < t->measures; q++)
		conclude(t, t->series + q * t->pairs, claims + q * t->pairs,
			 result + q);
	return 0;
}

/* All doubles are one allocation. */
static double *trial_init(struct trial *t)
{
	size_t all = t->measures * t->pairs;
	size_t scratch = t->rounds > t->pairs ? t->rounds : t->pairs;
	double *m = memory_new((2 * t->rounds + 1) * all + t->pairs * t->patterns +
			   t->rounds * (1 + t->models) + scratch, sizeof(*m));

	t->ratio = m;
	t->score = m + all * t->rounds;
	t->seen = t->score + all * t->rounds;
	t->evidence = t->seen + all;
	t->sign = t->evidence + t->pairs * t->patterns;
	t->scratch = t->sign + t->rounds;
	return m;
}

static int check(const double *x, size_t models, size_t rounds, size_t measures,
		 double level)
{
	if (models < 2 || models > BEST_MAX_MODELS || rounds == 0 ||
	    measures == 0 || measures > BEST_MAX_MEASURES ||
	    !(level > 0.0 && level < 1.0))
		return -EINVAL;
	for (size_t i = 0; i < models * rounds * measures; i++)
		if (x[i] < 0.0 || isinf(x[i]))
			return -EINVAL;
	return 0;
}

int best_compare(const double *x, size_t models, size_t rounds,
		 size_t measures, double level, uint64_t seed,
		 struct best *result)
{
	struct trial t = { .models = models, .rounds = rounds,
			   .measures = measures, .seed = seed,
			   .pairs = models * (models - 1) / 2,
			   .drawn = rounds > BEST_EXACT_ROUNDS };
	double *memory;
	bool *claims;
	int rc = -ENOMEM;

	if (check(x, models, rounds, measures, level) < 0)
		return -EINVAL;
	t.patterns = t.drawn ? BEST_FLIPS : (size_t)1 << (rounds - 1);
	t.may_reach = (size_t)(CARE * (1.0 - level) *
			       (double)(t.patterns + t.drawn));
	claims = memory_new(measures * t.pairs, sizeof(*claims));
	t.series = memory_new(measures * t.pairs, sizeof(*t.series));
	memory = trial_init(&t);
	if (claims && t.series && memory)
		rc = compare(&t, x, t.scratch + (rounds > t.pairs ? rounds :
						 t.pairs), claims, result);
	free(memory);
	free(t.series);
	free(claims);
	return rc;
}

bool best_differs(const struct best *best, size_t i, size_t j)
{
	return best->differs[i] >> j & 1;
}
