/* progress.c - keeps account of the cells, and makes the line from that. */
#include "bench/cli/progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/figure.h"
#include "bench/report/paint.h"
#include "bench/report/terminal.h"
#include "runners/clock.h"
#include "runners/macros.h"
#include "runners/units.h"

/* In the order of the line. When it is too long, the last part goes first. */
enum part {
	LEFT,
	NAME,
	MODEL,
	ESSENTIAL,
	ROUND = ESSENTIAL,
	MEDIAN,
	INTERVAL,
	PARTS,
};

enum {
	NAME_LEAST = 12,          /* drop parts rather than cut it below this */
	GAP = 2,
};

struct line {
	char part[PARTS][128];
	size_t width[PARTS];      /* columns to print of each */
	size_t parts;
};

void progress_init(struct progress *p, const struct suite *suite, bool quiet)
{
	struct terminal terminal;

	*p = (struct progress){ .suite = suite, .start_ns = clock_ns() };
	p->cell = calloc(suite->plan.cells, sizeof(*p->cell));
	terminal_look(stderr, &terminal);
	p->on = p->cell && !quiet && terminal.is;
}

void progress_free(struct progress *p)
{
	free(p->cell);
	*p = (struct progress){ .on = false };
}

/* --- accounts --- */

static const struct job *job_of(const struct progress *p, size_t cell)
{
	return p->suite->plan.cell[cell].job;
}

void progress_begin(struct progress *p, const struct subject *s,
		    uint64_t now_ns)
{
	if (p->since_ns)
		p->cell[p->now].took_ns = MAX(now_ns - p->since_ns,
					      (uint64_t)1);
	p->now = (size_t)(s - p->suite->plan.cell);
	p->since_ns = now_ns;
	p->cell[p->now].begun++;
}

/* How long its tasks are known to wait, spread over all lanes. Results and
 * plan number the cells alike. */
static double waiting_ns(const struct progress *p, size_t cell)
{
	const struct cell *c = &p->suite->results->cell[cell];

	if (!c->waiting_known || !c->lanes)
		return 0.0;
	return fmax((double)c->waiting_ns / (double)c->lanes,
		    (double)c->longest_ns);
}

/* What the cells of this group (or of any) took beyond waiting, on average;
 * NAN if none has run. */
static double mean_ns(const struct progress *p, size_t group, bool any_group)
{
	double sum = 0.0;
	size_t n = 0;

	for (size_t i = 0; i < p->suite->plan.cells; i++) {
		if (!p->cell[i].took_ns ||
		    (!any_group && job_of(p, i)->group != group))
			continue;
		sum += fmax((double)p->cell[i].took_ns - waiting_ns(p, i),
			    0.0);
		n++;
	}
	return n ? sum / (double)n : NAN;
}

static double expected_ns(const struct progress *p, size_t cell)
{
	size_t group = job_of(p, cell)->group;
	double mean;

	if (p->cell[cell].took_ns)
		return (double)p->cell[cell].took_ns;
	if (job_of(p, cell)->set.duration_ns)
		return (double)job_of(p, cell)->set.duration_ns;
	mean = mean_ns(p, group, false);
	if (isnan(mean))
		mean = mean_ns(p, group, true);
	return waiting_ns(p, cell) + mean;
}

/* How many rounds its group warms up; by time as many as have begun, or one. */
static uint64_t warmups(const struct progress *p, size_t cell)
{
	const struct job *job = job_of(p, cell);

	if (!job->set.warmup.ns)
		return job->set.warmup.count;
	return job->group == job_of(p, p->now)->group ? p->suite->warmups : 1;
}

/* Includes the sample that begins now. A finished group may have had fewer
 * rounds than planned. */
static uint64_t samples_left(const struct progress *p, size_t cell)
{
	size_t group = job_of(p, cell)->group, now = job_of(p, p->now)->group;
	uint64_t rounds = warmups(p, cell) + job_of(p, cell)->set.repeat;

	if (group < now)
		return 0;
	return rounds - p->cell[cell].begun + (cell == p->now);
}

double progress_to_go_ns(const struct progress *p)
{
	double spent = (double)(p->since_ns - p->start_ns);
	double bound = (double)p->suite->max_time_ns - spent;
	double sum = 0.0, once = 0.0;

	for (size_t i = 0; i < p->suite->plan.cells; i++) {
		uint64_t left = samples_left(p, i);

		if (!left)
			continue;
		sum += (double)left * expected_ns(p, i);
		once += expected_ns(p, i);
	}
	/* The first round runs in any case. */
	if (p->suite->max_time_ns && sum > bound)
		return fmax(bound, once);
	return sum;
}

/* --- the line --- */

/* Few digits: it is an estimate. */
static void put_about(double ns, char *buf, size_t size)
{
	double s = ns / 1e9;

	if (isnan(s))
		*buf = '\0';
	else if (s < 1.0)
		snprintf(buf, size, ", <1 s");
	else if (s < 99.5)
		snprintf(buf, size, ", ~%.0f s", s);
	else if (s < 99.5 * 60.0)
		snprintf(buf, size, ", ~%.0f min", s / 60.0);
	else
		snprintf(buf, size, ", ~%.0f h", s / 3600.0);
}

/* "run 2/3 round 4/11" */
static void put_round(const struct progress *p, char *buf, size_t size)
{
	const struct settings *set = &job_of(p, p->now)->set;
	uint64_t begun = p->cell[p->now].begun;
	uint64_t warm = warmups(p, p->now);

	if (p->runs) {
		size_t used = (size_t)snprintf(
			buf, size, "run %" PRIu64 "/%" PRIu64 " ", p->run,
			p->runs);

		buf += used;
		size -= used;
	}
	if (begun <= warm && set->warmup.ns)
		snprintf(buf, size, "warm-up %" PRIu64, begun);
	else if (begun <= warm)
		snprintf(buf, size, "warm-up %" PRIu64 "/%" PRIu64, begun,
			 warm);
	else
		snprintf(buf, size, "round %" PRIu64 "/%" PRIu64,
			 begun - warm, set->repeat);
}

/* The median so far, and how well it is known: an interval that narrows from
 * the sixth sample on. Either is "" if there is none yet. */
static void put_median(const struct progress *p, char *median, char *interval,
		       size_t size)
{
	bool timed = job_of(p, p->now)->set.duration_ns > 0;
	struct stats_summary s;
	char text[UNITS_TEXT_SIZE];

	*median = *interval = '\0';
	if (series_summarise_time(p->suite->results, p->now, &s) < 0 || !s.n)
		return;
	if (timed)
		snprintf(median, size, "%s tasks/s",
			 figure_rate(1e9 / s.median, text, sizeof(text)));
	else
		snprintf(median, size, "median %s",
			 units_format_duration(s.median, text, sizeof(text)));
	if (isnan(s.median_interval.low))
		return;
	if (timed)
		figure_changes(s.median / s.median_interval.high,
			       s.median / s.median_interval.low, interval,
			       size);
	else
		figure_changes(s.median_interval.low / s.median,
			       s.median_interval.high / s.median, interval,
			       size);
}

static void put_parts(const struct progress *p, size_t left, struct line *l)
{
	const struct subject *s = &p->suite->plan.cell[p->now];
	char about[32];

	put_about(progress_to_go_ns(p), about, sizeof(about));
	snprintf(l->part[LEFT], sizeof(l->part[0]), "%zu left%s", left, about);
	snprintf(l->part[NAME], sizeof(l->part[0]), "%s", s->job->name);
	snprintf(l->part[MODEL], sizeof(l->part[0]), "%s K=%zu",
		 s->model->name, s->concurrency);
	put_round(p, l->part[ROUND], sizeof(l->part[0]));
	put_median(p, l->part[MEDIAN], l->part[INTERVAL], sizeof(l->part[0]));
	for (size_t i = 0; i < PARTS; i++)
		l->width[i] = paint_width(l->part[i]);
	l->parts = PARTS;
	while (l->parts > ESSENTIAL && !*l->part[l->parts - 1])
		l->parts--;
}

static size_t width_of(const struct line *l)
{
	size_t width = GAP * (l->parts - 1);

	for (size_t i = 0; i < l->parts; i++)
		width += l->width[i];
	return width;
}

static void fit(struct line *l, size_t most)
{
	size_t name = l->width[NAME];

	l->width[NAME] = MIN(name, (size_t)NAME_LEAST);
	while (l->parts > ESSENTIAL && width_of(l) > most)
		l->parts--;
	l->width[NAME] = 0;
	if (width_of(l) < most)
		l->width[NAME] = MIN(name, most - width_of(l));
}

/* Keeps both ends of a text that is too wide: similar jobs often differ only at
 * the end of their names. */
static void put_cut(FILE *out, const char *text, size_t width)
{
	size_t whole = paint_width(text);
	size_t dots = MIN(width, (size_t)2);
	size_t tail = (width - dots) / 2;

	if (whole <= width) {
		paint_cut(out, text, width);
		return;
	}
	paint_cut(out, text, width - dots - tail);
	fprintf(out, "%.*s", (int)dots, "..");
	paint_cut(out, paint_skip(text, whole - tail), tail);
}

void progress_line(const struct progress *p, size_t left, size_t columns,
		   char *buf, size_t size)
{
	size_t most = columns ? columns - 1 : 0;
	struct line l;
	FILE *out;

	snprintf(buf, size, "%s", "");
	put_parts(p, left, &l);
	fit(&l, most);
	out = fmemopen(buf, size, "w");
	if (!out)
		return;
	for (size_t i = 0; i < l.parts && most; i++) {
		size_t gap = i ? MIN((size_t)GAP, most) : 0;
		size_t width = MIN(l.width[i], most - gap);

		fprintf(out, "%*s", (int)gap, "");
		put_cut(out, l.part[i], width);
		most -= gap + width;
	}
	fclose(out);
}

void progress_show(struct progress *p, const struct subject *s, size_t left)
{
	char line[PROGRESS_LINE];
	struct terminal terminal;

	if (!p->on)
		return;
	progress_begin(p, s, clock_ns());
	/* Look each time: the window may have been resized. */
	terminal_look(stderr, &terminal);
	progress_line(p, left,
		      terminal.columns ? terminal.columns : PROGRESS_COLUMNS,
		      line, sizeof(line));
	fprintf(stderr, "\r\033[K%s", line);
	fflush(stderr);
}

void progress_clear(struct progress *p)
{
	if (p->on)
		fputs("\r\033[K", stderr);
}
