/* report_fields.c - what the text of each field is. */
#include "bench/report/report_fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/analysis/series.h"
#include "bench/report/connection_fields.h"
#include "bench/report/figure.h"
#include "runners/macros.h"

/* --- figures --- */

/* Of the good samples. 0, which is nothing or not known, becomes NAN. */
static double median(const struct report_view *v)
{
	double value =
		series_median(v->summary->results, v->row->cell, v->offset);

	return value > 0.0 ? value : NAN;
}

static void put_median_ns(const struct report_view *v, char *buf, size_t size)
{
	figure_duration(median(v), buf, size);
}

static void put_median_us(const struct report_view *v, char *buf, size_t size)
{
	figure_duration(1e3 * median(v), buf, size);
}

static void put_median_count(const struct report_view *v, char *buf, size_t size)
{
	figure_count(median(v), buf, size);
}

static void put_median_bytes(const struct report_view *v, char *buf, size_t size)
{
	figure_bytes(median(v), buf, size);
}

static void put_median_kib(const struct report_view *v, char *buf, size_t size)
{
	figure_bytes(1024.0 * median(v), buf, size);
}

static bool is_open_loop(const struct report_view *v)
{
	return v->cell->rate > 0.0;
}

static bool is_timed(const struct report_view *v)
{
	return v->cell->duration_ns > 0;
}

static void put_model(const struct report_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%s", v->cell->model);
}

/* Of the cell, where offset says. */
static void put_count(const struct report_view *v, char *buf, size_t size)
{
	uint64_t count;

	memcpy(&count, (const char *)v->cell + v->offset, sizeof(count));
	snprintf(buf, size, "%" PRIu64, count);
}

/* Only where one was chosen. */
static void put_chunk(const struct report_view *v, char *buf, size_t size)
{
	if (v->cell->chunk > 1)
		snprintf(buf, size, "%" PRIu64, v->cell->chunk);
}

/* With a duration; counts differ. */
static void put_tasks(const struct report_view *v, char *buf, size_t size)
{
	figure_count(v->row->tasks_done, buf, size);
}

/* With a duration the time is given. */
static void put_time(const struct report_view *v, char *buf, size_t size)
{
	if (!is_timed(v))
		figure_duration(v->row->run_ns.median, buf, size);
}

static void put_cpu(const struct report_view *v, char *buf, size_t size)
{
	if (!is_timed(v))
		figure_duration(v->row->cpu_ns.median, buf, size);
}

static void put_cpu_each(const struct report_view *v, char *buf, size_t size)
{
	if (is_timed(v))
		figure_duration(v->row->cpu_ns.median, buf, size);
}

/* Of the row, where offset says. */
static void put_duration(const struct report_view *v, char *buf, size_t size)
{
	double ns;

	memcpy(&ns, (const char *)v->row + v->offset, sizeof(ns));
	figure_duration(ns, buf, size);
}

/* A void row's time is no time of this work. */
static void put_bar_if(const struct report_view *v, bool logarithmic, char *buf,
		       size_t size)
{
	if (v->bars && !v->row->is_void &&
	    bars_logarithmic(v->bars) == logarithmic)
		bars_draw(v->bars, report_table_bar(v->cell, v->row), buf, size);
}

static void put_bar(const struct report_view *v, char *buf, size_t size)
{
	put_bar_if(v, false, buf, size);
}

static void put_log_bar(const struct report_view *v, char *buf, size_t size)
{
	put_bar_if(v, true, buf, size);
}

/* --- intervals --- */

/* An interval; of too few samples for one, from the least to the most. */
struct extent {
	double low, high;         /* NAN: none */
	bool enough;
};

static struct extent extent_of(const struct stats_summary *of)
{
	const struct stats_interval *i = &of->median_interval;

	if (of->n < 2 || !(of->median > 0.0))
		return (struct extent){ NAN, NAN, true };
	if (isfinite(i->low))
		return (struct extent){ i->low, i->high, true };
	return (struct extent){ of->min, of->max, false };
}

/* Of a dividend that is known over that. */
static struct extent over(double dividend, struct extent e)
{
	return (struct extent){ dividend / e.high, dividend / e.low,
				e.enough };
}

static void put_extent(struct extent e,
		       char *put(double low, double high, char *, size_t),
		       char *buf, size_t size)
{
	if (!isfinite(e.low) || !isfinite(e.high))
		return;
	put(e.low, e.high, buf, size);
	if (!e.enough)
		strncat(buf, " *", size - strlen(buf) - 1);
}

/* Of a summary in the row, where offset says. */
static void put_interval(const struct report_view *v, char *buf, size_t size)
{
	const char *row = (const char *)v->row;

	put_extent(extent_of((const void *)(row + v->offset)), figure_range,
		   buf, size);
}

static void put_rate_interval(const struct report_view *v, char *buf, size_t size)
{
	put_extent(over(1e9 * series_time_tasks(v->cell),
			extent_of(&v->row->time_ns)),
		   figure_rate_range, buf, size);
}

/* Of what the rows are compared by. */
static void put_main_interval(const struct report_view *v, char *buf,
			      size_t size)
{
	if (is_timed(v))
		put_rate_interval(v, buf, size);
	else
		put_extent(extent_of(&v->row->run_ns), figure_range, buf,
			   size);
}

/* In the main table it stands there already. */
static void put_more_rate_interval(const struct report_view *v, char *buf,
				   size_t size)
{
	if (!is_timed(v))
		put_rate_interval(v, buf, size);
}

static void put_efficiency_interval(const struct report_view *v, char *buf,
				    size_t size)
{
	if (!isnan(v->row->bound.efficiency))
		put_extent(over(v->row->bound.ideal_ns,
				extent_of(&v->row->time_ns)),
			   figure_percent_range, buf, size);
}

static void put_memory_interval(const struct report_view *v, char *buf, size_t size)
{
	struct extent e = extent_of(&v->row->pss_kib);

	e.low *= 1024.0;
	e.high *= 1024.0;
	put_extent(e, figure_byte_range, buf, size);
}

/* Of the field of the samples. */
static void put_sample_interval(const struct report_view *v, char *buf, size_t size)
{
	struct stats_summary of;

	if (series_summarise(v->summary->results, v->row->cell, v->offset,
			     &of) == 0)
		put_extent(extent_of(&of), figure_range, buf, size);
}

static void put_speed_up(const struct report_view *v, char *buf, size_t size)
{
	if (!is_open_loop(v))
		figure_ratio(v->row->speed_up.estimate, buf, size);
}

static void put_scale_up(const struct report_view *v, char *buf, size_t size)
{
	figure_ratio(v->row->scale_up, buf, size);
}

static void put_rate(const struct report_view *v, char *buf, size_t size)
{
	if (!is_timed(v))
		figure_rate(v->row->tasks_per_s, buf, size);
}

static void put_main_rate(const struct report_view *v, char *buf, size_t size)
{
	if (is_timed(v))
		figure_rate(v->row->tasks_per_s, buf, size);
}

static void put_system(const struct report_view *v, char *buf, size_t size)
{
	figure_percent(v->row->system_share, buf, size);
}

static void put_efficiency(const struct report_view *v, char *buf, size_t size)
{
	figure_percent(v->row->bound.efficiency, buf, size);
}

static void put_ideal(const struct report_view *v, char *buf, size_t size)
{
	if (!is_timed(v))
		figure_duration(v->row->bound.ideal_ns, buf, size);
}

static void put_ideal_each(const struct report_view *v, char *buf, size_t size)
{
	if (is_timed(v))
		figure_duration(v->row->bound.ideal_ns, buf, size);
}

static void put_late(const struct report_view *v, char *buf, size_t size)
{
	if (is_open_loop(v))
		figure_count(series_median(v->summary->results, v->row->cell,
					   v->offset),
			     buf, size);
}

/* In an open loop, unless percentiles of all samples together stand there. */
static void put_latency(const struct report_view *v, char *buf, size_t size)
{
	if (!v->row->single.tasks)
		put_median_ns(v, buf, size);
}

static void put_flags(const struct report_view *v, char *buf, size_t size)
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

static const struct report_field main_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "chunk", TABLE_RIGHT, TABLE_KEY, put_chunk, 0 },
	{ "tasks", TABLE_RIGHT, TABLE_MINOR, put_tasks, 0 },
	{ "time", TABLE_RIGHT, TABLE_MAJOR, put_time, 0 },
	{ "tasks/s", TABLE_RIGHT, TABLE_MAJOR, put_main_rate, 0 },
	{ "", TABLE_LEFT, TABLE_MAJOR, put_bar, 0 },
	{ "(log)", TABLE_LEFT, TABLE_MAJOR, put_log_bar, 0 },
	{ "95 % interval", TABLE_RIGHT, TABLE_MAJOR, put_main_interval, 0 },
	{ "speed-up", TABLE_RIGHT, TABLE_MAJOR, put_speed_up, 0 },
	{ "scaling", TABLE_RIGHT, TABLE_MAJOR, put_scale_up, 0 },
	{ "tasks/s", TABLE_RIGHT, TABLE_MINOR, put_rate, 0 },
	{ "p50", TABLE_RIGHT, TABLE_MAJOR,
	  put_latency, SAMPLE(latency_p50_ns) },
	{ "p95", TABLE_RIGHT, TABLE_MINOR,
	  put_latency, SAMPLE(latency_p95_ns) },
	{ "p99", TABLE_RIGHT, TABLE_MAJOR,
	  put_latency, SAMPLE(latency_p99_ns) },
	{ "p50", TABLE_RIGHT, TABLE_MAJOR, put_duration, ROW(single.p50_ns) },
	{ "p90", TABLE_RIGHT, TABLE_MINOR, put_duration, ROW(single.p90_ns) },
	{ "p99", TABLE_RIGHT, TABLE_MAJOR, put_duration, ROW(single.p99_ns) },
	{ "p99.9", TABLE_RIGHT, TABLE_MINOR,
	  put_duration, ROW(single.p999_ns) },
	{ "late", TABLE_RIGHT, TABLE_MINOR, put_late, SAMPLE(late_starts) },
	{ "cpu", TABLE_RIGHT, TABLE_MAJOR, put_cpu, 0 },
	{ "cpu/task", TABLE_RIGHT, TABLE_MAJOR, put_cpu_each, 0 },
	{ "of ideal", TABLE_RIGHT, TABLE_MINOR, put_efficiency, 0 },
	{ "memory", TABLE_RIGHT, TABLE_MAJOR, put_median_kib, SAMPLE(pss_kib) },
	{ "notes", TABLE_LEFT, TABLE_MAJOR, put_flags, 0 },
};

static const struct report_field interval_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "tasks/s", TABLE_RIGHT, TABLE_MINOR, put_more_rate_interval, 0 },
	{ "p50", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(latency_p50_ns) },
	{ "p95", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(latency_p95_ns) },
	{ "p99", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(latency_p99_ns) },
	{ "cpu", TABLE_RIGHT, TABLE_MINOR, put_interval, ROW(cpu_ns) },
	{ "of ideal", TABLE_RIGHT, TABLE_MINOR, put_efficiency_interval, 0 },
	{ "memory", TABLE_RIGHT, TABLE_MINOR, put_memory_interval, 0 },
};

static const struct report_field phase_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "workers", TABLE_RIGHT, TABLE_MINOR, put_count, CELL(workers) },
	{ "open", TABLE_RIGHT, TABLE_MINOR, put_median_ns, SAMPLE(open_ns) },
	{ "run", TABLE_RIGHT, TABLE_MINOR, put_duration, ROW(run_ns.median) },
	{ "close", TABLE_RIGHT, TABLE_MINOR, put_median_ns, SAMPLE(close_ns) },
	{ "least run", TABLE_RIGHT, TABLE_MINOR,
	  put_duration, ROW(run_ns.min) },
	{ "most", TABLE_RIGHT, TABLE_MINOR, put_duration, ROW(run_ns.max) },
	{ "MAD", TABLE_RIGHT, TABLE_MINOR, put_duration, ROW(run_ns.mad) },
	{ "ideal run", TABLE_RIGHT, TABLE_MINOR, put_ideal, 0 },
	{ "ideal task", TABLE_RIGHT, TABLE_MINOR, put_ideal_each, 0 },
};

static const struct report_field cost_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "system", TABLE_RIGHT, TABLE_MINOR, put_system, 0 },
	{ "waits", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(voluntary_switches) },
	{ "preempted", TABLE_RIGHT, TABLE_MINOR, put_median_count,
	  SAMPLE(involuntary_switches) },
	{ "faults", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(minor_faults) },
	{ "major", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(major_faults) },
	{ "bytes", TABLE_RIGHT, TABLE_MINOR, put_median_bytes, SAMPLE(bytes) },
	{ "in flight", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(peak_in_flight) },
	{ "stall", TABLE_RIGHT, TABLE_MINOR, put_median_us, SAMPLE(stall_us) },
	{ "origin", TABLE_RIGHT, TABLE_MINOR,
	  put_median_us, SAMPLE(origin_cpu_us) },
	{ "peak RSS", TABLE_RIGHT, TABLE_MINOR,
	  put_median_kib, SAMPLE(peak_rss_kib) },
};

static const struct report_field connection_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "HTTP", TABLE_RIGHT, TABLE_MINOR, connection_fields_http, 0 },
	{ "fetches", TABLE_RIGHT, TABLE_MINOR, connection_fields_fetches, 0 },
	{ "hosts", TABLE_RIGHT, TABLE_MINOR, connection_fields_hosts, 0 },
	{ "connections", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(connections) },
	{ "a task", TABLE_RIGHT, TABLE_MINOR, connection_fields_a_task, 0 },
	{ "connect", TABLE_RIGHT, TABLE_MINOR, connection_fields_connect, 0 },
	{ "handshakes", TABLE_RIGHT, TABLE_MINOR,
	  put_median_count, SAMPLE(handshakes) },
	{ "TLS", TABLE_RIGHT, TABLE_MINOR, connection_fields_tls, 0 },
};

static const struct report_field service_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "shortest", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_min_ns) },
	{ "p50", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_p50_ns) },
	{ "p95", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_p95_ns) },
	{ "p99", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_p99_ns) },
	{ "p99.9", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_p999_ns) },
	{ "longest", TABLE_RIGHT, TABLE_MINOR,
	  put_median_ns, SAMPLE(service_max_ns) },
};

static const struct report_field service_interval_fields[] = {
	{ "model", TABLE_LEFT, TABLE_KEY, put_model, 0 },
	{ "K", TABLE_RIGHT, TABLE_KEY, put_count, CELL(concurrency) },
	{ "p50", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(service_p50_ns) },
	{ "p95", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(service_p95_ns) },
	{ "p99", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(service_p99_ns) },
	{ "p99.9", TABLE_RIGHT, TABLE_MINOR,
	  put_sample_interval, SAMPLE(service_p999_ns) },
};

static const struct report_fields tables[] = {
	[REPORT_MAIN] = { "", main_fields, ARRAY_SIZE(main_fields) },
	[REPORT_INTERVALS] = { "95 % intervals", interval_fields,
			       ARRAY_SIZE(interval_fields) },
	[REPORT_PHASES] = { "phases and spread (medians)", phase_fields,
			    ARRAY_SIZE(phase_fields) },
	[REPORT_COSTS] = { "costs in run (medians)", cost_fields,
			   ARRAY_SIZE(cost_fields) },
	[REPORT_CONNECTIONS] = { "connections in run", connection_fields,
				 ARRAY_SIZE(connection_fields) },
	[REPORT_SERVICE] = { "service time of a task (medians of samples)",
			     service_fields, ARRAY_SIZE(service_fields) },
	[REPORT_SERVICE_INTERVALS] = {
		"95 % intervals of service times", service_interval_fields,
		ARRAY_SIZE(service_interval_fields) },
};
_Static_assert(ARRAY_SIZE(main_fields) <= TABLE_COLUMNS, "a table holds them");
_Static_assert(ARRAY_SIZE(tables) == REPORT_TABLES, "each has its fields");

const struct report_fields *report_fields_of(enum report_table which)
{
	return &tables[which];
}
