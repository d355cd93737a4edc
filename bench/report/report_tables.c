/* report_tables.c - the fields of each table.
 *
 * A table is a list of fields, each with a heading and a function that makes
 * its text out of a row; a text that is "" in all rows makes no column.
 */
#include "bench/report/report_tables.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/bars.h"
#include "bench/report/figure.h"
#include "runners/macros.h"

/* A row of a table in the making. */
struct view {
	const struct summary *summary;
	const struct summary_group *group;
	const struct summary_row *row;
	const struct cell *cell;
	const struct bars *bars;  /* NULL: none are drawn */
	size_t offset;            /* of the field */
};

struct field {
	const char *heading;
	enum table_align align;
	void (*put)(const struct view *v, char *buf, size_t size);
	size_t offset;            /* of its figure in a sample, row or cell */
};

/* --- fields --- */

/* Of the good samples. 0, which is nothing or not known, becomes NAN. */
static double median(const struct view *v)
{
	double value =
		series_median(v->summary->results, v->row->cell, v->offset);

	return value > 0.0 ? value : NAN;
}

static void put_median_ns(const struct view *v, char *buf, size_t size)
{
	figure_duration(median(v), buf, size);
}

static void put_median_us(const struct view *v, char *buf, size_t size)
{
	figure_duration(1e3 * median(v), buf, size);
}

static void put_median_count(const struct view *v, char *buf, size_t size)
{
	figure_count(median(v), buf, size);
}

static void put_median_bytes(const struct view *v, char *buf, size_t size)
{
	figure_bytes(median(v), buf, size);
}

static void put_median_kib(const struct view *v, char *buf, size_t size)
{
	figure_bytes(1024.0 * median(v), buf, size);
}

static bool is_open_loop(const struct view *v)
{
	return v->cell->rate > 0.0;
}

static void put_model(const struct view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%s", v->cell->model);
}

/* Of the cell, where offset says. */
static void put_count(const struct view *v, char *buf, size_t size)
{
	uint64_t count;

	memcpy(&count, (const char *)v->cell + v->offset, sizeof(count));
	snprintf(buf, size, "%" PRIu64, count);
}

/* Only where one was chosen. */
static void put_chunk(const struct view *v, char *buf, size_t size)
{
	if (v->cell->chunk > 1)
		snprintf(buf, size, "%" PRIu64, v->cell->chunk);
}

/* Of the row, where offset says. */
static void put_duration(const struct view *v, char *buf, size_t size)
{
	double ns;

	memcpy(&ns, (const char *)v->row + v->offset, sizeof(ns));
	figure_duration(ns, buf, size);
}

/* A void row's time is no time of this work. */
static void put_bar_if(const struct view *v, bool logarithmic, char *buf,
		       size_t size)
{
	if (v->bars && !v->row->is_void &&
	    bars_logarithmic(v->bars) == logarithmic)
		bars_draw(v->bars, v->row->run_ns.median, buf, size);
}

static void put_bar(const struct view *v, char *buf, size_t size)
{
	put_bar_if(v, false, buf, size);
}

static void put_log_bar(const struct view *v, char *buf, size_t size)
{
	put_bar_if(v, true, buf, size);
}

/* Of fewer samples than an interval needs: from the least to the most. */
static void put_interval(const struct view *v, char *buf, size_t size)
{
	const struct stats_summary *run = &v->row->run_ns;

	if (isfinite(run->median_interval.low))
		figure_range(run->median_interval.low,
			     run->median_interval.high, buf, size);
	else if (run->n > 1) {
		figure_range(run->min, run->max, buf, size);
		strncat(buf, " *", size - strlen(buf) - 1);
	}
}

static void put_speed_up(const struct view *v, char *buf, size_t size)
{
	if (!is_open_loop(v))
		figure_ratio(v->row->speed_up.estimate, buf, size);
}

static void put_scale_up(const struct view *v, char *buf, size_t size)
{
	figure_ratio(v->row->scale_up, buf, size);
}

static void put_rate(const struct view *v, char *buf, size_t size)
{
	figure_rate(v->row->tasks_per_s, buf, size);
}

static void put_cpu(const struct view *v, char *buf, size_t size)
{
	figure_sum(1e3 * v->row->user_us, 1e3 * v->row->system_us, buf, size);
}

static void put_efficiency(const struct view *v, char *buf, size_t size)
{
	figure_percent(v->row->bound.efficiency, buf, size);
}

static void put_late(const struct view *v, char *buf, size_t size)
{
	if (is_open_loop(v))
		figure_count(series_median(v->summary->results, v->row->cell,
					   v->offset),
			     buf, size);
}

static void put_flags(const struct view *v, char *buf, size_t size)
{
	const struct findings *f = &v->summary->findings;

	for (size_t i = 0; i < f->count; i++) {
		size_t used = strlen(buf);

		if (f->item[i].cell == v->row->cell)
			snprintf(buf + used, size - used, "%s%s",
				 used ? ", " : "", f->item[i].flag);
	}
}

/* --- tables --- */

#define SAMPLE(field) offsetof(struct sample, field)
#define CELL(field) offsetof(struct cell, field)
#define ROW(field) offsetof(struct summary_row, field)

static const struct field main_fields[] = {
	{ "model", TABLE_LEFT, put_model, 0 },
	{ "K", TABLE_RIGHT, put_count, CELL(concurrency) },
	{ "chunk", TABLE_RIGHT, put_chunk, 0 },
	{ "time", TABLE_RIGHT, put_duration, ROW(run_ns.median) },
	{ "", TABLE_LEFT, put_bar, 0 },
	{ "(log)", TABLE_LEFT, put_log_bar, 0 },
	{ "95 % interval", TABLE_RIGHT, put_interval, 0 },
	{ "speed-up", TABLE_RIGHT, put_speed_up, 0 },
	{ "scaling", TABLE_RIGHT, put_scale_up, 0 },
	{ "tasks/s", TABLE_RIGHT, put_rate, 0 },
	{ "p50", TABLE_RIGHT, put_median_ns, SAMPLE(latency_p50_ns) },
	{ "p95", TABLE_RIGHT, put_median_ns, SAMPLE(latency_p95_ns) },
	{ "p99", TABLE_RIGHT, put_median_ns, SAMPLE(latency_p99_ns) },
	{ "late", TABLE_RIGHT, put_late, SAMPLE(late_starts) },
	{ "user+system", TABLE_RIGHT, put_cpu, 0 },
	{ "of ideal", TABLE_RIGHT, put_efficiency, 0 },
	{ "memory", TABLE_RIGHT, put_median_kib, SAMPLE(pss_kib) },
	{ "notes", TABLE_LEFT, put_flags, 0 },
};

static const struct field phase_fields[] = {
	{ "model", TABLE_LEFT, put_model, 0 },
	{ "K", TABLE_RIGHT, put_count, CELL(concurrency) },
	{ "workers", TABLE_RIGHT, put_count, CELL(workers) },
	{ "open", TABLE_RIGHT, put_median_ns, SAMPLE(open_ns) },
	{ "run", TABLE_RIGHT, put_duration, ROW(run_ns.median) },
	{ "close", TABLE_RIGHT, put_median_ns, SAMPLE(close_ns) },
	{ "least run", TABLE_RIGHT, put_duration, ROW(run_ns.min) },
	{ "most", TABLE_RIGHT, put_duration, ROW(run_ns.max) },
	{ "MAD", TABLE_RIGHT, put_duration, ROW(run_ns.mad) },
	{ "ideal run", TABLE_RIGHT, put_duration, ROW(bound.ideal_ns) },
};

static const struct field cost_fields[] = {
	{ "model", TABLE_LEFT, put_model, 0 },
	{ "K", TABLE_RIGHT, put_count, CELL(concurrency) },
	{ "waits", TABLE_RIGHT, put_median_count, SAMPLE(voluntary_switches) },
	{ "preempted", TABLE_RIGHT, put_median_count,
	  SAMPLE(involuntary_switches) },
	{ "faults", TABLE_RIGHT, put_median_count, SAMPLE(minor_faults) },
	{ "major", TABLE_RIGHT, put_median_count, SAMPLE(major_faults) },
	{ "bytes", TABLE_RIGHT, put_median_bytes, SAMPLE(bytes) },
	{ "connections", TABLE_RIGHT, put_median_count, SAMPLE(connections) },
	{ "in flight", TABLE_RIGHT, put_median_count, SAMPLE(peak_in_flight) },
	{ "stall", TABLE_RIGHT, put_median_us, SAMPLE(stall_us) },
	{ "origin", TABLE_RIGHT, put_median_us, SAMPLE(origin_cpu_us) },
	{ "peak RSS", TABLE_RIGHT, put_median_kib, SAMPLE(peak_rss_kib) },
};

static const struct field service_fields[] = {
	{ "model", TABLE_LEFT, put_model, 0 },
	{ "K", TABLE_RIGHT, put_count, CELL(concurrency) },
	{ "shortest", TABLE_RIGHT, put_median_ns, SAMPLE(service_min_ns) },
	{ "p50", TABLE_RIGHT, put_median_ns, SAMPLE(service_p50_ns) },
	{ "p95", TABLE_RIGHT, put_median_ns, SAMPLE(service_p95_ns) },
	{ "p99", TABLE_RIGHT, put_median_ns, SAMPLE(service_p99_ns) },
	{ "p99.9", TABLE_RIGHT, put_median_ns, SAMPLE(service_p999_ns) },
	{ "longest", TABLE_RIGHT, put_median_ns, SAMPLE(service_max_ns) },
};

static const struct {
	const char *title;
	const struct field *field;
	size_t fields;
} tables[] = {
	[REPORT_MAIN] = { "", main_fields, ARRAY_SIZE(main_fields) },
	[REPORT_PHASES] = { "phases and spread (medians)", phase_fields,
			    ARRAY_SIZE(phase_fields) },
	[REPORT_COSTS] = { "costs in run (medians)", cost_fields,
			   ARRAY_SIZE(cost_fields) },
	[REPORT_SERVICE] = { "service time of a task (medians of samples)",
			     service_fields, ARRAY_SIZE(service_fields) },
};
_Static_assert(ARRAY_SIZE(main_fields) <= TABLE_COLUMNS, "a table holds them");
_Static_assert(ARRAY_SIZE(tables) == REPORT_TABLES, "each has its fields");

const char *report_title(enum report_table which)
{
	return tables[which].title;
}

/* Anything beside the names of the rows? */
static bool tells(const struct table *t)
{
	for (size_t k = 2; k < t->columns; k++)
		if (table_tells(t, k))
			return true;
	return false;
}

static int fill(const struct summary *s, const struct summary_group *g,
		enum report_table which, const struct bars *bars,
		struct table *t)
{
	const struct field *field = tables[which].field;

	for (size_t i = 0; i < tables[which].fields; i++)
		table_add_column(t, field[i].heading, field[i].align);
	for (size_t i = g->first; i < g->first + g->rows; i++) {
		struct view v = { s, g, &s->row[i],
				  summary_cell(s, &s->row[i]), bars, 0 };
		struct table_row *row = table_add_row(t);

		if (!row)
			return -ENOMEM;
		row->paint = v.row->is_void ? PAINT_RED : PAINT_PLAIN;
		for (size_t k = 0; k < tables[which].fields; k++) {
			v.offset = field[k].offset;
			field[k].put(&v, row->text[k], TABLE_TEXT);
		}
	}
	if (!tells(t))
		t->rows = 0;
	return 0;
}

int report_table(const struct summary *s, const struct summary_group *g,
		 enum report_table which, struct table *t)
{
	return fill(s, g, which, NULL, t);
}

/* How wide bars may be so that no row takes more of the terminal's lines: a
 * row that is wrapped anyway may be longer. 0: there is no room. */
static size_t room_for_bars(const struct table *plain, size_t columns)
{
	size_t used = table_width(plain), spare = BARS_MOST + 2;

	if (columns && used)
		spare = columns - 1 - (used - 1) % columns;
	return spare < BARS_LEAST + 2 ? 0 : MIN(spare - 2, (size_t)BARS_MOST);
}

int report_table_bars(const struct summary *s, const struct summary_group *g,
		      const struct terminal *terminal, struct table *t)
{
	size_t cells = room_for_bars(t, terminal->columns);
	struct table barred;
	struct bars bars;
	int rc;

	bars_init(&bars, cells, terminal->utf8);
	for (size_t i = g->first; i < g->first + g->rows; i++)
		if (!s->row[i].is_void)
			bars_add(&bars, s->row[i].run_ns.median);
	if (!terminal->is || !cells || !bars_tell(&bars))
		return 0;
	table_init(&barred);
	rc = fill(s, g, REPORT_MAIN, &bars, &barred);
	if (rc == 0) {
		table_free(t);
		*t = barred;
	} else {
		table_free(&barred);
	}
	return rc;
}
