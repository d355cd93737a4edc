/* thresholds.c - the table of metrics, the grammar, and the judgement. */
#include "bench/report/thresholds.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/figure.h"
#include "runners/macros.h"
#include "runners/memory.h"
#include "runners/units.h"

/* --- metrics --- */

enum unit {
	UNIT_DURATION,            /* nanoseconds */
	UNIT_RATE,
	UNIT_BYTES,
	UNIT_PERCENT,             /* as a share */
};

struct metric {
	const char *name;
	enum unit unit;
	double (*of)(const struct summary *s, const struct summary_row *row);
	uint64_t tasks;           /* that a percentile takes; 0: it is none */
};

static double p50(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->single.p50_ns;
}

static double p90(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->single.p90_ns;
}

static double p95(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->single.p95_ns;
}

static double p99(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->single.p99_ns;
}

static double p999(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->single.p999_ns;
}

static double run_time(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->run_ns.n ? row->run_ns.median : NAN;
}

static double cpu(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->cpu_ns.n ? row->cpu_ns.median : NAN;
}

/* 0 is not known: no worker takes none. */
static double memory(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->pss_kib.n && row->pss_kib.median > 0.0
		       ? 1024.0 * row->pss_kib.median
		       : NAN;
}

static double rate(const struct summary *s, const struct summary_row *row)
{
	(void)s;
	return row->run_ns.n ? row->tasks_per_s : NAN;
}

/* Of the tasks that ended, in all samples. */
static double failed(const struct summary *s, const struct summary_row *row)
{
	double ok = 0.0, bad = 0.0;
	const struct sample *sample = NULL;

	while ((sample = results_next(s->results, row->cell, sample))) {
		ok += (double)sample->tasks_ok;
		bad += (double)sample->tasks_failed;
	}
	return ok + bad > 0.0 ? bad / (ok + bad) : NAN;
}

static const struct metric metrics[] = {
	{ "p50", UNIT_DURATION, p50, 1 },
	{ "p90", UNIT_DURATION, p90, 100 },
	{ "p95", UNIT_DURATION, p95, 200 },
	{ "p99", UNIT_DURATION, p99, 1000 },
	{ "p99.9", UNIT_DURATION, p999, PERCENTILES_P999 },
	{ "time", UNIT_DURATION, run_time, 0 },
	{ "cpu", UNIT_DURATION, cpu, 0 },
	{ "memory", UNIT_BYTES, memory, 0 },
	{ "failed", UNIT_PERCENT, failed, 0 },
	{ "tasks/s", UNIT_RATE, rate, 0 },
};

/* --- the grammar --- */

struct threshold {
	const char *text;
	char model[32];           /* "": every one */
	const struct metric *metric;
	bool below, or_equal;     /* what holds */
	double bound;
};

static int parse_percent(const char *text, double *share)
{
	size_t length = strlen(text);
	char number[32];
	int rc;

	if (length < 2 || length > sizeof(number) || text[length - 1] != '%')
		return -EINVAL;
	memcpy(number, text, length - 1);
	number[length - 1] = '\0';
	rc = units_parse_real(number, share);
	*share /= 100.0;
	return rc < 0 || *share < 0.0 || *share > 1.0 ? -EINVAL : 0;
}

static int parse_bound(const struct metric *m, const char *text, double *bound)
{
	uint64_t whole = 0;
	int rc = -EINVAL;

	switch (m->unit) {
	case UNIT_PERCENT:
		return parse_percent(text, bound);
	case UNIT_RATE:
		rc = units_parse_real(text, bound);
		return rc < 0 || *bound < 0.0 ? -EINVAL : 0;
	case UNIT_DURATION:
		rc = units_parse_duration(text, &whole);
		break;
	case UNIT_BYTES:
		rc = units_parse_bytes(text, &whole);
		break;
	}
	*bound = (double)whole;
	return rc;
}

static const char *skip(const char *text)
{
	return text + strspn(text, " ");
}

/* Copies up to end without the spaces around. False: too long, or nothing. */
static bool cut(const char *text, const char *end, char *buf, size_t size)
{
	size_t length;

	text = skip(text);
	while (end > text && end[-1] == ' ')
		end--;
	length = end > text ? (size_t)(end - text) : 0;
	if (length == 0 || length >= size)
		return false;
	memcpy(buf, text, length);
	buf[length] = '\0';
	return true;
}

static const struct metric *find_metric(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++)
		if (strcmp(metrics[i].name, name) == 0)
			return &metrics[i];
	return NULL;
}

static bool parse_metric(const char *text, const char *sign,
			 struct threshold *t)
{
	const char *colon = memchr(text, ':', (size_t)(sign - text));
	char name[32];

	if (colon && !cut(text, colon, t->model, sizeof(t->model)))
		return false;
	if (!cut(colon ? colon + 1 : text, sign, name, sizeof(name)))
		return false;
	t->metric = find_metric(name);
	return t->metric != NULL;
}

static int complain(const char *text, struct error *err)
{
	return error_set(err, -EINVAL,
			 "'--threshold %.60s': not [MODEL:] METRIC < or > "
			 "VALUE: p50, p90, p95, p99, p99.9, time or cpu "
			 "('p99<50ms'), memory ('memory<64MiB'), failed "
			 "('failed<1%%'), tasks/s ('tasks/s>1000')",
			 text);
}

static int parse(const char *text, struct threshold *t, struct error *err)
{
	const char *sign = text + strcspn(text, "<>"), *end;
	char value[32];

	if (!*sign || !parse_metric(text, sign, t))
		return complain(text, err);
	t->text = text;
	t->below = *sign == '<';
	t->or_equal = sign[1] == '=';
	sign += 1 + t->or_equal;
	end = sign + strlen(sign);
	if (!cut(sign, end, value, sizeof(value)) ||
	    parse_bound(t->metric, value, &t->bound) < 0)
		return complain(text, err);
	return 0;
}

int thresholds_parse(struct thresholds *all, const struct texts *texts,
		     struct error *err)
{
	int rc = 0;

	*all = (struct thresholds){ 0 };
	if (texts->count == 0)
		return 0;
	all->item = memory_new(texts->count, sizeof(*all->item));
	if (!all->item)
		return error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < texts->count && rc == 0; i++)
		rc = parse(texts->item[i], &all->item[all->count++], err);
	if (rc < 0)
		thresholds_free(all);
	return rc;
}

void thresholds_free(struct thresholds *all)
{
	free(all->item);
	*all = (struct thresholds){ 0 };
}

bool thresholds_need_times(const struct thresholds *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].metric->tasks)
			return true;
	return false;
}

static bool is_about(const struct threshold *t, const struct cell *cell)
{
	return !t->model[0] || strcmp(t->model, cell->model) == 0;
}

bool thresholds_judge_failures(const struct thresholds *all,
			       const struct cell *cell)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].metric->of == failed &&
		    is_about(&all->item[i], cell))
			return true;
	return false;
}

/* --- the judgement --- */

static bool holds(const struct threshold *t, double value)
{
	if (t->or_equal && value == t->bound)
		return true;
	return t->below ? value < t->bound : value > t->bound;
}

static void format(enum unit unit, double value, char *buf, size_t size)
{
	switch (unit) {
	case UNIT_DURATION:
		figure_duration(value, buf, size);
		break;
	case UNIT_BYTES:
		figure_bytes(value, buf, size);
		break;
	case UNIT_PERCENT:
		figure_percent(value, buf, size);
		break;
	case UNIT_RATE:
		figure_rate(value, buf, size);
		break;
	}
}

/* Why there is no figure. */
static void explain(const struct threshold *t, const struct summary_row *row,
		    char *buf, size_t size)
{
	const struct metric *m = t->metric;

	if (row->good == 0)
		snprintf(buf, size, "not known: no sample is good");
	else if (m->tasks && row->single.tasks)
		snprintf(buf, size, "not known: it takes %" PRIu64 " tasks, "
			 "and there are %" PRIu64, m->tasks,
			 row->single.tasks);
	else if (m->tasks)
		snprintf(buf, size, "not known: the times of tasks were not "
			 "kept (run with --percentiles)");
	else
		snprintf(buf, size, "not known");
}

/* What there is to say of a row; NULL: no row is of this threshold. */
static int tell(const struct threshold *t, const struct summary *s,
		const struct summary_row *row, thresholds_call *call,
		void *user)
{
	struct threshold_result r = { .text = t->text };
	double value = NAN;

	if (row) {
		value = t->metric->of(s, row);
		r.cell = summary_cell(s, row);
		r.holds = !isnan(value) && holds(t, value);
	}
	if (!row)
		snprintf(r.found, sizeof(r.found), "not known: no row is of it");
	else if (isnan(value))
		explain(t, row, r.found, sizeof(r.found));
	else
		format(t->metric->unit, value, r.found, sizeof(r.found));
	return call(user, &r);
}

int thresholds_each(const struct thresholds *all, const struct summary *s,
		    thresholds_call *call, void *user)
{
	int rc = 0;

	for (size_t i = 0; i < all->count && rc == 0; i++) {
		bool any = false;

		for (size_t k = 0; k < s->rows && rc == 0; k++) {
			if (!is_about(&all->item[i],
				      summary_cell(s, &s->row[k])))
				continue;
			any = true;
			rc = tell(&all->item[i], s, &s->row[k], call, user);
		}
		if (!any)
			rc = tell(&all->item[i], s, NULL, call, user);
	}
	return rc;
}
