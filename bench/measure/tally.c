/* tally.c - counting, checking and summing up tasks, after the run. */
#include "bench/measure/tally.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "bench/stats/stats.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/random.h"

#define LATE_NS NS_PER_MS

static void decimal(unsigned __int128 n, char *buf, size_t size)
{
	char digits[40];
	size_t i = sizeof(digits);

	digits[--i] = '\0';
	do {
		digits[--i] = (char)('0' + (int)(n % 10));
		n /= 10;
	} while (n);
	snprintf(buf, size, "%s", &digits[i]);
}

void tally_format(const struct workload *w, const struct value *v, char *buf,
		  size_t size)
{
	size_t length;

	if (w->format) {
		w->format(v, buf, size);
		return;
	}
	decimal(v->number, buf, size);
	length = strlen(buf);
	if (v->check)
		snprintf(buf + length, size - length, " %016" PRIx64,
			 v->check);
}

static void count_task(const struct job *job, const struct area *area,
		       size_t task, struct sample *s)
{
	struct value right;

	switch (area->state[task]) {
	case TASK_OK:
		s->tasks_ok++;
		if (job->workload->answer &&
		    job->workload->answer(job->params, task, &right) == 0 &&
		    !value_equal(&right, &area->slot[task].value))
			s->tasks_wrong++;
		break;
	case TASK_FAILED:
		s->tasks_failed++;
		break;
	case TASK_PENDING:
	case TASK_CANCELLED:
		/* When the time is up, only an open loop owes them. Cancelled
		 * then are those that waited to be asked. */
		s->tasks_cancelled += !area_time_is_up(area) || area->due_ns;
		break;
	default:
		s->tasks_cancelled++;
	}
}

/* What only check() can judge may differ from sample to sample. */
static bool comparable(const struct job *job, size_t task)
{
	const struct workload *w = job->workload;
	struct value right;

	return !w->check || !w->answer ||
	       w->answer(job->params, task, &right) != -ENODATA;
}

static void add_value(XXH3_state_t *state, const struct value *v)
{
	XXH3_64bits_update(state, &v->number, sizeof(v->number));
	XXH3_64bits_update(state, &v->check, sizeof(v->check));
}

/* Over the values that bodies returned, without padding. 0 or -ENOMEM. */
static int digest(const struct job *job, const struct area *area,
		  struct sample *s)
{
	XXH3_state_t *state = XXH3_createState();

	if (!state)
		return -ENOMEM;
	XXH3_64bits_reset(state);
	for (size_t i = 0; i < area->tasks; i++) {
		if (comparable(job, i))
			add_value(state, &area->slot[i].value);
	}
	s->digest = XXH3_64bits_digest(state);
	XXH3_freeState(state);
	return 0;
}

/* Of the first values, as far as all of them are there, at each power of two:
 * models do different numbers of tasks within a duration. */
static int digests(const struct job *job, const struct area *area, char *buf,
		   size_t size)
{
	XXH3_state_t *state = XXH3_createState();
	size_t used = 0;

	if (!state)
		return -ENOMEM;
	XXH3_64bits_reset(state);
	for (size_t i = 0; i < area->tasks && area->state[i] == TASK_OK; i++) {
		if (comparable(job, i))
			add_value(state, &area->slot[i].value);
		if ((i & (i + 1)) == 0 && used + 4 < size)
			used += (size_t)snprintf(
				buf + used, size - used, "%04x",
				(unsigned)XXH3_64bits_digest(state) & 0xffff);
	}
	XXH3_freeState(state);
	return 0;
}

static bool stamped(const struct area *area, size_t task)
{
	return area->state[task] != TASK_PENDING &&
	       area->slot[task].end_ns;
}

static uint64_t at(const double *sorted, size_t n, double p)
{
	double q;

	if (stats_quantile(sorted, n, p, &q) < 0)
		return 0;
	return (uint64_t)q;
}

/* A percentile that needs more tasks than there are is 0: not known. */
static uint64_t tail(const double *sorted, size_t n, double p)
{
	double q;

	if (stats_tail(sorted, n, p, &q) < 0 || !(q >= 0))
		return 0;
	return (uint64_t)q;
}

static void service_times(double *x, size_t n, struct sample *s)
{
	stats_sort(x, x, n);
	for (size_t i = 0; i < n; i++)
		s->service_sum_ns += (uint64_t)x[i];
	s->service_min_ns = (uint64_t)x[0];
	s->service_max_ns = (uint64_t)x[n - 1];
	s->service_p50_ns = at(x, n, 0.5);
	s->service_p95_ns = tail(x, n, 0.95);
	s->service_p99_ns = tail(x, n, 0.99);
	s->service_p999_ns = tail(x, n, 0.999);
}

static void latencies(double *x, size_t n, struct sample *s)
{
	stats_sort(x, x, n);
	s->latency_p50_ns = at(x, n, 0.5);
	s->latency_p95_ns = tail(x, n, 0.95);
	s->latency_p99_ns = tail(x, n, 0.99);
	s->latency_p999_ns = tail(x, n, 0.999);
	s->latency_max_ns = (uint64_t)x[n - 1];
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The most tasks in flight at the same time: walks starts and ends in order,
 * and notes how far starts get ahead of ends. */
static uint64_t peak_of(uint64_t *start, uint64_t *end, size_t n)
{
	uint64_t now = 0, peak = 0;

	qsort(start, n, sizeof(*start), by_time);
	qsort(end, n, sizeof(*end), by_time);
	for (size_t i = 0, ended = 0; i < n; i++) {
		/* It hasn't ended itself, even if it took no time at all. */
		while (ended < i && end[ended] <= start[i])
			ended++;
		now = i + 1 - ended;
		peak = MAX(peak, now);
	}
	return peak;
}

struct stamps {
	double *service, *latency;
	uint64_t *start, *end;
	size_t n;
};

static void collect(const struct area *area, struct stamps *t,
		    struct sample *s)
{
	for (size_t i = 0; i < area->tasks; i++) {
		const struct slot *slot = &area->slot[i];

		if (!stamped(area, i))
			continue;
		t->service[t->n] = (double)(slot->end_ns - slot->start_ns);
		t->latency[t->n] = (double)(slot->end_ns - slot->due_ns);
		t->start[t->n] = slot->start_ns;
		t->end[t->n] = slot->end_ns;
		t->n++;
		s->late_starts += area->due_ns &&
				  slot->start_ns > slot->due_ns + LATE_NS;
	}
}

/* 0 or -ENOMEM: zeros would read as times that aren't known. */
static int sum_up_times(const struct area *area, struct sample *s)
{
	int rc = -ENOMEM;
	struct stamps t = {
		.service = calloc(area->tasks, sizeof(*t.service)),
		.latency = calloc(area->tasks, sizeof(*t.latency)),
		.start = calloc(area->tasks, sizeof(*t.start)),
		.end = calloc(area->tasks, sizeof(*t.end)),
	};

	if (t.service && t.latency && t.start && t.end) {
		collect(area, &t, s);
		rc = 0;
	}
	if (t.n) {
		service_times(t.service, t.n, s);
		s->peak_in_flight = peak_of(t.start, t.end, t.n);
	}
	if (t.n && area->due_ns)
		latencies(t.latency, t.n, s);
	free(t.service);
	free(t.latency);
	free(t.start);
	free(t.end);
	return rc;
}

struct times *tally_times(const struct area *area, int *rc)
{
	uint64_t *ns = calloc(area->tasks, sizeof(*ns));
	struct times *times = NULL;
	size_t n = 0;

	for (size_t i = 0; ns && i < area->tasks; i++) {
		const struct slot *slot = &area->slot[i];

		if (area->stamped && stamped(area, i))
			ns[n++] = slot->end_ns - (area->due_ns ?
					  slot->due_ns : slot->start_ns);
	}
	if (n)
		times = times_make(ns, n);
	*rc = ns && (times || !n) ? 0 : -ENOMEM;
	free(ns);
	return times;
}

int tally_tasks(const struct job *job, struct area *area, struct sample *s)
{
	const struct workload *w = job->workload;
	size_t last;
	int rc;

	area_settle_all(area);
	if (job->set.duration_ns && !area->due_ns)
		area_trim(area);
	last = area->tasks ? area->tasks - 1 : 0;
	for (size_t i = 0; i < area->tasks; i++)
		count_task(job, area, i, s);
	tally_format(w, &area->slot[0].value, s->first_value,
		     sizeof(s->first_value));
	while (last && (!comparable(job, last) ||
			area->state[last] == TASK_PENDING))
		last--;
	tally_format(w, &area->slot[last].value, s->last_value,
		     sizeof(s->last_value));
	if (job->set.duration_ns)
		rc = digests(job, area, s->digests, sizeof(s->digests));
	else
		rc = digest(job, area, s);
	if (rc == 0 && area->stamped)
		rc = sum_up_times(area, s);
	return rc;
}

const char *tally_first_reason(const struct area *area)
{
	return area->failures ? area->failure[0].reason : "";
}

void tally_schedule(const struct settings *set, uint64_t seed,
		    struct area *area)
{
	double gap_ns = (double)NS_PER_S / set->rate;
	double at_ns = 0;
	struct random random;

	random_init(&random, seed);
	for (size_t i = 0; i < area->tasks; i++) {
		if (set->duration_ns && at_ns >= (double)set->duration_ns)
			area->tasks = i;
		area->due_ns[i] = (uint64_t)at_ns;
		at_ns += set->arrivals == ARRIVALS_EVEN
				 ? gap_ns
				 : random_exponential(&random, gap_ns);
	}
}
