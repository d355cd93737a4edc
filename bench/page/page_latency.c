/* page_latency.c - sorts times into bins of a sixteenth of a decade. */
#include "bench/page/page_latency.h"

#include <math.h>
#include <stdlib.h>

#include "bench/report/json_value.h"

#define BINS_A_DECADE 16.0

/* Times below 1 ns fall into the first. */
static double bin_of(uint64_t ns)
{
	return ns ? floor(log10((double)ns) * BINS_A_DECADE) : 0.0;
}

static double edge(double bin)
{
	return pow(10.0, bin / BINS_A_DECADE);
}

static json_t *bins_of(const struct time_count *at, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n;) {
		double bin = bin_of(at[i].ns);
		uint64_t tasks = 0;

		for (; i < n && bin_of(at[i].ns) <= bin; i++)
			tasks += at[i].tasks;
		json_value_append(&array,
				  json_pack("[o, o, I]",
					    json_value_real(edge(bin)),
					    json_value_real(edge(bin + 1.0)),
					    (json_int_t)tasks));
	}
	return array;
}

json_t *page_latency_data(const struct summary *s,
			  const struct summary_row *row)
{
	const struct percentiles *p = &row->single;
	size_t n;
	struct time_count *at = percentiles_merge(s->results, row->cell, &n);
	json_t *json;

	if (!at)
		return json_null();
	json = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}",
			 "tasks", (json_int_t)p->tasks,
			 "p50_ns", json_value_real(p->p50_ns),
			 "p90_ns", json_value_real(p->p90_ns),
			 "p99_ns", json_value_real(p->p99_ns),
			 "p999_ns", json_value_real(p->p999_ns),
			 "bins", bins_of(at, n));
	free(at);
	return json;
}
